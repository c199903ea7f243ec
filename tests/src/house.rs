//! An authority inside the test's own process: real SoftHSM, real SQLite, ports that a test may
//! wrap to make one of them fail or lie.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::SystemTime;

use aws_lc_rs::rand::SystemRandom;
use ca_core::actor::{Actor, ActorKind};
use ca_core::algorithm::KeyAlgorithm;
use ca_core::authority::issue::{Confirmed, IssuanceRequest, NewIssuer};
use ca_core::authority::{Authority, Ports};
use ca_core::country::Country;
use ca_core::settings::Settings;
use ca_core::subject::Subject;
use ca_core::timestamp::{Clock, ClockState, Timestamp};
use ca_store::{Store, sqlite};
use hsm::config::TokenConfig;
use hsm::token::{Token, initialise};
use secrecy::SecretString;

use crate::run::{Run, program};

const PIN: &str = "27182818";
const MODULES: [&str; 3] = [
    "/usr/lib/softhsm/libsofthsm2.so",
    "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
    "/usr/lib64/pkcs11/libsofthsm2.so",
];

/// Runs `body` with a house of its own.
pub fn in_house<F: FnOnce(&House)>(body: F) {
    let folder = tempfile::tempdir().unwrap();
    body(&House::build(folder.path()));
}

/// A clock that a test can move.
#[derive(Debug, Default)]
pub struct MovableClock(AtomicI64);

impl MovableClock {
    /// Moves the clock by so many hours.
    pub fn advance_hours(&self, hours: i64) {
        self.advance_seconds(hours * 3_600);
    }

    /// Moves the clock by so many seconds.
    pub fn advance_seconds(&self, seconds: i64) {
        self.0.fetch_add(seconds * 1_000, Ordering::SeqCst);
    }
}

impl Clock for MovableClock {
    #[expect(clippy::disallowed_methods, reason = "the clock of the tests")]
    fn now(&self) -> Timestamp {
        let now = Timestamp::from_system_time(SystemTime::now()).unix_millis();
        Timestamp::from_unix_millis(now + self.0.load(Ordering::SeqCst))
    }

    fn state(&self) -> ClockState {
        ClockState::Unknown
    }
}

/// A practice authority with the issuers `root` and `citizens` on P-256 and P-384 keys.
#[derive(Debug)]
pub struct House {
    /// Its ports, to be wrapped.
    pub ports: Ports,
    /// Its clock.
    pub clock: Arc<MovableClock>,
    /// Its folder.
    pub folder: PathBuf,
}

impl House {
    /// Builds the house in an empty folder.
    #[must_use]
    pub fn build(folder: &Path) -> Self {
        let clock = Arc::new(MovableClock::default());
        let store = sqlite::create(&folder.join("sceau.db"), clock.clone()).unwrap();
        let house = Self::with(folder, clock, store, make_token(folder));
        house.found();
        house
    }

    /// Enters a house that another process has built.
    #[must_use]
    pub fn enter(folder: &Path) -> Self {
        let clock = Arc::new(MovableClock::default());
        let store = sqlite::open(&folder.join("sceau.db"), clock.clone()).unwrap();
        Self::with(folder, clock, store, open_token(folder))
    }

    fn with(folder: &Path, clock: Arc<MovableClock>, store: Store, token: Token) -> Self {
        let (store, token) = (Arc::new(store), Arc::new(token));
        let ports = Ports {
            registry: store.clone(),
            audit: store,
            keys: token.clone(),
            signer: token,
            clock: clock.clone(),
            random: Arc::new(SystemRandom::new()),
        };
        Self {
            ports,
            clock,
            folder: folder.to_owned(),
        }
    }

    fn found(&self) {
        let (authority, actor) = (self.authority(), actor());
        let chad = Country::find("TD").unwrap();
        let settings = Settings::for_practice(&chad, "http://pki.sceau-lab.td").unwrap();
        authority.found(&actor, &settings, &chad).unwrap();
        for (line, profile, issuer, algorithm) in [
            ("root", "root-ca", None, KeyAlgorithm::P384),
            ("citizens", "issuing-ca", Some("root"), KeyAlgorithm::P256),
        ] {
            let new = NewIssuer {
                issuer: issuer.map(|line| line.parse().unwrap()),
                key_algorithm: Some(algorithm),
                ..new_issuer(line, profile)
            };
            let generation = authority.create_issuer(&actor, &new).unwrap();
            authority.activate_issuer(&actor, &generation.id).unwrap();
        }
    }

