//! Revocations that are set for later (REV-04): called off by an officer, done by a job.

use crate::actor::Actor;
use crate::audit::event::{Act, EventFields};
use crate::authority::Authority;
use crate::authority::withdraw::WithdrawError;
use crate::registry::RegistryError;
use crate::revocation::Reason;
use crate::revocation::desk::ScheduledRevocation;
use crate::timestamp::Timestamp;

impl Authority {
    /// Calls off a revocation that is set for later.
    ///
    /// # Errors
    /// Refuses one that is unknown, or has an end.
    pub fn cancel_scheduled(&self, actor: &Actor, id: u64) -> Result<(), WithdrawError> {
        let registry = self.ports.registry.as_ref();
        let mut fields = EventFields::default();
        let mut cancel = || -> Result<(), WithdrawError> {
            let unknown = || RegistryError::NotFound {
                object: format!("scheduled revocation {id}"),
            };
            let scheduled = registry.scheduled_revocation(id)?.ok_or_else(unknown)?;
            fields = about(&scheduled);
            let event = self.done(Act::RevocationCancel, actor, &fields)?;
            Ok(registry.cancel_scheduled(id, &event)?)
        };
        cancel().map_err(|error| self.record_failure(Act::RevocationCancel, actor, fields, error))
    }

    /// Revocations that are set for later, the soonest first, a page after this one.
    ///
    /// # Errors
    /// Fails if the Registry cannot be read.
    pub fn scheduled_revocations(
        &self,
        after: Option<(Timestamp, u64)>,
        limit: u32,
    ) -> Result<Vec<ScheduledRevocation>, RegistryError> {
        let registry = self.ports.registry.as_ref();
        registry.scheduled_revocations(Timestamp::NO_END, after, limit)
    }

    /// Lets those happen whose moment has come; returns how many. Its date is the moment that was
    /// set, also where the job comes later.
    ///
    /// # Errors
    /// Fails if the Registry fails; what has happened stays so.
    pub fn revoke_scheduled(&self, actor: &Actor) -> Result<u64, WithdrawError> {
        let (registry, now) = (self.ports.registry.as_ref(), self.ports.clock.now());
        let (mut after, mut done) = (None, 0);
        loop {
            let page = registry.scheduled_revocations(now, after, PAGE)?;
            let Some(last) = page.last() else {
                return Ok(done);
            };
            after = Some((last.wanted.revocation.effective, last.id));
            for scheduled in &page {
                let event = self.done(Act::CertificateRevoke, actor, &about(scheduled))?;
                match registry.execute_scheduled(scheduled.id, &event) {
                    Ok(()) => done += 1,
                    // An officer was sooner.
                    Err(RegistryError::WrongState { .. }) => {}
                    Err(error) => return Err(error.into()),
                }
            }
        }
    }
}

fn about(scheduled: &ScheduledRevocation) -> EventFields {
    let wanted = &scheduled.wanted;
    EventFields {
        request_id: Some(format!("scheduled-{}", scheduled.id)),
        issuer: Some(wanted.issuer.to_string()),
        object: Some(wanted.serial.to_string()),
        reason: wanted
            .revocation
            .reason
            .map(Reason::as_str)
            .map(str::to_owned),
        details: [
            ("asked_by", wanted.asking.requester.as_str().to_owned()),
            ("effective", wanted.revocation.effective.to_string()),
        ]
        .into(),
    }
}

const PAGE: u32 = 100;
