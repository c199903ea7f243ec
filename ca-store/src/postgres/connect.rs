//! Connections, and servers that are refused: what they acknowledge would not be durable.

use std::time::Duration;

use ca_core::registry::{RegistryError, StoreFault};
use postgres::error::SqlState;
use postgres::{Client, Config, Error, NoTls};

use super::fault::failure;
use super::passwords;
use super::schema;
use super::session::Connection;
use super::tls::Tls;
use crate::fault::Failure;
use crate::session::Session;
use crate::url::postgres::PostgresUrl;

/// What a connection is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    /// It builds the schema.
    Building,
    /// It commits.
    Writing,
    /// It answers the authority's questions, by which CRLs are made: of the primary.
    Asking,
    /// It answers a responder's questions and can change nothing; a replica may answer.
    Reading,
}

/// What a server says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerInfo {
    /// Its version, as it names it.
    pub version: String,
    /// The role of the connection.
    pub role: String,
    /// Whether it follows another server and can only be read.
    pub replica: bool,
}

/// Opens a connection of which a program can rely on what it is for.
pub(super) fn connect(url: &PostgresUrl, purpose: Purpose) -> Result<Connection, RegistryError> {
    let connection = Connection::new(reach(url)?);
    let session: &dyn Session = &connection;
    Traits::read(session)?.require(purpose)?;
    connection.run_batch(SETTINGS)?;
    match purpose {
        Purpose::Building => {}
        Purpose::Writing => {
            connection.run_batch(WRITING)?;
            schema::upgrade(&connection, url)?;
        }
        Purpose::Asking | Purpose::Reading => {
            connection.run_batch(READING)?;
            schema::check(session, url)?;
        }
    }
    Ok(connection)
}

/// What the server says of itself, whether its registry can be used or not.
pub(super) fn server(url: &PostgresUrl) -> Result<ServerInfo, RegistryError> {
    let connection = Connection::new(reach(url)?);
    let session: &dyn Session = &connection;
    let sql = "SELECT current_setting('server_version'), current_user::text, pg_is_in_recovery()";
    let told = session.one(sql, (), |row| {
        Ok(ServerInfo {
            version: row.get(0)?,
            role: row.get(1)?,
            replica: row.get(2)?,
        })
    });
    Ok(told?)
}

fn reach(url: &PostgresUrl) -> Result<Client, RegistryError> {
    let config = url.config();
    let mut config = config.map_err(|error| RegistryError::Unavailable(StoreFault::new(error)))?;
    prepare(&mut config);
    if let Some(file) = url.password_file() {
        passwords::supply(&mut config, file)?;
    }
    let client = match Tls::of(url)? {
        Some(tls) => config
            .ssl_mode(postgres::config::SslMode::Require)
            .connect(tls),
        None => config
            .ssl_mode(postgres::config::SslMode::Disable)
            .connect(NoTls),
    };
    client.map_err(|error| not_reached(error, url))
}

fn prepare(config: &mut Config) {
    if config.get_connect_timeout().is_none() {
        config.connect_timeout(PATIENCE);
    }
    config.application_name(APPLICATION);
    config.keepalives_idle(PATIENCE);
    config.keepalives_interval(PATIENCE / 2);
    config.keepalives_retries(3);
    config.tcp_user_timeout(2 * PATIENCE);
    // Notices of the server are for its own log.
    config.notice_callback(|_| {});
}

fn not_reached(error: Error, url: &PostgresUrl) -> RegistryError {
    if error.code() == Some(&SqlState::INVALID_CATALOG_NAME) {
        let place = url.to_string();
        return RegistryError::Missing { place };
    }
    failure(error).into()
}

/// What of a server decides whether it is used.
struct Traits {
    version: i64,
    encoding: String,
    sync: String,
    full_pages: String,
    durable_commit: String,
    replica: bool,
}

impl Traits {
    fn read(session: &dyn Session) -> Result<Self, Failure> {
        let sql = "SELECT current_setting('server_version_num')::bigint,
                       current_setting('server_encoding'), current_setting('fsync'),
                       current_setting('full_page_writes'),
                       current_setting('synchronous_commit'), pg_is_in_recovery()";
        session.one(sql, (), |row| {
            Ok(Self {
                version: row.get(0)?,
                encoding: row.get(1)?,
                sync: row.get(2)?,
                full_pages: row.get(3)?,
                durable_commit: row.get(4)?,
                replica: row.get(5)?,
            })
        })
    }

    fn require(&self, purpose: Purpose) -> Result<(), RegistryError> {
        let unfit = |why| Err(RegistryError::Unavailable(StoreFault::new(why)));
        if self.version < OLDEST {
            let found = self.version / 10_000;
            return unfit(UnfitServer::Version { found });
        }
        if self.encoding != "UTF8" {
            let found = self.encoding.clone();
            return unfit(UnfitServer::Encoding { found });
        }
        if purpose == Purpose::Reading {
            return Ok(());
        }
        if self.replica {
            return Err(RegistryError::ReadOnly(StoreFault::new(
                UnfitServer::Replica,
            )));
        }
        let settings = [
            ("fsync", &self.sync),
            ("full_page_writes", &self.full_pages),
            ("synchronous_commit", &self.durable_commit),
        ];
        match settings.into_iter().find(|(_, value)| *value == "off") {
            Some((setting, _)) => unfit(UnfitServer::Setting { setting }),
            None => Ok(()),
        }
    }
}

/// Why a server is not used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum UnfitServer {
    /// It is older than all that are supported.
    #[error("PostgreSQL {found} is too old: 13 is the oldest that is supported")]
    Version {
        /// The major version.
        found: i64,
    },
    /// Its texts are not UTF-8.
    #[error("the database has encoding {found}, not UTF8")]
    Encoding {
        /// What the server calls its encoding.
        found: String,
    },
    /// It follows another server.
    #[error("the server is a replica: it can only be read")]
    Replica,
    /// It acknowledges what a power cut could take back.
    #[error("`{setting} = off`: what the server acknowledges could be lost")]
    Setting {
        /// The setting that is off.
        setting: &'static str,
    },
}

/// The oldest version, as `server_version_num` counts.
const OLDEST: i64 = 130_000;

/// How long a host may be silent before the next one is tried or the connection given up.
const PATIENCE: Duration = Duration::from_secs(10);

const APPLICATION: &str = "sceau";

/// Names mean the registry's tables, whatever the role's settings are.
const SETTINGS: &str = "SET search_path TO public, pg_temp; SET client_min_messages TO error;";

/// A program that stands still in the middle of a commit holds up all others: after five seconds
/// the server takes its lock away. Others wait for that, and not much longer. What makes a
/// commit durable stays as it was found to be, whatever is changed on the server meanwhile.
const WRITING: &str = "
    SELECT set_config('synchronous_commit', current_setting('synchronous_commit'), false);
    SET idle_in_transaction_session_timeout TO '5s';
    SET lock_timeout TO '15s';
    SET statement_timeout TO '60s';
";

/// The list of a long CRL takes its time.
const READING: &str = "
    SET default_transaction_read_only TO on;
    SET statement_timeout TO '10min';
    SET idle_in_transaction_session_timeout TO '10min';
";
