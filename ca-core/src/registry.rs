//! Ports to the record of all that was issued.
//!
//! - [`Registry`]: written by the authority; each method is one transaction that holds the
//!   act, its status and its audit event together, durable when the method returns (I2);
//! - [`StatusSource`]: read by responders: status, feed and CRL bytes, nothing else;
//! - [`records`]: what the rows hold; [`subject_value`]: what subjects are searched by;
//! - [`governance`]: the chain of statements, a port of its own;
//! - [`act_request`]: the request that a change was asked for by;
//! - `certificates`: lists of certificates, read page by page;
//! - `error`: why something was not done.
//!
//! Adapter: the `ca-store` crate.

pub mod act_request;
mod certificates;
mod error;
pub mod governance;
pub mod records;
pub mod subject_value;

use std::ops::RangeInclusive;

use self::act_request::ActRequest;
pub use self::certificates::Certificates;
pub use self::error::{RegistryError, StoreFault};
use self::governance::Governance;
use crate::audit::event::AuditEvent;
use crate::digest::Sha256Digest;
use crate::generation::{GenerationId, LineName};
use crate::jobs::book::JobBook;
use crate::registration::book::RegistrationBook;
use crate::registry::records::{
    BasisMark, CertificateQuery, CertificateRecord, Completion, CrlRecord, CrlReservation,
    Document, DocumentKind, ExpiryCount, FeedPage, Generation, Intent, IssuanceState, KeyCopy,
    KnownStatus, KnownToken, NameDigest, PersonDigest, RecordedCopy, RevokedEntry, SinceCrl,
    StandingCounts, StoredIntent,
};
use crate::revocation::desk::RevocationDesk;
use crate::revocation::{Revocation, Suspension};
use crate::serial::Serial;
use crate::signer::{TokenInfo, TokenName};
use crate::timestamp::Timestamp;

/// The record of all that was issued.
///
/// Implementers are safe for concurrent use. Every method that takes an event commits it in
/// the same transaction as the act, with the statement and the request that it carries, and
/// numbers feed and log in commit order. A request that is known is `Exists` with the same content,
/// `RequestMismatch` with other content; then nothing is done.
pub trait Registry: Governance + JobBook + RegistrationBook + RevocationDesk + Send + Sync {
    /// Stores a document and makes it the active one of its kind and name.
    ///
    /// # Errors
    /// `Frozen` for the authority document once a certificate exists.
    fn activate_document(
        &self,
        document: &Document,
        at: Timestamp,
        event: &AuditEvent,
    ) -> Result<(), RegistryError>;

    /// The active document of a kind and name.
    ///
    /// # Errors
    /// Fails if the Registry cannot be read.
    fn active_document(
        &self,
        kind: DocumentKind,
        name: &str,
    ) -> Result<Option<Document>, RegistryError>;

    /// All active documents of a kind, by name.
    ///
    /// # Errors
    /// Fails if the Registry cannot be read.
    fn active_documents(&self, kind: DocumentKind) -> Result<Vec<Document>, RegistryError>;

    /// All documents of a kind and name, active or not, in the order in which they were stored.
    ///
    /// # Errors
    /// Fails if the Registry cannot be read.
    fn documents(&self, kind: DocumentKind, name: &str) -> Result<Vec<Document>, RegistryError>;

    /// The document with this digest, active or not.
    ///
    /// # Errors
    /// Fails if the Registry cannot be read.
    fn document(&self, digest: &Sha256Digest) -> Result<Option<Document>, RegistryError>;

    /// Adds a generation that has a key and a name but no certificate yet.
    ///
    /// # Errors
    /// `Exists` if the generation or its name is there.
    fn add_generation(
        &self,
        generation: &Generation,
        event: &AuditEvent,
    ) -> Result<(), RegistryError>;

