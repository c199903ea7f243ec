//! How often one client may ask: a bucket of tokens for each, that fills again with time.

use std::collections::HashMap;
use std::hash::Hash;
use std::mem;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// So many in a second, and so many at once after a rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// In a second, in the long run.
    pub per_second: u32,
    /// At once.
    pub burst: u32,
}

impl Rate {
    fn interval(self) -> Duration {
        Duration::from_secs(1) / self.per_second.max(1)
    }

    /// How long an empty bucket takes to be full.
    fn span(self) -> Duration {
        self.interval() * self.burst.max(1)
    }
}

/// A bucket for each client. A client that was forgotten has a full one, so only the youngest
/// are remembered: in two halves, of which the older goes when the younger has filled up.
#[derive(Debug)]
pub struct Buckets<K> {
    rate: Rate,
    half: usize,
    halves: Mutex<Halves<K>>,
}

/// For each client the moment at which its bucket will be full.
#[derive(Debug)]
struct Halves<K> {
    younger: HashMap<K, Instant>,
    older: HashMap<K, Instant>,
}

impl<K: Copy + Eq + Hash> Buckets<K> {
    /// Full ones for everybody; `most` are remembered.
    #[must_use]
    pub fn new(rate: Rate, most: usize) -> Self {
        let halves = Halves {
            younger: HashMap::new(),
            older: HashMap::new(),
        };
        Self {
            rate,
            half: (most / 2).max(1),
            halves: Mutex::new(halves),
        }
    }

    /// Takes a token.
    ///
    /// # Errors
    /// The bucket is empty; how long until there is one.
    pub fn take(&self, who: K, now: Instant) -> Result<(), Duration> {
        let mut halves = self.halves.lock().unwrap_or_else(PoisonError::into_inner);
        let full = halves.full(&who).map_or(now, |full| full.max(now)) + self.rate.interval();
        let missing = full.duration_since(now).saturating_sub(self.rate.span());
        if missing > Duration::ZERO {
            return Err(missing);
        }
        halves.put(who, full, self.half);
        Ok(())
    }

    /// Puts a token back.
    pub fn give_back(&self, who: K) {
        let mut halves = self.halves.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(full) = halves.full(&who) {
            let earlier = full.checked_sub(self.rate.interval()).unwrap_or(full);
            halves.put(who, earlier, self.half);
        }
    }
}

impl<K: Copy + Eq + Hash> Halves<K> {
    fn full(&self, who: &K) -> Option<Instant> {
        let younger = self.younger.get(who);
        younger.or_else(|| self.older.get(who)).copied()
    }

    fn put(&mut self, who: K, full: Instant, half: usize) {
        if self.younger.len() >= half && !self.younger.contains_key(&who) {
            self.older = mem::take(&mut self.younger);
        }
        self.younger.insert(who, full);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RATE: Rate = Rate {
        per_second: 10,
        burst: 3,
    };

    #[test]
    fn a_burst_then_a_token_each_interval() {
        let buckets = Buckets::new(RATE, 8);
        let start = Instant::now();
        for _ in 0..3 {
            assert_eq!(buckets.take("a", start), Ok(()));
        }
        assert_eq!(buckets.take("a", start), Err(Duration::from_millis(100)));
        assert_eq!(buckets.take("b", start), Ok(()), "another's bucket");
        let later = start + Duration::from_millis(100);
        assert_eq!(buckets.take("a", later), Ok(()));
        assert!(buckets.take("a", later).is_err());
        buckets.give_back("a");
        assert_eq!(buckets.take("a", later), Ok(()));
        let rested = later + Duration::from_secs(3600);
        for _ in 0..3 {
            assert_eq!(buckets.take("a", rested), Ok(()));
        }
        assert!(buckets.take("a", rested).is_err(), "no more than a burst");
    }

    #[test]
    fn enr_08_more_clients_than_are_remembered_take_no_more_memory() {
        let buckets = Buckets::new(RATE, 1_000);
        let now = Instant::now();
        for client in 0..100_000 {
            assert_eq!(buckets.take(client, now), Ok(()));
            let halves = buckets.halves.lock().unwrap();
            assert!(halves.younger.len() + halves.older.len() <= 1_000);
        }
    }
}
