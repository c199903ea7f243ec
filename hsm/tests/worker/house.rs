//! A SoftHSM token in a folder of its own, and the workers of this process.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use aws_lc_rs::digest;
use aws_lc_rs::rand::SystemRandom;
use ca_core::algorithm::{KeyAlgorithm, SignatureAlgorithm};
use ca_core::signer::{KeyStore, NewKey, SignInput, Signer, SignerError, StoredKey};
use der::Decode;
use hsm::config::TokenConfig;
use hsm::token::{Token, initialise};
use sceau_pkcs11_shim::shim::Shim;
use secrecy::SecretString;
use spki::SubjectPublicKeyInfoRef;

pub(crate) const PIN: &str = "sesame-27182818";
const WORKER: &str = env!("CARGO_BIN_EXE_sceau-hsm-worker");
const MODULES: [&str; 3] = [
    "/usr/lib/softhsm/libsofthsm2.so",
    "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
    "/usr/lib64/pkcs11/libsofthsm2.so",
];

/// Long enough on a busy machine.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// A folder with a token called `sceau`.
pub(crate) struct House {
    folder: tempfile::TempDir,
    pub(crate) config: TokenConfig,
}

impl House {
    pub(crate) fn build() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let config = config(folder.path());
        let so_pin = SecretString::from("guard-31415926");
        initialise(&config.module(), "sceau", &so_pin, &SecretString::from(PIN)).unwrap();
        Self { folder, config }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Puts the shim that injects faults before the module.
    pub(crate) fn shim(&mut self) -> Shim {
        let shim = Shim::before(&self.config.module, self.path("shim")).unwrap();
        self.config.module = Shim::module().unwrap();
        self.config.env.extend(shim.environment());
        shim
    }

    pub(crate) fn open(&self) -> Token {
        self.try_open().unwrap()
    }

    pub(crate) fn try_open(&self) -> Result<Token, SignerError> {
        Token::open(
            &self.config,
            &|_| panic!("no prompt"),
            Arc::new(SystemRandom::new()),
        )
    }
}

/// A configuration of the token `sceau` in `folder`; settings and PIN file are written.
fn config(folder: &Path) -> TokenConfig {
    let tokens = folder.join("tokens");
    fs::create_dir(&tokens).unwrap();
    let settings = format!("directories.tokendir = {}\n", tokens.display());
    fs::write(folder.join("softhsm2.conf"), settings).unwrap();
    let pin = folder.join("pin");
    fs::write(&pin, PIN).unwrap();
    fs::set_permissions(&pin, fs::Permissions::from_mode(0o600)).unwrap();
    let module = MODULES.iter().find(|module| Path::new(module).exists());
    let module = module.expect("SoftHSM is missing: apt-get install softhsm2");
    let text = format!(
        "module = {module:?}\nuri = \"pkcs11:token=sceau\"\npin = {{ file = \"pin\" }}\n\
         worker = {WORKER:?}\nsessions = 8\nwait_ms = 30000\n\
         env = {{ SOFTHSM2_CONF = \"{{dir}}/softhsm2.conf\" }}\n",
    );
    let config: TokenConfig = toml::from_str(&text).unwrap();
    config.resolved(folder)
}

pub(crate) fn key(token: &Token) -> StoredKey {
    let new = NewKey::new(KeyAlgorithm::P256, "issuer");
    token.generate(&new).unwrap()
}

pub(crate) fn sign(
    token: &Token,
    key: &StoredKey,
    within: Duration,
) -> Result<Vec<u8>, SignerError> {
    let digest = digest::digest(&digest::SHA256, b"message");
    let input = SignInput::Digest(digest.as_ref());
    token.sign(&key.uri, SignatureAlgorithm::EcdsaSha256, input, within)
}

pub(crate) fn sign_and_verify(token: &Token, key: &StoredKey) {
    let signature = sign(token, key, PATIENCE).unwrap_or_else(|error| panic!("{}", words(&error)));
    let info = SubjectPublicKeyInfoRef::from_der(&key.public_key).unwrap();
    let public = info.subject_public_key.as_bytes().unwrap();
    let algorithm = SignatureAlgorithm::EcdsaSha256.verification();
    algorithm
        .verify_sig(public, b"message", &signature)
        .unwrap();
}

/// An error and its causes on one line.
pub(crate) fn words(error: &SignerError) -> String {
    use std::error::Error;
    let cause = error.source().map(ToString::to_string).unwrap_or_default();
    format!("{error}: {cause}")
}

/// The children of process `parent`: identifier and state, as in proc(5).
pub(crate) fn children(parent: u32) -> Vec<(u32, char)> {
    let parent = parent.to_string();
    let entries = fs::read_dir("/proc").unwrap().flatten();
    let child = |entry: fs::DirEntry| {
        let stat = fs::read_to_string(entry.path().join("stat")).ok()?;
        let (pid, rest) = stat.split_once(" (")?;
        let fields: Vec<&str> = rest.rsplit_once(") ")?.1.split(' ').collect();
        let state = fields[0].chars().next()?;
        (fields[1] == parent).then(|| (pid.parse().unwrap(), state))
    };
    entries.filter_map(child).collect()
}

/// The workers of this process that are not ending.
pub(crate) fn workers() -> Vec<u32> {
    let alive = children(std::process::id()).into_iter();
    let alive = alive.filter(|(_, state)| *state != 'Z');
    alive.map(|(pid, _)| pid).collect()
}

/// The one worker of this process.
pub(crate) fn worker() -> u32 {
    until("there is one worker", || workers().len() == 1);
    workers()[0]
}

pub(crate) fn signal(process: u32, name: &str) {
    let status = Command::new("kill")
        .args([format!("-{name}"), process.to_string()])
        .status();
    assert!(status.unwrap().success(), "kill -{name} {process}");
}

/// Stops a process. The signal is on its way for a moment: a thread on another processor may
/// still answer.
pub(crate) fn stop(process: u32) {
    signal(process, "STOP");
    until("all its threads stand still", || {
        let threads = fs::read_dir(format!("/proc/{process}/task")).unwrap();
        threads.into_iter().all(|thread| {
            let stat = fs::read_to_string(thread.unwrap().path().join("stat")).unwrap();
            // The state follows the name, which is in parentheses (proc(5)).
            let state = stat.rsplit(')').next().unwrap();
            state.trim_start().starts_with('T')
        })
    });
}

/// Waits until `holds`, with patience.
pub(crate) fn until(what: &str, holds: impl Fn() -> bool) {
    let start = Instant::now();
    while !holds() {
        assert!(start.elapsed() < PATIENCE, "not in time: {what}");
        thread::sleep(Duration::from_millis(5));
    }
}
