//! A number of permits that are taken at once or not at all.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Permits for work that strangers cannot share.
#[derive(Debug)]
pub struct Budget {
    free: Arc<AtomicUsize>,
}

impl Budget {
    /// So many permits.
    #[must_use]
    pub fn new(permits: usize) -> Self {
        Self {
            free: Arc::new(AtomicUsize::new(permits)),
        }
    }

    /// A permit, if one is free; it is given back when it is dropped.
    #[must_use]
    pub fn take(&self) -> Option<Permit> {
        let less = |free: usize| free.checked_sub(1);
        self.free
            .fetch_update(Ordering::AcqRel, Ordering::Acquire, less)
            .ok()?;
        Some(Permit {
            free: Arc::clone(&self.free),
        })
    }
}

/// The right to do one thing.
#[derive(Debug)]
pub struct Permit {
    free: Arc<AtomicUsize>,
}

impl Drop for Permit {
    fn drop(&mut self) {
        self.free.fetch_add(1, Ordering::AcqRel);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn permits_come_back() {
        let budget = Budget::new(2);
        let (first, second) = (budget.take(), budget.take());
        assert!(first.is_some() && second.is_some() && budget.take().is_none());
        drop(first);
        assert!(budget.take().is_some());
    }
}