    /// Makes a generation with a certificate the active one of its line; the one before it
    /// is retired: it signs CRLs and no more certificates.
    ///
    /// # Errors
    /// `NotFound`, or `WrongState` if the generation has no certificate.
    fn activate_generation(
        &self,
        generation: &GenerationId,
        event: &AuditEvent,
    ) -> Result<(), RegistryError>;

    /// All generations, by line and number.
    ///
    /// # Errors
    /// Fails if the Registry cannot be read.
    fn generations(&self) -> Result<Vec<Generation>, RegistryError>;

    /// How often that changed by which certificates are judged: the active documents, the
    /// generations, the status of an issuer's certificate. What was read of them after this
    /// mark is as new as the mark; it counts changes by all programs.
    ///
    /// # Errors
    /// Fails if the Registry cannot be read.
    fn basis(&self) -> Result<BasisMark, RegistryError>;

    /// Stores the intent to sign, and with it its serial number and request id, for ever.
    /// A request id that is known with the same content changes nothing, not even the log, and
    /// gives the serial number stored before.
    ///
    /// In the same transaction it holds the intent against what two requests at once could
    /// both miss: a leaf's key is not barred (CRT-17), no record with the key came after
    /// `key_seen` (CRT-21), and the person is not known yet, or by the name `known`, or by the
    /// intent's own (REG-09), which is the known one from then on. Evidence is kept for good
    /// (REG-08). Documents and issuers have not changed since the intent's `basis`.
    ///
    /// # Errors
    /// `SerialTaken` if the issuer name has used the serial before (I3), `RequestMismatch` if
    /// the request id is known with other content, `KeyBarred`, and `Overtaken` if there
    /// is more about key or person than it was judged by, or another basis.
    fn store_intent(
        &self,
        intent: &Intent,
        event: &AuditEvent,
    ) -> Result<StoredIntent, RegistryError>;

    /// The issuer and serial number that a request id was given with this content.
    ///
    /// # Errors
    /// `RequestMismatch` if the request id is known with other content.
    fn known_request(
        &self,
        scope: &LineName,
        request_id: &str,
        content: &Sha256Digest,
    ) -> Result<Option<(GenerationId, Serial)>, RegistryError>;

    /// The place in the log of the act that was done for a request, whatever the act: its event
    /// carried the request. Certificates have [`known_request`](Self::known_request).
    ///
    /// # Errors
    /// `RequestMismatch` if the id is known in its name space with other content.
    fn known_act(&self, request: &ActRequest) -> Result<Option<u64>, RegistryError>;

    /// Moves an intent from one state to the next.
    ///
    /// # Errors
    /// `NotFound`, or `WrongState` if it is not in state `from`.
    fn advance_intent(
        &self,
        issuer: &GenerationId,
        serial: &Serial,
        from: IssuanceState,
        to: IssuanceState,
    ) -> Result<(), RegistryError>;

    /// Records the signature: certificate, status, generation (where it certifies one) and
    /// event in one transaction. After it returns the certificate may leave (I2).
    ///
    /// # Errors
    /// `NotFound`, `WrongState` if the intent is not in state `signing`, or `KeyBarred` if the
    /// key of a leaf was barred since the intent was stored (CRT-17).
    fn complete(&self, completion: &Completion, event: &AuditEvent) -> Result<(), RegistryError>;

    /// Gives up an intent. One in state `signing` may have been signed: its serial goes on
    /// the CRL from `at` on.
    ///
    /// # Errors
    /// `NotFound`, or `WrongState` if it was issued or abandoned.
    fn abandon(
        &self,
        issuer: &GenerationId,
        serial: &Serial,
        at: Timestamp,
        event: &AuditEvent,
    ) -> Result<(), RegistryError>;

    /// The certificate or intent with this serial of an issuer.
    ///
    /// # Errors
    /// Fails if the Registry cannot be read.
    fn certificate(
        &self,
        issuer: &GenerationId,
        serial: &Serial,
    ) -> Result<Option<CertificateRecord>, RegistryError>;

