//! A responder with one key in two tokens, each behind a shim of its own.

use std::io::{Read, Write};
use std::net::TcpStream;

use sceau_pkcs11_shim::fault::Fault;
use sceau_pkcs11_shim::shim::Shim;

use super::*;

const LABELS: [&str; 2] = ["ocsp", "standby"];

/// The site with its signer's key in both tokens.
struct Doubled {
    site: Site,
    shims: [Shim; 2],
}

impl Doubled {
    fn new() -> Self {
        let site = Site::new();
        let standby = site.path("standby");
        fs::create_dir_all(standby.join("tokens")).unwrap();
        let conf = format!(
            "directories.tokendir = {}\n",
            standby.join("tokens").display()
        );
        fs::write(standby.join("softhsm2.conf"), conf).unwrap();
        site.softhsm2_util("standby", &["--init-token", "--free", "--label", "standby"]);
        let shims = LABELS.map(|label| Shim::before(MODULE, site.path(&format!("{label}.shim"))));
        let doubled = Self {
            shims: shims.map(Result::unwrap),
            site,
        };
        doubled.install_signer();
        doubled.configure();
        doubled
    }

    /// A key of OpenSSL's, imported into both tokens and certified.
    fn install_signer(&self) {
        let (site, key) = (&self.site, self.site.path("key.pem"));
        let mut make = Command::new("openssl");
        make.args([
            "genpkey",
            "-algorithm",
            "EC",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
        ]);
        succeeds(&make.arg("-out").arg(&key).output().unwrap());
        for (folder, label) in ["", "standby"].into_iter().zip(LABELS) {
            let import = ["--import", key.to_str().unwrap(), "--token", label];
            site.softhsm2_util(
                folder,
                &[&import[..], &["--label", "x", "--id", "a1"]].concat(),
            );
        }
        let mut public_half = Command::new("openssl");
        public_half.args(["pkey", "-pubout", "-outform", "DER", "-in"]);
        let spki = public_half.arg(&key).output().unwrap().stdout;
        let shape = Shape {
            not_before: site.past,
            ..Shape::default()
        };
        fs::create_dir(site.path("signers")).unwrap();
        let pem = site.citizens.certify(&public(&spki), &shape);
        fs::write(site.path("signers/citizens-g1.pem"), pem).unwrap();
    }

    fn configure(&self) {
        let text = configuration();
        let (rest, _) = text.split_once("[[token]]").unwrap();
        let module = Shim::module().unwrap();
        let mut text = rest.to_owned();
        for ((label, folder), shim) in LABELS.iter().zip(["", "standby/"]).zip(&self.shims) {
            text += &format!(
                "[[token]]\nmodule = {module:?}\nuri = \"pkcs11:token={label}\"\n\
                 pin = {{ file = \"pin\" }}\ntimeout_ms = 1000\n[token.env]\n\
                 SOFTHSM2_CONF = \"{{dir}}/{folder}softhsm2.conf\"\n"
            );
            for (name, value) in shim.environment() {
                text += &format!("{name} = {value:?}\n");
            }
        }
        fs::write(self.site.path("sceau-ocsp.toml"), text).unwrap();
    }

    fn answers(&self, daemon: &Daemon, number: u8) {
        let serial = self
            .site
            .issue(&self.site.citizens.generation, number, None);
        let said = self.site.openssl(daemon, &serial, &["-no_nonce"]);
        assert!(said.contains(": good"), "{said}");
    }
}

impl Site {
    /// SoftHSM's tool on the tokens of a folder.
    fn softhsm2_util(&self, folder: &str, arguments: &[&str]) {
        let conf = self.path(folder).join("softhsm2.conf");
        let mut tool = Command::new("softhsm2-util");
        tool.args(arguments).args(["--pin", "648219"]);
        tool.args(["--so-pin", "87654321"])
            .env("SOFTHSM2_CONF", conf);
        succeeds(&tool.output().expect("softhsm2-util is installed"));
    }
}

