//! A registry in the making: a file beside its place, which gets its name when it is whole.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use ca_core::registry::{RegistryError, StoreFault};
use rusqlite::Connection;
use rusqlite::config::DbConfig;

use super::connect::{self, Purpose};
use crate::fault::{Failure, io_error};
use crate::session::Session;
use crate::transfer::CopyError;

/// The file that a copy is written to, `<place>.copying`. It stays when a copy is cut short, so
/// that the next one goes on with it.
#[derive(Debug)]
pub(crate) struct Draft {
    place: PathBuf,
    path: PathBuf,
    connection: Connection,
    begun_before: bool,
    /// Given up last.
    _alone: Alone,
}

impl Draft {
    /// Opens the draft for `place`, where nothing may be yet, or begins one: the schema with no
    /// rows at all.
    pub(crate) fn open(place: &Path) -> Result<Self, CopyError> {
        if place.try_exists().map_err(io_error)? {
            let place = place.display().to_string();
            return Err(CopyError::Taken { place });
        }
        let folder = folder_of(place);
        if !folder.is_dir() {
            let folder = folder.display().to_string();
            return Err(CopyError::NoFolder { folder });
        }
        let path = path_of(place);
        let alone = Alone::at(&path, place)?;
        sweep(&path)?;
        if is_of_another(&path)? {
            remove_files(&path)?;
        }
        let begun_before = path.try_exists().map_err(io_error)?;
        if !begun_before {
            connect::create(&path)?;
        }
        let connection = connect::connect(&path, Purpose::Writing)?;
        without_rules(&connection)?;
        connection.batch(WITHOUT_HEADS)?;
        Ok(Self {
            place: place.to_owned(),
            path,
            connection,
            begun_before,
            _alone: alone,
        })
    }

    /// Whether an earlier copy began it.
    pub(crate) const fn was_begun_before(&self) -> bool {
        self.begun_before
    }

    /// The session to write through.
    pub(crate) fn session(&self) -> &dyn Session {
        &self.connection
    }

    /// Takes the names from the draft's files, which are gone when they are closed; gives the file
    /// that rows are written to.
    pub(crate) fn without_a_name(&self) -> Result<File, RegistryError> {
        // The log's files are open since the first writing.
        let file = File::open(&self.path).map_err(io_error)?;
        remove_files(&self.path)?;
        Ok(file)
    }

    /// Proves that no row refers to one that is not there, and that all are in the file.
    pub(crate) fn settle(&self) -> Result<(), RegistryError> {
        let session = self.session();
        let torn = session.optional("PRAGMA foreign_key_check", (), |row| row.get(0))?;
        if let Some(table) = torn {
            return Err(RegistryError::Damaged(StoreFault::new(Dangling { table })));
        }
        // Closing would do this too, and keep to itself that there was no room for it.
        let left = session.one("PRAGMA wal_checkpoint(TRUNCATE)", (), |row| {
            Ok((row.get::<i64>(0)?, row.get::<i64>(1)?))
        })?;
        if left != (0, 0) {
            return Err(RegistryError::Unavailable(StoreFault::new(Unwritten)));
        }
        Ok(())
    }

    /// Gives the file its name, once it is settled.
    pub(crate) fn finish(self) -> Result<(), RegistryError> {
        self.connection
            .close()
            .map_err(|(_, error)| Failure::from(error))?;
        connect::place(&self.path, &self.place)?;
        fs::remove_file(&self.path).map_err(io_error)
    }

    /// Removes the draft.
    pub(crate) fn discard(self) -> Result<(), RegistryError> {
        remove_files(&self.path)
    }
}

/// Whether the draft's name leads to a file that is not the draft's alone: one of somebody who may
/// write the folder, or a living registry whose making was cut short between its two names.
fn is_of_another(draft: &Path) -> Result<bool, RegistryError> {
    match draft.symlink_metadata() {
        Ok(found) => Ok(found.is_symlink() || found.nlink() > 1),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(io_error(error)),
    }
}

/// Removes the names of a draft, and of its write-ahead log: another file of that name would be
/// read with it.
fn remove_files(draft: &Path) -> Result<(), RegistryError> {
    for suffix in ["", "-wal", "-shm"] {
        remove(&with(draft, suffix))?;
    }
    Ok(())
}

