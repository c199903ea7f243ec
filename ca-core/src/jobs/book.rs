//! The port to the record of jobs and their runs, which makes of several daemons one.

use std::time::Duration;

use crate::audit::event::AuditEvent;
use crate::jobs::lease::Lease;
use crate::jobs::name::JobKey;
use crate::jobs::plan::Missed;
use crate::jobs::run::{JobRun, JobStanding, RunOutcome};
use crate::jobs::slot::Slot;
use crate::registry::RegistryError;
use crate::timestamp::Timestamp;

/// Runs that are kept of each job; older ones go.
pub const KEPT: u32 = 1_000;

/// The record of jobs, in the same store as the Registry.
///
/// Implementers let claims follow each other, whichever programs make them: of several that claim
/// one slot, one wins it. Every commit that carries an event by an actor who holds a
/// [`Lease`] compares its fence in the same transaction, and is refused with `LeaseLost` once
/// somebody else has taken over or the run has ended.
pub trait JobBook: Send + Sync {
    /// All jobs with what became of them last, by name and object.
    ///
    /// # Errors
    /// Fails if the Registry cannot be read.
    fn jobs(&self) -> Result<Vec<JobStanding>, RegistryError>;

    /// Makes a job known, or says when it is due instead and how often. The slot of a job that
    /// had a later one is not put back.
    ///
    /// # Errors
    /// Fails if the Registry cannot be written.
    fn schedule(&self, job: &JobKey, due: Slot, period: Duration) -> Result<(), RegistryError>;

    /// Claims a slot. With it the missed ones before it are recorded, and `event` tells of them.
    ///
    /// # Errors
    /// `NotFound` for a job that is not scheduled; fails if the Registry cannot be written.
    fn claim(&self, claim: &Claim, event: Option<&AuditEvent>) -> Result<Claimed, RegistryError>;

    /// Lets a lease last until a later moment.
    ///
    /// # Errors
    /// `LeaseLost` if somebody else has taken over, or the run has ended.
    fn renew(&self, lease: &Lease, until: Timestamp) -> Result<(), RegistryError>;

    /// Ends a run. A good end makes the job due at `next`; of a job only the last [`KEPT`] runs
    /// are kept.
    ///
    /// # Errors
    /// `LeaseLost` if somebody else has taken over, or the run has ended.
    fn finish(&self, lease: &Lease, end: &RunEnd) -> Result<(), RegistryError>;

    /// At most `limit` runs of a job, the newest slot first.
    ///
    /// # Errors
    /// Fails if the Registry cannot be read.
    fn runs(&self, job: &JobKey, limit: u32) -> Result<Vec<JobRun>, RegistryError>;
}

/// A wish to run a slot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// The job.
    pub job: JobKey,
    /// The slot.
    pub slot: Slot,
    /// Slots before it that nobody began.
    pub missed: Option<Missed>,
    /// Which program asks.
    pub holder: String,
    /// When.
    pub at: Timestamp,
    /// Until when the lease is to last.
    pub until: Timestamp,
}

/// What became of a claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Claimed {
    /// The slot is the claimer's.
    Won(Lease),
    /// Somebody runs the job now.
    Held {
        /// Who.
        holder: String,
        /// Until when at least.
        until: Timestamp,
    },
    /// It failed, and waits.
    Waits {
        /// Until when.
        until: Timestamp,
    },
    /// The slot, or a later one, had its run.
    Ended,
}

/// The end of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunEnd {
    /// How it ended.
    pub outcome: RunOutcome,
    /// When.
    pub at: Timestamp,
    /// What was found, without names (I13).
    pub words: String,
    /// The next slot, if the end was good.
    pub next: Slot,
}
