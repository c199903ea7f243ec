//! The edge between async and blocking: a bounded number of threads do the work.

use std::any::Any;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::{JoinError, spawn_blocking};
use tokio::time::timeout;

/// A bounded number of threads. The runtime must allow itself more blocking threads than that.
#[derive(Debug)]
pub struct Pool {
    threads: Arc<Semaphore>,
    patience: Duration,
}

impl Pool {
    /// So many threads; nobody waits longer than `patience` for what they do.
    #[must_use]
    pub fn new(threads: usize, patience: Duration) -> Self {
        Self {
            threads: Arc::new(Semaphore::new(threads.min(Semaphore::MAX_PERMITS))),
            patience,
        }
    }

    /// Does some work, after others if all threads are busy. A thread goes on when nobody waits
    /// for it any more, and keeps its place.
    ///
    /// # Errors
    /// It was not done in time, or panicked.
    pub async fn queue<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Unfinished> {
        let threads = Arc::clone(&self.threads);
        let done = timeout(self.patience, async move {
            // The semaphore is never closed.
            let place = threads.acquire_owned().await.ok();
            start(place, work).await
        });
        done.await.unwrap_or(Err(Unfinished::Late))
    }

    /// The same at once or not at all.
    ///
    /// # Errors
    /// All threads are busy; or it was not done in time, or panicked.
    pub async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Unfinished> {
        let place = Arc::clone(&self.threads).try_acquire_owned();
        let place = place.map_err(|_| Unfinished::Full)?;
        let done = timeout(self.patience, start(Some(place), work));
        done.await.unwrap_or(Err(Unfinished::Late))
    }

    /// Threads that nobody uses.
    #[must_use]
    pub fn free(&self) -> usize {
        self.threads.available_permits()
    }
}

async fn start<T: Send + 'static>(
    place: Option<OwnedSemaphorePermit>,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Unfinished> {
    let done = spawn_blocking(move || {
        let done = work();
        drop(place);
        done
    });
    done.await.map_err(Unfinished::from)
}

/// Why there is no result.
#[derive(Debug)]
pub enum Unfinished {
    /// All threads are busy.
    Full,
    /// It takes longer than anybody waits, and goes on.
    Late,
    /// It panicked, with this.
    Panicked(Box<dyn Any + Send>),
}

impl From<JoinError> for Unfinished {
    /// A runtime that ends takes the work with it.
    fn from(error: JoinError) -> Self {
        error.try_into_panic().map_or(Self::Late, Self::Panicked)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    const PATIENCE: Duration = Duration::from_millis(200);

    #[tokio::test]
    async fn a_full_pool_says_so_and_a_thread_keeps_its_place_when_nobody_waits() {
        let pool = Pool::new(1, PATIENCE);
        let (go_on, told) = mpsc::channel::<()>();
        let late = pool.run(move || told.recv()).await;
        assert!(matches!(late, Err(Unfinished::Late)));
        assert!(matches!(pool.run(|| 1).await, Err(Unfinished::Full)));
        assert!(matches!(pool.queue(|| 1).await, Err(Unfinished::Late)));
        go_on.send(()).unwrap();
        while pool.free() == 0 {
            tokio::task::yield_now().await;
        }
        assert!(matches!(pool.run(|| 1).await, Ok(1)));
    }

    #[tokio::test]
    async fn a_place_is_kept_when_the_waiting_is_given_up() {
        let pool = Arc::new(Pool::new(1, PATIENCE));
        let (go_on, told) = mpsc::channel::<()>();
        let waiting = {
            let pool = Arc::clone(&pool);
            tokio::spawn(async move { pool.run(move || told.recv()).await })
        };
        while pool.free() == 1 {
            tokio::task::yield_now().await;
        }
        waiting.abort();
        assert!(waiting.await.unwrap_err().is_cancelled());
        assert!(matches!(pool.run(|| 1).await, Err(Unfinished::Full)));
        go_on.send(()).unwrap();
    }

    #[tokio::test]
    async fn a_panic_is_handed_over_and_gives_the_place_back() {
        let pool = Pool::new(1, 100 * PATIENCE);
        let panicked = pool.run(|| panic!("a bug")).await;
        assert!(matches!(panicked, Err(Unfinished::Panicked(_))));
        assert_eq!(pool.free(), 1);
    }
}
