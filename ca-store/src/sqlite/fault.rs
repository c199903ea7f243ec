//! What SQLite said, in the words of the ports.

use ca_core::registry::RegistryError;
use rusqlite::{Error, ErrorCode, ffi};

use crate::fault::{EngineError, Failure, Kind, kind_of};

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        engine_error(error).into()
    }
}

fn engine_error(error: Error) -> EngineError {
    let code = error.sqlite_error_code();
    let kind = match code {
        // The shared memory of the log could not grow: there is no room for it.
        Some(_) if is_out_of_room(&error) => RegistryError::Full,
        Some(code) => kind_of(&KINDS, code),
        // The rest are values that do not fit their column's type.
        None => RegistryError::Damaged,
    };
    let fatal = code.is_some_and(|code| FATAL.contains(&code));
    EngineError::new(kind, error).fatal_if(fatal)
}

fn is_out_of_room(error: &Error) -> bool {
    let code = error.sqlite_error().map(|error| error.extended_code);
    code == Some(ffi::SQLITE_IOERR_SHMSIZE)
}

const FATAL: [ErrorCode; 3] = [
    ErrorCode::SystemIoFailure,
    ErrorCode::DatabaseCorrupt,
    ErrorCode::NotADatabase,
];

/// All other codes (busy and locked first of all) mean not available.
const KINDS: [(ErrorCode, Kind); 9] = [
    (ErrorCode::CannotOpen, RegistryError::Inaccessible),
    (ErrorCode::SystemIoFailure, RegistryError::Failing),
    (ErrorCode::DiskFull, RegistryError::Full),
    (ErrorCode::ReadOnly, RegistryError::ReadOnly),
    (ErrorCode::DatabaseCorrupt, RegistryError::Damaged),
    (ErrorCode::NotADatabase, RegistryError::Damaged),
    // The code never offers what the schema refuses, unless rows contradict each other.
    (ErrorCode::ConstraintViolation, RegistryError::Damaged),
    (ErrorCode::TypeMismatch, RegistryError::Damaged),
    // SQLITE_ERROR: a table or column is not there.
    (ErrorCode::Unknown, RegistryError::Damaged),
];
