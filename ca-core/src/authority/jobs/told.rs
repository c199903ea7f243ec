//! When jobs are due, whose they are now, and what the log is told of that (AUD-07, OPS-01).

use std::time::Duration;

use crate::actor::{Actor, ActorKind};
use crate::audit::event::{Act, AuditEvent, EventFields, Outcome};
use crate::authority::Authority;
use crate::authority::crls::CrlError;
use crate::generation::GenerationId;
use crate::jobs::book::{Claim, Claimed, RunEnd};
use crate::jobs::clock_watch::ClockFinding;
use crate::jobs::lease::{LEASE, Lease};
use crate::jobs::name::{JobKey, JobName};
use crate::jobs::plan::{Missed, Plan, plan};
use crate::jobs::run::{JobStanding, RunOutcome};
use crate::jobs::slot::Slot;
use crate::random::RandomError;
use crate::registry::RegistryError;
use crate::timestamp::Timestamp;

impl Authority {
    /// Makes the jobs with slots known that are not yet, lists of new generations among them, and
    /// brings forward what must not wait; heads are signed each `heads`. Gives all jobs as they
    /// stand then.
    ///
    /// # Errors
    /// Fails if the Registry fails.
    pub fn schedule_jobs(&self, heads: Duration) -> Result<Vec<JobStanding>, CrlError> {
        let known = self.ports.registry.jobs()?;
        let now = self.ports.clock.now();
        for name in JobName::ALL.into_iter().filter(|name| name.has_slots()) {
            let heads = (name == JobName::Heads).then_some(heads);
            let period = heads.or_else(|| name.period());
            if let Some(period) = period {
                self.set_due(
                    &known,
                    JobKey::whole(name),
                    Slot::before(now, period),
                    period,
                )?;
            }
        }
        for generation in self.ports.registry.generations()? {
            if generation.certificate.is_some() {
                self.set_list_due(&known, &generation.id)?;
            }
        }
        Ok(self.ports.registry.jobs()?)
    }

    /// A job of a fixed period is due at its slots, or sooner where a moment is set.
    fn set_due(
        &self,
        known: &[JobStanding],
        job: JobKey,
        first: Slot,
        period: Duration,
    ) -> Result<(), RegistryError> {
        let standing = known.iter().find(|standing| standing.job == job);
        let due = standing.map_or(first, |standing| standing.due);
        let due = match self.next_moment(job.name)? {
            Some(moment) => due.min(Slot::at(moment)),
            None => due,
        };
        if standing.is_some_and(|known| known.due == due && known.period == period) {
            return Ok(());
        }
        self.ports.registry.schedule(&job, due, period)
    }

    /// REV-04: a revocation that is set for a moment does not wait for the next minute.
    fn next_moment(&self, name: JobName) -> Result<Option<Timestamp>, RegistryError> {
        if name != JobName::Scheduled {
            return Ok(None);
        }
        let next = self.scheduled_revocations(None, 1)?.into_iter().next();
        Ok(next.map(|next| next.wanted.revocation.effective))
    }

    fn set_list_due(&self, known: &[JobStanding], id: &GenerationId) -> Result<(), CrlError> {
        let job = JobKey::about(JobName::Crl, id);
        let standing = known.iter().find(|standing| standing.job == job);
        let (state, now) = (self.list_state(id)?, self.ports.clock.now());
        // Where there is no list yet, the first moment found stays the slot.
        let due = match (state.since.last, standing) {
            (None, Some(standing)) => standing.due,
            (Some(_) | None, _) => state.due(now),
        };
        let period = state.period();
        if standing.is_none_or(|known| known.due != due || known.period != period) {
            self.ports.registry.schedule(&job, due, period)?;
        }
        Ok(())
    }

