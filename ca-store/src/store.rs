//! The store of the authority: all its ports. [`anchored`] holds it to its anchor; `jobs`,
//! `registrations` and `revocation_desk` are ports of their own.

mod anchored;
mod jobs;
mod registrations;
mod revocation_desk;

use std::fs::File;
use std::ops::RangeInclusive;
use std::path::Path;

use ca_core::anchor::Anchor;
use ca_core::audit::event::AuditEvent;
use ca_core::audit::head::SignedHead;
use ca_core::audit::merkle::TreeHead;
use ca_core::audit::places::Places;
use ca_core::audit::query::EventQuery;
use ca_core::audit::{AuditLog, LogEntry};
use ca_core::digest::Sha256Digest;
use ca_core::generation::{GenerationId, LineName};
use ca_core::registration::SealedRegistration;
use ca_core::registry::act_request::ActRequest;
use ca_core::registry::governance::{ChainQuestion, ChainView, Governance, StoredLink};
use ca_core::registry::records::{
    BasisMark, CertificateQuery, CertificateRecord, Completion, CrlRecord, CrlReservation,
    Document, DocumentKind, ExpiryCount, FeedPage, Generation, Intent, IssuanceState, KeyCopy,
    KnownStatus, KnownToken, NameDigest, PersonDigest, RecordedCopy, RevokedEntry, SinceCrl,
    StandingCounts, StoredIntent,
};
use ca_core::registry::{Registry, RegistryError, StatusSource};
use ca_core::revocation::Suspension;
use ca_core::serial::Serial;
use ca_core::signer::{TokenInfo, TokenName};
use ca_core::timestamp::Timestamp;
use std::ops::Range;
use std::sync::Arc;

use self::anchored::Keeper;
use crate::StatusStore;
use crate::epoch::Epoch;
use crate::fault::Failure;
use crate::session::Session;
use crate::soundness::SchemaFault;
use crate::tables::act::Act;
use crate::tables::heads::Heads;
use crate::tables::intents::Brought;
use crate::tables::revocations::{self, Change};
use crate::tables::{
    certificates, crls, devices, documents, events, generations, governance, heads, intents, log,
    nodes, precedents, purges, requests, signed_heads,
};
use crate::writer::Writer;

/// A registry, open for reading and writing.
///
/// Several programs may have it open at once. Dropping it waits for what was accepted.
#[derive(Debug)]
pub struct Store {
    // In the order in which they end: an engine may tidy up when its last connection closes.
    status: StatusStore,
    writer: Writer,
    epoch: Epoch,
    keeper: Option<Arc<Keeper>>,
}

impl Store {
    /// A store over an engine's connections, those that commit counted by `epoch`.
    pub(crate) const fn new(status: StatusStore, writer: Writer, epoch: Epoch) -> Self {
        Self {
            status,
            writer,
            epoch,
            keeper: None,
        }
    }

    /// Copies the registry as it is at one moment, while it is written, into an SQLite file that
    /// has no name and is gone when it is closed; tells what it holds. It lies beside an SQLite
    /// registry; a copy of another engine's is made in the folder `scratch`. `passed` is told how
    /// much of how much is done.
    ///
    /// # Errors
    /// `Full` where there is no room for it; fails if the registry cannot be read.
    pub fn copy(
        &self,
        scratch: &Path,
        passed: &mut dyn FnMut(u64, u64),
    ) -> Result<(File, Anchor), RegistryError> {
        self.status.copy(scratch, passed)
    }

    /// What the engine itself says is wrong with the registry's pages, indices and references, in
    /// its words; `deep`, it also holds indices against their tables. PostgreSQL says nothing: it
    /// checks its pages when it reads them.
    ///
    /// # Errors
    /// Fails if the registry cannot be read at all.
    pub fn engine_faults(&self, deep: bool) -> Result<Vec<String>, RegistryError> {
        self.status.faults(deep)
    }

    /// What of the schema is not as the migrations build it.
    pub(crate) fn schema(&self) -> Result<Vec<SchemaFault>, RegistryError> {
        self.status.schema_faults()
    }

    /// Answers a question.
    pub(crate) fn read<T>(
        &self,
        question: impl FnMut(&dyn Session) -> Result<T, Failure>,
    ) -> Result<T, RegistryError> {
        self.status.read(question)
    }

