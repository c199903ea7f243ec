//! Moments in UTC, and the clock that tells them.

use std::fmt;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use der::asn1::{GeneralizedTime, UtcTime};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
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

/// Tells the time; the only source of it for the core and the adapters.
pub trait Clock: Send + Sync {
    /// The present moment.
    fn now(&self) -> Timestamp;

    /// What is known of the clock's agreement with UTC.
    fn state(&self) -> ClockState;
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
}
