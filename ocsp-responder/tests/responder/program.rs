//! The program itself on real parts: a SoftHSM token and an SQLite registry, judged by OpenSSL;
//! `two_tokens` has two.

mod two_tokens;

use std::collections::BTreeMap;
use std::fs;
use std::mem;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use aws_lc_rs::rand::SystemRandom;
use ca_core::actor::{Actor, ActorKind};
use ca_core::anchor::Anchored;
use ca_core::audit::event::{Act, AuditEvent, EventFields, Outcome};
use ca_core::csr::Csr;
use ca_core::digest::Sha256Digest;
use ca_core::generation::GenerationId;
use ca_core::registry::Registry;
use ca_core::registry::records::{
    Completion, Document, DocumentKind, Generation, GenerationState, Intent, IssuanceState,
};
use ca_core::revocation::{Reason, Revocation};
use ca_core::serial::Serial;
use ca_core::signer::{KeyProtection, KeyUri, StoredKey, TokenName};
use ca_core::timestamp::Clock;
use ca_store::{Store, sqlite};
use ocsp_responder::clock::SystemClock;
use tempfile::TempDir;

use crate::pki::{NOW, Shape, TestIssuer};

const MODULE: &str = "/usr/lib/softhsm/libsofthsm2.so";

/// A registry, a token and a configuration in a folder of their own.
struct Site {
    folder: TempDir,
    store: Store,
    citizens: TestIssuer,
    /// Seconds from the moment of the tests' PKI to the present, and a little less.
    past: i64,
}

