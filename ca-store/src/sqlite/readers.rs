//! The pool of read connections: a question never waits for the writer.

use std::fs::{self, File};
use std::io;
use std::mem;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use ca_core::anchor::Anchor;
use ca_core::registry::RegistryError;
use ca_core::registry::records::Shown;
use ca_core::timestamp::Timestamp;
use rusqlite::Connection;

use super::connect::{Purpose, connect};
use super::copy::copy;
use super::schema;
use crate::fault::{Failure, io_error};
use crate::readers::{Question, Readers};
use crate::session::Session;
use crate::soundness::{SchemaFault, compare};
use crate::tables::{heads, restores};

/// Read connections to one registry.
#[derive(Debug)]
pub(super) struct Files {
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
pub(super) type FileId = (u64, u64);

impl Files {
    /// A pool with one connection, so that a registry that cannot be read is found at once.
    pub(super) fn open(path: PathBuf) -> Result<Self, RegistryError> {
        let first = connect(&path, Purpose::Reading)?;
        let file = file_at(&path)?;
        let idle = vec![first];
        let pool = Mutex::new(Pool { file, idle });
        Ok(Self { path, pool })
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

impl Readers for Files {
    /// From the file that has the path now: a registry that was put back is read, not the one
    /// that it replaced.
    fn lend(&self, question: &mut Question<'_>) -> Result<(), RegistryError> {
        let file = file_at(&self.path)?;
        let connection = match self.kept(file) {
            Some(connection) => connection,
            None => connect(&self.path, Purpose::Reading)?,
        };
        question(&connection)?;
        let mut pool = self.pool();
        if pool.file == file && pool.idle.len() < KEPT {
            pool.idle.push(connection);
        }
        Ok(())
    }

    fn shown(&self, session: &dyn Session, now: Timestamp) -> Result<Shown, Failure> {
        let schema: u32 = session.only(session.version().sql, ())?;
        let position = if schema < schema::CLOSING {
            heads::feed_position(session)?
        } else {
            heads::open_position(session)?
        };
        // What an older schema holds was never put back by a program that takes note of it.
        let acknowledged = if schema < schema::RESTORES {
            None
        } else {
            restores::acknowledged(session)?
        };
        Ok(Shown {
            as_of: now,
            position,
            acknowledged,
        })
    }

    fn faults(&self, deep: bool) -> Result<Vec<String>, RegistryError> {
        let pages = if deep {
            "PRAGMA integrity_check(20)"
        } else {
            "PRAGMA quick_check(20)"
        };
        let readers: &dyn Readers = self;
        readers.read(|session| {
            let mut faults = session.all(pages, (), |row| row.get::<String>(0))?;
            faults.retain(|said| said != "ok");
            session.each("PRAGMA foreign_key_check", (), |row| {
                let [table, parent]: [String; 2] = [row.get(0)?, row.get(2)?];
                faults.push(format!("{table}: no row of {parent}"));
                Ok(())
            })?;
            Ok(faults)
        })
    }

    fn schema_faults(&self) -> Result<Vec<SchemaFault>, RegistryError> {
        let readers: &dyn Readers = self;
        let found = readers.read(schema::objects)?;
        Ok(compare(&schema::expected()?, &found))
    }

    /// Through a connection of its own: the pool is for short questions.
    fn copy(
        &self,
        _scratch: &Path,
        passed: &mut dyn FnMut(u64, u64),
    ) -> Result<(File, Anchor), RegistryError> {
        let source = connect(&self.path, Purpose::Reading)?;
        copy(&source, &self.path, passed)
    }
}

pub(super) fn file_at(path: &Path) -> Result<FileId, RegistryError> {
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
        let files = Files::open(path).unwrap();
        let readers: &dyn Readers = &files;
        let sql = "INSERT INTO actors (kind, name, authentication) VALUES ('job', 'x', 'y')";
        let refused = readers.read(|session| session.run(sql, ()));
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
        let files = Files::open(path.clone()).unwrap();
        let readers: &dyn Readers = &files;
        let actors = || {
            let sql = "SELECT count(*) FROM actors";
            readers.read(|session| session.only::<u32>(sql, ()))
        };
        assert_eq!(actors().unwrap(), 0);
        fs::remove_file(&path).unwrap();
        assert!(matches!(actors(), Err(RegistryError::Missing { .. })));
        fs::rename(&other, &path).unwrap();
        assert_eq!(actors().unwrap(), 1);
    }
}
