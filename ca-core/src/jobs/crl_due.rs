//! When the next list of a generation is due (CRL-03): when a third of the last one's life has
//! gone, and at once after what must not wait. From the Registry alone, so that all daemons find
//! the same slot.

use std::time::Duration;

use crate::jobs::slot::Slot;
use crate::registry::records::SinceCrl;
use crate::timestamp::Timestamp;

/// What the next list depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ListState {
    /// Life of a list of this generation.
    pub life: Duration,
    /// Whether holders' certificates are on it: a root's list may be older.
    pub has_leaves: bool,
    /// What the last list does not tell, and that list.
    pub since: SinceCrl,
}

impl ListState {
    /// How often a list is published without a reason: 8 h at most where leaves are on it.
    #[must_use]
    pub fn period(&self) -> Duration {
        let third = self.life / 3;
        if self.has_leaves {
            third.min(LONGEST)
        } else {
            third
        }
    }

    /// When the next list is due. Urgent withdrawals are gathered for a minute.
    #[must_use]
    pub fn due(&self, now: Timestamp) -> Slot {
        let Some(last) = self.since.last else {
            return Slot::at(now);
        };
        let regular = Slot::at(last.this_update).after(self.period());
        let urgent = self.since.urgent.map(|moment| {
            // A revocation may be dated before the last list, which has had its slot.
            let gathered = Slot::at(moment).after(GATHERED);
            gathered.max(Slot::at(last.this_update).after(SECOND))
        });
        urgent.map_or(regular, |urgent| urgent.min(regular))
    }

    /// Whether people must be told that there is no newer list (CRL-03): 12 h before nextUpdate,
    /// or half of the life before it where that is shorter.
    #[must_use]
    pub fn is_alarming(&self, now: Timestamp) -> bool {
        let margin = MARGIN.min(self.life / 2);
        self.since
            .last
            .is_none_or(|last| now > last.next_update.minus(margin))
    }
}

const LONGEST: Duration = Duration::from_secs(8 * 3600);
const GATHERED: Duration = Duration::from_secs(60);
const MARGIN: Duration = Duration::from_secs(12 * 3600);
const SECOND: Duration = Duration::from_secs(1);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crl::CrlHeader;

    const HOUR: i64 = 3600;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_unix_seconds(seconds)
    }

    fn state(hours: u64, has_leaves: bool, urgent: Option<i64>) -> ListState {
        let life = Duration::from_secs(hours * 3600);
        let last = CrlHeader {
            number: 7,
            this_update: at(0),
            next_update: at(0).plus(life),
        };
        ListState {
            life,
            has_leaves,
            since: SinceCrl {
                last: Some(last),
                count: u64::from(urgent.is_some()),
                urgent: urgent.map(at),
            },
        }
    }

    fn due(state: &ListState) -> i64 {
        state.due(at(1_000_000)).moment().unix_seconds()
    }

    #[test]
    fn crl_03_list_is_due_when_a_third_of_its_life_has_gone() {
        assert_eq!(due(&state(24, true, None)), 8 * HOUR);
        assert_eq!(due(&state(72, true, None)), 8 * HOUR);
        assert_eq!(due(&state(6, true, None)), 2 * HOUR);
        assert_eq!(due(&state(30 * 24, false, None)), 10 * 24 * HOUR);
        let none = ListState {
            since: SinceCrl::default(),
            ..state(24, true, None)
        };
        assert_eq!(due(&none), 1_000_000);
    }

    #[test]
    fn crl_03_what_must_not_wait_is_gathered_for_a_minute() {
        assert_eq!(due(&state(24, true, Some(HOUR))), HOUR + 60);
        assert_eq!(due(&state(24, true, Some(8 * HOUR - 10))), 8 * HOUR);
        assert_eq!(due(&state(24, true, Some(-9_000))), 1);
    }

    #[test]
    fn crl_03_list_that_is_late_is_an_alarm_in_time() {
        let alarm = |state: &ListState, hour: i64| state.is_alarming(at(hour * HOUR + 1));
        assert_eq!(
            [11, 12].map(|hour| alarm(&state(24, true, None), hour)),
            [false, true]
        );
        assert_eq!(
            [59, 60].map(|hour| alarm(&state(72, true, None), hour)),
            [false, true]
        );
        assert_eq!(
            [2, 3].map(|hour| alarm(&state(6, true, None), hour)),
            [false, true]
        );
    }
}
