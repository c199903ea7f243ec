//! What became of a run, when a failed one is tried again, and which jobs are late.

use std::time::Duration;

use crate::jobs::name::JobKey;
use crate::jobs::slot::Slot;
use crate::timestamp::Timestamp;

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RunOutcome {
    /// It did its work.
    Done,
    /// There was nothing to do.
    Nothing,
    /// It failed, and is tried again.
    Failed,
    /// Nobody began it in time: a later slot ran in its place.
    Missed,
    /// Its holder went away; another slot or holder took its place.
    Lost,
}

impl RunOutcome {
    /// All outcomes.
    pub const ALL: [Self; 5] = [
        Self::Done,
        Self::Nothing,
        Self::Failed,
        Self::Missed,
        Self::Lost,
    ];

    /// The word in tables and reports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Nothing => "nothing",
            Self::Failed => "failed",
            Self::Missed => "missed",
            Self::Lost => "lost",
        }
    }

    /// Whether the slot needs no other run.
    #[must_use]
    pub const fn is_good(self) -> bool {
        matches!(self, Self::Done | Self::Nothing)
    }
}

/// A run of a slot, or the record that there was none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobRun {
    /// The job.
    pub job: JobKey,
    /// When it was due.
    pub slot: Slot,
    /// Which program has or had it.
    pub holder: String,
    /// The fence of its lease; 0 for one that was missed.
    pub fence: u64,
    /// How often it was begun.
    pub tries: u32,
    /// Until when the lease lasts.
    pub leased: Timestamp,
    /// When it was begun last.
    pub started: Timestamp,
    /// How and when it ended; absent while it runs.
    pub end: Option<(RunOutcome, Timestamp)>,
    /// What was found, in words of the program: no names (I13).
    pub words: String,
}

impl JobRun {
    /// From when on the slot may be begun again; nothing where it may not.
    #[must_use]
    pub fn again(&self) -> Option<Timestamp> {
        match self.end {
            None => Some(self.leased),
            Some((RunOutcome::Failed, at)) => Some(at.plus(back_off(self.tries))),
            Some((RunOutcome::Lost, at)) => Some(at),
            Some((RunOutcome::Done | RunOutcome::Nothing | RunOutcome::Missed, _)) => None,
        }
    }
}

/// How long a failed run waits: 10 s, doubling to 10 min.
#[must_use]
pub fn back_off(tries: u32) -> Duration {
    let doubled = 2_u64
        .checked_pow(tries.saturating_sub(1))
        .unwrap_or(u64::MAX);
    Duration::from_secs(doubled.saturating_mul(10).min(600))
}

/// A job with its schedule and what became of it last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobStanding {
    /// The job.
    pub job: JobKey,
    /// The first slot that has had no good end yet.
    pub due: Slot,
    /// How often it runs.
    pub period: Duration,
    /// The run of the newest slot, whatever became of it.
    pub last: Option<JobRun>,
    /// The newest slot that anybody began.
    pub begun: Option<Slot>,
    /// The newest good end.
    pub good: Option<Timestamp>,
}

impl JobStanding {
    /// Whether there was no good end one period after the slot (AUD-07).
    #[must_use]
    pub fn is_late(&self, now: Timestamp) -> bool {
        now > self.due.moment().plus(self.period)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jobs::name::JobName;

    #[test]
    fn failed_run_waits_longer_each_time_up_to_ten_minutes() {
        let seconds = |tries| back_off(tries).as_secs();
        let waits = [1, 2, 3, 6, 7, 8, 64, u32::MAX].map(seconds);
        assert_eq!(waits, [10, 20, 40, 320, 600, 600, 600, 600]);
    }

    #[test]
    fn aud_07_job_without_a_good_end_is_late_one_period_after_its_slot() {
        let at = Timestamp::from_unix_seconds;
        let standing = JobStanding {
            job: JobKey::whole(JobName::Scheduled),
            due: Slot::at(at(600)),
            period: Duration::from_secs(60),
            last: None,
            begun: None,
            good: None,
        };
        assert!(!standing.is_late(at(660)));
        assert!(standing.is_late(at(661)));
    }
}
