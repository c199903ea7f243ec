//! The status source: all that a responder may ask.

use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use ca_core::anchor::Anchor;
use ca_core::generation::GenerationId;
use ca_core::registry::records::{CrlRecord, FeedPage, Generation, KnownStatus};
use ca_core::registry::{RegistryError, StatusSource};
use ca_core::serial::Serial;
use ca_core::timestamp::{Clock, Timestamp};

use crate::fault::Failure;
use crate::readers::Readers;
use crate::session::Session;
use crate::soundness::SchemaFault;
use crate::tables::{crls, feed, generations, serials};

/// A registry as a responder sees it: it answers [`StatusSource`] and changes nothing.
pub struct StatusStore {
    readers: Box<dyn Readers>,
    clock: Arc<dyn Clock>,
}

impl StatusStore {
    /// A status source over an engine's connections.
    pub(crate) const fn new(readers: Box<dyn Readers>, clock: Arc<dyn Clock>) -> Self {
        Self { readers, clock }
    }

    /// Answers a question.
    pub(crate) fn read<T>(
        &self,
        question: impl FnMut(&dyn Session) -> Result<T, Failure>,
    ) -> Result<T, RegistryError> {
        self.readers.read(question)
    }

    /// What the engine says is wrong.
    pub(crate) fn faults(&self, deep: bool) -> Result<Vec<String>, RegistryError> {
        self.readers.faults(deep)
    }

    /// What of the schema is not as it is built.
    pub(crate) fn schema_faults(&self) -> Result<Vec<SchemaFault>, RegistryError> {
        self.readers.schema_faults()
    }

    /// Copies the registry.
    pub(crate) fn copy(
        &self,
        scratch: &Path,
        passed: &mut dyn FnMut(u64, u64),
    ) -> Result<(File, Anchor), RegistryError> {
        self.readers.copy(scratch, passed)
    }
}

impl StatusSource for StatusStore {
    fn issuers(&self) -> Result<Vec<Generation>, RegistryError> {
        self.read(generations::all)
    }

    fn status(&self, issuer: &GenerationId, serial: &Serial) -> Result<KnownStatus, RegistryError> {
        let now = self.clock.now();
        self.read(|session| {
            let shown = self.readers.shown(session, now)?;
            let status = serials::status(session, issuer, serial)?;
            Ok(KnownStatus { status, shown })
        })
    }

    /// The clock is read before the proof that the registry can be read.
    fn as_of(&self) -> Result<Timestamp, RegistryError> {
        let now = self.clock.now();
        let shown = self.read(|session| self.readers.shown(session, now))?;
        Ok(shown.as_of)
    }

    /// One snapshot for the rows, for the end of the feed, and for the moment.
    fn feed(&self, after: u64, limit: usize) -> Result<FeedPage, RegistryError> {
        let now = self.clock.now();
        self.read(|session| {
            session.snapshot(|| {
                let shown = self.readers.shown(session, now)?;
                feed::page(session, after, limit, shown)
            })
        })
    }

    fn latest_crl(&self, issuer: &GenerationId) -> Result<Option<CrlRecord>, RegistryError> {
        self.read(|session| crls::latest(session, issuer))
    }
}

impl std::fmt::Debug for StatusStore {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("StatusStore")
            .field("readers", &self.readers)
            .finish_non_exhaustive()
    }
}
