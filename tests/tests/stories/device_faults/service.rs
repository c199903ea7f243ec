//! Whether a service works, as its clients see it.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// Successes so far.
#[derive(Debug, Default)]
pub(crate) struct Service {
    successes: AtomicU64,
    last: Mutex<Last>,
    /// Whether clients shall end.
    pub(crate) over: AtomicBool,
}

/// The last success, and the longest time between two.
#[derive(Debug, Default)]
struct Last {
    at: Option<Instant>,
    pause: Duration,
}

impl Service {
    pub(crate) fn succeeded(&self) {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let pause = last.at.map_or(Duration::ZERO, |at| at.elapsed());
        last.pause = last.pause.max(pause);
        last.at = Some(Instant::now());
        drop(last);
        self.successes.fetch_add(1, Ordering::SeqCst);
    }

    /// The longest time between two successes.
    pub(crate) fn longest_pause(&self) -> Duration {
        let last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        last.pause
    }

    pub(crate) fn is_over(&self) -> bool {
        self.over.load(Ordering::SeqCst)
    }

    /// How long until the next success; at most `patience`.
    pub(crate) fn back_after(&self, patience: Duration) -> Option<Duration> {
        let (start, known) = (Instant::now(), self.successes.load(Ordering::SeqCst));
        while self.successes.load(Ordering::SeqCst) == known {
            if start.elapsed() > patience {
                return None;
            }
            thread::sleep(Duration::from_millis(1));
        }
        Some(start.elapsed())
    }
}
