//! The connection that commits, and the heartbeat between commits.
//!
//! A connection that is lost between a commit and its answer leaves the commit in doubt: the
//! callers are told that the registry is not available and nothing of theirs is acknowledged;
//! they ask again, and what was stored after all is found. The next group begins on a new
//! connection and reads anew what it numbers from.

use std::mem;

use ca_core::registry::RegistryError;

use super::connect::{Purpose, connect};
use super::session::Connection;
use crate::fault::{EngineError, Failure};
use crate::session::Session;
use crate::url::postgres::PostgresUrl;
use crate::writer::{Connected, Engine};

/// What the writer commits through.
#[derive(Debug)]
pub(super) struct Committer {
    url: PostgresUrl,
    connection: Option<Connection>,
    is_new: bool,
}

impl Committer {
    /// Commits through `connection` as long as that lives.
    pub(super) const fn new(url: PostgresUrl, connection: Connection) -> Self {
        Self {
            url,
            connection: Some(connection),
            is_new: false,
        }
    }

    fn connected(&mut self) -> Result<&Connection, Failure> {
        let kept = self.connection.take().filter(|kept| !kept.has_ended());
        let connection = match kept {
            Some(connection) => connection,
            None => {
                tracing::warn!("registry writer connects again");
                self.is_new = true;
                let again = connect(&self.url, Purpose::Writing);
                // Whatever it is, others may have put it right when the caller asks again.
                again.map_err(|error| EngineError::new(RegistryError::Unavailable, error))?
            }
        };
        Ok(self.connection.insert(connection))
    }

    fn beat(&mut self) -> Result<(), Failure> {
        let session: &dyn Session = self.connected()?;
        session.run(BEAT, ()).map(drop)
    }
}

impl Engine for Committer {
    fn session(&mut self) -> Result<Connected<'_>, Failure> {
        self.connected()?;
        let is_new = mem::take(&mut self.is_new);
        let session = self.connected()?;
        Ok(Connected { session, is_new })
    }

    /// A replica cannot know the present; this tells it how far behind it is. Whoever holds the
    /// lock commits, and that is a heartbeat too.
    fn idle(&mut self) {
        if let Err(failure) = self.beat() {
            let error = RegistryError::from(failure);
            tracing::warn!(%error, "registry heartbeat");
        }
    }

    fn close(self) {}
}

/// The trigger on `heads` sets the moment. One beat of all writers is enough.
const BEAT: &str = "UPDATE heads SET beat = beat WHERE id IN (
    SELECT id FROM heads
    WHERE beat < floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint - 200
    FOR UPDATE SKIP LOCKED)";
