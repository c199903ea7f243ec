//! The configuration of the daemon: the tables that it shares with the operator's tool, and its
//! own doors and limits.
//!
//! ```toml
//! [api]
//! listen = "0.0.0.0:8443"
//! certificate = "tls/sceaud.pem"
//! key = { file = "tls/sceaud.key" }
//!
//! [monitor]
//! listen = "127.0.0.1:9180"
//! ```
//!
//! `doors` and `limits` are the tables; `complaint` says what is wrong with a value.

mod complaint;
mod doors;
mod limits;

use std::path::{Path, PathBuf};

use ca_desk::config::{Config as Shared, Own, folder_of};
use ca_desk::error::{Failure, Kind};
use ca_desk::message::Message;
use ca_desk::told::Told;
use hsm::pin::PinSource;
use http_edge::limits::Limits;

pub use self::doors::{ApiDoor, Files, MonitorDoor, PublicDoor};
use self::doors::{ApiTable, MonitorTable, PublicTable};
use self::limits::LimitsTable;

/// A configuration without faults.
#[derive(Clone, Debug)]
pub struct Config {
    /// Registry, tokens, signer of the log.
    pub shared: Shared,
    /// The door of operators and systems.
    pub api: ApiDoor,
    /// The door of everybody, if there is one.
    pub public: Option<PublicDoor>,
    /// The door of those who watch over the service.
    pub monitor: MonitorDoor,
    /// What clients may take.
    pub limits: Limits,
}

struct Tables {
    api: ApiTable,
    public: Option<PublicTable>,
    monitor: MonitorTable,
    limits: LimitsTable,
}

impl Config {
    /// Reads the file at `path`.
    ///
    /// # Errors
    /// It cannot be read, or has faults: all are told, with their lines.
    pub fn load(path: &Path, told: Told) -> Result<Self, Failure> {
        let (shared, tables) = Shared::load_with(path.to_owned(), told, read)?;
        pins_can_be_read_again(&shared)?;
        let folder = folder_of(path)?;
        Ok(Self {
            api: tables.api.resolved(&folder),
            public: tables.public.map(|table| table.resolved(&folder)),
            monitor: tables.monitor.into(),
            limits: tables.limits.into(),
            shared,
        })
    }

    /// The file that gets the addresses in use once the daemon serves.
    #[must_use]
    pub const fn ready_file(&self) -> Option<&PathBuf> {
        self.api.ready_file.as_ref()
    }
}

/// Reads all tables before it gives up, so that each tells its faults.
fn read(own: &mut Own<'_, '_>) -> Option<Tables> {
    let api = own.required("api", &ApiTable::REQUIRED, complaint::about);
    let public = own.table("public", &PublicTable::REQUIRED, complaint::about);
    let monitor = own.required("monitor", &MonitorTable::REQUIRED, complaint::about);
    let limits = own.table("limits", &[], complaint::about);
    Some(Tables {
        api: api?,
        public,
        monitor: monitor?,
        limits: limits.unwrap_or_default(),
    })
}

/// A program that takes over, or is started again, reads the PIN again: it can neither be typed
/// nor come through a descriptor that is read once.
fn pins_can_be_read_again(config: &Shared) -> Result<(), Failure> {
    let from_file = |pin: &PinSource| matches!(pin, PinSource::File(_));
    if config.tokens.iter().all(|token| from_file(&token.pin)) {
        return Ok(());
    }
    let message = Message::new("config-invalid").with("file", config.path.display());
    Err(Failure::new(Kind::Usage, message).cause(Message::new("config-pin-file")))
}
