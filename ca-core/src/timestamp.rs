//! Moments in UTC, and the clock that tells them.

use std::fmt;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use der::asn1::{GeneralizedTime, UtcTime};
use time::format_description::well_known::Rfc3339;
use time::{Date, Month, OffsetDateTime};
use x509_cert::time::Time;

/// A moment in UTC, in milliseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

impl Timestamp {
    /// 9999-12-31T23:59:59Z, "no well-defined end" (RFC 5280 4.1.2.5).
    pub const NO_END: Self = Self(253_402_300_799_000);

    /// 0001-01-01T00:00:00Z, the first moment that RFC 3339 can write in UTC here.
    const YEAR_1: Self = Self(-62_135_596_800_000);

    /// 2050-01-01T00:00:00Z, the first moment that is not a UTCTime (RFC 5280 4.1.2.5).
    const YEAR_2050: Self = Self(2_524_608_000_000);

    /// The moment `millis` milliseconds after 1970-01-01T00:00:00Z.
    #[must_use]
    pub const fn from_unix_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// The moment `seconds` seconds after 1970-01-01T00:00:00Z.
    #[must_use]
    pub const fn from_unix_seconds(seconds: i64) -> Self {
        Self(seconds.saturating_mul(1000))
    }

    /// The moment that an operating system clock shows; used by binaries to make a [`Clock`].
    #[must_use]
    pub fn from_system_time(moment: SystemTime) -> Self {
        let millis = match moment.duration_since(UNIX_EPOCH) {
            Ok(after) => i64::try_from(after.as_millis()).unwrap_or(i64::MAX),
            Err(before) => {
                i64::try_from(before.duration().as_millis()).map_or(i64::MIN, i64::wrapping_neg)
            }
        };
        Self(millis)
    }

    /// Milliseconds since 1970-01-01T00:00:00Z.
    #[must_use]
    pub const fn unix_millis(self) -> i64 {
        self.0
    }

    /// Whole seconds since 1970-01-01T00:00:00Z, rounded down.
    #[must_use]
    pub const fn unix_seconds(self) -> i64 {
        self.0.div_euclid(1000)
    }

    /// The same moment without its fraction of a second, as certificates carry it.
    #[must_use]
    pub const fn truncated_to_second(self) -> Self {
        Self::from_unix_seconds(self.unix_seconds())
    }

    /// This moment and `span` after it; stays at the end of time rather than overflow.
    #[must_use]
    pub fn plus(self, span: Duration) -> Self {
        Self(
            self.0
                .saturating_add(i64::try_from(span.as_millis()).unwrap_or(i64::MAX)),
        )
    }

    /// The moment `span` before this one.
    #[must_use]
    pub fn minus(self, span: Duration) -> Self {
        Self(
            self.0
                .saturating_sub(i64::try_from(span.as_millis()).unwrap_or(i64::MAX)),
        )
    }

    /// The same day and time so many calendar years later; 29 February becomes 1 March where the
    /// year has none, so that a term is never a day too short.
    #[must_use]
    pub fn plus_years(self, years: u8) -> Self {
        self.in_year(i32::from(years), Self::NO_END, Month::March, 1)
    }

    /// The same day and time so many calendar years earlier; 29 February becomes 28 February.
    #[must_use]
    pub fn minus_years(self, years: u8) -> Self {
        self.in_year(-i32::from(years), Self::YEAR_1, Month::February, 28)
    }

    /// Moved by years, `month` and `day` standing in for 29 February; `end` beyond years 1 to 9999.
    fn in_year(self, years: i32, end: Self, month: Month, day: u8) -> Self {
        let nanos = i128::from(self.0) * 1_000_000;
        let moved = OffsetDateTime::from_unix_timestamp_nanos(nanos).ok();
        let moved = moved.and_then(|moment| {
            let year = moment.year().checked_add(years)?;
            let stand_in = || Date::from_calendar_date(year, month, day);
            let date = moment.date().replace_year(year).or_else(|_| stand_in());
            Some(moment.replace_date(date.ok()?))
        });
        let millis = moved.map(|moved| moved.unix_timestamp_nanos().div_euclid(1_000_000));
        let millis = millis.and_then(|millis| i64::try_from(millis).ok());
        millis.map_or(end, |millis| Self(millis).clamp(Self::YEAR_1, Self::NO_END))
    }

    /// The time from `earlier` to this moment; zero if `earlier` is later.
    #[must_use]
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_millis(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0))
    }

    /// The moment as certificates and CRLs carry it: UTCTime to 2049, GeneralizedTime from
    /// 2050 on, whole seconds (RFC 5280 4.1.2.5, CRT-04).
    ///
    /// # Errors
    /// Fails before 1970 and after 9999.
    pub fn to_x509(self) -> der::Result<Time> {
        let seconds = u64::try_from(self.unix_seconds()).map_err(|_| der::ErrorKind::DateTime)?;
        let moment = Duration::from_secs(seconds);
        if self < Self::YEAR_2050 {
            return Ok(Time::UtcTime(UtcTime::from_unix_duration(moment)?));
        }
        Ok(Time::GeneralTime(GeneralizedTime::from_unix_duration(
            moment,
        )?))
    }

    /// The moment that a certificate or CRL carries.
    #[must_use]
    pub fn from_x509(time: Time) -> Self {
        let seconds = i64::try_from(time.to_unix_duration().as_secs()).unwrap_or(i64::MAX);
        Self::from_unix_seconds(seconds)
    }

    /// Reads an RFC 3339 moment such as `2026-11-21T08:30:00Z`; nothing if its year in UTC is
    /// not 1 to 9999.
    #[must_use]
    pub fn parse_rfc3339(text: &str) -> Option<Self> {
        let moment = OffsetDateTime::parse(text, &Rfc3339).ok()?;
        let millis = i64::try_from(moment.unix_timestamp_nanos().div_euclid(1_000_000)).ok()?;
        let moment = Self(millis);
        (Self::YEAR_1..=Self::NO_END)
            .contains(&moment.truncated_to_second())
            .then_some(moment)
    }
}

