//! A registry in the making: a file beside its place, which gets its name when it is whole.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use ca_core::registry::{RegistryError, StoreFault};
use rusqlite::Connection;
use rusqlite::config::DbConfig;

use super::connect::{self, Purpose};
use crate::fault::{Failure, io_error};
use crate::session::Session;

/// The file that a copy is written to, `<place>.copying`. It stays when a copy is cut short, so
/// that the next one goes on with it.
#[derive(Debug)]
pub(crate) struct Draft {
    place: PathBuf,
    path: PathBuf,
    connection: Connection,
    begun_before: bool,
}

impl Draft {
    /// Opens the draft for `place`, where nothing may be yet, or begins one: the schema with no
    /// rows at all.
    pub(crate) fn open(place: &Path) -> Result<Self, RegistryError> {
        if place.try_exists().map_err(io_error)? {
            let object = place.display().to_string();
            return Err(RegistryError::Exists { object });
        }
        let path = path_of(place);
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

    /// Proves that no row refers to one that is not there, and gives the file its name.
    pub(crate) fn finish(self) -> Result<(), RegistryError> {
        let session = self.session();
        let torn = session.optional("PRAGMA foreign_key_check", (), |row| row.get(0))?;
        if let Some(table) = torn {
            return Err(RegistryError::Damaged(StoreFault::new(Dangling { table })));
        }
        self.connection
            .close()
            .map_err(|(_, error)| Failure::from(error))?;
        connect::place(&self.path, &self.place)?;
        fs::remove_file(&self.path).map_err(io_error)
    }

    /// Removes the draft.
    pub(crate) fn discard(self) -> Result<(), RegistryError> {
        drop(self.connection);
        for suffix in ["", "-wal", "-shm"] {
            let mut name = OsString::from(&self.path);
            name.push(suffix);
            match fs::remove_file(PathBuf::from(name)) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => {
                    return Err(io_error(error));
                }
                Ok(()) | Err(_) => {}
            }
        }
        Ok(())
    }
}

/// The columns of a table, in their order.
pub(crate) fn columns(session: &dyn Session, table: &str) -> Result<Vec<String>, Failure> {
    let sql = "SELECT name FROM pragma_table_info(?1) ORDER BY cid";
    session.all(sql, [table], |row| row.get(0))
}

fn path_of(place: &Path) -> PathBuf {
    let mut name = OsString::from(place);
    name.push(".copying");
    PathBuf::from(name)
}

/// A row refers to one that is not there.
#[derive(Debug, thiserror::Error)]
#[error("a row of table {table} refers to one that is not there")]
struct Dangling {
    table: String,
}

/// The row that the schema begins with, or that a copy cut short at its end has brought, comes
/// from the source at the end.
const WITHOUT_HEADS: &str = "DELETE FROM heads;";

/// Rows come as they are, whatever triggers say of acts; references are checked at the end.
fn without_rules(connection: &Connection) -> Result<(), Failure> {
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false)?;
    Ok(connection.execute_batch("PRAGMA foreign_keys = OFF;")?)
}
