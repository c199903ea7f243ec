//! A practice authority in a temporary folder.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;

use crate::run::{Run, program};
use crate::status::fetch_crl;

/// Where the URLs of a lab for the linter point: a domain that could be public.
pub const PUBLIC_URL: &str = "http://pki.sceau-lab.td";

/// How long a responder may take to see what was published.
const SOON: Duration = Duration::from_secs(5);

/// A lab that is stopped and removed at its end.
#[derive(Debug)]
pub struct Lab {
    folder: TempDir,
    environment: Value,
}

/// What is known of an issuer.
#[derive(Debug)]
pub struct Issuer {
    /// For example `citizens-g1`.
    pub generation: String,
    /// Its certificate.
    pub certificate: PathBuf,
    /// Its chain, root last.
    pub chain: PathBuf,
    /// The status URL in its leaves.
    pub ocsp: Option<String>,
    /// The CRL URL in its leaves.
    pub crl: String,
    /// The URL of its certificate.
    pub aia: String,
}

impl Lab {
    /// A lab as `sceau lab up` makes it.
    #[must_use]
    pub fn up() -> Self {
        Self::with(&[])
    }

    /// A lab whose certificates point at [`PUBLIC_URL`].
    #[must_use]
    pub fn public() -> Self {
        Self::with(&["--public-url", PUBLIC_URL])
    }

    /// A lab whose issuers have ML-DSA keys, in kryoptic tokens.
    #[must_use]
    pub fn post_quantum(more: &[&str]) -> Self {
        Self::with(&[&["--token", "kryoptic"], more].concat())
    }

    /// A lab with more options.
    #[must_use]
    pub fn with(options: &[&str]) -> Self {
        let folder = tempfile::Builder::new()
            .prefix("sceau-lab-")
            .tempdir()
            .unwrap();
        let mut lab = Self {
            folder,
            environment: Value::Null,
        };
        let _up = lab.lab("up", options).succeeds();
        lab.refresh();
        lab
    }

    /// Reads `lab env` again.
    pub fn refresh(&mut self) {
        self.environment = self.lab("env", &[]).succeeds().json();
    }

    /// The folder.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// A file in the lab's folder.
    #[must_use]
    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// What `lab env` says.
    #[must_use]
    pub const fn environment(&self) -> &Value {
        &self.environment
    }

    /// The trust anchor.
    #[must_use]
    pub fn trust_anchor(&self) -> PathBuf {
        path(&self.environment["trust_anchor"])
    }

    /// An issuer line.
    #[must_use]
    pub fn issuer(&self, line: &str) -> Issuer {
        let issuer = &self.environment["issuers"][line];
        let text = |key: &str| issuer[key].as_str().map(str::to_owned);
        Issuer {
            generation: text("generation").unwrap(),
            certificate: path(&issuer["certificate"]),
            chain: path(&issuer["chain"]),
            ocsp: text("ocsp"),
            crl: text("crl").unwrap(),
            aia: text("aia").unwrap(),
        }
    }

    /// Where the responder listens: the public URL, unless that points elsewhere.
    #[must_use]
    pub fn listen(&self) -> String {
        let listen = self.environment["listen"].as_str().map(str::to_owned);
        listen.unwrap_or_else(|| {
            let crl = self.issuer("citizens").crl;
            crl.split("/crl/").next().unwrap().to_owned()
        })
    }

    /// A URL of certificates, at the place where it is really served.
    #[must_use]
    pub fn reachable(&self, url: &str) -> String {
        let path = url.splitn(4, '/').nth(3).unwrap();
        format!("{}/{path}", self.listen())
    }

    /// `sceau lab VERB --dir …`.
    pub fn lab(&self, verb: &str, options: &[&str]) -> Run {
        let mut command = hermetic("sceau");
        Run::of(
            command
                .args(["lab", verb, "--dir"])
                .arg(self.path())
                .args(options),
        )
    }

    /// `sceau --config …`, not yet run.
    #[must_use]
    pub fn command<A: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = A>) -> Command {
        let mut command = hermetic("sceau");
        command
            .arg("--config")
            .arg(path(&self.environment["config"]))
            .args(arguments);
        command
    }

    /// `sceau --config …`, run to its end.
    pub fn sceau<A: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = A>) -> Run {
        Run::of(&mut self.command(arguments))
    }

    /// `sceau --config …` with a report in JSON.
    pub fn report<A: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = A>) -> Value {
        let mut command = self.command(arguments);
        Run::of(command.args(["--format", "json"]))
            .succeeds()
            .json()
    }

    /// Publishes the CRL of a line, and insists that it is served soon after.
    pub fn publish_crl(&self, line: &str) {
        let list = self.file(&format!("{line}.published.crl"));
        let _gone = fs::remove_file(&list);
        let mut command = self.command(["crl", "publish", "--issuer", line, "--out"]);
        let _published = Run::of(command.arg(&list)).succeeds();
        let published = fs::read(&list).unwrap();
        let started = Instant::now();
        while fs::read(fetch_crl(self, line)).unwrap() != published {
            assert!(
                started.elapsed() < SOON,
                "{line}: an old CRL is still served"
            );
        }
    }
}

impl Drop for Lab {
    fn drop(&mut self) {
        let stopped = self.lab("down", &[]);
        if !std::thread::panicking() {
            let _stopped = stopped.succeeds();
        }
    }
}

/// One of our programs, seeing nothing of the developer's environment.
#[must_use]
pub fn hermetic(name: &str) -> Command {
    let mut command = Command::new(program(name));
    command
        .env_clear()
        .env("LC_ALL", "C.UTF-8")
        .env("PATH", "/usr/bin:/bin");
    command
}

fn path(value: &Value) -> PathBuf {
    PathBuf::from(
        value
            .as_str()
            .unwrap_or_else(|| panic!("a path, not {value}")),
    )
}
