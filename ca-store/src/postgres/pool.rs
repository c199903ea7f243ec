//! The pool of read connections: a question never waits for the writer.

use std::fs::File;
use std::mem;
use std::path::Path;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use ca_core::anchor::Anchor;
use ca_core::registry::{RegistryError, StoreFault};
use ca_core::timestamp::Timestamp;

use super::connect::{Purpose, connect};
use super::session::Connection;
use crate::readers::{Question, Readers};
use crate::tables::restores;
use crate::transfer::snapshot;
use crate::url::postgres::PostgresUrl;

/// Read connections to one registry. There are at most [`MOST`]; more questions wait.
#[derive(Debug)]
pub(super) struct Pool {
    url: PostgresUrl,
    purpose: Purpose,
    state: Mutex<State>,
    returned: Condvar,
}

#[derive(Debug, Default)]
struct State {
    /// Connections that nobody uses, and since when.
    idle: Vec<(Connection, Instant)>,
    lent: usize,
}

impl Pool {
    /// A pool with one connection, so that a registry that cannot be read is found at once.
    pub(super) fn open(url: PostgresUrl, purpose: Purpose) -> Result<Self, RegistryError> {
        let first = connect(&url, purpose)?;
        let state = State {
            idle: vec![(first, Instant::now())],
            lent: 0,
        };
        Ok(Self {
            url,
            purpose,
            state: Mutex::new(state),
            returned: Condvar::new(),
        })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The right to a connection, and one that was kept.
    fn admit(&self) -> Result<(Admission<'_>, Option<(Connection, Instant)>), RegistryError> {
        let crowded = |state: &mut State| state.lent >= MOST;
        let waited = self
            .returned
            .wait_timeout_while(self.state(), WAIT, crowded);
        let (mut state, timeout) = waited.unwrap_or_else(PoisonError::into_inner);
        if timeout.timed_out() {
            return Err(RegistryError::Unavailable(StoreFault::new(Crowded)));
        }
        state.lent += 1;
        Ok((Admission(self), state.idle.pop()))
    }

    /// A connection that was kept and still works, or a new one.
    fn usable(&self, kept: Option<(Connection, Instant)>) -> Result<Connection, RegistryError> {
        if let Some((connection, since)) = kept {
            if since.elapsed() < TRUSTED || connection.is_alive() {
                return Ok(connection);
            }
            // The server has gone since, and with it all others of that time.
            let others = mem::take(&mut self.state().idle);
            drop(others);
        }
        connect(&self.url, self.purpose)
    }
}

/// The driver cannot close a connection on a worker of another runtime, and nobody knows where
/// the last question was asked.
impl Drop for Pool {
    fn drop(&mut self) {
        let idle = mem::take(&mut self.state().idle);
        let closing = thread::Builder::new()
            .name("registry-closing".into())
            .spawn(move || drop(idle));
        if let Ok(closing) = closing {
            // A panic of the thread was reported when it happened.
            drop(closing.join());
        }
    }
}

impl Readers for Pool {
    fn lend(&self, question: &mut Question<'_>) -> Result<(), RegistryError> {
        let (admission, kept) = self.admit()?;
        let mut connection = self.usable(kept)?;
        let answered = question(&connection);
        if answered.is_err() && !connection.is_alive() {
            // The server went while it was trusted. A question changes nothing: it is asked again.
            drop(mem::take(&mut self.state().idle));
            connection = connect(&self.url, self.purpose)?;
            question(&connection)?;
        } else {
            answered?;
        }
        self.state().idle.push((connection, Instant::now()));
        drop(admission);
        Ok(())
    }

    fn copy(
        &self,
        scratch: &Path,
        passed: &mut dyn FnMut(u64, u64),
    ) -> Result<(File, Anchor), RegistryError> {
        let source = connect(&self.url, self.purpose)?;
        snapshot::copy(Box::new(source), scratch, passed)
    }

    /// The server checks pages when it reads them, and references when it writes them.
    fn faults(&self, _deep: bool) -> Result<Vec<String>, RegistryError> {
        Ok(Vec::new())
    }

    /// A replica shows the moment of the last heartbeat that has reached it.
    fn as_of(&self, now: Timestamp) -> Result<Timestamp, RegistryError> {
        let sql = format!(
            "SELECT pg_is_in_recovery(), beat, {} FROM heads",
            restores::IS_LAST
        );
        let this: &dyn Readers = self;
        let (beat, gap) = this.read(|session| {
            let (beat, put_back) = session.one(&sql, (), |row| {
                let beat = row.get(1).map(Timestamp::from_unix_millis)?;
                let put_back = row.get::<Option<bool>>(2)?;
                Ok((row.get::<bool>(0)?.then_some(beat), put_back))
            })?;
            let gap = match put_back {
                Some(true) => restores::unacknowledged(session)?,
                Some(false) | None => None,
            };
            Ok((beat, gap))
        })?;
        match gap {
            Some(gap) => Err(RegistryError::Stale(gap)),
            None => Ok(beat.map_or(now, |beat| beat.min(now))),
        }
    }
}

/// One of the places in the pool, given back at the end.
struct Admission<'a>(&'a Pool);

impl Drop for Admission<'_> {
    fn drop(&mut self) {
        self.0.state().lent -= 1;
        self.0.returned.notify_one();
    }
}

/// All connections are in use.
#[derive(Debug, thiserror::Error)]
#[error("all {MOST} connections to the server are in use")]
struct Crowded;

/// Connections of one program: a server has a hundred for all of them.
const MOST: usize = 16;

/// How long a question waits for one.
const WAIT: Duration = Duration::from_secs(10);

/// How long a connection that worked is used without asking.
const TRUSTED: Duration = Duration::from_secs(1);
