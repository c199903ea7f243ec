//! Until when a row holds.

use time::Date;

use crate::timestamp::Timestamp;

const SECONDS_OF_A_DAY: i64 = 86_400;

/// The last days of a row, both included; nothing is no end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) last_issue: Option<Date>,
    pub(super) last_end: Option<Date>,
}

impl Span {
    /// The last day of issue, if `issued` is after it.
    pub(super) fn issue_passed(self, issued: Timestamp) -> Option<Date> {
        self.last_issue.filter(|day| issued >= day_after(*day))
    }

    /// The last day of validity, if `not_after` is after it.
    pub(super) fn end_passed(self, not_after: Timestamp) -> Option<Date> {
        self.last_end.filter(|day| not_after >= day_after(*day))
    }
}

/// The first moment that is no longer on the day.
fn day_after(day: Date) -> Timestamp {
    let start = day.midnight().assume_utc().unix_timestamp();
    Timestamp::from_unix_seconds(start.saturating_add(SECONDS_OF_A_DAY))
}
