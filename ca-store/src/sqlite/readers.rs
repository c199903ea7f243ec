//! The pool of read connections: a question never waits for the writer.

use std::fs;
use std::io;
use std::mem;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use ca_core::registry::RegistryError;
use rusqlite::Connection;

use super::connect::{Purpose, connect};
use super::fault::{Failure, io_error};

/// Read connections to one registry.
#[derive(Debug)]
pub(super) struct Readers {
    path: PathBuf,
    pool: Mutex<Pool>,
}

/// Connections that nobody uses, all to one file.
#[derive(Debug)]
struct Pool {
    file: FileId,
    idle: Vec<Connection>,
}

/// Device and inode: which file it is, whatever its name.
type FileId = (u64, u64);

impl Readers {
    /// A pool with one connection, so that a registry that cannot be read is found at once.
    pub(super) fn open(path: PathBuf) -> Result<Self, RegistryError> {
        let first = connect(&path, Purpose::Reading)?;
        let file = file_at(&path)?;
        let idle = vec![first];
        let pool = Mutex::new(Pool { file, idle });
        Ok(Self { path, pool })
    }

    /// Answers a question from the file that has the path now: a registry that was put back is
    /// read, not the one that it replaced. A connection that failed is closed.
    pub(super) fn read<T>(
        &self,
        question: impl FnOnce(&Connection) -> Result<T, Failure>,
    ) -> Result<T, RegistryError> {
        let file = file_at(&self.path)?;
        let connection = match self.kept(file) {
            Some(connection) => connection,
            None => connect(&self.path, Purpose::Reading)?,
        };
        let answer = question(&connection)?;
        let mut pool = self.pool();
        if pool.file == file && pool.idle.len() < KEPT {
            pool.idle.push(connection);
        }
        Ok(answer)
    }

    /// A connection to this file; those to another one are closed.
    fn kept(&self, file: FileId) -> Option<Connection> {
        let mut pool = self.pool();
        if pool.file == file {
            return pool.idle.pop();
        }
        pool.file = file;
        let replaced = mem::take(&mut pool.idle);
        drop(pool);
        drop(replaced);
        None
    }

    fn pool(&self) -> MutexGuard<'_, Pool> {
        self.pool.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn file_at(path: &Path) -> Result<FileId, RegistryError> {
    match fs::metadata(path) {
        Ok(metadata) => Ok((metadata.dev(), metadata.ino())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Err(RegistryError::Missing {
            place: path.display().to_string(),
        }),
        Err(error) => Err(io_error(error)),
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

    #[test]
    fn registry_that_was_put_back_is_read() {
        let directory = tempfile::tempdir().unwrap();
        let [path, other] = ["registry.db", "other.db"].map(|name| directory.path().join(name));
        create(&path).unwrap();
        create(&other).unwrap();
        let marked = connect(&other, Purpose::Writing).unwrap();
        let sql = "INSERT INTO actors (kind, name, authentication) VALUES ('job', 'x', 'y')";
        marked.execute(sql, []).unwrap();
        marked.close().unwrap();
        let readers = Readers::open(path.clone()).unwrap();
        let actors = || {
            let sql = "SELECT count(*) FROM actors";
            readers
                .read(|connection| Ok(connection.query_one(sql, [], |row| row.get::<_, u32>(0))?))
        };
        assert_eq!(actors().unwrap(), 0);
        fs::remove_file(&path).unwrap();
        assert!(matches!(actors(), Err(RegistryError::Missing { .. })));
        fs::rename(&other, &path).unwrap();
        assert_eq!(actors().unwrap(), 1);
    }
}
