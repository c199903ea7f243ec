//! A process with SoftHSM tokens of its own.
//!
//! SoftHSM reads `SOFTHSM2_CONF` from the environment that its process started with, so each
//! test runs itself again as a child with a configuration in a temporary folder.

use std::any;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use aws_lc_rs::rand::SystemRandom;
use ca_core::signer::SignerError;
use hsm::config::TokenConfig;
use hsm::initialise::initialise;
use hsm::token::Token;
use secrecy::SecretString;

pub(crate) const PIN: &str = "sesame-27182818";
const SO_PIN: &str = "guard-31415926";
const FOLDER: &str = "SCEAU_HSM_SANDBOX";

/// Runs `body` in a child process that has SoftHSM to itself.
pub(crate) fn sandboxed<F: FnOnce(&Sandbox)>(body: F) {
    match env::var_os(FOLDER) {
        Some(folder) => body(&Sandbox {
            folder: folder.into(),
        }),
        None => run_again(any::type_name::<F>()),
    }
}

fn run_again(closure: &str) {
    let test = closure
        .split_once("::")
        .unwrap()
        .1
        .trim_end_matches("::{{closure}}");
    let folder = tempfile::tempdir().unwrap();
    let conf = folder.path().join("softhsm2.conf");
    let tokens = folder.path().join("tokens");
    fs::create_dir(&tokens).unwrap();
    let settings = format!(
        "directories.tokendir = {}\nobjectstore.backend = file\nlog.level = ERROR\n",
        tokens.display()
    );
    fs::write(&conf, settings).unwrap();
    let child = Command::new(env::current_exe().unwrap())
        .args([test, "--exact", "--nocapture"])
        .env(FOLDER, folder.path())
        .env("SOFTHSM2_CONF", &conf)
        .env("PKCS11SPY", softhsm())
        .env("PKCS11SPY_OUTPUT", folder.path().join("spy.log"))
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&child.stdout);
    let complained = String::from_utf8_lossy(&child.stderr);
    assert!(
        child.status.success(),
        "{test} failed in its sandbox\n{said}\n{complained}"
    );
    assert!(
        said.contains("1 passed"),
        "the sandbox did not run {test}\n{said}"
    );
}

/// The SoftHSM module.
pub(crate) fn softhsm() -> PathBuf {
    installed(
        &[
            "/usr/lib/softhsm/libsofthsm2.so",
            "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
            "/usr/lib64/pkcs11/libsofthsm2.so",
        ],
        "softhsm2",
    )
}

/// OpenSC's module that logs each call and hands it on to SoftHSM.
pub(crate) fn spy() -> PathBuf {
    installed(
        &[
            "/usr/lib/x86_64-linux-gnu/pkcs11-spy.so",
            "/usr/lib/aarch64-linux-gnu/pkcs11-spy.so",
            "/usr/lib64/pkcs11-spy.so",
        ],
        "opensc",
    )
}

fn installed(places: &[&str], package: &str) -> PathBuf {
    let found = places
        .iter()
        .map(PathBuf::from)
        .find(|place| place.exists());
    found.unwrap_or_else(|| panic!("none of {places:?} exists: apt-get install {package}"))
}

/// Runs an outside tool and returns what it printed.
pub(crate) fn run(tool: &str, arguments: &[&str]) -> String {
    let output = Command::new(tool)
        .args(arguments)
        .output()
        .unwrap_or_else(|e| panic!("{tool}: {e}: apt-get install opensc openssl"));
    let (said, complained) = (
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
    );
    assert!(
        output.status.success(),
        "{tool} {arguments:?}\n{said}\n{complained}"
    );
    said.into_owned()
}

/// The folder of a child and its tokens.
pub(crate) struct Sandbox {
    folder: PathBuf,
}

impl Sandbox {
    /// A path in the folder.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Writes a file in the folder and returns its path as text.
    pub(crate) fn write(&self, name: &str, octets: &[u8]) -> String {
        fs::write(self.path(name), octets).unwrap();
        self.path(name).to_str().unwrap().to_owned()
    }

    /// Writes a file that only its owner can read.
    pub(crate) fn write_secret(&self, name: &str, text: &str) -> String {
        let path = self.write(name, text.as_bytes());
        restrict(Path::new(&path));
        path
    }

    /// Initialises a token.
    pub(crate) fn initialise(&self, label: &str) {
        self.try_initialise(label).unwrap();
    }

    pub(crate) fn try_initialise(&self, label: &str) -> Result<(), SignerError> {
        let (so_pin, pin) = (SecretString::from(SO_PIN), SecretString::from(PIN));
        initialise(&softhsm(), label, &so_pin, &pin).map(|_| ())
    }

    /// A configuration that reads the right PIN from a file.
    pub(crate) fn config(&self, uri: &str) -> TokenConfig {
        self.write_secret("pin", &format!("{PIN}\n"));
        let module = softhsm();
        let text = format!("module = {module:?}\nuri = {uri:?}\npin = {{ file = \"pin\" }}\n");
        toml::from_str::<TokenConfig>(&text)
            .unwrap()
            .resolved(&self.folder)
    }

    /// Initialises a token called `sceau` and opens it.
    pub(crate) fn token(&self) -> Token {
        self.initialise("sceau");
        self.open(&self.config("pkcs11:token=sceau")).unwrap()
    }

    pub(crate) fn open(&self, config: &TokenConfig) -> Result<Token, SignerError> {
        Token::open(
            config,
            &|_| panic!("no prompt"),
            Arc::new(SystemRandom::new()),
        )
    }

    /// Runs pkcs11-tool on the token `sceau`, logged in.
    pub(crate) fn pkcs11_tool(&self, arguments: &[&str]) -> String {
        let module = softhsm();
        let login = [
            "--module",
            module.to_str().unwrap(),
            "--token-label",
            "sceau",
        ];
        let pin = ["--login", "--pin", PIN];
        run("pkcs11-tool", &[&login[..], &pin[..], arguments].concat())
    }
}

/// Takes all rights on a file from everybody but its owner.
pub(crate) fn restrict(path: &Path) {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(0o600)).unwrap();
}

/// An error and its causes on one line.
pub(crate) fn words(error: &SignerError) -> String {
    use std::error::Error;
    let cause = error.source().map(ToString::to_string).unwrap_or_default();
    format!("{error}: {cause}")
}
