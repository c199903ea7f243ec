//! Checkpoints: copying the write-ahead log into the database file, off the writer's path.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use ca_core::registry::RegistryError;
use rusqlite::Connection;

use crate::fault::io_error;

/// Tells the checkpoint thread of commits and of the end.
#[derive(Debug, Default)]
pub(super) struct Bell {
    state: Mutex<State>,
    rung: Condvar,
}

#[derive(Debug, Default)]
struct State {
    committed: bool,
    ended: bool,
}

impl Bell {
    /// There is something to copy.
    pub(super) fn ring(&self) {
        let mut state = self.state();
        if !state.committed {
            state.committed = true;
            self.rung.notify_all();
        }
    }

    fn end(&self) {
        self.state().ended = true;
        self.rung.notify_all();
    }

    /// Waits for a commit, then a while for more of them; false at the end.
    fn wait(&self) -> bool {
        let idle = |state: &mut State| !state.committed && !state.ended;
        let state = self.rung.wait_while(self.state(), idle);
        let state = state.unwrap_or_else(PoisonError::into_inner);
        let more = |state: &mut State| !state.ended;
        let waited = self.rung.wait_timeout_while(state, PAUSE, more);
        let (mut state, _) = waited.unwrap_or_else(PoisonError::into_inner);
        state.committed = false;
        !state.ended
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The thread; it ends when this is dropped. A program that ends within the first pause leaves
/// the work to the closing of its last connection.
#[derive(Debug)]
pub(super) struct Checkpoints {
    bell: Arc<Bell>,
    thread: Option<JoinHandle<()>>,
}

impl Checkpoints {
    /// Starts the thread on a connection of its own.
    pub(super) fn start(connection: Connection, bell: Arc<Bell>) -> Result<Self, RegistryError> {
        let listener = Arc::clone(&bell);
        let thread = thread::Builder::new()
            .name("registry-checkpoints".into())
            .spawn(move || {
                while listener.wait() {
                    checkpoint(&connection);
                }
            })
            .map_err(io_error)?;
        let thread = Some(thread);
        Ok(Self { bell, thread })
    }
}

impl Drop for Checkpoints {
    fn drop(&mut self) {
        self.bell.end();
        if let Some(thread) = self.thread.take() {
            // A panic of the thread was reported when it happened.
            drop(thread.join());
        }
    }
}

fn checkpoint(connection: &Connection) {
    let remaining = passive(connection);
    // Under constant writing the log never ends at a checkpoint and would grow for ever; this
    // one holds the writer back for the few pages that the passive one has left.
    if remaining.is_some_and(|pages| pages > MOST_PAGES) {
        run(connection, "PRAGMA wal_checkpoint(RESTART)");
    }
}

/// Copies what can be copied without holding anybody back; gives the pages in the log.
pub(super) fn passive(connection: &Connection) -> Option<i64> {
    run(connection, "PRAGMA wal_checkpoint(PASSIVE)")
}

/// A checkpoint that fails loses nothing: the log stays and the next one tries again.
fn run(connection: &Connection, sql: &str) -> Option<i64> {
    match connection.query_one(sql, [], |row| row.get(1)) {
        Ok(pages) => Some(pages),
        Err(error) => {
            tracing::warn!(outcome = "failed", %error, "registry checkpoint");
            None
        }
    }
}

/// Commits that come within this time share a checkpoint.
const PAUSE: Duration = Duration::from_secs(1);

/// Pages in the log above which the writer is held back: 64 MiB.
const MOST_PAGES: i64 = 16_384;
