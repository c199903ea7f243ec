//! A due time as a number: by it two daemons mean the same run, whatever their clocks say.

use std::fmt;
use std::time::Duration;

use crate::timestamp::Timestamp;

/// When a run is due, on the wall clock, in milliseconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Slot(i64);

impl Slot {
    /// The slot of this moment.
    #[must_use]
    pub const fn at(moment: Timestamp) -> Self {
        Self(moment.unix_millis())
    }

    /// The last slot up to a moment, of those that lie `period` apart from 1970 on. A period of
    /// nothing has a slot at each moment.
    #[must_use]
    pub fn before(moment: Timestamp, period: Duration) -> Self {
        let period = millis(period).max(1);
        let millis = moment.unix_millis();
        Self(millis.saturating_sub(millis.rem_euclid(period)))
    }

    /// The moment.
    #[must_use]
    pub const fn moment(self) -> Timestamp {
        Timestamp::from_unix_millis(self.0)
    }

    /// The slot a period later.
    #[must_use]
    pub fn after(self, period: Duration) -> Self {
        Self(self.0.saturating_add(millis(period)))
    }

    /// How many slots lie between this one and a later one, neither counted.
    #[must_use]
    pub fn between(self, later: Self, period: Duration) -> u64 {
        let span = later.0.saturating_sub(self.0).saturating_sub(1).max(0);
        u64::try_from(span.checked_div(millis(period)).unwrap_or(0)).unwrap_or(0)
    }
}

impl fmt::Display for Slot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.moment().fmt(f)
    }
}

fn millis(span: Duration) -> i64 {
    i64::try_from(span.as_millis()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slots_lie_on_one_grid_whatever_the_moment() {
        let minute = Duration::from_secs(60);
        let at = |seconds| Slot::at(Timestamp::from_unix_seconds(seconds));
        let before = |seconds| Slot::before(Timestamp::from_unix_seconds(seconds), minute);
        assert_eq!(
            [before(120), before(179), before(180)],
            [at(120), at(120), at(180)]
        );
        assert_eq!(before(-1), at(-60));
        assert_eq!(at(120).after(minute), at(180));
    }

    #[test]
    fn slots_between_two_are_counted_without_them() {
        let minute = Duration::from_secs(60);
        let at = |seconds| Slot::at(Timestamp::from_unix_seconds(seconds));
        for (later, count) in [(0, 0), (60, 0), (61, 1), (120, 1), (121, 2), (300, 4)] {
            assert_eq!(at(0).between(at(later), minute), count, "{later}");
        }
        assert_eq!(at(300).between(at(0), minute), 0);
        assert_eq!(at(0).between(at(300), Duration::ZERO), 0);
    }
}
