//! When records of certificates may go (AUD-05): what a purge must say, whoever wrote it.

use std::time::Duration;

use crate::timestamp::Timestamp;

/// Calendar years that EN 319 411-1 6.4.6 wants at least after the end of a certificate's
/// validity, whatever a country's law says.
pub const LEAST_YEARS: u8 = 7;

/// How far clocks may differ: that of a purge and that of who examines it, and one from itself
/// once it is set.
const SLACK: Duration = Duration::from_secs(300);

/// Whether records of certificates that ended up to `ended` were at term when they were purged,
/// so many calendar years later, and not in a time that has not come `now`.
pub(super) fn had_come(ended: Timestamp, years: u8, purged: Timestamp, now: Timestamp) -> bool {
    years >= LEAST_YEARS
        && ended <= purged.plus(SLACK).minus_years(years)
        && purged <= now.plus(SLACK)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn aud_05_term_is_counted_in_calendar_years_and_has_come_by_now() {
        let moment = |text| Timestamp::parse_rfc3339(text).unwrap();
        let (ended, now) = ("2028-02-29T12:00:00Z", "2040-01-01T00:00:00Z");
        for (years, purged, had) in [
            (7, "2035-03-01T12:00:00Z", true),
            (7, "2035-02-28T11:50:00Z", false),
            (8, "2036-02-29T11:55:00Z", true),
            (8, "2036-02-29T11:54:59Z", false),
            (6, "2036-02-29T12:00:00Z", false),
            (7, "2040-01-01T00:05:00Z", true),
            (7, "2040-01-01T00:05:01Z", false),
        ] {
            let found = had_come(moment(ended), years, moment(purged), moment(now));
            assert_eq!(found, had, "{years} years, purged at {purged}");
        }
    }
}
