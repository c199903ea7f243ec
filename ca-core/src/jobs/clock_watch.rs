//! What a clock does (OPS-01): steps, falls behind what it has said before, follows nothing. The
//! watch is given samples and owns no clock.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::timestamp::{Clock, ClockDoubt, ClockState, Timestamp};

/// What is known at one moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClockSample {
    /// The wall clock.
    pub wall: Timestamp,
    /// The monotonic clock of the machine, from any beginning.
    pub monotonic: Duration,
    /// What the operating system says of the wall clock.
    pub kernel: ClockState,
    /// The time of the last event in the log.
    pub last_event: Option<Timestamp>,
    /// The clock of the Registry's server, if it has one of its own.
    pub server: Option<Timestamp>,
}

/// What a sample shows that people must know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClockFinding {
    /// The wall clock went another way than the monotonic one, by so many milliseconds.
    Step {
        /// Forward, or back if negative.
        millis: i64,
    },
    /// It is behind the last event.
    Behind {
        /// By how much.
        by: Duration,
    },
    /// It follows nothing, or nothing is known of it, for a day.
    Adrift {
        /// Whether the operating system says so, or says nothing.
        known: bool,
    },
    /// It differs from that of the Registry's server, by so many milliseconds.
    Apart {
        /// Before the server's, or behind it if negative.
        millis: i64,
    },
}

impl ClockFinding {
    /// The word in events and reports.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Step { .. } => "step",
            Self::Behind { .. } => "behind",
            Self::Adrift { known: true } => "unsynchronised",
            Self::Adrift { known: false } => "unknown",
            Self::Apart { .. } => "apart",
        }
    }

    /// By how many milliseconds, where that says something.
    #[must_use]
    pub fn millis(self) -> Option<i64> {
        match self {
            Self::Step { millis } | Self::Apart { millis } => Some(millis),
            Self::Behind { by } => Some(i64::try_from(by.as_millis()).unwrap_or(i64::MAX)),
            Self::Adrift { .. } => None,
        }
    }
}

/// A watch over one clock. What lasts is told once, and again after it has ended.
#[derive(Clone, Debug, Default)]
pub struct ClockWatch {
    last: Option<ClockSample>,
    /// Since when, on the monotonic clock, the kernel does not say that it is synchronised.
    adrift: Option<(ClockState, Duration)>,
    told: Vec<&'static str>,
    doubt: Option<ClockDoubt>,
}

impl ClockWatch {
    /// Takes a sample; tells what is new in it.
    pub fn take(&mut self, sample: ClockSample) -> Vec<ClockFinding> {
        let mut found: Vec<ClockFinding> = self.step(&sample).into_iter().collect();
        let lasting = [behind(&sample), self.drift(&sample), apart(&sample)];
        let lasting: Vec<ClockFinding> = lasting.into_iter().flatten().collect();
        self.doubt = lasting.iter().find_map(|finding| match finding {
            ClockFinding::Behind { .. } => Some(ClockDoubt::Behind),
            ClockFinding::Adrift { known: true } => Some(ClockDoubt::Unsynchronised),
            ClockFinding::Adrift { known: false }
            | ClockFinding::Apart { .. }
            | ClockFinding::Step { .. } => None,
        });
        let new = |finding: &&ClockFinding| !self.told.contains(&finding.word());
        found.extend(lasting.iter().filter(new));
        self.told = lasting.iter().map(|finding| finding.word()).collect();
        self.last = Some(sample);
        found
    }

    /// What the operating system said last.
    #[must_use]
    pub fn state(&self) -> ClockState {
        self.last.map_or(ClockState::Unknown, |last| last.kernel)
    }

    /// Why nothing may be issued by this clock; revocation never stops.
    #[must_use]
    pub const fn doubt(&self) -> Option<ClockDoubt> {
        self.doubt
    }

    fn step(&self, sample: &ClockSample) -> Option<ClockFinding> {
        let last = self.last?;
        let passed = sample.monotonic.saturating_sub(last.monotonic);
        let expected = last.wall.plus(passed).unix_millis();
        let millis = sample.wall.unix_millis().saturating_sub(expected);
        (millis.unsigned_abs() > LARGEST_STEP).then_some(ClockFinding::Step { millis })
    }

    fn drift(&mut self, sample: &ClockSample) -> Option<ClockFinding> {
        if sample.kernel == ClockState::Synchronised {
            self.adrift = None;
            return None;
        }
        let since = match self.adrift {
            Some((state, since)) if state == sample.kernel => since,
            Some(_) | None => sample.monotonic,
        };
        self.adrift = Some((sample.kernel, since));
        let known = sample.kernel == ClockState::Unsynchronised;
        let lasts = sample.monotonic.saturating_sub(since);
        (lasts >= DAY).then_some(ClockFinding::Adrift { known })
    }
}

/// A clock under a watch: it tells what the watch knows of it, and issuance stops where that is a
/// reason.
pub struct WatchedClock {
    inner: Arc<dyn Clock>,
    watch: Mutex<ClockWatch>,
}

impl WatchedClock {
    /// A clock that is watched from now on.
    #[must_use]
    pub fn new(inner: Arc<dyn Clock>) -> Self {
        let watch = Mutex::default();
        Self { inner, watch }
    }

