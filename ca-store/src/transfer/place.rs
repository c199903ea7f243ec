//! The two places of a copy.

use ca_core::registry::RegistryError;
use rusqlite::Connection;

use crate::fault::Failure;
use crate::session::Session;
use crate::sqlite::connect::{Purpose, connect};
use crate::sqlite::draft::Draft;
use crate::url::RegistryUrl;
use crate::{postgres, sqlite};

/// Where the rows come from, held against writers until it is dropped.
pub(super) enum Source {
    Sqlite(Connection),
    Postgres(Box<dyn Session>),
}

impl Source {
    /// Opens a registry, brings it to the newest schema and lets nobody else write.
    pub(super) fn hold(url: &RegistryUrl) -> Result<Self, RegistryError> {
        let source = match url {
            RegistryUrl::Sqlite(path) => Self::Sqlite(connect(path, Purpose::Writing)?),
            RegistryUrl::Postgres(url) => Self::Postgres(postgres::source(url)?),
        };
        let session = source.session();
        session.batch(session.beginning().writing)?;
        Ok(source)
    }

    /// A registry of PostgreSQL as it is at one moment; others go on writing it.
    pub(super) fn at_one_moment(session: Box<dyn Session>) -> Result<Self, Failure> {
        session.batch(session.beginning().reading)?;
        Ok(Self::Postgres(session))
    }

    /// The session to read from.
    pub(super) fn session(&self) -> &dyn Session {
        match self {
            Self::Sqlite(connection) => connection,
            Self::Postgres(session) => session.as_ref(),
        }
    }

    /// The columns of a table.
    pub(super) fn columns(&self, table: &str) -> Result<Vec<String>, Failure> {
        match self {
            Self::Sqlite(connection) => sqlite::draft::columns(connection, table),
            Self::Postgres(session) => postgres::draft::columns(session.as_ref(), table),
        }
    }
}

/// Where the rows go.
pub(super) enum Target {
    Sqlite(Draft),
    Postgres(Box<postgres::draft::Draft>),
}

impl Target {
    /// Opens the place for a copy, one that was cut short or a new one.
    pub(super) fn open(url: &RegistryUrl) -> Result<Self, RegistryError> {
        match url {
            RegistryUrl::Sqlite(path) => Draft::open(path).map(Self::Sqlite),
            RegistryUrl::Postgres(url) => {
                let draft = postgres::draft::Draft::open(url)?;
                Ok(Self::Postgres(Box::new(draft)))
            }
        }
    }

    /// The session to write through.
    pub(super) fn session(&self) -> &dyn Session {
        match self {
            Self::Sqlite(draft) => draft.session(),
            Self::Postgres(draft) => draft.session(),
        }
    }

    /// The columns of a table.
    pub(super) fn columns(&self, table: &str) -> Result<Vec<String>, Failure> {
        match self {
            Self::Sqlite(draft) => sqlite::draft::columns(draft.session(), table),
            Self::Postgres(draft) => postgres::draft::columns(draft.session(), table),
        }
    }

    /// Whether an earlier copy has left rows here.
    pub(super) const fn was_begun_before(&self) -> bool {
        match self {
            Self::Sqlite(draft) => draft.was_begun_before(),
            Self::Postgres(draft) => draft.was_begun_before(),
        }
    }

    /// Makes the copy a registry, all at once.
    pub(super) fn finish(self) -> Result<(), RegistryError> {
        match self {
            Self::Sqlite(draft) => draft.finish(),
            Self::Postgres(draft) => draft.finish(),
        }
    }

    /// Removes what was copied.
    pub(super) fn discard(self) -> Result<(), RegistryError> {
        match self {
            Self::Sqlite(draft) => draft.discard(),
            Self::Postgres(draft) => draft.discard(),
        }
    }
}