/// RFC 3339 in UTC, with a fraction only where there is one; outside the years 1 to 9999, where
/// RFC 3339 ends, the count of milliseconds: a clock gone mad must not stop who names it.
impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let moment = OffsetDateTime::from_unix_timestamp_nanos(i128::from(self.0) * 1_000_000);
        match moment.ok().and_then(|moment| moment.format(&Rfc3339).ok()) {
            Some(text) => f.write_str(&text),
            None => write!(f, "{} ms from 1970-01-01T00:00:00Z", self.0),
        }
    }
}

/// What is known of the clock's agreement with UTC (AUD-02).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClockState {
    /// The operating system says that the clock follows a time source.
    Synchronised,
    /// The operating system says that the clock follows nothing.
    Unsynchronised,
    /// Nothing is known.
    Unknown,
}

impl ClockState {
    /// The word in audit events.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Synchronised => "synchronised",
            Self::Unsynchronised => "unsynchronised",
            Self::Unknown => "unknown",
        }
    }
}

/// Why nothing may be issued by a clock (OPS-01). Revocation goes on: late is worse than a date
/// that is not quite right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClockDoubt {
    /// It is behind what it, or the clock of another daemon, has said before.
    Behind,
    /// It has followed nothing for a day.
    Unsynchronised,
}

impl ClockDoubt {
    /// The word in events and reports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Behind => "behind",
            Self::Unsynchronised => "unsynchronised",
        }
    }
}

/// Tells the time; the only source of it for the core and the adapters.
pub trait Clock: Send + Sync {
    /// The present moment.
    fn now(&self) -> Timestamp;

    /// What is known of the clock's agreement with UTC.
    fn state(&self) -> ClockState;

    /// Why nothing may be issued now; a clock that nobody watches gives no reason.
    fn doubt(&self) -> Option<ClockDoubt> {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_read_back_as_written() {
        for text in [
            "2026-11-21T08:30:00Z",
            "2049-12-31T23:59:59Z",
            "1969-12-31T23:59:59Z",
        ] {
            assert_eq!(Timestamp::parse_rfc3339(text).unwrap().to_string(), text);
        }
        assert_eq!(Timestamp::NO_END.to_string(), "9999-12-31T23:59:59Z");
    }

    #[test]
    fn crt_04_the_form_of_times_changes_with_2050() {
        let form = |text| Timestamp::parse_rfc3339(text).unwrap().to_x509().unwrap();
        assert!(matches!(form("2049-12-31T23:59:59Z"), Time::UtcTime(_)));
        assert!(matches!(form("2050-01-01T00:00:00Z"), Time::GeneralTime(_)));
        assert_eq!(
            Timestamp::from_x509(Timestamp::NO_END.to_x509().unwrap()),
            Timestamp::NO_END
        );
    }

    #[test]
    fn i12_moments_outside_the_years_1_to_9999_are_not_read_and_never_panic() {
        for text in ["9999-12-31T23:59:59-01:00", "0000-12-31T23:59:59+00:00"] {
            assert_eq!(Timestamp::parse_rfc3339(text), None, "{text}");
        }
        assert!(Timestamp::parse_rfc3339("0001-01-01T00:00:00Z").is_some());
        assert!(Timestamp::parse_rfc3339("9999-12-31T23:59:59.999Z").is_some());
        for millis in [i64::MIN, i64::MAX, -62_135_596_800_001] {
            assert!(!Timestamp::from_unix_millis(millis).to_string().is_empty());
        }
    }

    #[test]
    fn other_offsets_are_brought_to_utc() {
        let moment = Timestamp::parse_rfc3339("2026-11-21T09:30:00.250+01:00").unwrap();
        assert_eq!(moment.to_string(), "2026-11-21T08:30:00.25Z");
        assert_eq!(
            moment.truncated_to_second().to_string(),
            "2026-11-21T08:30:00Z"
        );
    }

    #[test]
    fn aud_05_years_are_calendar_years_and_a_leap_day_never_shortens_a_term() {
        let at = |text: &str| Timestamp::parse_rfc3339(text).unwrap();
        for (moment, years, later, earlier) in [
            (
                "2026-11-21T08:30:00Z",
                10,
                "2036-11-21T08:30:00Z",
                "2016-11-21T08:30:00Z",
            ),
            (
                "2028-02-29T12:00:00Z",
                7,
                "2035-03-01T12:00:00Z",
                "2021-02-28T12:00:00Z",
            ),
            (
                "2028-02-29T12:00:00Z",
                8,
                "2036-02-29T12:00:00Z",
                "2020-02-29T12:00:00Z",
            ),
        ] {
            assert_eq!(at(moment).plus_years(years), at(later), "{moment}");
            assert_eq!(at(moment).minus_years(years), at(earlier), "{moment}");
        }
        assert_eq!(Timestamp::NO_END.plus_years(1), Timestamp::NO_END);
        for millis in [i64::MIN, i64::MAX] {
            let moment = Timestamp::from_unix_millis(millis);
            assert_eq!(moment.plus_years(1), Timestamp::NO_END);
            assert_eq!(moment.minus_years(1).to_string(), "0001-01-01T00:00:00Z");
        }
    }
}
