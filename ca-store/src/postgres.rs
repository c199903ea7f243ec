//! PostgreSQL: a primary that several hosts write to, and replicas that responders read.
//!
//! `connect` opens connections and refuses servers that would lose what they acknowledge, `tls`
//! encrypts them, `passwords` reads the password file, `session` runs statements, `pool` is the
//! connections for questions, `committer` what the writer commits through, `draft` a database
//! that a copy of another registry is written to, `schema` builds and
//! proves the version of a database, `fault` turns errors into the ports'.
//!
//! A commit locks the row `heads` first: writers stand in line, on whatever host they are, so
//! that places in the log, positions in the feed and CRL numbers are in the order of commits
//! and no statement meets another writer's. Every commit leaves a heartbeat in that row.
//!
//! The driver runs a runtime of its own: nothing here is called from, or dropped by, a worker
//! of another one.

mod committer;
mod connect;
pub(crate) mod draft;
mod fault;
mod passwords;
mod pool;
mod schema;
mod session;
mod tls;

use std::sync::Arc;

use ca_core::registry::RegistryError;
use ca_core::timestamp::Clock;

use self::committer::Committer;
use self::connect::{Purpose, connect};
pub use self::connect::{ServerInfo, UnfitServer};
use self::pool::Pool;
use crate::epoch::Epoch;
use crate::session::Session;
use crate::url::postgres::PostgresUrl;
use crate::writer::Writer;
use crate::{StatusStore, Store};

/// Builds an empty registry in the database, which must have none, and opens it.
///
/// # Errors
/// `Exists`, `Missing` for the database, `ReadOnly` for a replica or an account that does not
/// own the database, `Unavailable` for a server that cannot be reached or is not durable.
pub fn create(url: &PostgresUrl, clock: Arc<dyn Clock>) -> Result<Store, RegistryError> {
    let connection = connect(url, Purpose::Building)?;
    schema::build(&connection, url, schema::APPLICATION)?;
    drop(connection);
    open(url, clock)
}

/// Opens the registry in the database, bringing it to the newest schema first. Several programs
/// on several hosts may have it open at once.
///
/// # Errors
/// `Missing`, `Schema`, `ReadOnly` for a replica or an account without rights, `Unavailable` for
/// a server that cannot be reached or is not durable.
pub fn open(url: &PostgresUrl, clock: Arc<dyn Clock>) -> Result<Store, RegistryError> {
    let writing = connect(url, Purpose::Writing)?;
    let epoch = Epoch::default();
    let pool = Pool::open(url.clone(), Purpose::Asking, epoch.clone())?;
    let status = StatusStore::new(Box::new(pool), clock);
    let writer = Writer::start(Committer::new(url.clone(), writing, epoch.clone()))?;
    Ok(Store::new(status, writer, epoch))
}

/// Opens the registry in the database for a responder, which changes nothing; the server may be
/// a replica.
///
/// # Errors
/// `Missing`, `Schema`, `Unavailable`.
pub fn open_status(url: &PostgresUrl, clock: Arc<dyn Clock>) -> Result<StatusStore, RegistryError> {
    let pool = Pool::open(url.clone(), Purpose::Reading, Epoch::default())?;
    Ok(StatusStore::new(Box::new(pool), clock))
}

/// A connection from which a copy is made; it may hold the writers up for as long as that takes.
pub(crate) fn source(url: &PostgresUrl) -> Result<Box<dyn Session>, RegistryError> {
    let connection = connect(url, Purpose::Writing)?;
    connection.run_batch(PATIENT)?;
    Ok(Box::new(connection))
}

/// What the server of a registry says of itself.
///
/// # Errors
/// `Unavailable`, `Missing`, `Schema`.
pub fn server(url: &PostgresUrl) -> Result<ServerInfo, RegistryError> {
    connect::server(url)
}

/// Page after page is read in one transaction, at the pace of the other side.
const PATIENT: &str = "
    SET idle_in_transaction_session_timeout TO '10min';
    SET statement_timeout TO '10min';
";