impl Site {
    fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let path = folder.path();
        fs::create_dir(path.join("tokens")).unwrap();
        let conf = format!("directories.tokendir = {}\n", path.join("tokens").display());
        fs::write(path.join("softhsm2.conf"), conf).unwrap();
        fs::write(path.join("pin"), "648219\n").unwrap();
        fs::set_permissions(path.join("pin"), fs::Permissions::from_mode(0o600)).unwrap();
        let made = Command::new("softhsm2-util")
            .args([
                "--init-token",
                "--free",
                "--label",
                "ocsp",
                "--pin",
                "648219",
            ])
            .args(["--so-pin", "87654321"])
            .env("SOFTHSM2_CONF", path.join("softhsm2.conf"))
            .output()
            .expect("softhsm2-util is installed");
        assert!(made.status.success(), "{made:?}");
        fs::write(path.join("sceau-ocsp.toml"), configuration()).unwrap();
        let store = sqlite::create(&path.join("registry.db"), Arc::new(SystemClock)).unwrap();
        let past = SystemClock.now().unix_seconds() - NOW.unix_seconds() - 60;
        let citizens = TestIssuer::new("citizens-g1");
        let site = Self {
            folder,
            store,
            citizens,
            past,
        };
        site.found();
        site
    }

    /// The root, and `citizens-g1` with a certificate.
    fn found(&self) {
        let document = profile();
        let act = event(Act::DocumentActivate);
        self.store
            .activate_document(&document, SystemClock.now(), &act)
            .unwrap();
        let root = TestIssuer::new("root-g1").generation;
        for generation in [&root, &self.citizens.generation] {
            let (certificate, state) = (None, GenerationState::Pending);
            let pending = Generation {
                certificate,
                state,
                ..generation.clone()
            };
            self.store
                .add_generation(&pending, &event(Act::IssuerCreate))
                .unwrap();
        }
        let pem = self.citizens.self_signed("CN=citizens-g1,C=TD", self.past);
        fs::write(self.path("citizens.pem"), &pem).unwrap();
        let der = pem::parse(&pem).unwrap().into_contents();
        let certifies = Some(self.citizens.generation.id.clone());
        self.issue(&root, 1, certifies.map(|id| (id, der)));
        let id = &self.citizens.generation.id;
        let act = event(Act::IssuerActivate);
        self.store.activate_generation(id, &act).unwrap();
    }

    fn issue(
        &self,
        issuer: &Generation,
        number: u8,
        certifies: Option<(GenerationId, Vec<u8>)>,
    ) -> Serial {
        let now = SystemClock.now();
        let serial = serial(number);
        let intent = Intent {
            issuer: issuer.id.clone(),
            issuer_name_hash: issuer.name_hash(),
            serial: serial.clone(),
            state: IssuanceState::Signing,
            scope: issuer.id.line().clone(),
            request_id: format!("request-{number}"),
            content_digest: Sha256Digest::of(&[number]),
            profile: profile().digest(),
            tbs: vec![0x30; 100],
            key_hash: Sha256Digest::of(&[number, 1]),
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
            issuer: issuer.id.clone(),
            serial: serial.clone(),
            signature: vec![0x5c; 64],
            issued: now,
            certifies,
            person: None,
        };
        self.store
            .complete(&completion, &event(Act::CertificateIssue))
            .unwrap();
        serial
    }

    fn revoke(&self, serial: &Serial) {
        let revocation = Revocation {
            effective: SystemClock.now().truncated_to_second(),
            reason: Some(Reason::Superseded),
            invalidity_date: None,
        };
        let issuer = &self.citizens.generation.id;
        self.store
            .revoke(issuer, serial, &revocation, &event(Act::CertificateRevoke))
            .unwrap();
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn program(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sceau-ocsp"));
        command
            .arg("--config")
            .arg(self.path("sceau-ocsp.toml"))
            .args(arguments);
        command
            .env_remove("SOFTHSM2_CONF")
            .env("LC_ALL", "C")
            .current_dir(self.folder.path());
        command
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.program(arguments).output().unwrap()
    }

    /// Makes a key of a kind in the token and has it certified and installed.
    fn enrol(&self, key: &str) {
        let arguments = [
            "--issuer",
            "citizens-g1",
            "--key",
            key,
            "--out",
            "signer.csr",
        ];
        succeeds(&self.run(&[&["request-signer"], arguments.as_slice()].concat()));
        let csr = Csr::parse(&fs::read(self.path("signer.csr")).unwrap()).unwrap();
        let shape = Shape {
            not_before: self.past,
            ..Shape::default()
        };
        let pem = self.citizens.certify(&public(csr.key().spki()), &shape);
        fs::write(self.path("signer.pem"), pem).unwrap();
        let arguments = ["--issuer", "citizens-g1", "--certificate", "signer.pem"];
        succeeds(&self.run(&[&["install-signer"], arguments.as_slice()].concat()));
    }

    fn serve(&self) -> Daemon {
        self.serve_with(fs::File::create(self.path("log")).unwrap())
    }

    fn serve_with(&self, log: fs::File) -> Daemon {
        drop(fs::remove_file(self.path("ready")));
        let child = self
            .program(&["serve"])
            .stderr(log)
            .stdin(Stdio::null())
            .spawn()
            .unwrap();
        let start = Instant::now();
        while !self.path("ready").exists() {
            assert!(start.elapsed() < Duration::from_secs(20), "{}", self.log());
            thread::sleep(Duration::from_millis(20));
        }
        let address = fs::read_to_string(self.path("ready"))
            .unwrap()
            .trim()
            .to_owned();
        Daemon { child, address }
    }

    fn log(&self) -> String {
        fs::read_to_string(self.path("log")).unwrap_or_default()
    }

    /// What OpenSSL reads in the answer about a serial, having verified it.
    fn openssl(&self, daemon: &Daemon, serial: &Serial, more: &[&str]) -> String {
        let said = self.ask(daemon, serial, more);
        assert!(
            said.contains("Response verify OK"),
            "{said}\n{}",
            self.log()
        );
        said
    }

    fn ask(&self, daemon: &Daemon, serial: &Serial, more: &[&str]) -> String {
        let url = format!("http://{}/ocsp/citizens-g1", daemon.address);
        let issuer = self.path("citizens.pem");
        let issuer = issuer.to_str().unwrap();
        let serial = format!("0x{serial}");
        let output = Command::new("openssl")
            .args(["ocsp"])
            .args(more)
            .args([
                "-issuer", issuer, "-CAfile", issuer, "-serial", &serial, "-url", &url,
            ])
            .output()
            .expect("openssl is installed");
        String::from_utf8_lossy(&[output.stderr, output.stdout].concat()).into_owned()
    }
}