pub(super) fn get(daemon: &Daemon, path: &str) -> String {
    let mut stream = TcpStream::connect(&daemon.address).unwrap();
    write!(
        stream,
        "GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

/// Waits until `/health` says the words; it is well all the time.
fn health_says(daemon: &Daemon, words: &str, within: Duration) {
    let start = Instant::now();
    loop {
        let health = get(daemon, "/health");
        assert!(health.starts_with("HTTP/1.1 200"), "{health}");
        if health.contains(words) {
            return;
        }
        assert!(start.elapsed() < within, "{words} in {health}");
        thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn hsm_05_copy_answers_while_the_token_is_away() {
    let doubled = Doubled::new();
    let daemon = doubled.site.serve();
    doubled.answers(&daemon, 10);
    let both = r#""tokens":[{"token":"ocsp","state":"up"},{"token":"standby","state":"up"}]"#;
    health_says(&daemon, both, Duration::from_secs(3));
    let plan = doubled.shims[0].plan();
    plan.token_leaves("CKR_DEVICE_REMOVED".parse().unwrap())
        .unwrap();
    for number in 11..15 {
        doubled.answers(&daemon, number);
    }
    let away = r#"{"token":"ocsp","state":"recovering","seconds":"#;
    health_says(&daemon, away, Duration::from_secs(3));
    let metrics = get(&daemon, "/metrics");
    for line in [
        "token_up{token=\"ocsp\"} 0",
        "token_up{token=\"standby\"} 1",
    ] {
        assert!(
            metrics.contains(&format!("sceau_ocsp_{line}")),
            "{line} in {metrics}"
        );
    }
    plan.token_returns().unwrap();
    health_says(&daemon, both, Duration::from_secs(4));
    doubled.answers(&daemon, 15);
    assert!(daemon.stop(), "{}", doubled.site.log());
}

#[test]
fn i06_token_that_signs_wrongly_is_fenced_and_its_copy_answers() {
    let doubled = Doubled::new();
    let plan = doubled.shims[0].plan();
    plan.next("C_Sign", Fault::BitFlip, 1).unwrap();
    let daemon = doubled.site.serve();
    doubled.answers(&daemon, 10);
    let fenced = r#"{"token":"ocsp","state":"fenced"},{"token":"standby","state":"up"}"#;
    health_says(&daemon, fenced, Duration::from_secs(3));
    assert!(daemon.stop());
    let log = doubled.site.log();
    let alarm = log.lines().find(|line| line.contains("token fenced"));
    assert!(
        alarm.is_some_and(|line| line.contains(r#""alarm":true"#)),
        "{log}"
    );
    plan.next("C_Sign", Fault::BitFlip, 1).unwrap();
    let check = doubled.site.run(&["check"]);
    succeeds(&check);
    let said = String::from_utf8(check.stdout).unwrap();
    assert!(said.contains("token ocsp: FENCED"), "{said}");
}

#[test]
fn hsm_05_responder_starts_without_one_of_its_tokens() {
    let doubled = Doubled::new();
    let plan = doubled.shims[0].plan();
    plan.token_leaves("CKR_TOKEN_NOT_PRESENT".parse().unwrap())
        .unwrap();
    let daemon = doubled.site.serve();
    doubled.answers(&daemon, 10);
    plan.token_returns().unwrap();
    health_says(
        &daemon,
        r#""token":"ocsp","state":"up""#,
        Duration::from_secs(4),
    );
    doubled.answers(&daemon, 11);
}

#[test]
fn key_is_made_in_the_token_that_is_asked_for() {
    let doubled = Doubled::new();
    let request = |token: &str| {
        let issuer = ["--issuer", "citizens-g1", "--token", token];
        doubled
            .site
            .run(&[&["request-signer", "--out", "-"], &issuer[..]].concat())
    };
    let made = request("standby");
    succeeds(&made);
    let said = String::from_utf8_lossy(&made.stdout);
    assert!(said.starts_with("-----BEGIN CERTIFICATE REQUEST"), "{said}");
    fails(&request("third"), 5, "ocsp, standby");
}
