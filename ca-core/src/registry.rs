//! Ports to the record of all that was issued.
//!
//! - [`Registry`]: written by the authority; each method is one transaction that holds the
//!   act, its status and its audit event together, durable when the method returns (I2);
//! - [`StatusSource`]: read by responders: status, feed and CRL bytes, nothing else;
//! - [`records`]: what the rows hold.
//!
//! Adapter: the `ca-store` crate.

pub mod records;

use crate::audit::event::AuditEvent;
use crate::digest::Sha256Digest;
use crate::generation::{GenerationId, LineName};
use crate::registry::records::{
    CertificateQuery, CertificateRecord, CertificateStatus, Completion, CrlRecord, Document,
    DocumentKind, FeedPage, Generation, Intent, IssuanceState, RevokedEntry, StoredIntent,
};
use crate::revocation::{Revocation, Suspension};
use crate::serial::Serial;
use crate::timestamp::Timestamp;

/// The record of all that was issued.
///
/// Implementers are safe for concurrent use. Every method that takes an event commits it in
/// the same transaction as the act, and numbers feed and log in commit order.
pub trait Registry: Send + Sync {
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

    /// Stores the intent to sign, and with it its serial number and request id, for ever.
    /// A request id that is known with the same content changes nothing, not even the log, and
    /// gives the serial number stored before.
    ///
    /// # Errors
    /// `SerialTaken` if the issuer name has used the serial before (I3), `RequestMismatch` if
    /// the request id is known with other content.
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
    /// `NotFound`, or `WrongState` if the intent is not in state `signing`.
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

    /// All intents that are neither issued nor abandoned and were prepared before a moment.
    ///
    /// # Errors
    /// Fails if the Registry cannot be read.
    fn open_intents(&self, before: Timestamp) -> Result<Vec<CertificateRecord>, RegistryError>;

    /// The certificate or intent with this serial of an issuer.
    ///
    /// # Errors
    /// Fails if the Registry cannot be read.
    fn certificate(
        &self,
        issuer: &GenerationId,
        serial: &Serial,
    ) -> Result<Option<CertificateRecord>, RegistryError>;

    /// Certificates and intents that match, in the order in which they were stored.
    ///
    /// # Errors
    /// Fails if the Registry cannot be read.
    fn certificates(
        &self,
        query: &CertificateQuery,
    ) -> Result<Vec<CertificateRecord>, RegistryError>;

    /// Whether a key (SHA-256 of its SubjectPublicKeyInfo) is an issuer's or stands in a
    /// certificate that was revoked for key compromise (CRT-17).
    ///
    /// # Errors
    /// Fails if the Registry cannot be read.
    fn key_is_barred(&self, key_hash: &Sha256Digest) -> Result<bool, RegistryError>;

    /// Revokes an issued certificate, good or suspended, for ever (I5).
    ///
    /// # Errors
    /// `NotFound`, or `WrongState` if it is not issued or already revoked.
    fn revoke(
        &self,
        issuer: &GenerationId,
        serial: &Serial,
        revocation: &Revocation,
        event: &AuditEvent,
    ) -> Result<(), RegistryError>;

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
    /// revoked, as of one moment: revoked, suspended and abandoned serials.
    ///
    /// # Errors
    /// Fails if the Registry cannot be read.
    fn revoked_entries(
        &self,
        issuer: &GenerationId,
        visit: &mut dyn FnMut(RevokedEntry),
    ) -> Result<(), RegistryError>;

    /// The largest CRL number that an issuer has used or reserved; 0 for none.
    ///
    /// # Errors
    /// Fails if the Registry cannot be read.
    fn last_crl_number(&self, issuer: &GenerationId) -> Result<u64, RegistryError>;

    /// Stores the intent to sign a CRL (I1): reserves its number for ever, if `last` is still
    /// the largest one: entries read since then are then not older than those of another list.
    ///
    /// # Errors
    /// `CrlNumber` unless the number is larger than all before it and `last` the largest of
    /// them (I10).
    fn reserve_crl(
        &self,
        issuer: &GenerationId,
        last: u64,
        number: u64,
        tbs_digest: &Sha256Digest,
        event: &AuditEvent,
    ) -> Result<(), RegistryError>;