    /// Claims the slot of a job that is due now, for the program `holder`; nothing if none is.
    /// Slots before it that nobody began are told with it.
    ///
    /// # Errors
    /// Fails if Registry or random generator fail.
    pub fn claim_due(
        &self,
        standing: &JobStanding,
        holder: &str,
    ) -> Result<Option<Claimed>, NotClaimed> {
        let now = self.ports.clock.now();
        let planned = plan(standing.due, standing.begun, standing.period, now);
        let Plan::Run { slot, missed } = planned else {
            return Ok(None);
        };
        let event = missed.map(|missed| self.missed(&standing.job, missed));
        let claim = Claim {
            job: standing.job.clone(),
            slot,
            missed,
            holder: holder.to_owned(),
            at: now,
            until: now.plus(LEASE),
        };
        let event = event.transpose()?;
        Ok(Some(self.ports.registry.claim(&claim, event.as_ref())?))
    }

    fn missed(&self, job: &JobKey, missed: Missed) -> Result<AuditEvent, RandomError> {
        let fields = EventFields {
            object: Some(job.to_string()),
            details: [
                ("alarm", "true".to_owned()),
                ("count", missed.count.to_string()),
                ("first", missed.first.to_string()),
                ("last", missed.last.to_string()),
            ]
            .into(),
            ..EventFields::default()
        };
        let actor = Actor::new(ActorKind::Job, job.name.as_str(), "schedule");
        self.event(Act::JobMissed, Outcome::Failed, &actor, &fields)
    }

    /// Makes a job due now because somebody asks for it; a list is published by
    /// [`Authority::publish_crl`] instead, since the list itself says when it is due.
    ///
    /// # Errors
    /// `NotFound` for a job that has no slots; fails if Registry or random generator fail.
    pub fn request_run(&self, actor: &Actor, job: &JobKey) -> Result<(), NotClaimed> {
        let registry = self.ports.registry.as_ref();
        let known = registry.jobs()?.into_iter().find(|known| known.job == *job);
        let known = known.filter(|_| job.name != JobName::Crl);
        let standing = known.ok_or_else(|| RegistryError::NotFound {
            object: format!("job {job}"),
        })?;
        let fields = EventFields {
            object: Some(job.to_string()),
            ..EventFields::default()
        };
        let event = self.done(Act::JobRun, actor, &fields)?;
        self.ports.audit.append(&event)?;
        let now = Slot::at(self.ports.clock.now());
        Ok(registry.schedule(job, now.min(standing.due), standing.period)?)
    }

    /// Lets a lease last another [`LEASE`] from now on.
    ///
    /// # Errors
    /// `LeaseLost` if somebody else has taken over: the work must stop.
    pub fn renew_lease(&self, lease: &Lease) -> Result<(), RegistryError> {
        let until = self.ports.clock.now().plus(LEASE);
        self.ports.registry.renew(lease, until)
    }

    /// Ends a run; a good end makes the job due again at the next slot of its period.
    ///
    /// # Errors
    /// `LeaseLost` if somebody else has taken over.
    pub fn finish_job(
        &self,
        lease: &Lease,
        period: Duration,
        outcome: RunOutcome,
        words: String,
    ) -> Result<(), RegistryError> {
        let at = self.ports.clock.now();
        let end = RunEnd {
            outcome,
            at,
            words,
            next: Slot::before(at.max(lease.slot.moment()), period).after(period),
        };
        self.ports.registry.finish(lease, &end)
    }

    /// Records what the watch over the clock has found: an alarm.
    ///
    /// # Errors
    /// Fails if the log cannot be written.
    pub fn record_clock(&self, finding: ClockFinding) -> Result<(), NotClaimed> {
        let mut fields = EventFields {
            reason: Some(finding.word().to_owned()),
            details: [("alarm", "true".to_owned())].into(),
            ..EventFields::default()
        };
        if let Some(millis) = finding.millis() {
            fields.details.insert("millis", millis.to_string());
        }
        let actor = Actor::new(ActorKind::Job, JobName::Clock.as_str(), "daemon");
        let event = self.event(Act::ClockStep, Outcome::Done, &actor, &fields)?;
        self.ports.audit.append(&event)?;
        Ok(())
    }
}

/// Why a job was not claimed, or an event of its runner not recorded.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum NotClaimed {
    /// The Registry failed.
    #[error(transparent)]
    Registry(#[from] RegistryError),
    /// The random generator failed.
    #[error(transparent)]
    Random(#[from] RandomError),
}
