//! How long ago the feed was read: what is not fresh is not signed (I4).

use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use ca_core::timestamp::Timestamp;

/// When the feed was read last, and as of when it speaks.
#[derive(Debug)]
pub struct Freshness {
    start: Instant,
    /// Milliseconds after `start`.
    read: AtomicU64,
    ever: AtomicBool,
    as_of: AtomicI64,
    put_back: AtomicBool,
    position: AtomicU64,
}

impl Freshness {
    /// Nothing was read yet.
    #[must_use]
    #[expect(
        clippy::new_without_default,
        reason = "a start in time is no default value"
    )]
    pub fn new() -> Self {
        Self {
            start: Instant::now(),
            read: AtomicU64::new(0),
            ever: AtomicBool::new(false),
            as_of: AtomicI64::new(0),
            put_back: AtomicBool::new(false),
            position: AtomicU64::new(0),
        }
    }

    /// Notes that a reading which began at `began` knows all changes until then.
    pub fn note(&self, began: Instant, as_of: Timestamp) {
        let millis = began.saturating_duration_since(self.start).as_millis();
        self.read
            .store(u64::try_from(millis).unwrap_or(u64::MAX), Ordering::Release);
        self.as_of.store(as_of.unix_millis(), Ordering::Release);
        self.ever.store(true, Ordering::Release);
        self.put_back.store(false, Ordering::Release);
    }

    /// Notes how far the feed is known. It is noted before the answers are dropped that its changes
    /// touch.
    pub fn reach(&self, position: u64) {
        self.position.store(position, Ordering::Release);
    }

    /// How far the feed is known: a source that has not come there tells what is over.
    #[must_use]
    pub fn position(&self) -> u64 {
        self.position.load(Ordering::Acquire)
    }

    /// Notes that the registry was put back from a backup, or lacks what it has told, and nobody
    /// has acknowledged that: until the next reading nothing is fresh.
    pub fn note_put_back(&self) {
        self.put_back.store(true, Ordering::Release);
    }

    /// Whether the last reading met a registry whose return is not acknowledged.
    #[must_use]
    pub fn is_put_back(&self) -> bool {
        self.put_back.load(Ordering::Acquire)
    }

    /// How long ago the last reading began; for ever if there was none.
    #[must_use]
    pub fn lag(&self, now: Instant) -> Duration {
        if !self.ever.load(Ordering::Acquire) {
            return Duration::MAX;
        }
        let read = Duration::from_millis(self.read.load(Ordering::Acquire));
        now.saturating_duration_since(self.start)
            .saturating_sub(read)
    }

    /// The moment whose state the source showed at the last reading.
    #[must_use]
    pub fn as_of(&self) -> Option<Timestamp> {
        let ever = self.ever.load(Ordering::Acquire);
        ever.then(|| Timestamp::from_unix_millis(self.as_of.load(Ordering::Acquire)))
    }
}
