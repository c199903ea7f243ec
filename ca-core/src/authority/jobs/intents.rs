//! What was interrupted between intent and certificate: finished while its bytes are fresh,
//! abandoned afterwards (I2, CRT-19).

use std::time::Duration;

use crate::actor::Actor;
use crate::audit::event::{Act, EventFields};
use crate::authority::Authority;
use crate::authority::issue::LONGEST_INTENT;
use crate::generation::GenerationId;
use crate::random::RandomError;
use crate::registry::records::{
    CertificateQuery, CertificateRecord, GenerationState, IssuanceState, ListedStatus,
};
use crate::registry::{Certificates, RegistryError};
use crate::timestamp::Timestamp;

/// What became of open intents.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Settled {
    /// Certificates that were finished.
    pub finished: u64,
    /// Intents that were given up.
    pub abandoned: u64,
    /// Intents that could not be finished now and are tried again.
    pub left: u64,
}

impl Authority {
    /// Finishes the open intents of all generations whose owners have had five minutes to do so,
    /// and gives up those that are older than 48 h.
    ///
    /// # Errors
    /// Fails if the Registry fails; what was settled before that stays so.
    pub fn settle_intents(&self, actor: &Actor) -> Result<Settled, IntentsLeft> {
        let mut settled = Settled::default();
        for generation in self.ports.registry.generations()? {
            settled.abandoned += self.abandon_stale::<IntentsLeft>(actor, &generation.id)?;
            if generation.state == GenerationState::Active {
                self.resume_open(actor, &generation.id, &mut settled)?;
            }
        }
        Ok(settled)
    }

    fn resume_open(
        &self,
        actor: &Actor,
        id: &GenerationId,
        settled: &mut Settled,
    ) -> Result<(), IntentsLeft> {
        let before = self.ports.clock.now().minus(PATIENCE);
        for intent in Certificates::matching(self.ports.registry.as_ref(), open(id, before)) {
            let intent = intent?;
            if intent.state != IssuanceState::Signing {
                continue;
            }
            match self.resume(actor, id, &intent.serial) {
                Ok(_) => settled.finished += 1,
                // Its key was revoked as compromised meanwhile: that gave it up.
                Err(_) if self.is_abandoned(&intent)? => settled.abandoned += 1,
                Err(_) => settled.left += 1,
            }
        }
        Ok(())
    }

    fn is_abandoned(&self, intent: &CertificateRecord) -> Result<bool, RegistryError> {
        let registry = self.ports.registry.as_ref();
        let now = registry.certificate(&intent.issuer, &intent.serial)?;
        Ok(now.is_some_and(|now| now.state == IssuanceState::Abandoned))
    }

    /// CRT-19: bytes older than 48 h are never signed; if they may have been, they are revoked.
    /// Returns how many.
    pub(in crate::authority) fn abandon_stale<E>(
        &self,
        actor: &Actor,
        id: &GenerationId,
    ) -> Result<u64, E>
    where
        E: From<RegistryError> + From<RandomError>,
    {
        let before = self.ports.clock.now().minus(LONGEST_INTENT);
        let registry = self.ports.registry.as_ref();
        let mut abandoned = 0;
        for intent in Certificates::matching(registry, open(id, before)) {
            let intent = intent?;
            let event = self.done(Act::CertificateAbandon, actor, &given_up(&intent))?;
            let at = self.ports.clock.now().truncated_to_second();
            match registry.abandon(id, &intent.serial, at, &event) {
                Ok(()) => abandoned += 1,
                // Another process finished or abandoned it first.
                Err(RegistryError::WrongState { .. }) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(abandoned)
    }
}

fn open(id: &GenerationId, before: Timestamp) -> CertificateQuery {
    CertificateQuery {
        issuer: Some(id.clone()),
        status: Some(ListedStatus::Open),
        prepared: Some(Timestamp::from_unix_millis(i64::MIN)..=before),
        ..CertificateQuery::default()
    }
}

fn given_up(intent: &CertificateRecord) -> EventFields {
    EventFields {
        request_id: Some(intent.request_id.clone()),
        issuer: Some(intent.issuer.to_string()),
        object: Some(intent.serial.to_string()),
        ..EventFields::default()
    }
}

/// How long a request is left to who made it.
const PATIENCE: Duration = Duration::from_secs(5 * 60);

/// Why not all open intents were settled.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum IntentsLeft {
    /// The Registry failed.
    #[error(transparent)]
    Registry(#[from] RegistryError),
    /// The random generator failed.
    #[error(transparent)]
    Random(#[from] RandomError),
}
