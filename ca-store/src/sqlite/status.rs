//! The status source: all that a responder may ask.

use std::path::Path;
use std::sync::Arc;

use ca_core::generation::GenerationId;
use ca_core::registry::records::{CertificateStatus, CrlRecord, FeedPage, Generation};
use ca_core::registry::{RegistryError, StatusSource};
use ca_core::serial::Serial;
use ca_core::timestamp::{Clock, Timestamp};
use rusqlite::{Connection, OptionalExtension};

use super::fault::Failure;
use super::heads::Heads;
use super::readers::Readers;
use super::{columns, crls, feed, generations};

/// A registry's file as a responder sees it: it answers [`StatusSource`] and changes nothing.
///
/// The responder's account shares the directory by its group (mode 2770) and starts while no
/// writer runs; then it makes the shared-memory file of the write-ahead log itself.
pub struct SqliteStatus {
    readers: Readers,
    clock: Arc<dyn Clock>,
}

impl SqliteStatus {
    /// Opens the registry at `path`.
    ///
    /// # Errors
    /// `Missing`, `Schema`, `ReadOnly` where file or directory may not be written, `Damaged`.
    pub fn open(path: &Path, clock: Arc<dyn Clock>) -> Result<Self, RegistryError> {
        let readers = Readers::open(path.to_owned())?;
        Ok(Self { readers, clock })
    }

    /// A status source that shares the connections of a store.
    pub(super) const fn sharing(readers: Readers, clock: Arc<dyn Clock>) -> Self {
        Self { readers, clock }
    }

    /// The connections.
    pub(super) const fn readers(&self) -> &Readers {
        &self.readers
    }
}

impl StatusSource for SqliteStatus {
    fn issuers(&self) -> Result<Vec<Generation>, RegistryError> {
        self.readers.read(generations::all)
    }

    fn status(
        &self,
        issuer: &GenerationId,
        serial: &Serial,
    ) -> Result<CertificateStatus, RegistryError> {
        self.readers
            .read(|connection| status(connection, issuer, serial))
    }

    /// The present, read before the proof that the registry can be read: what is asked next
    /// shows this moment or a later one.
    fn as_of(&self) -> Result<Timestamp, RegistryError> {
        let now = self.clock.now();
        self.readers
            .read(|connection| Ok(Heads::read(connection)?))?;
        Ok(now)
    }

    fn feed(&self, after: u64, limit: usize) -> Result<FeedPage, RegistryError> {
        self.readers
            .read(|connection| feed::page(connection, after, limit))
    }

    fn latest_crl(&self, issuer: &GenerationId) -> Result<Option<CrlRecord>, RegistryError> {
        self.readers
            .read(|connection| crls::latest(connection, issuer))
    }
}

impl std::fmt::Debug for SqliteStatus {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SqliteStatus")
            .field("readers", &self.readers)
            .finish_non_exhaustive()
    }
}

fn status(
    connection: &Connection,
    issuer: &GenerationId,
    serial: &Serial,
) -> Result<CertificateStatus, Failure> {
    let sql = "SELECT s.state, s.effective, s.reason, s.invalidity
               FROM generations g JOIN serials s ON s.generation = g.id
               WHERE g.line = ?1 AND g.number = ?2 AND s.serial = ?3";
    let key = (issuer.line().as_str(), issuer.number(), serial.as_bytes());
    let found = connection
        .prepare_cached(sql)?
        .query_one(key, |row| columns::status(row, 0))
        .optional()?;
    Ok(found.unwrap_or(CertificateStatus::NeverIssued))
}
