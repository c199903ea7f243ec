//! The port to the records of registration, in the same store as the Registry.

use crate::audit::event::AuditEvent;
use crate::digest::Sha256Digest;
use crate::generation::GenerationId;
use crate::registration::{Office, SealedRegistration};
use crate::registry::RegistryError;
use crate::registry::records::{Intent, StoredIntent};
use crate::serial::Serial;
use crate::timestamp::Timestamp;

/// The records of registration.
pub trait RegistrationBook: Send + Sync {
    /// As [`store_intent`](crate::registry::Registry::store_intent), with the record in the same
    /// commit. Of a request that is known the first record stays.
    ///
    /// # Errors
    /// As [`store_intent`](crate::registry::Registry::store_intent).
    fn store_registered(
        &self,
        intent: &Intent,
        registration: &SealedRegistration,
        event: &AuditEvent,
    ) -> Result<StoredIntent, RegistryError>;

    /// The record of a certificate or intent, if it has one.
    ///
    /// # Errors
    /// `NotFound` if there is no such certificate.
    fn registration(
        &self,
        issuer: &GenerationId,
        serial: &Serial,
    ) -> Result<Option<KeptRegistration>, RegistryError>;

    /// The office that registered a certificate: what scopes are compared with, also after the
    /// record has gone.
    ///
    /// # Errors
    /// `NotFound` if there is no such certificate.
    fn office(
        &self,
        issuer: &GenerationId,
        serial: &Serial,
    ) -> Result<Option<Office>, RegistryError>;

    /// At most `limit` certificates that ended before a moment and still have their record.
    ///
    /// # Errors
    /// Fails if the Registry cannot be read.
    fn registrations_ended(
        &self,
        before: Timestamp,
        limit: u32,
    ) -> Result<Vec<(GenerationId, Serial)>, RegistryError>;

    /// Removes records for good; their digests stay.
    ///
    /// # Errors
    /// `WrongState` if one is not there; then all stay.
    fn purge_registrations(
        &self,
        of: &[(GenerationId, Serial)],
        event: &AuditEvent,
    ) -> Result<(), RegistryError>;
}

/// A record as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptRegistration {
    /// The canonical JSON and its salt; absent once purged at term.
    pub record: Option<(Vec<u8>, [u8; 16])>,
    /// The digest that the event of the request has.
    pub digest: Sha256Digest,
}
