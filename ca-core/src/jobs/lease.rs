//! The right to run one slot of one job.

use std::time::Duration;

use crate::jobs::name::JobKey;
use crate::jobs::slot::Slot;

/// How long a lease lasts; it is renewed at a third of that.
pub const LEASE: Duration = Duration::from_secs(60);

/// The right to run one slot. Who takes over has a greater fence, and the Registry refuses every
/// commit by the one before: a holder that was stopped and comes back does nothing.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Lease {
    /// The job.
    pub job: JobKey,
    /// The slot.
    pub slot: Slot,
    /// Grows with each claim of the job.
    pub fence: u64,
}
