//! Files and connections: how a registry is created and opened.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions, Permissions};
use std::io;
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process;
use std::thread;
use std::time::Duration;

use ca_core::registry::{RegistryError, StoreFault};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, Error, OpenFlags, ffi};

use super::schema;
use crate::fault::{Failure, io_error};

/// What a connection is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// It commits.
    Writing,
    /// It copies the write-ahead log into the database file.
    Checkpoints,
    /// It answers questions and can change nothing.
    Reading,
}

/// Builds an empty registry at `path`, where nothing may be yet. Owner and group may read and
/// write it: a responder shares it through the group of its directory.
pub(crate) fn create(path: &Path) -> Result<(), RegistryError> {
    let draft = draft_of(path);
    let built = build(&draft).and_then(|()| place(&draft, path));
    match fs::remove_file(&draft) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => built.and(Err(io_error(error))),
        Ok(()) | Err(_) => built,
    }
}

/// Opens the registry at `path`. At the file level every connection reads and writes, since
/// whoever comes first makes the shared-memory file of the write-ahead log.
pub(crate) fn connect(path: &Path, purpose: Purpose) -> Result<Connection, RegistryError> {
    if !path.try_exists().map_err(io_error)? {
        let place = path.display().to_string();
        return Err(RegistryError::Missing { place });
    }
    open(path, purpose).map_err(|failure| {
        let error = RegistryError::from(failure);
        if matches!(error, RegistryError::Inaccessible(_)) {
            trial(path).err().unwrap_or(error)
        } else {
            error
        }
    })
}

/// What the operating system says where SQLite only says that it cannot open: of the file itself,
/// and of a new one beside it, since a write-ahead log is made at each opening.
fn trial(path: &Path) -> Result<(), RegistryError> {
    let existing = OpenOptions::new().read(true).write(true).open(path);
    drop(existing.map_err(|error| {
        if error.kind() == io::ErrorKind::PermissionDenied {
            RegistryError::Inaccessible(StoreFault::new(error))
        } else {
            io_error(error)
        }
    })?);
    let probe = draft_of(path);
    let made = OpenOptions::new().write(true).create_new(true).open(&probe);
    drop(made.map_err(io_error)?);
    fs::remove_file(probe).map_err(io_error)
}

fn open(path: &Path, purpose: Purpose) -> Result<Connection, Failure> {
    let mut connection = raw(path)?;
    schema::check(&connection, path)?;
    if connection.is_readonly("main")? {
        return Err(Error::SqliteFailure(ffi::Error::new(ffi::SQLITE_READONLY), None).into());
    }
    connection.busy_handler(Some(match purpose {
        Purpose::Checkpoints => wait_for_readers,
        Purpose::Writing | Purpose::Reading => wait_a_little,
    }))?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    // One plan for each statement, whatever is bound to it; without this SQLite prepares each
    // statement again at each use, which was a third of the CPU of issuance.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    connection.execute_batch(SETTINGS)?;
    connection.execute_batch(match purpose {
        Purpose::Writing => WRITING,
        Purpose::Checkpoints => "",
        Purpose::Reading => READING,
    })?;
    if purpose == Purpose::Writing {
        schema::upgrade(&mut connection, path)?;
        keep_names(path)?;
    }
    Ok(connection)
}

/// Makes the name of the write-ahead log durable. SQLite syncs the folder too, at the first
/// commit, and takes no notice if that fails: after a power cut all commits would be gone.
fn keep_names(path: &Path) -> Result<(), RegistryError> {
    match File::open(folder_of(path)).and_then(|folder| folder.sync_all()) {
        Err(error) if error.kind() != io::ErrorKind::PermissionDenied => {
            Err(RegistryError::Failing(StoreFault::new(error)))
        }
        Ok(()) | Err(_) => Ok(()),
    }
}

fn folder_of(path: &Path) -> &Path {
    let folder = path.parent().filter(|folder| *folder != Path::new(""));
    folder.unwrap_or(Path::new("."))
}

fn raw(path: &Path) -> Result<Connection, Error> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX
        | OpenFlags::SQLITE_OPEN_EXRESCODE;
    Connection::open_with_flags(path, flags)
}

/// Builds aside, so that a crash leaves nothing half done at the registry's place.
fn build(draft: &Path) -> Result<(), RegistryError> {
    OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(MODE)
        .open(draft)
        .and_then(|file| file.set_permissions(Permissions::from_mode(MODE)))
        .map_err(io_error)?;
    let mut connection = raw(draft).map_err(Failure::from)?;
    connection.execute_batch(PAGES).map_err(Failure::from)?;
    schema::build(&mut connection)?;
    connection
        .close()
        .map_err(|(_, error)| Failure::from(error).into())
}

/// Gives the draft its name, unless the name is taken, and makes the name durable.
pub(super) fn place(draft: &Path, path: &Path) -> Result<(), RegistryError> {
    fs::hard_link(draft, path).map_err(|error| {
        if error.kind() == io::ErrorKind::AlreadyExists {
            let object = path.display().to_string();
            RegistryError::Exists { object }
        } else {
            io_error(error)
        }
    })?;
    File::open(folder_of(path))
        .and_then(|directory| directory.sync_all())
        .map_err(io_error)
}

fn draft_of(path: &Path) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(format!(".{}.new", process::id()));
    PathBuf::from(name)
}

/// Waits for another process's commit, which takes milliseconds: short steps, so that a busy
/// daemon does not starve a command line.
fn wait_a_little(times: i32) -> bool {
    thread::sleep(Duration::from_millis(1));
    times < BUSY_STEPS
}

/// Waits for questions that are being answered, which take milliseconds. A checkpoint holds the
/// writer back meanwhile, so it does not wait for a long reader, the copy for a backup first of
/// all: it comes back in a second.
fn wait_for_readers(times: i32) -> bool {
    thread::sleep(Duration::from_millis(1));
    times < READER_STEPS
}

/// Owner and group: a responder shares the registry through the group of its folder.
pub(super) const MODE: u32 = 0o660;
const BUSY_STEPS: i32 = 10_000;
const READER_STEPS: i32 = 20;
const STATEMENTS: usize = 256;

/// A new certificate changes a page here and there in each index of digests, and a commit writes
/// whole pages: half as long, they cost issuing a tenth less than they waste at their ends.
const PAGES: &str = "PRAGMA page_size = 4096; PRAGMA journal_mode = WAL;";

const SETTINGS: &str = "
    PRAGMA synchronous = FULL;
    PRAGMA foreign_keys = ON;
    PRAGMA trusted_schema = OFF;
    PRAGMA cell_size_check = ON;
    PRAGMA temp_store = MEMORY;
    PRAGMA wal_autocheckpoint = 0;
";
const WRITING: &str = "PRAGMA cache_size = -65536;";
const READING: &str = "PRAGMA cache_size = -8192; PRAGMA query_only = ON;";
