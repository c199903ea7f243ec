//! Two tokens that know nothing of each other.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::rand::SystemRandom;
use ca_core::algorithm::SignatureAlgorithm;
use ca_core::random::Random;
use ca_core::signer::{KeyStore, KeyUri, SignInput, Signer, SignerError, StoredKey, TokenState};
use ca_core::verify::verify;
use hsm::config::TokenConfig;
use hsm::tokens::Tokens;
use sceau_pkcs11_shim::shim::Shim;
use tempfile::TempDir;

const PIN: &str = "27182818";
const MESSAGE: &[u8] = b"to be signed";
pub(crate) const ID: &str = "a0b1";
pub(crate) const ALGORITHM: SignatureAlgorithm = SignatureAlgorithm::EcdsaSha256;

/// A token in a folder of its own, behind a shim.
pub(crate) struct Site {
    folder: PathBuf,
    label: String,
    pub(crate) shim: Shim,
}

/// Two of them: `first` and `second`.
pub(crate) struct Pair {
    _folder: TempDir,
    pub(crate) first: Site,
    pub(crate) second: Site,
    pub(crate) key: PathBuf,
}

impl Pair {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let key = folder.path().join("key.pem");
        run(Command::new("openssl")
            .args([
                "genpkey",
                "-algorithm",
                "EC",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
            ])
            .arg("-out")
            .arg(&key));
        Self {
            first: Site::new(folder.path(), "first"),
            second: Site::new(folder.path(), "second"),
            key,
            _folder: folder,
        }
    }

    /// The same key in both.
    pub(crate) fn with_copy() -> Self {
        let pair = Self::new();
        pair.first.import(&pair.key);
        pair.second.import(&pair.key);
        pair
    }

    pub(crate) fn configs(&self) -> Vec<TokenConfig> {
        vec![self.first.config(), self.second.config()]
    }

    /// Both tokens, with any copy.
    pub(crate) fn open(&self) -> Tokens {
        self.open_without_copies().with_copies(Box::new(|_| true))
    }

    pub(crate) fn open_without_copies(&self) -> Tokens {
        open(&self.configs()).unwrap()
    }
}

impl Site {
    fn new(parent: &Path, label: &str) -> Self {
        let folder = parent.join(label);
        fs::create_dir_all(folder.join("tokens")).unwrap();
        let settings = format!(
            "directories.tokendir = {}\nobjectstore.backend = file\nlog.level = ERROR\n",
            folder.join("tokens").display()
        );
        fs::write(folder.join("softhsm2.conf"), settings).unwrap();
        fs::write(folder.join("pin"), PIN).unwrap();
        fs::set_permissions(folder.join("pin"), fs::Permissions::from_mode(0o600)).unwrap();
        let shim = Shim::before(module(), folder.join("shim")).unwrap();
        let site = Self {
            folder,
            label: label.to_owned(),
            shim,
        };
        site.softhsm2_util(&[
            "--init-token",
            "--free",
            "--label",
            label,
            "--so-pin",
            "31415926",
        ]);
        site
    }

    fn softhsm2_util(&self, arguments: &[&str]) {
        run(Command::new("softhsm2-util")
            .args(arguments)
            .args(["--pin", PIN])
            .env("SOFTHSM2_CONF", self.folder.join("softhsm2.conf")));
    }

    /// Puts a key into the token, as `issuer` and with the id [`ID`].
    pub(crate) fn import(&self, key: &Path) {
        let key = key.to_str().unwrap();
        let names = ["--token", &self.label, "--label", "issuer", "--id", ID];
        self.softhsm2_util(&[&["--import", key][..], &names].concat());
    }

    pub(crate) fn config(&self) -> TokenConfig {
        let text = format!(
            "module = {:?}\nuri = \"pkcs11:token={}\"\npin = {{ file = \"pin\" }}\n\
             worker = {:?}\nwait_ms = 500\ntimeout_ms = 1000\n\
             env = {{ SOFTHSM2_CONF = \"{{dir}}/softhsm2.conf\" }}\n",
            Shim::module().unwrap(),
            self.label,
            env!("CARGO_BIN_EXE_sceau-hsm-worker"),
        );
        let config: TokenConfig = toml::from_str(&text).unwrap();
        let mut config = config.resolved(&self.folder);
        config.env.extend(self.shim.environment());
        config
    }

    /// The URI of the imported key here.
    pub(crate) fn key(&self) -> KeyUri {
        KeyUri::new(format!(
            "pkcs11:token={};id=%a0%b1;type=private",
            self.label
        ))
    }

    /// The token is not there until [`Site::connect`].
    pub(crate) fn disconnect(&self) {
        let code = "CKR_DEVICE_REMOVED".parse().unwrap();
        self.shim.plan().token_leaves(code).unwrap();
    }

    pub(crate) fn connect(&self) {
        self.shim.plan().token_returns().unwrap();
    }
}

pub(crate) fn open(configs: &[TokenConfig]) -> Result<Tokens, SignerError> {
    let random: Arc<dyn Random> = Arc::new(SystemRandom::new());
    Tokens::open(configs, &|_| panic!("no prompt"), &random)
}

/// One signature, not yet verified.
pub(crate) fn sign(tokens: &Tokens, key: &KeyUri) -> Result<Vec<u8>, SignerError> {
    sign_within(tokens, key, Duration::from_secs(20))
}

pub(crate) fn sign_within(
    tokens: &Tokens,
    key: &KeyUri,
    deadline: Duration,
) -> Result<Vec<u8>, SignerError> {
    let hash = digest(&SHA256, MESSAGE);
    let input = SignInput::Digest(hash.as_ref());
    tokens.sign(key, ALGORITHM, input, deadline)
}

pub(crate) fn is_right(key: &StoredKey, signature: &[u8]) -> bool {
    verify(&key.public_key, ALGORITHM, MESSAGE, signature).is_ok()
}

pub(crate) fn sign_and_verify(tokens: &Tokens, key: &StoredKey) {
    assert!(is_right(key, &sign(tokens, &key.uri).unwrap()));
}

/// The states of the tokens, as configured.
pub(crate) fn states(tokens: &Tokens) -> Vec<&'static str> {
    let health = tokens.health();
    health.iter().map(|token| token.state.as_str()).collect()
}

/// Waits until all tokens are up: the service is back within two seconds of the device's return.
pub(crate) fn comes_back(tokens: &Tokens, within: Duration) {
    let start = Instant::now();
    while tokens.health().iter().any(|t| t.state != TokenState::Up) {
        assert!(start.elapsed() < within, "{:?}", tokens.health());
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn run(command: &mut Command) {
    let output = command.output().unwrap_or_else(|error| {
        panic!("{command:?}: {error}: apt-get install softhsm2 openssl");
    });
    assert!(output.status.success(), "{command:?}\n{output:?}");
}

fn module() -> PathBuf {
    let places = [
        "/usr/lib/softhsm/libsofthsm2.so",
        "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
        "/usr/lib64/pkcs11/libsofthsm2.so",
    ];
    let mut places = places.iter().map(PathBuf::from);
    let found = places.find(|place| place.exists());
    found.expect("SoftHSM is missing: apt-get install softhsm2")
}
