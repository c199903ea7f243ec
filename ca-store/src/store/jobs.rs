//! The book of jobs.

use std::time::Duration;

use ca_core::audit::event::AuditEvent;
use ca_core::jobs::book::{Claim, Claimed, JobBook, RunEnd};
use ca_core::jobs::lease::Lease;
use ca_core::jobs::name::JobKey;
use ca_core::jobs::run::{JobRun, JobStanding};
use ca_core::jobs::slot::Slot;
use ca_core::registry::RegistryError;
use ca_core::timestamp::Timestamp;

use crate::Store;
use crate::tables::jobs;

impl JobBook for Store {
    fn jobs(&self) -> Result<Vec<JobStanding>, RegistryError> {
        self.read(|session| session.snapshot(|| jobs::all(session)))
    }

    fn schedule(&self, job: &JobKey, due: Slot, period: Duration) -> Result<(), RegistryError> {
        let job = job.clone();
        self.write(move |act| jobs::schedule(act, &job, due, period))
    }

    fn claim(&self, claim: &Claim, event: Option<&AuditEvent>) -> Result<Claimed, RegistryError> {
        let (claim, event) = (claim.clone(), event.cloned());
        self.write(move |act| jobs::claim(act, &claim, event.as_ref()))
    }

    fn renew(&self, lease: &Lease, until: Timestamp) -> Result<(), RegistryError> {
        let lease = lease.clone();
        self.write(move |act| jobs::renew(act, &lease, until))
    }

    fn finish(&self, lease: &Lease, end: &RunEnd) -> Result<(), RegistryError> {
        let (lease, end) = (lease.clone(), end.clone());
        self.write(move |act| jobs::finish(act, &lease, &end))
    }

    fn runs(&self, job: &JobKey, limit: u32) -> Result<Vec<JobRun>, RegistryError> {
        self.read(|session| jobs::runs(session, job, limit))
    }
}
