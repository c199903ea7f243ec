//! The store of the authority: all three ports on one file.

use std::path::Path;
use std::sync::Arc;

use ca_core::audit::event::AuditEvent;
use ca_core::audit::merkle::TreeHead;
use ca_core::audit::{AuditLog, LogEntry};
use ca_core::digest::Sha256Digest;
use ca_core::generation::{GenerationId, LineName};
use ca_core::registry::records::{
    CertificateQuery, CertificateRecord, CertificateStatus, Completion, CrlRecord, Document,
    DocumentKind, FeedPage, Generation, Intent, IssuanceState, KeyCopy, KnownToken, NameDigest,
    PersonDigest, RecordedCopy, RevokedEntry, StoredIntent,
};
use ca_core::registry::{Registry, RegistryError, StatusSource};
use ca_core::revocation::{Revocation, Suspension};
use ca_core::serial::Serial;
use ca_core::signer::{TokenInfo, TokenName};
use ca_core::timestamp::{Clock, Timestamp};
use rusqlite::Connection;

use super::act::Act;
use super::checkpoint::{Bell, Checkpoints};
use super::connect::{self, Purpose};
use super::fault::Failure;
use super::heads::Heads;
use super::readers::Readers;
use super::revocations::{self, Change};
use super::status::SqliteStatus;
use super::writer::Writer;
use super::{certificates, crls, devices, documents, generations, intents, log, precedents};

/// A registry's file, open for reading and writing.
///
/// Several programs may have it open at once. Dropping it waits for what was accepted.
#[derive(Debug)]
pub struct SqliteStore {
    // In the order in which they end: the last connection to close tidies the file.
    _checkpoints: Checkpoints,
    status: SqliteStatus,
    writer: Writer,
}

impl SqliteStore {
    /// Builds an empty registry at `path` and opens it. Its file has mode 0660.
    ///
    /// # Errors
    /// `Exists` if anything is at `path`, `ReadOnly` or `Missing` for its directory, `Full`.
    pub fn create(path: &Path, clock: Arc<dyn Clock>) -> Result<Self, RegistryError> {
        connect::create(path)?;
        Self::open(path, clock)
    }

    /// Opens the registry at `path`, bringing it to the newest schema first.
    ///
    /// # Errors
    /// `Missing`, `Schema`, `ReadOnly` where file or directory may not be written, `Damaged`.
    pub fn open(path: &Path, clock: Arc<dyn Clock>) -> Result<Self, RegistryError> {
        let bell = Arc::new(Bell::default());
        let writing = connect::connect(path, Purpose::Writing)?;
        let copying = connect::connect(path, Purpose::Checkpoints)?;
        let readers = Readers::open(path.to_owned())?;
        Ok(Self {
            _checkpoints: Checkpoints::start(copying, Arc::clone(&bell))?,
            status: SqliteStatus::sharing(readers, clock),
            writer: Writer::start(writing, bell)?,
        })
    }

    fn read<T>(
        &self,
        question: impl FnOnce(&Connection) -> Result<T, Failure>,
    ) -> Result<T, RegistryError> {
        self.status.readers().read(question)
    }

    fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Act<'_>) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, RegistryError> {
        self.writer.write(work)
    }
}

/// Acts go to the thread that writes, so each takes copies of what it needs.
impl Registry for SqliteStore {
    fn activate_document(
        &self,
        document: &Document,
        at: Timestamp,
        event: &AuditEvent,
    ) -> Result<(), RegistryError> {
        let (document, event) = (document.clone(), event.clone());
        self.write(move |act| documents::activate(act, &document, at, &event))
    }

    fn active_document(
        &self,
        kind: DocumentKind,
        name: &str,
    ) -> Result<Option<Document>, RegistryError> {
        self.read(|connection| documents::active(connection, kind, name))
    }

    fn active_documents(&self, kind: DocumentKind) -> Result<Vec<Document>, RegistryError> {
        self.read(|connection| documents::all_active(connection, kind))
    }

    fn document(&self, digest: &Sha256Digest) -> Result<Option<Document>, RegistryError> {
        self.read(|connection| documents::by_digest(connection, digest))
    }