    /// Publishes a CRL whose number was reserved.
    ///
    /// # Errors
    /// `CrlNumber` if the number was not reserved or a newer CRL is published (I10).
    fn publish_crl(&self, crl: &CrlRecord, event: &AuditEvent) -> Result<(), RegistryError>;
}

/// What relying parties may ask: the only source of a responder's answers (I4).
pub trait StatusSource: Send + Sync {
    /// The issuers whose certificates this source knows.
    ///
    /// # Errors
    /// Fails if the source cannot be read.
    fn issuers(&self) -> Result<Vec<Generation>, RegistryError>;

    /// The status of a serial as the source knows it.
    ///
    /// # Errors
    /// Fails if the source cannot be read; the caller answers `tryLater`.
    fn status(
        &self,
        issuer: &GenerationId,
        serial: &Serial,
    ) -> Result<CertificateStatus, RegistryError>;

    /// The moment whose state the source shows: for a direct registry, the present.
    ///
    /// # Errors
    /// Fails if the source cannot be read.
    fn as_of(&self) -> Result<Timestamp, RegistryError>;

    /// Changes of status and publications after a feed position, at most `limit`.
    ///
    /// # Errors
    /// Fails if the source cannot be read.
    fn feed(&self, after: u64, limit: usize) -> Result<FeedPage, RegistryError>;

    /// The newest published CRL of an issuer.
    ///
    /// # Errors
    /// Fails if the source cannot be read.
    fn latest_crl(&self, issuer: &GenerationId) -> Result<Option<CrlRecord>, RegistryError>;
}

/// Why the Registry did not do as asked; nothing was changed then.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RegistryError {
    /// The store cannot be reached, opened, or written just now.
    #[error("the registry is not available")]
    Unavailable(#[source] StoreFault),
    /// The medium is full.
    #[error("the registry's disk is full")]
    Full(#[source] StoreFault),
    /// The registry may only be read.
    #[error("the registry is read-only")]
    ReadOnly(#[source] StoreFault),
    /// The store contradicts itself; a person must look before anything goes on.
    #[error("the registry is damaged")]
    Damaged(#[source] StoreFault),
    /// The schema is of another version.
    #[error("the registry has schema {found}, this program needs {supported}")]
    Schema {
        /// Version found.
        found: u32,
        /// Version that this program reads and writes.
        supported: u32,
    },
    /// There is no registry at this place.
    #[error("there is no registry at {place}")]
    Missing {
        /// The place.
        place: String,
    },
    /// No such row.
    #[error("{object} is not in the registry")]
    NotFound {
        /// What was looked for.
        object: String,
    },
    /// It is there already.
    #[error("{object} is in the registry already")]
    Exists {
        /// What is there.
        object: String,
    },
    /// The issuer name has used this serial before (I3).
    #[error("the serial number {serial} is taken")]
    SerialTaken {
        /// The serial.
        serial: Serial,
    },
    /// The request id is known with other content.
    #[error("the request id {request_id} was used for another request")]
    RequestMismatch {
        /// The request id.
        request_id: String,
    },
    /// The object's state does not allow the act.
    #[error("{object} is {state}")]
    WrongState {
        /// What was acted upon.
        object: String,
        /// The state it is in.
        state: &'static str,
    },
    /// The CRL number does not grow (I10).
    #[error("the CRL number {number} is not larger than {last}")]
    CrlNumber {
        /// The number offered.
        number: u64,
        /// The largest number so far.
        last: u64,
    },
    /// The document can no longer change.
    #[error("{object} cannot change once a certificate exists")]
    Frozen {
        /// The document.
        object: String,
    },
}

/// What the storage engine said.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct StoreFault(Box<dyn std::error::Error + Send + Sync>);

impl StoreFault {
    /// Keeps an engine's error as a source.
    pub fn new(error: impl std::error::Error + Send + Sync + 'static) -> Self {
        Self(Box::new(error))
    }
}
