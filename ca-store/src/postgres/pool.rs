//! The pool of read connections: a question never waits for the writer.

use std::fs::File;
use std::mem;
use std::path::Path;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use ca_core::anchor::Anchor;
use ca_core::registry::records::Shown;
use ca_core::registry::{RegistryError, StoreFault};
use ca_core::timestamp::Timestamp;

use super::connect::{Purpose, connect};
use super::schema;
use super::session::Connection;
use crate::epoch::Epoch;
use crate::fault::Failure;
use crate::readers::{Question, Readers};
use crate::session::Session;
use crate::soundness::{SchemaFault, compare};
use crate::tables::{heads, restores};
use crate::transfer::snapshot;
use crate::url::postgres::PostgresUrl;

/// Read connections to one registry. There are at most [`MOST`]; more questions wait.
#[derive(Debug)]
pub(super) struct Pool {
    url: PostgresUrl,
    purpose: Purpose,
    epoch: Epoch,
    state: Mutex<State>,
    returned: Condvar,
}

#[derive(Debug, Default)]
struct State {
    /// Connections that nobody uses.
    idle: Vec<Kept>,
    lent: usize,
}

/// A connection that worked.
#[derive(Debug)]
struct Kept {
    connection: Connection,
    since: Instant,
    /// In which epoch it was made: once the program commits elsewhere, it also asks there.
    epoch: u64,
}

impl Pool {
    /// A pool with one connection, so that a registry that cannot be read is found at once.
    pub(super) fn open(
        url: PostgresUrl,
        purpose: Purpose,
        epoch: Epoch,
    ) -> Result<Self, RegistryError> {
        let first = Kept {
            epoch: epoch.now(),
            connection: connect(&url, purpose)?,
            since: Instant::now(),
        };
        let state = State {
            idle: vec![first],
            lent: 0,
        };
        Ok(Self {
            url,
            purpose,
            epoch,
            state: Mutex::new(state),
            returned: Condvar::new(),
        })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The right to a connection, and one that was kept.
    fn admit(&self) -> Result<(Admission<'_>, Option<Kept>), RegistryError> {
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
    fn usable(&self, kept: Option<Kept>) -> Result<Kept, RegistryError> {
        let epoch = self.epoch.now();
        if let Some(kept) = kept {
            // An authority's questions are not repeated, so its connections are tried first.
            let is_recent = self.purpose == Purpose::Reading && kept.since.elapsed() < TRUSTED;
            let is_trusted = || is_recent || kept.connection.is_alive();
            if kept.epoch == epoch && is_trusted() {
                return Ok(kept);
            }
            self.close_idle();
        }
        Ok(Kept {
            connection: connect(&self.url, self.purpose)?,
            since: Instant::now(),
            epoch,
        })
    }

    /// The server has gone, and with it all connections of that time.
    fn close_idle(&self) {
        let others = mem::take(&mut self.state().idle);
        drop(others);
    }

    /// Whether a replica has taken the answer back to follow the primary. What an authority asks
    /// may have been told to its caller in part.
    fn may_ask_again(&self, asked: &Result<(), Failure>) -> bool {
        let passing = |failure: &Failure| match failure {
            Failure::Engine(cause) => cause.is_passing(),
            Failure::Refused(_) => false,
        };
        self.purpose == Purpose::Reading && asked.as_ref().is_err_and(passing)
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
        let mut kept = self.usable(kept)?;
        let mut asked = question(&kept.connection);
        if self.may_ask_again(&asked) {
            if kept.connection.has_ended() {
                kept = self.usable(None)?;
            }
            asked = question(&kept.connection);
        }
        if kept.connection.has_ended() {
            self.close_idle();
        }
        asked?;
        kept.since = Instant::now();
        self.state().idle.push(kept);
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

    fn schema_faults(&self) -> Result<Vec<SchemaFault>, RegistryError> {
        let this: &dyn Readers = self;
        let found = this.read(schema::objects)?;
        Ok(compare(&schema::expected(), &found))
    }

    /// A replica shows the moment of the last heartbeat that has reached it.
    fn shown(&self, session: &dyn Session, now: Timestamp) -> Result<Shown, Failure> {
        let (shown, put_back) = session.one(SHOWN, (), |row| {
            heads::require_open(row, 3)?;
            let beat = row.get(1).map(Timestamp::from_unix_millis)?;
            let shown = Shown {
                as_of: if row.get(0)? { beat.min(now) } else { now },
                position: row.get(2)?,
                acknowledged: row.get(5)?,
            };
            Ok((shown, row.get::<Option<bool>>(6)?))
        })?;
        if put_back == Some(true) {
            let acknowledged = restores::acknowledged(session)?;
            return Ok(Shown {
                acknowledged,
                ..shown
            });
        }
        Ok(shown)
    }
}

/// Heads, the last act on the whole registry, and whether that was a restore.
const SHOWN: &str = "SELECT pg_is_in_recovery(), beat, feed_position, closed, counterpart,
    (SELECT max(event) FROM restores),
    (SELECT act = 'restore' FROM restores ORDER BY event DESC LIMIT 1) FROM heads";

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

/// How long a responder's connection that worked is used without asking.
const TRUSTED: Duration = Duration::from_secs(1);
