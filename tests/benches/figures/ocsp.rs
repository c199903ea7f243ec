//! `ocsp-cached` and `ocsp-live`, in requests per second of server CPU: a load client saturates
//! before the server does, so that time on the wall would measure the client.
//!
//! The limit of the cached answer is the same HTTP stack giving a constant of the same size and
//! headers; that of the live one is the token signing, and nothing else.

use std::fs;
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use aws_lc_rs::digest;
use ca_core::algorithm::SignatureAlgorithm;
use ca_core::signer::SignInput;
use sceau_tests::house::House;
use sceau_tests::lab::Lab;
use sceau_tests::run::{judge, tool};
use sceau_tests::subject::SIGNATURE;

use crate::cpu;
use crate::report::{Aim, Figure, Sample};

const ROUNDS: usize = 3;
const ROUND: &str = "4s";

pub(crate) fn figures(house: &House) -> Vec<Figure> {
    let lab = Lab::up();
    let load = Load::of(&lab);
    let responder = u32::try_from(lab.environment()["ocsp_pid"].as_u64().unwrap()).unwrap();
    let url = lab.issuer("citizens").ocsp.unwrap();
    load.check(&url);
    let constant = Constant::start(&url, &load);
    let cached = (0..ROUNDS).map(|_| Sample {
        measured: load.per_cpu_second(responder, &url, "cached.der", 32),
        limit: load.per_cpu_second(constant.child.id(), &constant.url, "cached.der", 32),
    });
    let cached = Figure {
        name: "ocsp-cached",
        aim: Aim::AtLeast(0.8),
        unit: "answers/cpu-s",
        samples: cached.collect(),
    };
    let live = (0..ROUNDS).map(|_| Sample {
        measured: load.per_cpu_second(responder, &url, "live.der", 4),
        limit: raw_signatures(house),
    });
    let live = Figure {
        name: "ocsp-live",
        aim: Aim::AtLeast(0.7),
        unit: "answers/cpu-s",
        samples: live.collect(),
    };
    load.nothing_was_put_off(&lab);
    vec![cached, live]
}

/// Signatures of the token in a second of CPU.
fn raw_signatures(house: &House) -> f64 {
    let issuers = house.ports.registry.generations().unwrap();
    let key = &issuers.iter().find(|issuer| !issuer.is_root()).unwrap().key;
    let hash = digest::digest(&digest::SHA256, b"raw");
    let before = cpu::seconds_of(std::process::id());
    for _ in 0..10_000 {
        let (algorithm, input) = (
            SignatureAlgorithm::EcdsaSha256,
            SignInput::Digest(hash.as_ref()),
        );
        house
            .ports
            .signer
            .sign(key, algorithm, input, Duration::from_secs(30))
            .unwrap();
    }
    10_000.0 / (cpu::seconds_of(std::process::id()) - before)
}

/// Requests as OpenSSL makes them, thrown by wrk at a bounded time.
pub(crate) struct Load {
    folder: tempfile::TempDir,
}

impl Load {
    pub(crate) fn of(lab: &Lab) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let certificate = SIGNATURE.fulfil(lab, "bench").file;
        let issuer = lab.issuer("citizens").certificate;
        for (file, nonce) in [("cached.der", "-no_nonce"), ("live.der", "-nonce")] {
            let mut openssl = tool("openssl");
            openssl
                .args(["ocsp", "-sha256", nonce, "-issuer"])
                .arg(&issuer);
            openssl
                .arg("-cert")
                .arg(&certificate)
                .arg("-reqout")
                .arg(folder.path().join(file));
            assert!(openssl.stdout(Stdio::null()).status().unwrap().success());
        }
        Self { folder }
    }

    fn file(&self, name: &str) -> String {
        self.folder.path().join(name).to_str().unwrap().to_owned()
    }

    /// Both requests are answered, so that no error is measured.
    fn check(&self, url: &str) {
        for request in ["cached.der", "live.der"] {
            let (request, answer) = (self.file(request), self.file("answer.der"));
            let body = format!("@{request}");
            let media = "Content-Type: application/ocsp-request";
            let curl = [
                "-sf",
                "-H",
                media,
                "--data-binary",
                &body,
                "-o",
                &answer,
                url,
            ];
            let _answered = judge("curl", curl).succeeds();
            let read = ["ocsp", "-respin", &answer, "-resp_text", "-noverify"];
            let _good = judge("openssl", read).succeeds().says("Cert Status: good");
        }
    }

    /// How many requests the process answers in a second of its CPU.
    pub(crate) fn per_cpu_second(
        &self,
        server: u32,
        url: &str,
        request: &str,
        connections: u32,
    ) -> f64 {
        let script = self.file("post.lua");
        let text = format!(
            "wrk.method = 'POST'\nwrk.headers['Content-Type'] = 'application/ocsp-request'\n\
             wrk.body = io.open('{}', 'rb'):read('*a')\n",
            self.file(request)
        );
        fs::write(&script, text).unwrap();
        let connections = connections.to_string();
        let before = cpu::seconds_of(server);
        let wrk = [
            "-t",
            "1",
            "-c",
            &connections,
            "-d",
            ROUND,
            "-s",
            &script,
            url,
        ];
        let ran = judge("wrk", wrk).succeeds().is_silent_about("Non-2xx");
        let spent = cpu::seconds_of(server) - before;
        let count = ran
            .stdout
            .lines()
            .find_map(|line| line.trim().split_once(" requests in"));
        let count: f64 = count.unwrap().0.parse().unwrap();
        count / spent
    }

    /// No answer was `tryLater`.
    fn nothing_was_put_off(&self, lab: &Lab) {
        let metrics = format!("{}/metrics", lab.listen());
        let told = judge("curl", ["-sf", &metrics]).succeeds();
        let _none = told.says("sceau_ocsp_requests_total{outcome=\"try-later\"} 0");
    }
}

/// The HTTP stack of the responder in a child, giving one answer to everything.
struct Constant {
    child: Child,
    url: String,
}

impl Constant {
    fn start(like: &str, load: &Load) -> Self {
        let port = TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap()
            .port();
        let url = format!("http://127.0.0.1:{port}/ocsp/constant-g1");
        let mut child = Command::new(std::env::current_exe().unwrap());
        let media = "Content-Type: application/ocsp-request";
        let (head, body) = (load.file("head"), load.file("body"));
        let request = format!("@{}", load.file("cached.der"));
        let curl = [
            "-sf",
            "-H",
            media,
            "--data-binary",
            &request,
            "-D",
            &head,
            "-o",
            &body,
            like,
        ];
        let _answered = judge("curl", curl).succeeds();
        child.args(["--constant", &port.to_string(), &head, &body]);
        let child = child.spawn().unwrap();
        let retry = [
            "-sf",
            "--retry",
            "50",
            "--retry-delay",
            "0",
            "--retry-connrefused",
        ];
        let _there = judge("curl", retry.into_iter().chain(["-o", "/dev/null", &url])).succeeds();
        Self { child, url }
    }
}

impl Drop for Constant {
    fn drop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

/// The child's side: serves `body` with the headers in `head` until it is killed.
pub(crate) fn serve_constant(port: &str, head: &Path, body: &Path) {
    crate::constant::serve(
        port.parse().unwrap(),
        &fs::read_to_string(head).unwrap(),
        fs::read(body).unwrap(),
    );
}
