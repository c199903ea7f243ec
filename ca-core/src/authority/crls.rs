//! Publication of CRLs: entries as of one moment, a number that only grows (I10), an intent
//! before the signature (I1), verification before use (I6).

use std::time::Duration;

use crate::actor::Actor;
use crate::algorithm::SignatureAlgorithm;
use crate::audit::event::{Act, EventFields};
use crate::authority::Authority;
use crate::authority::issuers::{Issuer, IssuerError};
use crate::authority::profiles::ProfileUnavailable;
use crate::authority::refusal::{ENCODING, RANDOM, Refusal, Rule};
use crate::certificate::Summary;
use crate::crl::{self, CrlHeader};
use crate::digest::Sha256Digest;
use crate::generation::GenerationId;
use crate::random::RandomError;
use crate::registry::RegistryError;
use crate::registry::records::{CrlRecord, CrlReservation, Generation};
use crate::signer::MAX_MESSAGE;

/// Used where the issuer's profile is gone: CRL-03 asks for one at least every 24 h.
const USUAL_VALIDITY: Duration = Duration::from_secs(24 * 3600);

/// How often a list is built again because another one was reserved meanwhile.
const TRIES: u32 = 3;

impl Authority {
    /// Builds, signs and publishes the next complete CRL of a generation, retired ones
    /// included. Intents too old to be signed are abandoned first, so that their serials are
    /// on it.
    ///
    /// # Errors
    /// Fails if token or Registry fail; a reserved number is then left unused.
    pub fn publish_crl(&self, actor: &Actor, id: &GenerationId) -> Result<CrlRecord, CrlError> {
        self.try_publish(actor, id).map_err(|error| {
            let fields = EventFields {
                issuer: Some(id.to_string()),
                ..EventFields::default()
            };
            self.record_failure(Act::CrlPublish, actor, fields, error)
        })
    }

    fn try_publish(&self, actor: &Actor, id: &GenerationId) -> Result<CrlRecord, CrlError> {
        self.watch_tokens::<CrlError>(actor)?;
        let issuer = self.prove(self.generation(id)?)?;
        if issuer.generation().certificate.is_none() {
            return Err(CrlError::NoCertificate {
                generation: id.clone(),
            });
        }
        self.abandon_stale::<CrlError>(actor, id)?;
        let (header, tbs) = self.reserve(actor, &issuer)?;
        let signature = self.sign(actor, &issuer, &tbs)?;
        let algorithm = issuer.generation().algorithm.identifier();
        let record = CrlRecord {
            issuer: id.clone(),
            number: header.number,
            this_update: header.this_update,
            next_update: header.next_update,
            der: crl::assemble(&tbs, &algorithm, &signature)?,
        };
        let event = self.done(Act::CrlPublish, actor, &fields_of(&record))?;
        self.ports.registry.publish_crl(&record, &event)?;
        Ok(record)
    }

    /// Builds the list and reserves its number. The last number is read before the entries: a
    /// list that somebody else reserves in between makes this reservation fail, so that a larger
    /// number never has older entries (I10).
    fn reserve(&self, actor: &Actor, issuer: &Issuer) -> Result<(CrlHeader, Vec<u8>), CrlError> {
        let (id, registry) = (&issuer.generation().id, self.ports.registry.as_ref());
        let mut tries = 1;
        loop {
            let last = registry.last_crl_number(id)?;
            let (header, covers, tbs) = self.build_crl(issuer, last)?;
            can_be_signed(issuer.generation(), &tbs)?;
            let reservation = CrlReservation {
                issuer: id.clone(),
                last,
                number: header.number,
                covers,
                tbs_digest: Sha256Digest::of(&tbs),
            };
            let event = self.done(Act::CrlReserve, actor, &reserved(&reservation))?;
            match registry.reserve_crl(&reservation, &event) {
                Err(RegistryError::CrlNumber { .. }) if tries < TRIES => tries += 1,
                outcome => return Ok(outcome.map(|()| (header, tbs))?),
            }
        }
    }

