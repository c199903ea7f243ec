//! The `heads` row: what orders commits. A group of acts reads it once and writes it last.

use crate::session::row::Row;
use crate::session::{Session, Version};
use ca_core::audit::merkle::{Frontier, TileHash, TreeHead};
use ca_core::digest::Sha256Digest;
use ca_core::registry::RegistryError;

use super::columns;
use super::pages::Mark;
use crate::fault::Failure;

/// The last feed position given, the right edge of the audit log's tree, and how often that
/// changed by which intents are judged.
#[derive(Clone, Debug)]
pub(crate) struct Heads {
    feed_position: i64,
    frontier: Frontier,
    basis: i64,
    /// What the pages of the log were marked with in this commit.
    marks: Vec<Mark>,
}

impl Heads {
    /// Reads the row.
    pub(crate) fn read(session: &dyn Session) -> Result<Self, Failure> {
        let sql = "SELECT feed_position, log_size, frontier, basis FROM heads";
        session.one(sql, (), Self::of)
    }

    /// Reads the row for a commit. Another program may have brought the registry to a schema whose
    /// rules this one does not know, or moved it to another place, since this one opened it.
    pub(crate) fn take(session: &dyn Session) -> Result<Self, Failure> {
        let Version { sql, supported } = session.version();
        let sql = format!(
            "SELECT feed_position, log_size, frontier, basis, closed, counterpart, ({sql})
             FROM heads"
        );
        session.one(&sql, (), |row| {
            let found = row.get(6)?;
            if found != supported {
                return Err(RegistryError::Schema { found, supported }.into());
            }
            require_open(row, 4)?;
            Self::of(row)
        })
    }

    fn of(row: &Row<'_>) -> Result<Self, Failure> {
        let frontier = Frontier::from_bytes(row.get(1)?, row.octets(2)?).ok_or(TornHeads);
        Ok(Self {
            feed_position: row.get(0)?,
            frontier: columns::converted(frontier)?,
            basis: row.get(3)?,
            marks: Vec::new(),
        })
    }

    /// Writes the row.
    pub(crate) fn write(&self, session: &dyn Session) -> Result<(), Failure> {
        let sql = "UPDATE heads SET feed_position = ?1, log_size = ?2, frontier = ?3, basis = ?4";
        let size = columns::integer(self.frontier.size());
        let frontier = self.frontier.to_bytes();
        session.run(sql, (self.feed_position, size, frontier, self.basis))?;
        Ok(())
    }

    /// The number that intents are held against.
    pub(crate) const fn basis(&self) -> u64 {
        self.basis.unsigned_abs()
    }

    /// Documents, generations or the status of an issuer changed.
    pub(crate) const fn change_basis(&mut self) {
        self.basis += 1;
    }

    /// Gives the next feed position.
    pub(crate) const fn next_position(&mut self) -> i64 {
        self.feed_position += 1;
        self.feed_position
    }

    /// Appends a leaf to the log's tree; gives its place, and the hashes above it that are
    /// complete now.
    pub(crate) fn append(&mut self, leaf_data: &Sha256Digest) -> (u64, Vec<TileHash>) {
        let place = self.frontier.size();
        (place, self.frontier.append(leaf_data))
    }

    /// Whether a mark of a page of the log is new in this commit.
    pub(crate) fn is_new(&mut self, mark: &Mark) -> bool {
        let is_new = !self.marks.contains(mark);
        if is_new {
            self.marks.push(*mark);
        }
        is_new
    }

    /// Number of events in the log.
    pub(crate) const fn tree_size(&self) -> u64 {
        self.frontier.size()
    }

    /// The right edge of the log's tree.
    pub(crate) const fn frontier(&self) -> &Frontier {
        &self.frontier
    }

    /// Size and root of the log's tree.
    pub(crate) fn tree(&self) -> TreeHead {
        self.frontier.head()
    }
}

/// The last feed position given: all that responders ask, also of a registry whose schema is
/// older than theirs.
pub(crate) fn feed_position(session: &dyn Session) -> Result<u64, Failure> {
    session.only("SELECT feed_position FROM heads", ())
}

/// The same of a registry that is neither moved nor a copy for reading.
pub(crate) fn open_position(session: &dyn Session) -> Result<u64, Failure> {
    let sql = "SELECT feed_position, closed, counterpart FROM heads";
    session.one(sql, (), |row| {
        require_open(row, 1)?;
        row.get(0)
    })
}

/// Why a registry is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Closure {
    /// It goes on at another place.
    Moved,
    /// It is a copy to be read.
    ReadingCopy,
}

impl Closure {
    /// The word in the store.
    const fn as_str(self) -> &'static str {
        match self {
            Self::Moved => "moved",
            Self::ReadingCopy => "reading copy",
        }
    }
}

/// Lets nothing be written any more; `counterpart` is where it goes on, or the original.
pub(crate) fn close(
    session: &dyn Session,
    closure: Closure,
    counterpart: &str,
) -> Result<(), Failure> {
    let sql = "UPDATE heads SET closed = ?1, counterpart = ?2";
    session.run(sql, (closure.as_str(), counterpart)).map(drop)
}

/// The refusal to write or tell a present, unless the registry is open.
pub(crate) fn refusal(session: &dyn Session) -> Result<Option<RegistryError>, Failure> {
    let sql = "SELECT closed, counterpart FROM heads";
    session.one(sql, (), |row| closed(row, 0))
}

/// Refuses unless the registry is open, by the columns `closed` and `counterpart`.
pub(crate) fn require_open(row: &Row<'_>, first: usize) -> Result<(), Failure> {
    match closed(row, first)? {
        Some(refusal) => Err(refusal.into()),
        None => Ok(()),
    }
}

fn closed(row: &Row<'_>, first: usize) -> Result<Option<RegistryError>, Failure> {
    let Some(word) = row.get::<Option<String>>(first)? else {
        return Ok(None);
    };
    let place = row.get::<Option<String>>(first + 1)?.unwrap_or_default();
    Ok(Some(if word == Closure::Moved.as_str() {
        RegistryError::Moved { place }
    } else {
        RegistryError::ReadingCopy { place }
    }))
}

/// The number that intents are held against.
pub(crate) fn basis(session: &dyn Session) -> Result<u64, Failure> {
    session.only("SELECT basis FROM heads", ())
}

/// Log size and frontier do not belong together.
#[derive(Debug, thiserror::Error)]
#[error("the size of the audit log does not fit its frontier")]
struct TornHeads;
