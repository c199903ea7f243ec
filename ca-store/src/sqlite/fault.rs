//! What SQLite said, in the words of the ports.

use std::error::Error;
use std::io;
use std::sync::Arc;

use ca_core::registry::{RegistryError, StoreFault};
use rusqlite::ErrorCode;

/// Why a statement or an act failed.
#[derive(Debug)]
pub(super) enum Failure {
    /// SQLite failed; shared, since one failed commit fails many acts.
    Engine(Arc<rusqlite::Error>),
    /// A rule of the Registry forbids the act.
    Refused(RegistryError),
}

impl Failure {
    /// The store contradicts itself as `defect` tells.
    pub(super) fn damaged(defect: impl Error + Send + Sync + 'static) -> Self {
        Self::Refused(RegistryError::Damaged(StoreFault::new(defect)))
    }
}

impl From<rusqlite::Error> for Failure {
    fn from(error: rusqlite::Error) -> Self {
        Self::Engine(Arc::new(error))
    }
}

impl From<RegistryError> for Failure {
    fn from(error: RegistryError) -> Self {
        Self::Refused(error)
    }
}

impl From<Failure> for RegistryError {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Engine(error) => engine_error(&error),
            Failure::Refused(error) => error,
        }
    }
}

/// Whether the writer must stop: after a failed write or sync nobody knows what is on the
/// medium, and trying again could acknowledge what was lost.
pub(super) fn is_fatal(error: &rusqlite::Error) -> bool {
    error
        .sqlite_error_code()
        .is_some_and(|code| FATAL.contains(&code))
}

/// Whether a constraint or a trigger of the schema refused.
pub(super) fn is_constraint(error: &rusqlite::Error) -> bool {
    error.sqlite_error_code() == Some(ErrorCode::ConstraintViolation)
}

/// The kind of an engine's error, with the engine's error as source.
pub(super) fn engine_error(error: &Arc<rusqlite::Error>) -> RegistryError {
    let kind = match error.sqlite_error_code() {
        // The shared memory of the log could not grow: there is no room for it.
        Some(_) if is_out_of_room(error) => RegistryError::Full,
        Some(code) => kind_of(&KINDS, code),
        // The rest are values that do not fit their column's type.
        None => RegistryError::Damaged,
    };
    kind(StoreFault::new(Arc::clone(error)))
}

fn is_out_of_room(error: &rusqlite::Error) -> bool {
    let code = error.sqlite_error().map(|error| error.extended_code);
    code == Some(rusqlite::ffi::SQLITE_IOERR_SHMSIZE)
}

/// The kind of an operating system's error at a registry's place.
pub(super) fn io_error(error: io::Error) -> RegistryError {
    let kind = kind_of(&IO_KINDS, error.kind());
    kind(StoreFault::new(error))
}

type Kind = fn(StoreFault) -> RegistryError;

fn kind_of<C: PartialEq>(kinds: &[(C, Kind)], code: C) -> Kind {
    let listed = kinds.iter().find(|(listed, _)| *listed == code);
    let unavailable: Kind = RegistryError::Unavailable;
    listed.map_or(unavailable, |(_, kind)| *kind)
}

const FATAL: [ErrorCode; 3] = [
    ErrorCode::SystemIoFailure,
    ErrorCode::DatabaseCorrupt,
    ErrorCode::NotADatabase,
];

/// All other codes (busy, locked, cannot open, input and output) mean not available.
const KINDS: [(ErrorCode, Kind); 7] = [
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

const IO_KINDS: [(io::ErrorKind, Kind); 4] = [
    (io::ErrorKind::StorageFull, RegistryError::Full),
    (io::ErrorKind::QuotaExceeded, RegistryError::Full),
    (io::ErrorKind::PermissionDenied, RegistryError::ReadOnly),
    (io::ErrorKind::ReadOnlyFilesystem, RegistryError::ReadOnly),
];