    fn add_generation(
        &self,
        generation: &Generation,
        event: &AuditEvent,
    ) -> Result<(), RegistryError> {
        let (generation, event) = (generation.clone(), event.clone());
        self.write(move |act| generations::add(act, &generation, &event))
    }

    fn activate_generation(
        &self,
        generation: &GenerationId,
        event: &AuditEvent,
    ) -> Result<(), RegistryError> {
        let (id, event) = (generation.clone(), event.clone());
        self.write(move |act| generations::activate(act, &id, &event))
    }

    fn generations(&self) -> Result<Vec<Generation>, RegistryError> {
        self.read(generations::all)
    }

    fn store_intent(
        &self,
        intent: &Intent,
        event: &AuditEvent,
    ) -> Result<StoredIntent, RegistryError> {
        let (intent, event) = (intent.clone(), event.clone());
        self.write(move |act| intents::store(act, &intent, &event))
    }

    fn known_request(
        &self,
        scope: &LineName,
        request_id: &str,
        content: &Sha256Digest,
    ) -> Result<Option<(GenerationId, Serial)>, RegistryError> {
        self.read(|connection| intents::known_request(connection, scope, request_id, content))
    }

    fn advance_intent(
        &self,
        issuer: &GenerationId,
        serial: &Serial,
        from: IssuanceState,
        to: IssuanceState,
    ) -> Result<(), RegistryError> {
        let (issuer, serial) = (issuer.clone(), serial.clone());
        self.write(move |act| intents::advance(act, &issuer, &serial, from, to))
    }

    fn complete(&self, completion: &Completion, event: &AuditEvent) -> Result<(), RegistryError> {
        let (completion, event) = (completion.clone(), event.clone());
        self.write(move |act| intents::complete(act, &completion, &event))
    }

    fn abandon(
        &self,
        issuer: &GenerationId,
        serial: &Serial,
        at: Timestamp,
        event: &AuditEvent,
    ) -> Result<(), RegistryError> {
        let (issuer, serial, event) = (issuer.clone(), serial.clone(), event.clone());
        self.write(move |act| intents::abandon(act, &issuer, &serial, at, &event))
    }

    fn open_intents(&self, before: Timestamp) -> Result<Vec<CertificateRecord>, RegistryError> {
        self.read(|connection| certificates::open(connection, before))
    }

    fn certificate(
        &self,
        issuer: &GenerationId,
        serial: &Serial,
    ) -> Result<Option<CertificateRecord>, RegistryError> {
        self.read(|connection| certificates::one(connection, issuer, serial))
    }

    fn certificates(
        &self,
        query: &CertificateQuery,
    ) -> Result<Vec<CertificateRecord>, RegistryError> {
        self.read(|connection| certificates::matching(connection, query))
    }

    fn name_of(&self, person: &PersonDigest) -> Result<Option<NameDigest>, RegistryError> {
        self.read(|connection| precedents::name_of(connection, person))
    }

    fn key_evidence(
        &self,
        issuer: &GenerationId,
        serial: &Serial,
    ) -> Result<Option<Vec<u8>>, RegistryError> {
        self.read(|connection| precedents::evidence(connection, issuer, serial))
    }

    fn key_is_barred(&self, key_hash: &Sha256Digest) -> Result<bool, RegistryError> {
        self.read(|connection| revocations::key_is_barred(connection, key_hash))
    }

    fn revoke(
        &self,
        issuer: &GenerationId,
        serial: &Serial,
        revocation: &Revocation,
        event: &AuditEvent,
    ) -> Result<(), RegistryError> {
        let (issuer, serial, event) = (issuer.clone(), serial.clone(), event.clone());
        let revocation = revocation.clone();
        self.write(move |act| {
            revocations::change(act, &issuer, &serial, &Change::Revoke(&revocation), &event)
        })
    }