    /// Takes a sample; tells what is new in it.
    pub fn take(&self, sample: ClockSample) -> Vec<ClockFinding> {
        self.watch().take(sample)
    }

    /// A watch that a panicking thread left behind has seen no less.
    fn watch(&self) -> MutexGuard<'_, ClockWatch> {
        self.watch.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Clock for WatchedClock {
    fn now(&self) -> Timestamp {
        self.inner.now()
    }

    fn state(&self) -> ClockState {
        self.watch().state()
    }

    fn doubt(&self) -> Option<ClockDoubt> {
        self.watch().doubt()
    }
}

impl fmt::Debug for WatchedClock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WatchedClock").finish_non_exhaustive()
    }
}

fn behind(sample: &ClockSample) -> Option<ClockFinding> {
    let by = sample.last_event?.since(sample.wall);
    (by > MOST_BEHIND).then_some(ClockFinding::Behind { by })
}

fn apart(sample: &ClockSample) -> Option<ClockFinding> {
    let server = sample.server?.unix_millis();
    let millis = sample.wall.unix_millis().saturating_sub(server);
    (millis.unsigned_abs() > LARGEST_STEP).then_some(ClockFinding::Apart { millis })
}

/// A clock that is disciplined moves slowly; what moves it further is a step. Milliseconds.
const LARGEST_STEP: u64 = 2_000;

/// How far the clock may be behind what it, or that of another daemon, has said before.
const MOST_BEHIND: Duration = Duration::from_secs(5 * 60);

/// REV-6.2.4-07: synchronised with UTC at least once in 24 h.
const DAY: Duration = Duration::from_secs(24 * 3600);

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(monotonic: u64, wall: i64, kernel: ClockState) -> ClockSample {
        ClockSample {
            wall: Timestamp::from_unix_millis(wall),
            monotonic: Duration::from_secs(monotonic),
            kernel,
            last_event: None,
            server: None,
        }
    }

    #[test]
    fn ops_01_a_step_is_told_and_drift_is_not() {
        let mut watch = ClockWatch::default();
        let sound = ClockState::Synchronised;
        assert_eq!(watch.take(sample(0, 0, sound)), []);
        assert_eq!(watch.take(sample(10, 11_900, sound)), []);
        let forward = ClockFinding::Step { millis: 3_000 };
        assert_eq!(watch.take(sample(20, 24_900, sound)), [forward]);
        assert_eq!(watch.take(sample(30, 34_900, sound)), []);
        let back = ClockFinding::Step { millis: -44_900 };
        assert_eq!(watch.take(sample(40, 0, sound)), [back]);
        assert_eq!(watch.doubt(), None, "a step alone stops nothing");
    }

    #[test]
    fn ops_01_clock_behind_the_log_stops_issuance_until_it_is_right() {
        let mut watch = ClockWatch::default();
        let of = |monotonic, wall, event| ClockSample {
            last_event: Some(Timestamp::from_unix_millis(event)),
            ..sample(monotonic, wall, ClockState::Unknown)
        };
        assert_eq!(watch.take(of(0, 0, 300_000)), []);
        let by = Duration::from_millis(300_001);
        let found = [ClockFinding::Behind { by }];
        assert_eq!(watch.take(of(10, 10_000, 310_001)), found);
        assert_eq!(watch.doubt(), Some(ClockDoubt::Behind));
        assert_eq!(watch.take(of(20, 20_000, 330_001)), [], "told once");
        assert!(watch.doubt().is_some());
        assert_eq!(watch.take(of(30, 30_000, 330_000)), []);
        assert_eq!(watch.doubt(), None);
    }

    #[test]
    fn ops_01_a_day_without_time_source_stops_issuance_and_silence_does_not() {
        for (kernel, doubt) in [
            (ClockState::Unsynchronised, Some(ClockDoubt::Unsynchronised)),
            (ClockState::Unknown, None),
        ] {
            let mut watch = ClockWatch::default();
            let day = 24 * 3600;
            let of =
                |second: u64, kernel| sample(second, i64::try_from(second).unwrap() * 1000, kernel);
            assert_eq!(watch.take(of(0, kernel)), []);
            assert_eq!(watch.take(of(day - 1, kernel)), []);
            let known = kernel == ClockState::Unsynchronised;
            assert_eq!(
                watch.take(of(day, kernel)),
                [ClockFinding::Adrift { known }]
            );
            assert_eq!((watch.doubt(), watch.state()), (doubt, kernel));
            assert_eq!(watch.take(of(day + 10, ClockState::Synchronised)), []);
            assert_eq!(watch.take(of(day + 20, kernel)), [], "the day begins anew");
            assert_eq!(watch.doubt(), None);
        }
    }

    #[test]
    fn ops_01_server_with_another_time_is_told() {
        let mut watch = ClockWatch::default();
        let mut of = |monotonic, server| {
            watch.take(ClockSample {
                server: Some(Timestamp::from_unix_millis(server)),
                ..sample(
                    monotonic,
                    i64::try_from(monotonic).unwrap() * 1000,
                    ClockState::Unknown,
                )
            })
        };
        assert_eq!(of(0, 2_000), []);
        assert_eq!(of(10, 7_000), [ClockFinding::Apart { millis: 3_000 }]);
    }
}