    fn build_crl(&self, issuer: &Issuer, last: u64) -> Result<(CrlHeader, u64, Vec<u8>), CrlError> {
        let id = &issuer.generation().id;
        let now = self.ports.clock.now();
        let by_clock = u64::try_from(now.unix_millis()).unwrap_or(0);
        let header = CrlHeader {
            number: by_clock.max(last.saturating_add(1)),
            this_update: now.truncated_to_second(),
            next_update: now
                .truncated_to_second()
                .plus(self.crl_validity(issuer.generation())?),
        };
        let (mut entries, mut encoded) = (Vec::new(), Ok(()));
        let covers = self.ports.registry.revoked_entries(id, &mut |entry| {
            if encoded.is_ok() {
                encoded = crl::encode_entry(&entry, &mut entries);
            }
        })?;
        encoded?;
        let tbs = crl::to_be_signed(&issuer.view(), header, &entries)?;
        Ok((header, covers, tbs))
    }

    /// nextUpdate - thisUpdate, by the profile under which the issuer was certified.
    pub(super) fn crl_validity(&self, generation: &Generation) -> Result<Duration, CrlError> {
        let certificate = generation.certificate.as_deref().unwrap_or_default();
        let Ok(summary) = Summary::of(certificate) else {
            return Ok(USUAL_VALIDITY);
        };
        let record = self
            .ports
            .registry
            .certificate(&generation.issuer, &summary.serial)?;
        let Some(record) = record else {
            return Ok(USUAL_VALIDITY);
        };
        let profile = self.profile_by_digest(&record.profile)?;
        Ok(profile.crl_validity().unwrap_or(USUAL_VALIDITY))
    }
}

/// Where the algorithm signs the message itself, that one crosses to the token whole.
fn can_be_signed(generation: &Generation, tbs: &[u8]) -> Result<(), CrlError> {
    if generation.algorithm.digest().is_some() || tbs.len() <= MAX_MESSAGE {
        return Ok(());
    }
    Err(CrlError::TooLong {
        generation: generation.id.clone(),
        algorithm: generation.algorithm,
        octets: tbs.len(),
        most: MAX_MESSAGE,
    })
}

fn reserved(reservation: &CrlReservation) -> EventFields {
    EventFields {
        issuer: Some(reservation.issuer.to_string()),
        object: Some(reservation.number.to_string()),
        details: [("tbs_sha256", reservation.tbs_digest.to_string())].into(),
        ..EventFields::default()
    }
}

fn fields_of(crl: &CrlRecord) -> EventFields {
    EventFields {
        issuer: Some(crl.issuer.to_string()),
        object: Some(crl.number.to_string()),
        details: [
            ("next_update", crl.next_update.to_string()),
            ("sha256", Sha256Digest::of(&crl.der).to_string()),
        ]
        .into(),
        ..EventFields::default()
    }
}

/// Why a CRL was not published.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CrlError {
    /// The generation has no certificate yet.
    #[error("{generation} has no certificate yet")]
    NoCertificate {
        /// The generation.
        generation: GenerationId,
    },
    /// The issuer's algorithm signs messages, not digests, and the list is too long for that.
    /// Nothing was reserved.
    #[error("the CRL of {generation} has {octets} octets, {algorithm} signs at most {most}")]
    TooLong {
        /// The generation.
        generation: GenerationId,
        /// Its algorithm.
        algorithm: SignatureAlgorithm,
        /// Octets to be signed.
        octets: usize,
        /// How many can be.
        most: usize,
    },
    /// The issuer cannot be used.
    #[error(transparent)]
    Issuer(#[from] IssuerError),
    /// The profile of the issuer's certificate cannot be had.
    #[error(transparent)]
    NoProfile(#[from] ProfileUnavailable),
    /// The list cannot be encoded.
    #[error("the CRL cannot be encoded")]
    Encoding(#[from] der::Error),
    /// The Registry failed or refused.
    #[error(transparent)]
    Registry(#[from] RegistryError),
    /// The random generator failed.
    #[error(transparent)]
    Random(#[from] RandomError),
}

impl Rule for CrlError {
    fn rule(&self) -> &'static str {
        match self {
            Self::NoCertificate { .. } => "no-certificate",
            Self::TooLong { .. } => "crl-too-long",
            Self::Issuer(error) => error.rule(),
            Self::NoProfile(error) => error.rule(),
            Self::Encoding(_) => ENCODING,
            Self::Registry(error) => error.rule(),
            Self::Random(_) => RANDOM,
        }
    }
}

impl Refusal for CrlError {
    fn is_refusal(&self) -> bool {
        match self {
            Self::NoCertificate { .. } | Self::TooLong { .. } => true,
            Self::Issuer(error) => error.is_refusal(),
            Self::Registry(error) => error.is_refusal(),
            Self::NoProfile(_) | Self::Encoding(_) | Self::Random(_) => false,
        }
    }
}