    fn write<T: Send + 'static>(
        &self,
        work: impl Fn(&mut Act<'_>) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, RegistryError> {
        let answer = self.writer.write(self.admitted(work))?;
        self.committed();
        Ok(answer)
    }

    /// The same for an act of issuance.
    fn write_with_others<T: Send + 'static>(
        &self,
        work: impl Fn(&mut Act<'_>) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, RegistryError> {
        let answer = self.writer.write_with_others(self.admitted(work))?;
        self.committed();
        Ok(answer)
    }

    /// Stores an intent, with the record of the holder's registration if there is one.
    fn store_with(
        &self,
        intent: &Intent,
        registration: Option<&SealedRegistration>,
        event: &AuditEvent,
    ) -> Result<StoredIntent, RegistryError> {
        let brought = Brought::of(intent, event, self.writer.shelf());
        let (intent, event) = (intent.clone(), event.clone());
        let registration = registration.cloned();
        self.write_with_others(move |act| {
            intents::store(act, &intent, &brought, registration.as_ref(), &event)
        })
    }

    /// Work that is done once the registry was held against its anchor.
    fn admitted<T, W>(
        &self,
        work: W,
    ) -> impl Fn(&mut Act<'_>) -> Result<T, Failure> + Send + use<T, W>
    where
        W: Fn(&mut Act<'_>) -> Result<T, Failure> + Send + 'static,
    {
        let keeper = self.keeper.clone();
        move |act| {
            if let Some(keeper) = &keeper {
                keeper.admit(act)?;
            }
            work(act)
        }
    }
}

/// Acts go to the thread that writes, so each takes copies of what it needs.
impl Registry for Store {
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
        self.read(|session| documents::active(session, kind, name))
    }

    fn active_documents(&self, kind: DocumentKind) -> Result<Vec<Document>, RegistryError> {
        self.read(|session| documents::all_active(session, kind))
    }

    fn documents(&self, kind: DocumentKind, name: &str) -> Result<Vec<Document>, RegistryError> {
        self.read(|session| documents::all(session, kind, name))
    }

    fn document(&self, digest: &Sha256Digest) -> Result<Option<Document>, RegistryError> {
        self.read(|session| documents::by_digest(session, digest))
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

    /// The connection is counted before the number is read: a number of another server is refused.
    fn basis(&self) -> Result<BasisMark, RegistryError> {
        let connection = self.epoch.now();
        let number = self.read(heads::basis)?;
        Ok(BasisMark { number, connection })
    }

    fn store_intent(
        &self,
        intent: &Intent,
        event: &AuditEvent,
    ) -> Result<StoredIntent, RegistryError> {
        self.store_with(intent, None, event)
    }

    fn known_request(
        &self,
        scope: &LineName,
        request_id: &str,
        content: &Sha256Digest,
    ) -> Result<Option<(GenerationId, Serial)>, RegistryError> {
        self.read(|session| intents::known_request(session, scope, request_id, content))
    }

    fn known_act(&self, request: &ActRequest) -> Result<Option<u64>, RegistryError> {
        self.read(|session| requests::known(session, request))
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
        let packed = self.writer.shelf().pack_event(event);
        let (completion, event) = (completion.clone(), event.clone());
        self.write_with_others(move |act| {
            intents::complete(act, &completion, &event, packed.as_ref())
        })
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

    fn certificate(
        &self,
        issuer: &GenerationId,
        serial: &Serial,
    ) -> Result<Option<CertificateRecord>, RegistryError> {
        self.read(|session| certificates::one(session, issuer, serial))
    }

    fn certificates(
        &self,
        query: &CertificateQuery,
    ) -> Result<Vec<CertificateRecord>, RegistryError> {
        self.read(|session| certificates::matching(session, query))
    }

    fn count_certificates(
        &self,
        query: &CertificateQuery,
    ) -> Result<StandingCounts, RegistryError> {
        self.read(|session| certificates::counted(session, query))
    }

    fn expiries(
        &self,
        ends: &RangeInclusive<Timestamp>,
    ) -> Result<Vec<ExpiryCount>, RegistryError> {
        self.read(|session| certificates::expiry::counted(session, ends))
    }

    fn name_of(&self, person: &PersonDigest) -> Result<Option<NameDigest>, RegistryError> {
        self.read(|session| precedents::name_of(session, person))
    }

    fn key_evidence(
        &self,
        issuer: &GenerationId,
        serial: &Serial,
    ) -> Result<Option<Vec<u8>>, RegistryError> {
        self.read(|session| precedents::evidence(session, issuer, serial))
    }

    fn key_is_barred(&self, key_hash: &Sha256Digest) -> Result<bool, RegistryError> {
        self.read(|session| revocations::key_is_barred(session, key_hash))
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
    ) -> Result<u64, RegistryError> {
        self.read(|session| session.snapshot(|| crls::revoked_entries(session, issuer, visit)))
    }

    fn last_crl_number(&self, issuer: &GenerationId) -> Result<u64, RegistryError> {
        self.read(|session| crls::last_number(session, issuer))
    }

    fn reserve_crl(
        &self,
        reservation: &CrlReservation,
        event: &AuditEvent,
    ) -> Result<(), RegistryError> {
        let (wanted, event) = (reservation.clone(), event.clone());
        self.write(move |act| crls::reserve(act, &wanted, &event))?;
        self.reserved(&reservation.issuer, reservation.number);
        self.raise_anchor()
    }

    fn newest_crl(&self, issuer: &GenerationId) -> Result<Option<CrlRecord>, RegistryError> {
        self.read(|session| crls::latest(session, issuer))
    }

    fn withdrawn_since_crl(&self, issuer: &GenerationId) -> Result<SinceCrl, RegistryError> {
        self.read(|session| session.snapshot(|| crls::withdrawn_since(session, issuer)))
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

impl Governance for Store {
    fn links(&self, from: u64, limit: usize) -> Result<Vec<StoredLink>, RegistryError> {
        self.read(|session| governance::page(session, from, limit))
    }

    fn chain_view(&self, question: &ChainQuestion) -> Result<ChainView, RegistryError> {
        self.read(|session| governance::view(session, question))
    }
}

impl AuditLog for Store {
    fn append(&self, event: &AuditEvent) -> Result<u64, RegistryError> {
        let event = event.clone();
        let index = self.write(move |act| act.record(&event))?;
        Ok(index.unsigned_abs())
    }

    fn head(&self) -> Result<TreeHead, RegistryError> {
        self.read(|session| Ok(Heads::read(session)?.tree()))
    }

    fn entries(&self, from: u64, limit: usize) -> Result<Vec<LogEntry>, RegistryError> {
        self.read(|session| log::entries(session, from, limit))
    }

    fn events(&self, query: &EventQuery) -> Result<Vec<LogEntry>, RegistryError> {
        self.read(|session| events::matching(session, query))
    }

    fn tile_hashes(
        &self,
        level: u8,
        places: Range<u64>,
    ) -> Result<Vec<Sha256Digest>, RegistryError> {
        self.read(|session| nodes::hashes(session, level, places.clone()))
    }

    fn known_head(&self) -> Result<Option<TreeHead>, RegistryError> {
        Self::known_head(self)
    }

    fn store_signed_head(&self, head: &SignedHead) -> Result<(), RegistryError> {
        let head = head.clone();
        self.write(move |act| signed_heads::store(act, &head))?;
        self.follow();
        Ok(())
    }

    fn last_signed_head(&self) -> Result<Option<SignedHead>, RegistryError> {
        self.read(signed_heads::last)
    }

    fn signed_heads(&self, from: u64, limit: usize) -> Result<Vec<SignedHead>, RegistryError> {
        self.read(|session| signed_heads::page(session, from, limit))
    }

    fn purge(&self, places: &Places, event: &AuditEvent) -> Result<u64, RegistryError> {
        let (places, event) = (places.clone(), event.clone());
        let index = self.write(move |act| purges::purge(act, &places, &event))?;
        Ok(index.unsigned_abs())
    }
}

impl StatusSource for Store {
    fn issuers(&self) -> Result<Vec<Generation>, RegistryError> {
        self.status.issuers()
    }

    fn status(&self, issuer: &GenerationId, serial: &Serial) -> Result<KnownStatus, RegistryError> {
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
