//! What PostgreSQL said, in the words of the ports.

use std::error::Error as _;
use std::fmt;

use ca_core::registry::RegistryError;
use postgres::Error;
use postgres::error::{Severity, SqlState};

use crate::fault::{EngineError, Failure, Kind, kind_of};

/// The failure of a statement or a connection.
pub(super) fn failure(error: Error) -> Failure {
    engine_error(error).into()
}

fn engine_error(error: Error) -> EngineError {
    let kind = match error.code() {
        Some(code) if code.code().starts_with(CONSTRAINTS) => RegistryError::Damaged,
        Some(code) => kind_of(&KINDS, code.code()),
        None => RegistryError::Unavailable,
    };
    let is_one_of = |codes: &[&str]| {
        let code = error.code();
        code.is_some_and(|code| codes.contains(&code.code()))
    };
    let (fatal, passing) = (is_one_of(&FATAL), is_one_of(&PASSING));
    EngineError::new(kind, Told(error))
        .fatal_if(fatal)
        .passing_if(passing)
}

/// Whether the connection is of no more use: the server has closed it or will, it was cut, or
/// what was prepared in it no longer fits the schema.
pub(super) fn ends_connection(error: &Error) -> bool {
    let stale = [
        SqlState::FEATURE_NOT_SUPPORTED,
        SqlState::INVALID_SQL_STATEMENT_NAME,
    ];
    match error.as_db_error() {
        Some(told) => {
            let severity = told.parsed_severity();
            matches!(severity, Some(Severity::Fatal | Severity::Panic))
                || stale.contains(told.code())
        }
        None => true,
    }
}

/// The driver says only that something failed; this says what.
#[derive(Debug)]
struct Told(Error);

impl fmt::Display for Told {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.0.as_db_error(), self.0.source()) {
            (Some(told), _) => {
                write!(f, "{} (SQLSTATE {})", told.message(), told.code().code())
            }
            (None, Some(cause)) => write!(f, "{}: {cause}", self.0),
            (None, None) => self.0.fmt(f),
        }
    }
}

impl std::error::Error for Told {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source()
    }
}

/// Class 23: the code never offers what the schema refuses, unless rows contradict each other.
const CONSTRAINTS: &str = "23";

/// XX001 and XX002, pages or indexes that are damaged: what is written on top is worth nothing.
const FATAL: [&str; 2] = ["XX001", "XX002"];

/// 40001 and 40P01: on a replica, "conflict with recovery".
const PASSING: [&str; 2] = ["40001", "40P01"];

/// All other codes (a server that stops, too many connections, timeouts, collisions) mean not
/// available.
const KINDS: [(&str, Kind); 9] = [
    // disk_full
    ("53100", RegistryError::Full),
    // read_only_sql_transaction, insufficient_privilege
    ("25006", RegistryError::ReadOnly),
    ("42501", RegistryError::ReadOnly),
    ("XX001", RegistryError::Damaged),
    ("XX002", RegistryError::Damaged),
    // undefined_table, undefined_column, undefined_function
    ("42P01", RegistryError::Damaged),
    ("42703", RegistryError::Damaged),
    ("42883", RegistryError::Damaged),
    // datatype_mismatch
    ("42804", RegistryError::Damaged),
];
