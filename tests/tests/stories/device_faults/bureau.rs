//! An authority in this process, on a lab's Registry and a token that a configuration names.

use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::thread;
use std::time::{Duration, Instant};

use aws_lc_rs::rand::SystemRandom;
use ca_core::authority::{Authority, Ports};
use ca_core::signer::SignerError;
use ca_store::{Store, sqlite};
use hsm::config::TokenConfig;
use hsm::token::Token;
use sceau_tests::house::MovableClock;
use sceau_tests::lab::Lab;
use sceau_tests::run::program;
use toml::Table;

/// How long a restart may take while faults go on.
const RESTART: Duration = Duration::from_secs(30);

/// An authority, and the operator who starts it anew once its token is fenced (I6).
pub(crate) struct Bureau {
    config: TokenConfig,
    store: Arc<Store>,
    /// Its clock.
    pub(crate) clock: Arc<MovableClock>,
    current: RwLock<Arc<Authority>>,
    restarts: AtomicU64,
}

impl Bureau {
    /// On the token of a configuration file of the lab.
    pub(crate) fn on(lab: &Lab, config: &Path) -> Self {
        Self::with(lab, token_config(config))
    }

    /// On a token.
    pub(crate) fn with(lab: &Lab, config: TokenConfig) -> Self {
        let clock = Arc::new(MovableClock::default());
        let store = sqlite::open(&lab.file("registry/sceau.db"), clock.clone()).unwrap();
        let store = Arc::new(store);
        let token = open(&config).unwrap();
        Self {
            current: RwLock::new(authority(&store, &clock, token)),
            restarts: AtomicU64::new(0),
            config,
            store,
            clock,
        }
    }

    /// The authority as it runs now.
    pub(crate) fn authority(&self) -> Arc<Authority> {
        let current = self.current.read().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(&current)
    }

    /// Starts it anew, unless somebody else just did.
    pub(crate) fn restart(&self, fenced: &Arc<Authority>) {
        let mut current = self.current.write().unwrap_or_else(PoisonError::into_inner);
        if !Arc::ptr_eq(&current, fenced) {
            return;
        }
        let start = Instant::now();
        let token = loop {
            match open(&self.config) {
                Ok(token) => break token,
                Err(error) => assert!(start.elapsed() < RESTART, "no restart: {error:?}"),
            }
            thread::sleep(Duration::from_millis(50));
        };
        *current = authority(&self.store, &self.clock, token);
        self.restarts.fetch_add(1, Ordering::SeqCst);
    }

    /// How often it was started anew.
    pub(crate) fn restarts(&self) -> u64 {
        self.restarts.load(Ordering::SeqCst)
    }
}

fn authority(store: &Arc<Store>, clock: &Arc<MovableClock>, token: Arc<Token>) -> Arc<Authority> {
    Arc::new(Authority::new(Ports {
        registry: store.clone(),
        audit: store.clone(),
        keys: token.clone(),
        signer: token,
        clock: clock.clone(),
        random: Arc::new(SystemRandom::new()),
    }))
}

/// Opens a token as a program does when it starts.
pub(crate) fn open(config: &TokenConfig) -> Result<Arc<Token>, SignerError> {
    let nobody = |_: &str| Err(std::io::ErrorKind::Unsupported.into());
    Token::open(config, &nobody, Arc::new(SystemRandom::new())).map(Arc::new)
}

/// The first token of a configuration file, with a session for each clerk.
pub(crate) fn token_config(file: &Path) -> TokenConfig {
    let document: Table = toml::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    let mut token = document["token"][0].as_table().unwrap().clone();
    let worker = program("sceau-hsm-worker").display().to_string();
    token.insert("worker".to_owned(), worker.into());
    token.insert("sessions".to_owned(), 8.into());
    let config: TokenConfig = token.try_into().unwrap();
    config.resolved(file.parent().unwrap())
}
