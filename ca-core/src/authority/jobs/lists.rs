//! The CRL of a generation, in time (CRL-03).

use crate::actor::Actor;
use crate::authority::Authority;
use crate::authority::crls::CrlError;
use crate::generation::GenerationId;
use crate::jobs::crl_due::ListState;
use crate::jobs::slot::Slot;
use crate::registry::records::CrlRecord;

impl Authority {
    /// What the next list of a generation depends on.
    ///
    /// # Errors
    /// Fails if the Registry cannot be read, or the generation is unknown.
    pub fn list_state(&self, id: &GenerationId) -> Result<ListState, CrlError> {
        let generation = self.generation(id)?;
        Ok(ListState {
            life: self.crl_validity(&generation)?,
            has_leaves: !generation.is_root(),
            since: self.ports.registry.withdrawn_since_crl(id)?,
        })
    }

    /// Publishes the next list of a generation if it is due now, whatever was due when the run
    /// was planned: another daemon, or an officer, may have published it since.
    ///
    /// # Errors
    /// As [`Authority::publish_crl`].
    pub fn publish_due_crl(
        &self,
        actor: &Actor,
        id: &GenerationId,
    ) -> Result<Option<CrlRecord>, CrlError> {
        let now = self.ports.clock.now();
        if self.list_state(id)?.due(now) > Slot::at(now) {
            return Ok(None);
        }
        self.publish_crl(actor, id).map(Some)
    }
}