struct Daemon {
    child: Child,
    address: String,
}

impl Daemon {
    /// SIGTERM; gives whether it ended well.
    fn stop(mut self) -> bool {
        let pid = self.child.id().to_string();
        assert!(
            Command::new("kill")
                .args(["-TERM", &pid])
                .status()
                .unwrap()
                .success()
        );
        self.child.wait().unwrap().success()
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

fn configuration() -> String {
    format!(
        r#"format = 1
[listen]
address = "127.0.0.1:0"
ready_file = "ready"
[registry]
url = "sqlite:registry.db"
[[token]]
module = "{MODULE}"
uri = "pkcs11:token=ocsp"
pin = {{ file = "pin" }}
[token.env]
SOFTHSM2_CONF = "{{dir}}/softhsm2.conf"
"#
    )
}

fn profile() -> Document {
    Document {
        kind: DocumentKind::Profile,
        name: "citizen-signature".to_owned(),
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

fn serial(number: u8) -> Serial {
    let octets: Vec<u8> = std::iter::once(0x40).chain([number; 16]).collect();
    Serial::try_from(octets.as_slice()).unwrap()
}

/// A key of which only the public half matters.
fn public(spki: &[u8]) -> StoredKey {
    StoredKey {
        uri: KeyUri::new(""),
        token: TokenName {
            label: String::new(),
            serial: String::new(),
        },
        id: Vec::new(),
        label: String::new(),
        algorithm: None,
        public_key: spki.to_vec(),
        protection: KeyProtection {
            local: true,
            sensitive: true,
            always_sensitive: true,
            extractable: false,
            never_extractable: true,
            modifiable: false,
            copyable: false,
            sign: true,
            other_use: false,
        },
    }
}

fn succeeds(output: &Output) {
    assert!(output.status.success(), "{output:?}");
}

fn fails(output: &Output, code: i32, words: &str) {
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{said}");
    assert!(said.contains(words), "{said}");
}

#[test]
fn openssl_sees_good_revoked_and_unknown_with_each_kind_of_key() {
    let site = Site::new();
    for (number, key) in (10..).zip(["p256", "p384", "rsa3072", "ed25519"]) {
        site.enrol(key);
        let daemon = site.serve();
        let serial = site.issue(&site.citizens.generation, number, None);
        for hash in ["-sha1", "-sha256", "-sha384", "-sha512"] {
            let said = site.openssl(&daemon, &serial, &[hash, "-no_nonce"]);
            assert!(said.contains(": good"), "{key} {hash}: {said}");
        }
        let said = site.openssl(&daemon, &serial, &["-nonce"]);
        assert!(said.contains(": good") && !said.contains("nonce"), "{said}");
        site.revoke(&serial);
        thread::sleep(Duration::from_secs(1));
        let said = site.openssl(&daemon, &serial, &["-no_nonce"]);
        assert!(
            said.contains(": revoked") && said.contains("superseded"),
            "{said}"
        );
        let said = site.openssl(&daemon, &self::serial(99), &["-no_nonce"]);
        assert!(said.contains(": unknown"), "{said}");
        assert!(daemon.stop(), "{}", site.log());
    }
}

#[test]
fn log_is_json_lines_and_holds_no_pin() {
    let site = Site::new();
    site.enrol("p256");
    let daemon = site.serve();
    let serial = site.issue(&site.citizens.generation, 10, None);
    site.openssl(&daemon, &serial, &["-nonce"]);
    assert!(daemon.stop());
    let log = site.log();
    for line in log.lines() {
        assert!(line.starts_with('{') && line.ends_with('}'), "{line}");
    }
    for words in ["signer loaded", "ready", "stopped", "counters"] {
        assert!(log.contains(words), "{words} in {log}");
    }
    assert!(!log.contains("648219"), "I9");
}

#[test]
fn log_that_cannot_be_written_does_not_end_the_service() {
    let site = Site::new();
    site.enrol("p256");
    let full = fs::File::options().write(true).open("/dev/full").unwrap();
    let daemon = site.serve_with(full);
    let serial = site.issue(&site.citizens.generation, 10, None);
    let said = site.openssl(&daemon, &serial, &["-nonce"]);
    assert!(said.contains(": good"), "{said}");
    assert!(daemon.stop());
}

#[test]
fn i04_registry_that_was_put_back_is_read() {
    let mut site = Site::new();
    site.enrol("p256");
    let serial = site.issue(&site.citizens.generation, 10, None);
    let path = site.path("registry.db");
    // The last to close the registry empties its write-ahead log.
    let other = sqlite::create(&site.path("other.db"), Arc::new(SystemClock)).unwrap();
    drop(mem::replace(&mut site.store, other));
    fs::copy(&path, site.path("copy.db")).unwrap();
    let daemon = site.serve();
    let said = site.openssl(&daemon, &serial, &["-no_nonce"]);
    assert!(said.contains(": good"), "{said}");
    fs::rename(site.path("copy.db"), &path).unwrap();
    for beside in ["registry.db-wal", "registry.db-shm"] {
        drop(fs::remove_file(site.path(beside)));
    }
    site.store = sqlite::open(&path, Arc::new(SystemClock)).unwrap();
    site.revoke(&serial);
    thread::sleep(Duration::from_secs(1));
    let said = site.openssl(&daemon, &serial, &["-no_nonce"]);
    assert!(said.contains(": revoked"), "{said}");
}

#[test]
fn i04_registry_that_was_put_back_is_not_spoken_for_before_it_is_acknowledged() {
    let site = Site::new();
    site.enrol("p256");
    let serial = site.issue(&site.citizens.generation, 10, None);
    let running = site.serve();
    let restore = event(Act::RegistryRestore);
    site.store.record_restore(&restore).unwrap();
    thread::sleep(Duration::from_secs(1));
    let fresh = site.serve();
    for daemon in [&running, &fresh] {
        let refused = site.ask(daemon, &serial, &["-nonce"]);
        assert!(refused.contains("trylater"), "{refused}");
        let health = two_tokens::get(daemon, "/health");
        assert!(health.starts_with("HTTP/1.1 503"), "{health}");
        let why = r#""reason":"restore-not-acknowledged""#;
        assert!(health.contains(why), "{health}");
    }
    fails(&site.run(&["check"]), 1, "put back from a backup");
    let standing = site.store.standing().unwrap();
    let act = event(Act::RegistryAcknowledge);
    site.store.acknowledge(&standing, &act).unwrap();
    thread::sleep(Duration::from_secs(1));
    for daemon in [&running, &fresh] {
        let said = site.openssl(daemon, &serial, &["-nonce"]);
        assert!(said.contains(": good"), "{said}");
    }
    succeeds(&site.run(&["check"]));
}

#[test]
fn signer_that_is_renewed_is_noticed_within_seconds() {
    let site = Site::new();
    site.enrol("p256");
    let daemon = site.serve();
    site.enrol("ed25519");
    let start = Instant::now();
    while !site.log().contains("Ed25519") {
        assert!(start.elapsed() < Duration::from_secs(5), "{}", site.log());
        thread::sleep(Duration::from_millis(50));
    }
    let serial = site.issue(&site.citizens.generation, 10, None);
    let said = site.openssl(&daemon, &serial, &["-no_nonce", "-resp_text"]);
    assert!(said.contains("Signature Algorithm: ED25519"), "{said}");
}

#[test]
fn check_tells_what_the_daemon_would_serve() {
    let site = Site::new();
    let output = site.run(&["check"]);
    fails(&output, 1, "error: citizens-g1: NO SIGNER");
    site.enrol("p256");
    let output = site.run(&["check"]);
    succeeds(&output);
    let said = String::from_utf8(output.stdout).unwrap();
    for words in [
        "registry: sqlite:",
        "citizens-g1: signer ready until",
        "citizens-g1: no CRL",
    ] {
        assert!(said.contains(words), "{words} in {said}");
    }
    let output = site.run(&["--lang", "fr", "check"]);
    assert!(
        String::from_utf8(output.stdout)
            .unwrap()
            .contains("signataire prêt jusqu'au")
    );
}

#[test]
fn bad_surroundings_give_a_message_a_hint_and_the_right_exit_code() {
    let site = Site::new();
    let config = site.path("sceau-ocsp.toml");
    let with =
        |from: &str, to: &str| fs::write(&config, configuration().replace(from, to)).unwrap();
    with("registry.db", "absent.db");
    fails(
        &site.run(&["serve"]),
        5,
        "hint: The authority makes the registry",
    );
    with(MODULE, "/nowhere/module.so");
    fails(
        &site.run(&["serve"]),
        5,
        "hint: Check `module`, `uri` and `env`",
    );
    with("token=ocsp", "token=absent");
    fails(
        &site.run(&["serve"]),
        5,
        "No token matches pkcs11:token=absent",
    );
    with("format = 1", "format = 7");
    fails(
        &site.run(&["serve"]),
        2,
        "caused by: line 1: `format`: 7 is not in 1 to 1",
    );
    with("x", "x");
    fs::write(site.path("pin"), "11111111\n").unwrap();
    let output = site.run(&["check"]);
    fails(&output, 1, "hint: The PIN is not tried again.");
    assert!(
        !String::from_utf8_lossy(&output.stderr).contains("11111111"),
        "I9"
    );
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    fs::write(site.path("pin"), "648219\n").unwrap();
    with("127.0.0.1:0", &taken.local_addr().unwrap().to_string());
    fails(
        &site.run(&["serve"]),
        5,
        "error: Cannot listen on 127.0.0.1:",
    );
}

#[test]
fn wrong_command_lines_are_told_in_the_language_asked_for() {
    let site = Site::new();
    fails(
        &site.run(&["serve", "--nonsense"]),
        2,
        "error: The command line is not understood: --nonsense.",
    );
    fails(
        &site.run(&["--lang=fr", "srve"]),
        2,
        "erreur\u{a0}: La ligne de commande n'est pas comprise\u{a0}: srve.",
    );
    let arguments = [
        "request-signer",
        "--issuer",
        "citizens-g1",
        "--key",
        "rsa4096",
        "--out",
        "x",
    ];
    fails(&site.run(&arguments), 2, "rsa4096");
    let program = env!("CARGO_BIN_EXE_sceau-ocsp");
    let bare = Command::new(program)
        .args(["serve", "--lang", "en"])
        .output()
        .unwrap();
    fails(&bare, 2, "`--config FILE` is missing");
    let help = Command::new(program)
        .args(["--lang", "fr", "--help"])
        .output()
        .unwrap();
    let said = String::from_utf8(help.stdout).unwrap();
    assert!(
        said.contains("Usage\u{a0}:") && said.contains("Commandes"),
        "{said}"
    );
}

#[test]
fn install_refuses_what_clients_would_refuse() {
    let site = Site::new();
    let arguments = [
        "request-signer",
        "--issuer",
        "citizens-g1",
        "--out",
        "signer.csr",
    ];
    succeeds(&site.run(&arguments));
    let csr = Csr::parse(&fs::read(site.path("signer.csr")).unwrap()).unwrap();
    let install = |issuer: &str| {
        site.run(&[
            "install-signer",
            "--issuer",
            issuer,
            "--certificate",
            "signer.pem",
        ])
    };
    let write = |shape: &Shape| {
        let pem = site.citizens.certify(&public(csr.key().spki()), shape);
        fs::write(site.path("signer.pem"), pem).unwrap();
    };
    fails(&install("citizens-g1"), 5, "signer.pem cannot be read");
    write(&Shape {
        not_before: site.past,
        ..Shape::for_servers()
    });
    fails(
        &install("citizens-g1"),
        1,
        "caused by: Its extended key usage lacks OCSPSigning.",
    );
    write(&Shape::default());
    fails(
        &install("citizens-g1"),
        1,
        "caused by: It is not valid before 2027-",
    );
    fails(
        &install("citizens-g2"),
        1,
        "no issuer generation citizens-g2",
    );
    fails(&install("root-g1"), 1, "root-g1");
    assert!(!Path::new(&site.path("signers")).exists());
}
