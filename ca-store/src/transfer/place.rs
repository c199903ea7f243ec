//! The two places of a copy.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use ca_core::registry::RegistryError;
use rusqlite::Connection;

use super::CopyError;
use crate::fault::Failure;
use crate::session::Session;
use crate::sqlite::connect::{Purpose, connect};
use crate::sqlite::draft::Draft;
use crate::tables::heads::{self, Closure};
use crate::url::RegistryUrl;
use crate::{postgres, sqlite};

/// Where the rows come from.
pub(super) enum Origin {
    Sqlite(Connection),
    Postgres(Box<dyn Session>),
}

impl Origin {
    /// Opens a registry and brings it to the newest schema.
    pub(super) fn open(url: &RegistryUrl) -> Result<Self, CopyError> {
        let none = || CopyError::NoSource {
            place: url.to_string(),
        };
        let opened = match url {
            RegistryUrl::Sqlite(path) if is_of_another_kind(path) => {
                return Err(CopyError::NotARegistry {
                    place: url.to_string(),
                });
            }
            RegistryUrl::Sqlite(path) => connect(path, Purpose::Writing).map(Self::Sqlite),
            RegistryUrl::Postgres(url) => postgres::source(url).map(Self::Postgres),
        };
        opened.map_err(|error| {
            if matches!(error, RegistryError::Missing { .. }) {
                none()
            } else {
                CopyError::Registry(error)
            }
        })
    }

    /// Lets nobody else write until it is dropped.
    pub(super) fn hold(&self, url: &RegistryUrl) -> Result<(), CopyError> {
        let session = self.session();
        let held = session.batch(session.beginning().writing);
        held.map_err(|failure| {
            let error = RegistryError::from(failure);
            if let RegistryError::Unavailable(source) = error {
                let place = url.to_string();
                CopyError::Held { place, source }
            } else {
                CopyError::Registry(error)
            }
        })
    }

    /// Lets nothing be written there any more, durably: the registry goes on at `place`. It must be
    /// held.
    pub(super) fn close(&self, place: &str) -> Result<(), Failure> {
        heads::close(self.session(), Closure::Moved, place)?;
        self.session().batch("COMMIT")
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
    pub(super) fn open(url: &RegistryUrl) -> Result<Self, CopyError> {
        let opened = match url {
            RegistryUrl::Sqlite(path) => Draft::open(path).map(Self::Sqlite),
            RegistryUrl::Postgres(url) => {
                let draft = postgres::draft::Draft::open(url);
                draft.map(|draft| Self::Postgres(Box::new(draft)))
            }
        };
        opened.map_err(|error| {
            let place = url.to_string();
            if let CopyError::Registry(RegistryError::Exists { .. }) = error {
                CopyError::Taken { place }
            } else if let CopyError::Registry(RegistryError::Missing { .. }) = error {
                CopyError::NoDatabase { place }
            } else {
                error
            }
        })
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

    /// Leaves nothing to be done but to give it its name, and proves that no row refers to one
    /// that is not there.
    pub(super) fn settle(&self) -> Result<(), RegistryError> {
        match self {
            Self::Sqlite(draft) => draft.settle(),
            Self::Postgres(draft) => draft.settle(),
        }
    }

    /// Makes the copy a registry, all at once, once it is settled.
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

/// Whether there is a file that cannot be a database of SQLite.
fn is_of_another_kind(path: &Path) -> bool {
    let mut begins = Vec::new();
    let read = File::open(path).and_then(|file| file.take(16).read_to_end(&mut begins));
    // What cannot be read is told when it is opened.
    read.is_ok() && begins != MAGIC
}

/// The first 16 octets of a file of SQLite 3 (fileformat2.html clause 1.3).
const MAGIC: &[u8] = b"SQLite format 3\0";
