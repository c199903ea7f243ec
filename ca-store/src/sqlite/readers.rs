//! The pool of read connections: a question never waits for the writer.

use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

use ca_core::registry::RegistryError;
use rusqlite::Connection;

use super::connect::{Purpose, connect};
use super::fault::Failure;

/// Read connections to one registry.
#[derive(Debug)]
pub(super) struct Readers {
    path: PathBuf,
    idle: Mutex<Vec<Connection>>,
}

impl Readers {
    /// A pool with one connection, so that a registry that cannot be read is found at once.
    pub(super) fn open(path: PathBuf) -> Result<Self, RegistryError> {
        let first = connect(&path, Purpose::Reading)?;
        let idle = Mutex::new(vec![first]);
        Ok(Self { path, idle })
    }

    /// Answers a question on a connection of the pool. A connection that failed is closed.
    pub(super) fn read<T>(
        &self,
        question: impl FnOnce(&Connection) -> Result<T, Failure>,
    ) -> Result<T, RegistryError> {
        let kept = self.idle().pop();
        let connection = match kept {
            Some(connection) => connection,
            None => connect(&self.path, Purpose::Reading)?,
        };
        let answer = question(&connection)?;
        let mut idle = self.idle();
        if idle.len() < KEPT {
            idle.push(connection);
        }
        Ok(answer)
    }

    fn idle(&self) -> MutexGuard<'_, Vec<Connection>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Connections kept open when nobody asks: as many as a busy daemon has threads, since opening
/// one costs more than most questions.
const KEPT: usize = 64;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sqlite::connect::create;

    #[test]
    fn readers_change_nothing() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("registry.db");
        create(&path).unwrap();
        let readers = Readers::open(path).unwrap();
        let sql = "INSERT INTO actors (kind, name, authentication) VALUES ('job', 'x', 'y')";
        let refused = readers.read(|connection| Ok(connection.execute(sql, [])?));
        assert!(
            matches!(refused, Err(RegistryError::ReadOnly(_))),
            "{refused:?}"
        );
    }
}