    fn suspend(
        &self,
        issuer: &GenerationId,
        serial: &Serial,
        suspension: &Suspension,
        event: &AuditEvent,
    ) -> Result<(), RegistryError> {
        let (issuer, serial, event) = (issuer.clone(), serial.clone(), event.clone());
        let suspension = suspension.clone();
        self.write(move |act| {
            revocations::change(act, &issuer, &serial, &Change::Suspend(&suspension), &event)
        })
    }

    fn reinstate(
        &self,
        issuer: &GenerationId,
        serial: &Serial,
        event: &AuditEvent,
    ) -> Result<(), RegistryError> {
        let (issuer, serial, event) = (issuer.clone(), serial.clone(), event.clone());
        self.write(move |act| {
            revocations::change(act, &issuer, &serial, &Change::Reinstate, &event)
        })
    }

    fn revoked_entries(
        &self,
        issuer: &GenerationId,
        visit: &mut dyn FnMut(RevokedEntry),
    ) -> Result<(), RegistryError> {
        self.read(|connection| crls::revoked_entries(connection, issuer, visit))
    }

    fn last_crl_number(&self, issuer: &GenerationId) -> Result<u64, RegistryError> {
        self.read(|connection| crls::last_number(connection, issuer))
    }

    fn reserve_crl(
        &self,
        issuer: &GenerationId,
        last: u64,
        number: u64,
        tbs_digest: &Sha256Digest,
        event: &AuditEvent,
    ) -> Result<(), RegistryError> {
        let (issuer, tbs_digest, event) = (issuer.clone(), *tbs_digest, event.clone());
        self.write(move |act| crls::reserve(act, &issuer, last, number, &tbs_digest, &event))
    }

    fn publish_crl(&self, crl: &CrlRecord, event: &AuditEvent) -> Result<(), RegistryError> {
        let (crl, event) = (crl.clone(), event.clone());
        self.write(move |act| crls::publish(act, &crl, &event))
    }

    fn key_copies(&self) -> Result<Vec<RecordedCopy>, RegistryError> {
        self.read(devices::copies)
    }

    fn record_key_copy(&self, copy: &KeyCopy, event: &AuditEvent) -> Result<(), RegistryError> {
        let (copy, event) = (copy.clone(), event.clone());
        self.write(move |act| devices::record_copy(act, &copy, &event))
    }

    fn tokens(&self) -> Result<Vec<KnownToken>, RegistryError> {
        self.read(devices::tokens)
    }

    fn record_token(
        &self,
        token: &TokenInfo,
        at: Timestamp,
        event: &AuditEvent,
    ) -> Result<(), RegistryError> {
        let (token, event) = (token.clone(), event.clone());
        self.write(move |act| devices::record_token(act, &token, at, &event))
    }

    fn see_token(&self, token: &TokenName, at: Timestamp) -> Result<(), RegistryError> {
        let token = token.clone();
        self.write(move |act| devices::see(act, &token, at))
    }
}

impl AuditLog for SqliteStore {
    fn append(&self, event: &AuditEvent) -> Result<u64, RegistryError> {
        let event = event.clone();
        let index = self.write(move |act| act.record(&event))?;
        Ok(index.unsigned_abs())
    }

    fn head(&self) -> Result<TreeHead, RegistryError> {
        self.read(|connection| Ok(Heads::read(connection)?.tree()))
    }

    fn entries(&self, from: u64, limit: usize) -> Result<Vec<LogEntry>, RegistryError> {
        self.read(|connection| log::entries(connection, from, limit))
    }
}

impl StatusSource for SqliteStore {
    fn issuers(&self) -> Result<Vec<Generation>, RegistryError> {
        self.status.issuers()
    }

    fn status(
        &self,
        issuer: &GenerationId,
        serial: &Serial,
    ) -> Result<CertificateStatus, RegistryError> {
        self.status.status(issuer, serial)
    }

    fn as_of(&self) -> Result<Timestamp, RegistryError> {
        self.status.as_of()
    }

    fn feed(&self, after: u64, limit: usize) -> Result<FeedPage, RegistryError> {
        self.status.feed(after, limit)
    }

    fn latest_crl(&self, issuer: &GenerationId) -> Result<Option<CrlRecord>, RegistryError> {
        self.status.latest_crl(issuer)
    }
}
