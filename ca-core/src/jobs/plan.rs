//! Which slot is due. Slots that nobody ran become one: the newest runs, the others are missed
//! and told (AUD-07).

use std::time::Duration;

use crate::jobs::slot::Slot;
use crate::timestamp::Timestamp;

/// What is to be done now for a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Plan {
    /// A slot is due.
    Run {
        /// The newest one.
        slot: Slot,
        /// Those before it that nobody began.
        missed: Option<Missed>,
    },
    /// Nothing is due before this slot.
    Wait {
        /// The next one.
        until: Slot,
    },
}

/// Slots that nobody began.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Missed {
    /// The first of them.
    pub first: Slot,
    /// The last of them.
    pub last: Slot,
    /// How many.
    pub count: u64,
}

/// What is due `now`, where `due` has had no good end yet and `begun` is the last slot that
/// anybody began.
#[must_use]
pub fn plan(due: Slot, begun: Option<Slot>, period: Duration, now: Timestamp) -> Plan {
    if Slot::at(now) < due {
        return Plan::Wait { until: due };
    }
    let passed = due.between(Slot::at(now).after(Duration::from_millis(1)), period);
    let newest = nth(due, period, passed);
    // What was begun has an end of its own, good or bad.
    let first = match begun {
        Some(begun) if begun >= due => begun.after(period),
        Some(_) | None => due,
    };
    let missed = (first < newest).then(|| {
        let count = first.between(newest, period).saturating_add(1);
        let last = nth(first, period, count.saturating_sub(1));
        Missed { first, last, count }
    });
    Plan::Run {
        slot: newest,
        missed,
    }
}

fn nth(first: Slot, period: Duration, number: u64) -> Slot {
    let millis = u64::try_from(period.as_millis()).unwrap_or(u64::MAX);
    first.after(Duration::from_millis(millis.saturating_mul(number)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: Duration = Duration::from_secs(60);

    fn at(seconds: i64) -> Slot {
        Slot::at(Timestamp::from_unix_seconds(seconds))
    }

    fn planned(due: i64, begun: Option<i64>, now: i64) -> Plan {
        plan(
            at(due),
            begun.map(at),
            MINUTE,
            Timestamp::from_unix_seconds(now),
        )
    }

    fn run(slot: i64, missed: Option<(i64, i64, u64)>) -> Plan {
        let missed = missed.map(|(first, last, count)| Missed {
            first: at(first),
            last: at(last),
            count,
        });
        Plan::Run {
            slot: at(slot),
            missed,
        }
    }

    #[test]
    fn slot_that_is_due_runs_once_and_nothing_before_it() {
        assert_eq!(planned(120, None, 119), Plan::Wait { until: at(120) });
        assert_eq!(planned(120, None, 120), run(120, None));
        assert_eq!(planned(120, Some(60), 179), run(120, None));
    }

    #[test]
    fn aud_07_slots_of_a_machine_that_slept_become_one() {
        assert_eq!(planned(120, Some(60), 180), run(180, Some((120, 120, 1))));
        assert_eq!(planned(120, Some(60), 419), run(360, Some((120, 300, 4))));
    }

    #[test]
    fn slot_that_failed_is_tried_again_and_not_missed() {
        assert_eq!(planned(120, Some(120), 170), run(120, None));
        assert_eq!(planned(120, Some(120), 190), run(180, None));
        assert_eq!(planned(120, Some(120), 250), run(240, Some((180, 180, 1))));
    }
}