    /// The authority on its own ports.
    #[must_use]
    pub fn authority(&self) -> Authority {
        Authority::new(self.ports.clone())
    }

    /// The Registry's file.
    #[must_use]
    pub fn database(&self) -> PathBuf {
        self.folder.join("sceau.db")
    }

    /// How many rows a query finds, asked of the file itself.
    #[must_use]
    pub fn count(&self, query: &str) -> i64 {
        let database = crate::stored::open(&self.database());
        database.query_row(query, [], |row| row.get(0)).unwrap()
    }
}

/// SoftHSM on this machine.
#[must_use]
pub fn module() -> &'static str {
    let found = MODULES.iter().find(|module| Path::new(module).exists());
    found.expect("SoftHSM is missing: apt-get install softhsm2")
}

/// A new SoftHSM token in `folder`.
fn make_token(folder: &Path) -> Token {
    let (conf, tokens) = (folder.join("softhsm2.conf"), folder.join("tokens"));
    fs::create_dir(&tokens).unwrap();
    let settings = format!(
        "directories.tokendir = {}\nlog.level = ERROR\n",
        tokens.display()
    );
    fs::write(&conf, settings).unwrap();
    let pin_file = folder.join("pin");
    fs::write(&pin_file, PIN).unwrap();
    fs::set_permissions(&pin_file, fs::Permissions::from_mode(0o600)).unwrap();
    let module = token_config(folder).module();
    let (so_pin, pin) = (SecretString::from("31415926"), SecretString::from(PIN));
    initialise(&module, "house", &so_pin, &pin).unwrap();
    open_token(folder)
}

/// The worker that loads the module.
fn open_token(folder: &Path) -> Token {
    let prompt = |_: &str| Err(std::io::ErrorKind::Unsupported.into());
    Token::open(
        &token_config(folder),
        &prompt,
        Arc::new(SystemRandom::new()),
    )
    .unwrap()
}

fn token_config(folder: &Path) -> TokenConfig {
    let config = format!(
        "module = {:?}\nworker = {:?}\nuri = \"pkcs11:token=house\"\nsessions = 16\n\
         pin = {{ file = \"pin\" }}\nenv = {{ SOFTHSM2_CONF = {:?} }}\n",
        module(),
        program("sceau-hsm-worker"),
        folder.join("softhsm2.conf"),
    );
    let config: TokenConfig = toml::from_str(&config).unwrap();
    config.resolved(folder)
}

/// Who acts in tests.
#[must_use]
pub fn actor() -> Actor {
    Actor::new(ActorKind::OsUser, "tester", "uid 0")
}

/// A generation that the root certifies, all else by its profile.
#[must_use]
pub fn new_issuer(line: &str, profile: &str) -> NewIssuer {
    NewIssuer {
        line: line.parse().unwrap(),
        profile: profile.into(),
        issuer: Some("root".parse().unwrap()),
        key_algorithm: None,
        token: None,
        key: None,
        common_name: None,
    }
}

/// A request of a citizen with a key made by OpenSSL.
#[must_use]
pub fn citizen(csr: &[u8], request_id: Option<&str>) -> IssuanceRequest {
    let subject = "C=TD,SN=Ngaré,GN=Aïcha,serialNumber=IDCTD-1,CN=Aïcha Ngaré";
    IssuanceRequest {
        line: "citizens".parse().unwrap(),
        profile: "citizen-signature".into(),
        csr: csr.to_vec(),
        subject: Subject::parse(subject).unwrap(),
        alternative_names: Vec::new(),
        request_id: request_id.map(Into::into),
        validity: None,
        key_origin: None,
        original_name: None,
        confirmed: Confirmed::default(),
    }
}

/// A P-256 request made by OpenSSL.
#[must_use]
pub fn openssl_csr(folder: &Path) -> Vec<u8> {
    let out = folder.join("request.pem");
    let mut openssl = Command::new("openssl");
    openssl.args([
        "req",
        "-new",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
    ]);
    openssl
        .args(["-nodes", "-subj", "/CN=x", "-keyout", "/dev/null", "-out"])
        .arg(&out);
    let _made = Run::of(&mut openssl).succeeds();
    fs::read(out).unwrap()
}
