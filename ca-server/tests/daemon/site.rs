//! An installation in a folder of its own.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use aws_lc_rs::rand::SystemRandom;
use ca_core::actor::{Actor, ActorKind};
use ca_core::algorithm::SignatureAlgorithm;
use ca_core::audit::event::{Act, AuditEvent, EventFields, Outcome};
use ca_core::digest::Sha256Digest;
use ca_core::generation::GenerationId;
use ca_core::registry::Registry;
use ca_core::registry::records::{
    Completion, Document, DocumentKind, Generation, GenerationState, Intent, IssuanceState,
};
use ca_core::revocation::{Reason, Revocation};
use ca_core::serial::Serial;
use ca_core::signer::KeyUri;
use ca_core::timestamp::Clock;
use ca_desk::wiring::clock::SystemClock;
use ca_store::{Store, sqlite};
use tempfile::TempDir;

use crate::pki;

const MODULE: &str = "/usr/lib/softhsm/libsofthsm2.so";

/// A Registry, a token, certificates and a configuration.
pub(crate) struct Site {
    folder: TempDir,
    store: Store,
}

impl Site {
    pub(crate) fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let path = folder.path();
        pki::make(path);
        fs::create_dir(path.join("tokens")).unwrap();
        let conf = format!("directories.tokendir = {}\n", path.join("tokens").display());
        fs::write(path.join("softhsm2.conf"), conf).unwrap();
        fs::write(path.join("pin"), "648219\n").unwrap();
        fs::set_permissions(path.join("pin"), fs::Permissions::from_mode(0o600)).unwrap();
        let made = Command::new("softhsm2-util")
            .args(["--init-token", "--free", "--label", "ca", "--pin", "648219"])
            .args(["--so-pin", "87654321"])
            .env("SOFTHSM2_CONF", path.join("softhsm2.conf"))
            .output()
            .expect("softhsm2-util is installed");
        assert!(made.status.success(), "{made:?}");
        let store = sqlite::create(&path.join("registry.db"), Arc::new(SystemClock)).unwrap();
        let site = Self { folder, store };
        site.configure("");
        site.found();
        site
    }

    /// The usual configuration with more tables.
    pub(crate) fn configure(&self, more: &str) {
        fs::write(self.path("sceaud.toml"), configuration() + more).unwrap();
    }

    /// The root, and `administration-g1` with a certificate and its clients.
    fn found(&self) {
        let act = event(Act::DocumentActivate);
        self.store
            .activate_document(&profile(), SystemClock.now(), &act)
            .unwrap();
        for (name, issuer) in [("root", "root"), ("administration", "root")] {
            let (name_der, public_key, _) = pki::facts(&self.der(name));
            let generation = Generation {
                id: id(name),
                name: name_der,
                public_key,
                key: KeyUri::new("pkcs11:token=ca"),
                algorithm: SignatureAlgorithm::EcdsaSha256,
                issuer: id(issuer),
                certificate: None,
                state: GenerationState::Pending,
                created: SystemClock.now(),
            };
            self.store
                .add_generation(&generation, &event(Act::IssuerCreate))
                .unwrap();
        }
        self.issue("root", "administration", true);
        self.issue("administration", "amina", false);
        self.issue("administration", "mahamat", false);
    }

    /// Enters a certificate that openssl made.
    fn issue(&self, issuer: &str, subject: &str, certifies: bool) {
        let now = SystemClock.now();
        let der = self.der(subject);
        let (issuer_name, ..) = pki::facts(&self.der(issuer));
        let certifies = certifies.then(|| (id(subject), der.clone()));
        let intent = Intent {
            issuer: id(issuer),
            issuer_name_hash: Sha256Digest::of(&issuer_name),
            serial: self.serial(subject),
            state: IssuanceState::Signing,
            scope: id(issuer).line().clone(),
            request_id: format!("request-{subject}"),
            content_digest: Sha256Digest::of(subject.as_bytes()),
            profile: profile().digest(),
            tbs: vec![0x30; 100],
            key_hash: Sha256Digest::of(&der),
            not_before: now,
            not_after: now.plus(Duration::from_secs(86_400)),
            lint_version: 1,
            actor: actor(),
            prepared: now,
            certifies: certifies.as_ref().map(|(id, _)| id.clone()),
            key_seen: None,
            person: None,
            key_evidence: None,
            basis: None,
        };
        self.store
            .store_intent(&intent, &event(Act::CertificateRequest))
            .unwrap();
        let completion = Completion {
            issuer: intent.issuer,
            serial: intent.serial,
            signature: vec![0x5c; 64],
            issued: now,
            certifies,
            person: None,
        };
        self.store
            .complete(&completion, &event(Act::CertificateIssue))
            .unwrap();
    }

    /// Revokes a certificate of an issuer.
    pub(crate) fn revoke(&self, issuer: &str, subject: &str) {
        let revocation = Revocation {
            effective: SystemClock.now().truncated_to_second(),
            reason: Some(Reason::Superseded),
            invalidity_date: None,
        };
        let serial = self.serial(subject);
        self.store
            .revoke(
                &id(issuer),
                &serial,
                &revocation,
                &event(Act::CertificateRevoke),
            )
            .unwrap();
    }

    fn serial(&self, subject: &str) -> Serial {
        let (_, _, serial) = pki::facts(&self.der(subject));
        Serial::try_from(serial.as_slice()).unwrap()
    }

    fn der(&self, name: &str) -> Vec<u8> {
        pki::der(self.folder.path(), name)
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The program at a path, with the configuration.
    fn program(&self, path: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new(path);
        command
            .arg("--config")
            .arg(self.path("sceaud.toml"))
            .args(arguments)
            .env_remove("SOFTHSM2_CONF")
            .env("LC_ALL", "C")
            .current_dir(self.folder.path());
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Output {
        let program = env!("CARGO_BIN_EXE_sceaud");
        self.program(program, arguments).output().unwrap()
    }

    pub(crate) fn serve(&self) -> Daemon {
        self.serve_as(env!("CARGO_BIN_EXE_sceaud"), &[])
    }

    /// Starts a program, and waits until it serves.
    pub(crate) fn serve_as(&self, program: &str, variables: &[(&str, &str)]) -> Daemon {
        drop(fs::remove_file(self.path("ready")));
        let log = fs::File::create(self.path("log")).unwrap();
        let child = self
            .program(program, &[])
            .envs(variables.iter().copied())
            .stdin(Stdio::null())
            .stderr(log)
            .spawn()
            .unwrap();
        let start = Instant::now();
        while !self.path("ready").exists() {
            assert!(start.elapsed() < Duration::from_secs(20), "{}", self.log());
            thread::sleep(Duration::from_millis(20));
        }
        let ready = fs::read_to_string(self.path("ready")).unwrap();
        let address = |door: &str| {
            let mut lines = ready.lines().filter_map(|line| line.split_once(' '));
            lines.find(|(name, _)| *name == door).unwrap().1.to_owned()
        };
        Daemon {
            child,
            api: address("api"),
            monitor: address("monitor"),
        }
    }

    pub(crate) fn log(&self) -> String {
        fs::read_to_string(self.path("log")).unwrap_or_default()
    }

    /// curl at a door over TLS, as a client if one is named.
    pub(crate) fn curl(&self, client: Option<&str>, more: &[&str], url: &str) -> Output {
        let mut command = Command::new("curl");
        command
            .args(["--silent", "--show-error", "--max-time", "20"])
            .arg("--cacert")
            .arg(self.path("server.pem"));
        if let Some(client) = client {
            command
                .arg("--cert")
                .arg(self.path(&format!("{client}.pem")));
            command
                .arg("--key")
                .arg(self.path(&format!("{client}.key")));
        }
        command.args(more).arg(url);
        command.output().expect("curl is installed")
    }
}

/// A daemon that serves.
pub(crate) struct Daemon {
    pub(crate) child: Child,
    pub(crate) api: String,
    pub(crate) monitor: String,
}

impl Daemon {
    pub(crate) fn signal(&self, name: &str) {
        signal(self.child.id(), name);
    }

    /// SIGTERM; whether it ended well.
    pub(crate) fn stop(mut self) -> bool {
        self.signal("TERM");
        self.child.wait().unwrap().success()
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

pub(crate) fn signal(process: u32, name: &str) {
    let mut command = Command::new("kill");
    command.arg(format!("-{name}")).arg(process.to_string());
    assert!(command.status().unwrap().success());
}

fn configuration() -> String {
    format!(
        r#"format = 1
[registry]
url = "sqlite:registry.db"
[[token]]
module = "{MODULE}"
uri = "pkcs11:token=ca"
pin = {{ file = "pin" }}
[token.env]
SOFTHSM2_CONF = "{{dir}}/softhsm2.conf"
[api]
listen = "127.0.0.1:0"
certificate = "server.pem"
key = {{ file = "server.key" }}
ready_file = "ready"
[monitor]
listen = "127.0.0.1:0"
"#
    )
}

fn id(line: &str) -> GenerationId {
    format!("{line}-g1").parse().unwrap()
}

fn profile() -> Document {
    Document {
        kind: DocumentKind::Profile,
        name: "officer".to_owned(),
        content: "x".to_owned(),
    }
}

fn actor() -> Actor {
    Actor::new(ActorKind::OsUser, "amina", "uid 1000")
}

fn event(act: Act) -> AuditEvent {
    let fields = EventFields {
        request_id: None,
        issuer: None,
        object: None,
        reason: None,
        details: BTreeMap::new(),
    };
    let random = SystemRandom::new();
    AuditEvent::new(act, Outcome::Done, &actor(), &fields, &SystemClock, &random).unwrap()
}
