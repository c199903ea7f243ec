//! A process with tokens of its own.
//!
//! Modules read their settings from the environment that their process started with, so each
//! test runs itself again as a child with settings in a temporary folder.

use std::any;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use aws_lc_rs::rand::SystemRandom;
use ca_core::algorithm::KeyAlgorithm;
use ca_core::signer::SignerError;
use cryptoki::context::{CInitializeArgs, CInitializeFlags, Pkcs11};
use cryptoki::error::{Error, RvError};
use cryptoki::session::{Session, UserType};
use cryptoki::slot::Slot;
use hsm::config::TokenConfig;
use hsm::token::{Token, initialise};
use secrecy::SecretString;

use crate::TOKEN;

pub(crate) const PIN: &str = "sesame-27182818";
const WORKER: &str = env!("CARGO_BIN_EXE_sceau-hsm-worker");
const SO_PIN: &str = "guard-31415926";
const FOLDER: &str = "SCEAU_HSM_SANDBOX";

/// A make of software tokens.
pub(crate) struct Kind {
    /// What its tokens say of themselves.
    pub(crate) manufacturer: &'static str,
    /// Algorithms that it has no mechanism for.
    pub(crate) lacks: &'static [KeyAlgorithm],
    /// Algorithms whose private keys it does not wrap.
    pub(crate) keeps: &'static [KeyAlgorithm],
    /// The module, by the newest interface that it has.
    pub(crate) module: fn() -> PathBuf,
    /// The module, by `C_GetFunctionList`.
    pub(crate) module_2_40: fn() -> PathBuf,
    /// Writes its settings into a folder; a variable names their file.
    pub(crate) settings: fn(&Path) -> (&'static str, PathBuf),
}

/// The module of the suite's token.
pub(crate) fn module() -> PathBuf {
    (TOKEN.module)()
}

/// The algorithms of the suite's token.
pub(crate) fn algorithms() -> Vec<KeyAlgorithm> {
    let all = KeyAlgorithm::ALL.into_iter();
    all.filter(|algorithm| has(*algorithm)).collect()
}

/// Whether the suite's token has the algorithm.
pub(crate) fn has(algorithm: KeyAlgorithm) -> bool {
    !TOKEN.lacks.contains(&algorithm)
}

/// Runs `body` in a child process that has the tokens to itself.
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
    let (variable, settings) = (TOKEN.settings)(folder.path());
    let child = Command::new(env::current_exe().unwrap())
        .args([test, "--exact", "--nocapture"])
        .env(FOLDER, folder.path())
        .env(variable, settings)
        .env("PKCS11SPY", (TOKEN.module_2_40)())
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

/// OpenSC's module that logs each call and hands it on; it knows nothing newer than PKCS#11 3.0,
/// so that the token behind it is asked by 2.40.
pub(crate) fn spy() -> PathBuf {
    installed(
        &[
            "/usr/lib/x86_64-linux-gnu/pkcs11-spy.so",
            "/usr/lib/aarch64-linux-gnu/pkcs11-spy.so",
            "/usr/lib64/pkcs11-spy.so",
        ],
        "apt-get install opensc",
    )
}

/// The first of `places` that exists; else says what would bring it.
pub(crate) fn installed(places: &[&str], remedy: &str) -> PathBuf {
    let found = places
        .iter()
        .map(PathBuf::from)
        .find(|place| place.exists());
    found.unwrap_or_else(|| panic!("none of {places:?} exists: {remedy}"))
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
        let config = self.config("pkcs11:token=new");
        initialise(&config.module(), label, &so_pin, &pin).map(|_| ())
    }

    /// A configuration that reads the right PIN from a file.
    pub(crate) fn config(&self, uri: &str) -> TokenConfig {
        self.write_secret("pin", &format!("{PIN}\n"));
        let module = module();
        let text = format!(
            "module = {module:?}\nuri = {uri:?}\npin = {{ file = \"pin\" }}\nworker = {WORKER:?}\n"
        );
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
        self.pkcs11_tool_of("sceau", arguments)
    }

    /// Runs pkcs11-tool on a token, logged in.
    pub(crate) fn pkcs11_tool_of(&self, token: &str, arguments: &[&str]) -> String {
        let module = module();
        let login = ["--module", module.to_str().unwrap(), "--token-label", token];
        let pin = ["--login", "--pin", PIN];
        run("pkcs11-tool", &[&login[..], &pin[..], arguments].concat())
    }
}

/// Kills the workers of this process, as a crash in the module would.
pub(crate) fn kill_workers() {
    let own = std::process::id().to_string();
    let mut killed = 0;
    for entry in fs::read_dir("/proc").unwrap().flatten() {
        // `pid (comm) state ppid …`, as in proc(5).
        let stat = fs::read_to_string(entry.path().join("stat")).unwrap_or_default();
        let Some((pid, rest)) = stat.split_once(" (sceau-hsm-worke) ") else {
            continue;
        };
        if rest.split(' ').nth(1) == Some(&own) {
            run("kill", &["-KILL", pid]);
            killed += 1;
        }
    }
    assert!(killed > 0, "this process has no worker");
}

/// A session in this process, logged in to the only token with `pin`, beside the workers.
pub(crate) fn session(pin: &str) -> Session {
    let module = Pkcs11::new(module()).unwrap();
    let arguments = CInitializeArgs::new(CInitializeFlags::OS_LOCKING_OK);
    module.initialize(arguments).unwrap();
    let slot = module.get_slots_with_initialized_token().unwrap()[0];
    let session = module.open_rw_session(slot).unwrap();
    let pin = SecretString::from(pin);
    session.login(UserType::User, Some(&pin)).unwrap();
    session
}

/// A session in this process, logged in to the token `label`, beside the workers; as often as
/// asked.
pub(crate) fn session_with(label: &str, pin: &str) -> Session {
    let module = Pkcs11::new(module()).unwrap();
    let arguments = CInitializeArgs::new(CInitializeFlags::OS_LOCKING_OK);
    match module.initialize(arguments) {
        Ok(()) | Err(Error::Pkcs11(RvError::CryptokiAlreadyInitialized, _)) => {}
        Err(error) => panic!("{error}"),
    }
    let slots = module.get_slots_with_initialized_token().unwrap();
    let named = |slot: &Slot| module.get_token_info(*slot).unwrap().label() == label;
    let slot = slots.into_iter().find(named).unwrap();
    let session = module.open_rw_session(slot).unwrap();
    let pin = SecretString::from(pin);
    match session.login(UserType::User, Some(&pin)) {
        Ok(()) | Err(Error::Pkcs11(RvError::UserAlreadyLoggedIn, _)) => session,
        Err(error) => panic!("{error}"),
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
