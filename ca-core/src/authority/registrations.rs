//! Records of registration after their making: read with an event (LAW-06), purged at term.

use crate::actor::Actor;
use crate::audit::event::{Act, EventFields};
use crate::authority::Authority;
use crate::authority::documents::DocumentUnavailable;
use crate::authority::refusal::{RANDOM, Refusal, Rule};
use crate::digest::Sha256Digest;
use crate::generation::GenerationId;
use crate::random::RandomError;
use crate::registration::Office;
use crate::registration::book::KeptRegistration;
use crate::registry::RegistryError;
use crate::serial::Serial;

/// What somebody reads that shows persons.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// Certificates.
    Certificates,
    /// Records of registration.
    Registrations,
    /// Problem reports.
    Reports,
}

impl Reading {
    const fn act(self) -> Act {
        match self {
            Self::Certificates => Act::CertificateRead,
            Self::Registrations => Act::RegistrationRead,
            Self::Reports => Act::ReportRead,
        }
    }
}

impl Authority {
    /// Records that somebody reads what shows persons, before it leaves (LAW-06): what was asked
    /// as a digest of the query's text, which may name a person, and how many are shown.
    ///
    /// # Errors
    /// Fails if the log cannot be written: then nothing may be shown.
    pub fn record_reading(
        &self,
        actor: &Actor,
        reading: Reading,
        query: &str,
        count: u64,
    ) -> Result<(), ReadingRefused> {
        let query = Sha256Digest::of(query.as_bytes()).to_string();
        let fields = EventFields {
            details: [("count", count.to_string()), ("query_sha256", query)].into(),
            ..EventFields::default()
        };
        let event = self.done(reading.act(), actor, &fields)?;
        self.ports.audit.append(&event)?;
        Ok(())
    }

    /// The record of a certificate; the event comes first.
    ///
    /// # Errors
    /// Fails if log or Registry fail, or the certificate is unknown.
    pub fn registration(
        &self,
        actor: &Actor,
        issuer: &GenerationId,
        serial: &Serial,
    ) -> Result<Option<KeptRegistration>, ReadingRefused> {
        let found = self.ports.registry.registration(issuer, serial)?;
        let count = u64::from(found.is_some());
        let query = format!("{issuer} {serial}");
        self.record_reading(actor, Reading::Registrations, &query, count)?;
        Ok(found)
    }

    /// The office that registered a certificate, for the comparison with a scope: no person.
    ///
    /// # Errors
    /// Fails if the Registry fails, or the certificate is unknown.
    pub fn office_of(
        &self,
        issuer: &GenerationId,
        serial: &Serial,
    ) -> Result<Option<Office>, RegistryError> {
        self.ports.registry.office(issuer, serial)
    }

    /// Removes the records of certificates that ended before the country's years of retention;
    /// their digests stay, and each step is an event. Returns how many.
    ///
    /// # Errors
    /// Fails if Registry or country pack fail.
    pub fn purge_registrations(&self, actor: &Actor) -> Result<u64, ReadingRefused> {
        let years = self.country()?.retention_years;
        let before = self.ports.clock.now().minus_years(years);
        let registry = self.ports.registry.as_ref();
        let mut purged = 0;
        loop {
            let ended = registry.registrations_ended(before, PAGE)?;
            if ended.is_empty() {
                return Ok(purged);
            }
            let count = u64::try_from(ended.len()).unwrap_or(u64::MAX);
            let fields = EventFields {
                details: [
                    ("count", count.to_string()),
                    ("ended", before.to_string()),
                    ("years", years.to_string()),
                ]
                .into(),
                ..EventFields::default()
            };
            let event = self.done(Act::RegistrationPurge, actor, &fields)?;
            registry.purge_registrations(&ended, &event)?;
            purged += count;
        }
    }
}

const PAGE: u32 = 500;

/// Why nothing was read or purged.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReadingRefused {
    /// The country pack cannot be had.
    #[error(transparent)]
    NoDocument(#[from] DocumentUnavailable),
    /// The Registry or the log failed.
    #[error(transparent)]
    Registry(#[from] RegistryError),
    /// The random generator failed.
    #[error(transparent)]
    Random(#[from] RandomError),
}

impl Rule for ReadingRefused {
    fn rule(&self) -> &'static str {
        match self {
            Self::NoDocument(error) => error.rule(),
            Self::Registry(error) => error.rule(),
            Self::Random(_) => RANDOM,
        }
    }
}

impl Refusal for ReadingRefused {
    fn is_refusal(&self) -> bool {
        match self {
            Self::NoDocument(error) => error.is_refusal(),
            Self::Registry(error) => error.is_refusal(),
            Self::Random(_) => false,
        }
    }
}
