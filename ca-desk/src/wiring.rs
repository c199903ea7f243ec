//! The ports, opened as the configuration names them, and the authority on them.
//!
//! [`mod@clock`] is the time, `tokens` opens the tokens; `no_token` stands in for them where
//! no key is needed, so that nobody is asked for a PIN.

pub mod clock;
mod no_token;
mod tokens;

use std::fmt;
use std::fs::{self, Permissions};
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::Arc;

use aws_lc_rs::rand::SystemRandom;
use ca_core::actor::Actor;
use ca_core::authority::{Authority, Ports, Rule};
use ca_core::registry::{RegistryError, StoreFault};
use ca_core::signer::{KeyStore, Signer};
use ca_core::timestamp::Clock;
use ca_store::url::RegistryUrl;
use hsm::tokens::Tokens;

use crate::config::Config;
use crate::error::{Explanation, Failure, Kind};
use crate::explain;
use crate::folder;
use crate::message::Message;
use crate::wiring::clock::SystemClock;
use crate::wiring::no_token::NoToken;
pub use crate::wiring::tokens::AskPin;

/// Whether the Registry must be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Store {
    /// It must.
    Open,
    /// It is created if it is not.
    Create,
}

/// Everything that an act works with.
pub struct Wiring {
    /// The configuration.
    pub config: Config,
    /// Who acts.
    pub actor: Actor,
    /// Registry, audit log and status source.
    pub store: Arc<ca_store::Store>,
    /// The tokens, where keys are used.
    pub tokens: Option<Arc<Tokens>>,
    /// The authority.
    pub authority: Arc<Authority>,
}

impl fmt::Debug for Wiring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Wiring")
            .field("actor", &self.actor)
            .finish_non_exhaustive()
    }
}

impl Wiring {
    /// For acts that use keys: asks for the PIN if it is to be typed.
    ///
    /// # Errors
    /// Registry or tokens cannot be opened.
    pub fn with_token(
        config: Config,
        store: Store,
        actor: Actor,
        ask: AskPin<'_>,
    ) -> Result<Self, Failure> {
        tokens::are_named(&config)?;
        let mut wiring = Self::without_token(config, store, actor)?;
        let tokens = Arc::new(tokens::tokens(&wiring, ask)?);
        let keys = Arc::clone(&tokens);
        wiring.authority = authority(&wiring.config, &wiring.store, keys, Arc::clone(&tokens));
        wiring.tokens = Some(tokens);
        Ok(wiring)
    }

    /// For acts that use no key.
    ///
    /// # Errors
    /// The Registry cannot be opened.
    pub fn without_token(config: Config, store: Store, actor: Actor) -> Result<Self, Failure> {
        let store = self::store(&config, store)?;
        let authority = authority(&config, &store, Arc::new(NoToken), Arc::new(NoToken));
        Ok(Self {
            config,
            actor,
            store,
            tokens: None,
            authority,
        })
    }
}

/// The Registry alone.
///
/// # Errors
/// It is not there, or not to be opened.
pub fn store(config: &Config, store: Store) -> Result<Arc<ca_store::Store>, Failure> {
    let opened = match store {
        Store::Open => open(config),
        Store::Create if config.anchor.exists() => match open(config) {
            Err(RegistryError::Missing { place }) => {
                return Err(lost(config, &place, Kind::Refused));
            }
            opened => opened,
        },
        Store::Create => create(&config.registry).map(|store| anchored(config, store)),
    };
    opened.map_err(|error| unopened(config, &error))
}

/// The Registry that must be there, with its anchor.
///
/// # Errors
/// It is not there, or not to be opened.
pub fn open(config: &Config) -> Result<Arc<ca_store::Store>, RegistryError> {
    let store = ca_store::open(&config.registry, clock())?;
    Ok(anchored(config, store))
}

