//! The status source: all that a responder may ask.

use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use ca_core::anchor::Anchor;
use ca_core::generation::GenerationId;
use ca_core::registry::records::{CertificateStatus, CrlRecord, FeedPage, Generation};
use ca_core::registry::{RegistryError, StatusSource};
use ca_core::serial::Serial;
use ca_core::timestamp::{Clock, Timestamp};

use crate::fault::Failure;
use crate::readers::Readers;
use crate::session::Session;
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

    fn status(
        &self,
        issuer: &GenerationId,
        serial: &Serial,
    ) -> Result<CertificateStatus, RegistryError> {
        self.read(|session| serials::status(session, issuer, serial))
    }

    /// The clock is read before the proof that the registry can be read.
    fn as_of(&self) -> Result<Timestamp, RegistryError> {
        let now = self.clock.now();
        self.readers.as_of(now)
    }

    fn feed(&self, after: u64, limit: usize) -> Result<FeedPage, RegistryError> {
        self.read(|session| feed::page(session, after, limit))
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
