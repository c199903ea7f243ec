//! Records of registration.

use ca_core::audit::event::AuditEvent;
use ca_core::generation::GenerationId;
use ca_core::registration::book::{KeptRegistration, RegistrationBook};
use ca_core::registration::{Office, SealedRegistration};
use ca_core::registry::RegistryError;
use ca_core::registry::records::{Intent, StoredIntent};
use ca_core::serial::Serial;
use ca_core::timestamp::Timestamp;

use crate::Store;
use crate::tables::registrations;

impl RegistrationBook for Store {
    fn store_registered(
        &self,
        intent: &Intent,
        registration: &SealedRegistration,
        event: &AuditEvent,
    ) -> Result<StoredIntent, RegistryError> {
        self.store_with(intent, Some(registration), event)
    }

    fn registration(
        &self,
        issuer: &GenerationId,
        serial: &Serial,
    ) -> Result<Option<KeptRegistration>, RegistryError> {
        self.read(|session| registrations::one(session, issuer, serial))
    }

    fn office(
        &self,
        issuer: &GenerationId,
        serial: &Serial,
    ) -> Result<Option<Office>, RegistryError> {
        self.read(|session| registrations::office(session, issuer, serial))
    }

    fn registrations_ended(
        &self,
        before: Timestamp,
        limit: u32,
    ) -> Result<Vec<(GenerationId, Serial)>, RegistryError> {
        self.read(|session| registrations::ended(session, before, limit))
    }

    fn purge_registrations(
        &self,
        of: &[(GenerationId, Serial)],
        event: &AuditEvent,
    ) -> Result<(), RegistryError> {
        let (of, event) = (of.to_vec(), event.clone());
        self.write(move |act| registrations::purge(act, &of, &event))
    }
}