/// A Registry that cannot be opened. Where there is none but an anchor knows one, it was lost, and
/// is not made anew.
pub fn unopened(config: &Config, error: &RegistryError) -> Failure {
    if let RegistryError::Missing { place } = error
        && config.anchor.exists()
    {
        return lost(config, place, Kind::Unavailable);
    }
    let why = explain::registry(error).named(error.rule());
    Failure::because(not_opened(config), why)
}

fn lost(config: &Config, place: &str, kind: Kind) -> Failure {
    let cause = Message::new("registry-lost").with("place", place);
    let cause = cause.with("anchor", config.anchor.display());
    let why = Explanation::new(kind, cause).hint(Message::new("hint-registry-lost"));
    Failure::because(not_opened(config), why.named("registry-missing"))
}

fn not_opened(config: &Config) -> Message {
    Message::new("registry-not-opened").with("registry", &config.registry)
}

/// Tells of a new anchor, whatever the options say: it may hide that the Registry is an older
/// copy (OPS-03).
fn anchored(config: &Config, store: ca_store::Store) -> Arc<ca_store::Store> {
    let (told, path) = (config.told.clone(), config.anchor.clone());
    let place = path.display().to_string();
    Arc::new(store.anchored_telling(path, move |events| {
        let message = Message::new("registry-anchor-begun").with("anchor", &place);
        told.warn(&message.count("events", events));
    }))
}

/// The SQLite registry at a path, whatever its anchor knows.
///
/// # Errors
/// It is not there, or not to be opened.
pub fn unanchored(path: &Path) -> Result<ca_store::Store, RegistryError> {
    ca_store::sqlite::open(path, clock())
}

/// The same, with an authority that uses no key.
///
/// # Errors
/// As [`unanchored`].
pub fn without_anchor(
    path: &Path,
) -> Result<(Arc<ca_store::Store>, Arc<Authority>), RegistryError> {
    let store = Arc::new(unanchored(path)?);
    let authority = ungoverned(&store, Arc::new(NoToken), Arc::new(NoToken));
    Ok((store, Arc::new(authority)))
}

/// Creates the Registry, and the folder of a file, or opens what is there.
fn create(url: &RegistryUrl) -> Result<ca_store::Store, RegistryError> {
    if let RegistryUrl::Sqlite(path) = url
        && let Some(folder) = path.parent()
    {
        make_folder(folder).map_err(|error| RegistryError::Unavailable(StoreFault::new(error)))?;
    }
    match ca_store::create(url, clock()) {
        Err(RegistryError::Exists { .. }) => ca_store::open(url, clock()),
        other => other,
    }
}

/// The authority that believes the chain which the configuration pins.
fn authority<T>(
    config: &Config,
    store: &Arc<ca_store::Store>,
    keys: Arc<T>,
    signer: Arc<T>,
) -> Arc<Authority>
where
    T: KeyStore + Signer + 'static,
{
    let authority = ungoverned(store, keys, signer);
    Arc::new(match config.bootstrap {
        Some(bootstrap) => authority.governed_from(bootstrap),
        None => authority,
    })
}

fn ungoverned<T>(store: &Arc<ca_store::Store>, keys: Arc<T>, signer: Arc<T>) -> Authority
where
    T: KeyStore + Signer + 'static,
{
    Authority::new(Ports {
        registry: store.clone(),
        audit: store.clone(),
        keys,
        signer,
        clock: clock(),
        random: Arc::new(SystemRandom::new()),
    })
}

/// The clock of the operating system, as the port.
pub fn clock() -> Arc<dyn Clock> {
    Arc::new(SystemClock)
}

/// For the account and its group, in which the responder is (docs/architecture.md); files that
/// either makes there belong to the group too.
fn make_folder(path: &Path) -> io::Result<()> {
    if path.as_os_str().is_empty() || path.exists() {
        return Ok(());
    }
    folder::make(path, 0o777)?;
    fs::set_permissions(path, Permissions::from_mode(0o2770))
}
