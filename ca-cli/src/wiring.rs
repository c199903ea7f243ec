//! The ports, opened as the configuration names them, and the authority on them.
//!
//! [`actor`] is who acts, [`mod@clock`] the time, [`tokens`] opens the tokens; [`no_token`]
//! stands in for them in commands that need no key, so that they ask for no PIN.

mod actor;
pub(crate) mod clock;
mod no_token;
mod tokens;

use std::fs::{self, Permissions};
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::Arc;

use aws_lc_rs::rand::SystemRandom;
use ca_core::actor::Actor;
use ca_core::authority::{Authority, Ports};
use ca_core::registry::{RegistryError, StoreFault};
use ca_core::signer::{KeyStore, Signer};
use ca_core::timestamp::Clock;
use ca_store::sqlite::SqliteStore;
use ca_store::url::RegistryUrl;
use hsm::tokens::Tokens;

use crate::config::Config;
use crate::error::Failure;
use crate::explain;
use crate::invocation::Invocation;
use crate::message::Message;
use crate::wiring::clock::SystemClock;
use crate::wiring::no_token::NoToken;

/// Whether the Registry must be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Store {
    /// It must.
    Open,
    /// It is created if it is not.
    Create,
}

/// Everything that a command works with.
pub(crate) struct Wiring {
    /// The configuration.
    pub(crate) config: Config,
    /// Who acts.
    pub(crate) actor: Actor,
    /// Registry, audit log and status source.
    pub(crate) store: Arc<SqliteStore>,
    /// The tokens, in commands that use keys.
    pub(crate) tokens: Option<Arc<Tokens>>,
    /// The authority.
    pub(crate) authority: Authority,
}

impl Wiring {
    /// For commands that use keys: asks for the PIN if it is to be typed.
    ///
    /// # Errors
    /// Registry or tokens cannot be opened.
    pub(crate) fn with_token(
        config: Config,
        store: Store,
        invocation: &Invocation,
    ) -> Result<Self, Failure> {
        tokens::are_named(&config)?;
        let store = self::store(&config, store)?;
        let tokens = Arc::new(tokens::tokens(&config, &store, invocation)?);
        let mut wiring = Self::new(config, store, Arc::clone(&tokens), Arc::clone(&tokens));
        wiring.tokens = Some(tokens);
        Ok(wiring)
    }

    /// For commands that use no key.
    ///
    /// # Errors
    /// The Registry cannot be opened.
    pub(crate) fn without_token(config: Config, store: Store) -> Result<Self, Failure> {
        let store = self::store(&config, store)?;
        Ok(Self::new(
            config,
            store,
            Arc::new(NoToken),
            Arc::new(NoToken),
        ))
    }

    fn new<T>(config: Config, store: Arc<SqliteStore>, keys: Arc<T>, signer: Arc<T>) -> Self
    where
        T: KeyStore + Signer + 'static,
    {
        let authority = Authority::new(Ports {
            registry: store.clone(),
            audit: store.clone(),
            keys,
            signer,
            clock: clock(),
            random: Arc::new(SystemRandom::new()),
        });
        Self {
            config,
            actor: actor::os_user(),
            store,
            tokens: None,
            authority,
        }
    }
}

/// The Registry alone.
///
/// # Errors
/// It is not there, or not to be opened.
pub(crate) fn store(config: &Config, store: Store) -> Result<Arc<SqliteStore>, Failure> {
    let opened = match &config.registry {
        RegistryUrl::Sqlite(path) => match store {
            Store::Open => SqliteStore::open(path, clock()),
            Store::Create => create(path),
        },
        other => Err(RegistryError::Missing {
            place: other.to_string(),
        }),
    };
    opened.map(Arc::new).map_err(|error| {
        let message = Message::new("registry-not-opened").with("registry", &config.registry);
        Failure::because(message, explain::registry(&error))
    })
}

/// Creates the Registry and its folder, or opens what is there.
fn create(path: &Path) -> Result<SqliteStore, RegistryError> {
    if let Some(folder) = path.parent() {
        make_folder(folder).map_err(|error| RegistryError::Unavailable(StoreFault::new(error)))?;
    }
    match SqliteStore::create(path, clock()) {
        Err(RegistryError::Exists { .. }) => SqliteStore::open(path, clock()),
        other => other,
    }
}

fn clock() -> Arc<dyn Clock> {
    Arc::new(SystemClock)
}

/// For the account and its group, in which the responder is (docs/architecture.md); files that
/// either makes there belong to the group too.
fn make_folder(path: &Path) -> io::Result<()> {
    if path.as_os_str().is_empty() || path.exists() {
        return Ok(());
    }
    fs::create_dir_all(path)?;
    fs::set_permissions(path, Permissions::from_mode(0o2770))
}