    /// The first [`page`](CertificateQuery::page) of certificates and intents that match, in the
    /// order in which they were stored: fewer only if there are no more. [`Certificates`] reads
    /// them all.
    ///
    /// What is found costs what an index needs to find it, also among millions: by serial number,
    /// request id, key or attribute of the subject, by officer, profile, issuer, day, version of
    /// the lint rules or reason (REV-09).
    ///
    /// # Errors
    /// Fails if the Registry cannot be read.
    fn certificates(
        &self,
        query: &CertificateQuery,
    ) -> Result<Vec<CertificateRecord>, RegistryError>;

    /// How many certificates and intents match, whatever the query's place and limit say.
    ///
    /// # Errors
    /// Fails if the Registry cannot be read.
    fn count_certificates(&self, query: &CertificateQuery)
    -> Result<StandingCounts, RegistryError>;

    /// How many certificates end in some time, by profile name, from an index alone.
    ///
    /// # Errors
    /// Fails if the Registry cannot be read.
    fn expiries(&self, ends: &RangeInclusive<Timestamp>)
    -> Result<Vec<ExpiryCount>, RegistryError>;

    /// The name by which a person is known.
    ///
    /// # Errors
    /// Fails if the Registry cannot be read.
    fn name_of(&self, person: &PersonDigest) -> Result<Option<NameDigest>, RegistryError>;

    /// The evidence of where the key of a certificate was made, if any was given (REG-08).
    ///
    /// # Errors
    /// Fails if the Registry cannot be read.
    fn key_evidence(
        &self,
        issuer: &GenerationId,
        serial: &Serial,
    ) -> Result<Option<Vec<u8>>, RegistryError>;

    /// Whether a key, by its [`key_hash`], is an issuer's or stands in a
    /// certificate that was revoked for key compromise (CRT-17).
    ///
    /// [`key_hash`]: crate::subject_key::key_hash
    ///
    /// # Errors
    /// Fails if the Registry cannot be read.
    fn key_is_barred(&self, key_hash: &Sha256Digest) -> Result<bool, RegistryError>;

    /// Revokes an issued certificate for which nobody asked; see
    /// [`RevocationDesk::revoke_asked`].
    ///
    /// # Errors
    /// `NotFound`, or `WrongState` if it is not issued or already revoked.
    fn revoke(
        &self,
        issuer: &GenerationId,
        serial: &Serial,
        revocation: &Revocation,
        event: &AuditEvent,
    ) -> Result<(), RegistryError> {
        self.revoke_asked(issuer, serial, revocation, None, event)
    }

    /// Suspends an issued certificate. Whether the profile allows it is for the caller.
    ///
    /// # Errors
    /// `NotFound`, or `WrongState` if it is not good.
    fn suspend(
        &self,
        issuer: &GenerationId,
        serial: &Serial,
        suspension: &Suspension,
        event: &AuditEvent,
    ) -> Result<(), RegistryError>;

    /// Lifts a suspension.
    ///
    /// # Errors
    /// `NotFound`, or `WrongState` if it is not suspended.
    fn reinstate(
        &self,
        issuer: &GenerationId,
        serial: &Serial,
        event: &AuditEvent,
    ) -> Result<(), RegistryError>;

    /// Gives each entry of an issuer's next CRL to `visit`, in the order in which they were
    /// revoked, as of one moment: revoked, suspended and abandoned serials. Returns the feed
    /// position of that moment.
    ///
    /// # Errors
    /// Fails if the Registry cannot be read.
    fn revoked_entries(
        &self,
        issuer: &GenerationId,
        visit: &mut dyn FnMut(RevokedEntry),
    ) -> Result<u64, RegistryError>;

    /// The largest CRL number that an issuer has used or reserved; 0 for none.
    ///
    /// # Errors
    /// Fails if the Registry cannot be read.
    fn last_crl_number(&self, issuer: &GenerationId) -> Result<u64, RegistryError>;

