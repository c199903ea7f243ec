//! How many requests may be in flight at once.

use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

use crate::failure::Failure;

/// The requests that may be in flight at once, one a session.
#[derive(Clone, Debug)]
pub(crate) struct Permits(Arc<Free>);

#[derive(Debug)]
struct Free {
    count: Mutex<usize>,
    freed: Condvar,
}

impl Permits {
    pub(crate) fn new(count: usize) -> Self {
        Self(Arc::new(Free {
            count: Mutex::new(count),
            freed: Condvar::new(),
        }))
    }

    /// The right to one request.
    ///
    /// # Errors
    /// `Busy` if none became free in time.
    pub(crate) fn take(&self, wait: Duration) -> Result<Permit, Failure> {
        let count = self.0.count.lock().unwrap_or_else(PoisonError::into_inner);
        let (mut count, _) = self
            .0
            .freed
            .wait_timeout_while(count, wait, |count| *count == 0)
            .unwrap_or_else(PoisonError::into_inner);
        *count = count.checked_sub(1).ok_or(Failure::Busy)?;
        drop(count);
        Ok(Permit(Arc::clone(&self.0)))
    }
}

/// The right to one request. A request that its caller does not wait for any more keeps it.
#[derive(Debug)]
pub(crate) struct Permit(Arc<Free>);

impl Drop for Permit {
    fn drop(&mut self) {
        let mut count = self.0.count.lock().unwrap_or_else(PoisonError::into_inner);
        *count = count.saturating_add(1);
        drop(count);
        self.0.freed.notify_one();
    }
}