/// The columns of a table, in their order.
pub(crate) fn columns(session: &dyn Session, table: &str) -> Result<Vec<String>, Failure> {
    let sql = "SELECT name FROM pragma_table_info(?1) ORDER BY cid";
    session.all(sql, [table], |row| row.get(0))
}

/// A file beside a draft, locked for as long as one program writes the draft, and gone afterwards.
/// The kernel takes the lock back from a program that was killed.
#[derive(Debug)]
struct Alone {
    path: PathBuf,
    file: File,
}

impl Alone {
    fn at(draft: &Path, place: &Path) -> Result<Self, CopyError> {
        let path = with(draft, ".lock");
        let under_way = || CopyError::UnderWay {
            place: place.display().to_string(),
        };
        let file = open_lock(&path).map_err(io_error)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(under_way()),
            Err(TryLockError::Error(error)) => return Err(io_error(error).into()),
        }
        // Whoever had it before has removed its name, and a third program may have made it anew.
        if !is_at(&file, &path) {
            return Err(under_way());
        }
        Ok(Self { path, file })
    }
}

impl Drop for Alone {
    fn drop(&mut self) {
        if is_at(&self.file, &self.path) {
            fs::remove_file(&self.path).unwrap_or_default();
        }
    }
}

/// The folder may be writable for others, who could let a name lead elsewhere.
fn open_lock(path: &Path) -> io::Result<File> {
    if path.is_symlink() {
        fs::remove_file(path)?;
    }
    let mut options = OpenOptions::new();
    options.write(true).mode(connect::MODE);
    match options.create_new(true).open(path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            options.create_new(false).open(path)
        }
        opened => opened,
    }
}

/// Whether a file still has its name.
pub(super) fn is_at(file: &File, path: &Path) -> bool {
    let of = |metadata: fs::Metadata| (metadata.dev(), metadata.ino());
    let (file, named) = (file.metadata(), path.symlink_metadata());
    file.ok()
        .zip(named.ok())
        .is_some_and(|(file, named)| of(file) == of(named))
}

/// Removes what programs that were killed have left of beginning a draft: files of `create`,
/// whose names hold the process.
fn sweep(draft: &Path) -> Result<(), RegistryError> {
    let Some(name) = draft.file_name() else {
        return Ok(());
    };
    for entry in fs::read_dir(folder_of(draft)).map_err(io_error)? {
        let entry = entry.map_err(io_error)?;
        let found = entry.file_name();
        if writer_of(found.as_bytes(), name.as_bytes()).is_some_and(is_gone) {
            remove(&entry.path())?;
        }
    }
    Ok(())
}

/// The process in `NAME.PROCESS.new`, `NAME.PROCESS.new-wal` and `NAME.PROCESS.new-shm`.
fn writer_of(found: &[u8], name: &[u8]) -> Option<u32> {
    let rest = found.strip_prefix(name)?.strip_prefix(b".")?;
    let (process, suffix) = str::from_utf8(rest).ok()?.split_once('.')?;
    let known = ["new", "new-wal", "new-shm"].contains(&suffix);
    known.then(|| process.parse().ok()).flatten()
}

fn is_gone(process: u32) -> bool {
    !Path::new("/proc").join(process.to_string()).exists()
}

fn remove(path: &Path) -> Result<(), RegistryError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(io_error(error)),
        Ok(()) | Err(_) => Ok(()),
    }
}

fn folder_of(path: &Path) -> &Path {
    let parent = path.parent().filter(|parent| *parent != Path::new(""));
    parent.unwrap_or(Path::new("."))
}

fn path_of(place: &Path) -> PathBuf {
    with(place, ".copying")
}

fn with(path: &Path, suffix: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(suffix);
    PathBuf::from(name)
}

/// A row refers to one that is not there.
#[derive(Debug, thiserror::Error)]
#[error("a row of table {table} refers to one that is not there")]
struct Dangling {
    table: String,
}

/// The write-ahead log of a copy is not in its file.
#[derive(Debug, thiserror::Error)]
#[error("the copy could not be written to its file")]
struct Unwritten;

/// The row that the schema begins with, or that a copy cut short at its end has brought, comes
/// from the source at the end.
const WITHOUT_HEADS: &str = "DELETE FROM heads;";

/// Rows come as they are, whatever triggers say of acts; references are checked at the end.
fn without_rules(connection: &Connection) -> Result<(), Failure> {
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false)?;
    Ok(connection.execute_batch("PRAGMA foreign_keys = OFF;")?)
}
