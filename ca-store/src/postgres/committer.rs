//! The connection that commits, and the heartbeat between commits.
//!
//! A connection that is lost between a commit and its answer leaves the commit in doubt: the
//! callers are told that the registry is not available and nothing of theirs is acknowledged;
//! they ask again, and what was stored after all is found. The next group begins on a new
//! connection and reads anew what it numbers from.

use ca_core::registry::RegistryError;

use super::connect::{Purpose, connect};
use super::session::Connection;
use crate::epoch::Epoch;
use crate::fault::{EngineError, Failure};
use crate::session::Session;
use crate::url::postgres::PostgresUrl;
use crate::writer::{Connected, Engine};

/// What the writer commits through.
#[derive(Debug)]
pub(super) struct Committer {
    url: PostgresUrl,
    connection: Option<Connection>,
    epoch: Epoch,
}

impl Committer {
    /// Commits through `connection` as long as that lives; each one after it is told to `epoch`.
    pub(super) const fn new(url: PostgresUrl, connection: Connection, epoch: Epoch) -> Self {
        Self {
            url,
            connection: Some(connection),
            epoch,
        }
    }

    fn connected(&mut self) -> Result<&Connection, Failure> {
        let kept = self.connection.take().filter(|kept| !kept.has_ended());
        let connection = match kept {
            Some(connection) => connection,
            None => {
                tracing::warn!("registry writer connects again");
                let again = connect(&self.url, Purpose::Writing);
                // Whatever it is, others may have put it right when the caller asks again.
                let unavailable = |error| EngineError::new(RegistryError::Unavailable, error);
                let again = again.map_err(unavailable)?;
                // Questions go to new connections from now on, as this one does.
                self.epoch.next();
                again
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
        let epoch = self.epoch.clone();
        let session = self.connected()?;
        let number = epoch.now();
        Ok(Connected { session, number })
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
        AND closed IS NULL
    FOR UPDATE SKIP LOCKED)";
