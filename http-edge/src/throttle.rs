//! Says when something may be told again.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// Due at once, and then once in a while.
#[derive(Debug)]
pub struct Throttle {
    start: Instant,
    pause: Duration,
    /// Milliseconds after `start`.
    next: AtomicU64,
}

impl Throttle {
    /// With this pause between two times.
    #[must_use]
    pub fn new(pause: Duration) -> Self {
        Self {
            start: Instant::now(),
            pause,
            next: AtomicU64::new(0),
        }
    }

    /// Whether it is due; then it is not for a while. Of several who ask, one is told so.
    #[must_use]
    pub fn is_due(&self) -> bool {
        let now = self.start.elapsed();
        let millis = |span: Duration| u64::try_from(span.as_millis()).unwrap_or(u64::MAX);
        let due = self.next.load(Ordering::Relaxed);
        millis(now) >= due
            && self
                .next
                .compare_exchange(
                    due,
                    millis(now + self.pause),
                    Ordering::Relaxed,
                    Ordering::Relaxed,
                )
                .is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn once_is_enough_for_a_while() {
        let throttle = Throttle::new(Duration::from_millis(50));
        assert!(throttle.is_due());
        assert!(!throttle.is_due());
        std::thread::sleep(Duration::from_millis(60));
        assert!(throttle.is_due());
    }
}
