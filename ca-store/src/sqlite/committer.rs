//! The connection that commits, and the checkpoints after its commits.

use std::path::PathBuf;
use std::sync::Arc;

use ca_core::registry::RegistryError;
use rusqlite::Connection;

use super::checkpoint::{self, Bell, Checkpoints};
use super::readers::{FileId, file_at};
use crate::fault::{EngineError, Failure};
use crate::writer::{Connected, Engine};

/// What the writer commits through.
#[derive(Debug)]
pub(super) struct Committer {
    // In the order in which they end: the last connection to close tidies the file.
    checkpoints: Checkpoints,
    connection: Connection,
    bell: Arc<Bell>,
    path: PathBuf,
    file: FileId,
}

impl Committer {
    /// Commits through `writing`; checkpoints have a connection of their own.
    pub(super) fn new(writing: Connection, copying: Connection) -> Result<Self, RegistryError> {
        let bell = Arc::new(Bell::default());
        let path = PathBuf::from(writing.path().unwrap_or_default());
        Ok(Self {
            file: file_at(&path)?,
            path,
            checkpoints: Checkpoints::start(copying, Arc::clone(&bell))?,
            connection: writing,
            bell,
        })
    }
}

impl Engine for Committer {
    /// What is written to a file that has lost its name is lost with the program.
    fn session(&mut self) -> Result<Connected<'_>, Failure> {
        if file_at(&self.path)? != self.file {
            let replaced = EngineError::new(RegistryError::Unavailable, Replaced);
            return Err(replaced.fatal_if(true).into());
        }
        Ok(Connected {
            session: &self.connection,
            number: 0,
        })
    }

    fn committed(&mut self) {
        self.bell.ring();
    }

    /// Leaves a short write-ahead log to whoever opens the registry next.
    fn close(self) {
        drop(self.checkpoints);
        checkpoint::passive(&self.connection);
    }
}

/// Another file has the registry's name, or none.
#[derive(Debug, thiserror::Error)]
#[error("the registry's file was replaced while it was open")]
struct Replaced;

#[cfg(test)]
mod tests {
    use std::sync::{Mutex, mpsc};
    use std::thread;
    use std::time::Duration;

    use rusqlite::ffi;
    use tempfile::TempDir;

    use super::*;
    use crate::readers::Readers;
    use crate::sqlite::connect::{Purpose, connect, create};
    use crate::sqlite::readers::Files;
    use crate::tables::act::Act;
    use crate::writer::Writer;

    fn registry() -> (TempDir, Connection, Connection, Files) {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("registry.db");
        create(&path).unwrap();
        let writing = connect(&path, Purpose::Writing).unwrap();
        let copying = connect(&path, Purpose::Checkpoints).unwrap();
        (directory, writing, copying, Files::open(path).unwrap())
    }

    fn add_actor(act: &Act<'_>, octets: usize) -> Result<usize, Failure> {
        let sql = "INSERT INTO actors (kind, name, authentication) VALUES ('job', ?1, 'x')";
        act.run(sql, ["x".repeat(octets)])
    }

    fn actors(readers: &Files) -> u32 {
        let readers: &dyn Readers = readers;
        let sql = "SELECT count(*) FROM actors";
        readers.read(|session| session.only(sql, ())).unwrap()
    }

    #[test]
    fn i02_full_disk_leaves_nothing_of_an_act() {
        let (_directory, connection, copying, readers) = registry();
        let pages: i64 = connection
            .pragma_query_value(None, "page_count", |row| row.get(0))
            .unwrap();
        connection
            .pragma_update_and_check(None, "max_page_count", pages + 2, |_| Ok(()))
            .unwrap();
        let writer = Writer::start(Committer::new(connection, copying).unwrap()).unwrap();
        let full = writer.write(|act| {
            add_actor(act, 10)?;
            add_actor(act, 100_000)
        });
        assert!(matches!(full, Err(RegistryError::Full(_))), "{full:?}");
        assert_eq!(actors(&readers), 0);
        writer.write(|act| add_actor(act, 10)).unwrap();
        assert_eq!(actors(&readers), 1);
    }

    /// The first act holds the writer until all others wait, so that they are one group.
    #[test]
    fn act_that_fails_half_way_takes_back_its_own_changes_only() {
        let (_directory, connection, copying, readers) = registry();
        let writer = Writer::start(Committer::new(connection, copying).unwrap()).unwrap();
        let (go, may_go) = mpsc::channel();
        let may_go = Mutex::new(may_go);
        let refused = |act: &mut Act<'_>| -> Result<usize, Failure> {
            add_actor(act, 100)?;
            Err(RegistryError::KeyBarred.into())
        };
        let outcomes: Vec<_> = thread::scope(|scope| {
            let first = scope.spawn(|| {
                writer.write(move |act| {
                    may_go.lock().unwrap().recv().unwrap();
                    add_actor(act, 1)
                })
            });
            let wait = || thread::sleep(Duration::from_millis(50));
            wait();
            let others: Vec<_> = (2..6)
                .map(|octets| {
                    let writer = &writer;
                    let other = scope.spawn(move || match octets {
                        3 => writer.write(refused),
                        octets => writer.write(move |act| add_actor(act, octets)),
                    });
                    wait();
                    other
                })
                .collect();
            go.send(()).unwrap();
            std::iter::once(first)
                .chain(others)
                .map(|act| act.join().unwrap())
                .collect()
        });
        let done: Vec<bool> = outcomes.iter().map(Result::is_ok).collect();
        assert_eq!(done, [true, true, false, true, true]);
        assert!(matches!(outcomes[2], Err(RegistryError::KeyBarred)));
        assert_eq!(actors(&readers), 4);
    }

    #[test]
    fn nothing_is_written_after_a_failed_sync() {
        let (_directory, connection, copying, readers) = registry();
        let writer = Writer::start(Committer::new(connection, copying).unwrap()).unwrap();
        writer.write(|act| add_actor(act, 1)).unwrap();
        let failed = writer.write(|act| -> Result<(), Failure> {
            add_actor(act, 2)?;
            let failed_sync = ffi::Error::new(ffi::SQLITE_IOERR_FSYNC);
            Err(rusqlite::Error::SqliteFailure(failed_sync, None).into())
        });
        assert!(
            matches!(failed, Err(RegistryError::Failing(_))),
            "{failed:?}"
        );
        let later = writer.write(|act| add_actor(act, 3));
        assert!(matches!(later, Err(RegistryError::Failing(_))), "{later:?}");
        assert_eq!(actors(&readers), 1);
    }
}