    /// Stores the intent to sign a CRL (I1): reserves its number for ever, if `last` is still
    /// the largest one; entries read since then are then not older than those of another list.
    ///
    /// # Errors
    /// `CrlNumber` unless the number is larger than all before it and `last` the largest of
    /// them (I10).
    fn reserve_crl(
        &self,
        reservation: &CrlReservation,
        event: &AuditEvent,
    ) -> Result<(), RegistryError>;

    /// The newest published list of an issuer.
    ///
    /// # Errors
    /// Fails if the Registry cannot be read.
    fn newest_crl(&self, issuer: &GenerationId) -> Result<Option<CrlRecord>, RegistryError>;

    /// What was withdrawn since the newest published list of an issuer was made, or ever where it
    /// has none.
    ///
    /// # Errors
    /// Fails if the Registry cannot be read.
    fn withdrawn_since_crl(&self, issuer: &GenerationId) -> Result<SinceCrl, RegistryError>;

    /// Publishes a CRL whose number was reserved.
    ///
    /// # Errors
    /// `CrlNumber` if the number was not reserved or a newer CRL is published (I10).
    fn publish_crl(&self, crl: &CrlRecord, event: &AuditEvent) -> Result<(), RegistryError>;

    /// All copies of private keys between tokens, in the order of their events.
    ///
    /// # Errors
    /// Fails if the Registry cannot be read.
    fn key_copies(&self) -> Result<Vec<RecordedCopy>, RegistryError>;

    /// Records that a private key left or entered a token, for ever.
    ///
    /// # Errors
    /// Fails if the Registry cannot be written.
    fn record_key_copy(&self, copy: &KeyCopy, event: &AuditEvent) -> Result<(), RegistryError>;

    /// The tokens that were seen, by label and serial number.
    ///
    /// # Errors
    /// Fails if the Registry cannot be read.
    fn tokens(&self) -> Result<Vec<KnownToken>, RegistryError>;

    /// Records a token that is new, or not what it was. One that is known as it is, and as the
    /// last one with its label, changes nothing, not even the log.
    ///
    /// # Errors
    /// Fails if the Registry cannot be written.
    fn record_token(
        &self,
        token: &TokenInfo,
        at: Timestamp,
        event: &AuditEvent,
    ) -> Result<(), RegistryError>;

    /// Records that a token that is known as it is was seen again.
    ///
    /// # Errors
    /// `NotFound`; fails if the Registry cannot be written.
    fn see_token(&self, token: &TokenName, at: Timestamp) -> Result<(), RegistryError>;
}

/// What relying parties may ask: the only source of a responder's answers (I4).
pub trait StatusSource: Send + Sync {
    /// The issuers whose certificates this source knows.
    ///
    /// # Errors
    /// Fails if the source cannot be read.
    fn issuers(&self) -> Result<Vec<Generation>, RegistryError>;

    /// The status of a serial as the source knows it, and which state of the source that is. Both
    /// are of one server: of several, one may be behind the others (I4).
    ///
    /// # Errors
    /// As [`StatusSource::as_of`]; the caller answers `tryLater`.
    fn status(&self, issuer: &GenerationId, serial: &Serial) -> Result<KnownStatus, RegistryError>;

    /// The moment whose state the source shows: for a direct registry, the present.
    ///
    /// # Errors
    /// Fails if the source cannot be read; `Stale` if it was put back from a backup and nobody
    /// has acknowledged that: what was revoked since could be shown as good (I4, OPS-03); `Moved`
    /// or `ReadingCopy` where no present is shown.
    fn as_of(&self) -> Result<Timestamp, RegistryError>;

    /// Changes of status and publications after a feed position, at most `limit`, and the moment
    /// that they show: all of one server.
    ///
    /// # Errors
    /// As [`StatusSource::as_of`].
    fn feed(&self, after: u64, limit: usize) -> Result<FeedPage, RegistryError>;

    /// The newest published CRL of an issuer.
    ///
    /// # Errors
    /// Fails if the source cannot be read.
    fn latest_crl(&self, issuer: &GenerationId) -> Result<Option<CrlRecord>, RegistryError>;
}
