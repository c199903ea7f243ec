//! SQLite, the embedded engine: one file that several programs open on one host.
//!
//! `connect` creates and opens files, `session` runs statements, `readers` is the pool of
//! connections for questions, `copy` makes a copy for a backup, `restoring` is the
//! place of one that is put back, `committer` what the writer commits through, `draft` a file that a
//! copy of another registry is written to, `checkpoint` keeps
//! the write-ahead log short, `schema` builds, upgrades and proves the version of a file,
//! `fault` turns errors into the ports'.

mod checkpoint;
mod committer;
pub(crate) mod connect;
mod copy;
pub(crate) mod draft;
mod fault;
mod readers;
mod restoring;
mod schema;
mod session;

use std::path::Path;
use std::sync::Arc;

use ca_core::registry::RegistryError;
use ca_core::timestamp::Clock;

use self::committer::Committer;
use self::connect::Purpose;
use self::readers::Files;
pub use self::restoring::Restoring;
use crate::epoch::Epoch;
use crate::writer::Writer;
use crate::{StatusStore, Store};

/// Builds an empty registry at `path` and opens it. Its file has mode 0660.
///
/// # Errors
/// `Exists` if anything is at `path`, `ReadOnly` or `Missing` for its directory, `Full`.
pub fn create(path: &Path, clock: Arc<dyn Clock>) -> Result<Store, RegistryError> {
    connect::create(path)?;
    open(path, clock)
}

/// Opens the registry at `path`, bringing it to the newest schema first. Several programs may
/// have it open at once.
///
/// # Errors
/// `Missing`, `Schema`, `ReadOnly` where file or directory may not be written,
/// `Inaccessible`, `Full`, `Failing`, `Damaged`.
pub fn open(path: &Path, clock: Arc<dyn Clock>) -> Result<Store, RegistryError> {
    let writing = connect::connect(path, Purpose::Writing)?;
    let copying = connect::connect(path, Purpose::Checkpoints)?;
    let status = open_status(path, clock)?;
    let writer = Writer::start(Committer::new(writing, copying)?)?;
    Ok(Store::new(status, writer, Epoch::default()))
}

/// Opens the registry at `path` for a responder, which changes nothing.
///
/// The responder's account shares the directory by its group (mode 2770) and starts while no
/// writer runs; then it makes the shared-memory file of the write-ahead log itself.
///
/// # Errors
/// `Missing`, `Schema`, `ReadOnly` where file or directory may not be written,
/// `Inaccessible`, `Full`, `Failing`, `Damaged`.
pub fn open_status(path: &Path, clock: Arc<dyn Clock>) -> Result<StatusStore, RegistryError> {
    let files = Files::open(path.to_owned())?;
    Ok(StatusStore::new(Box::new(files), clock))
}
