//! The `heads` row: what orders commits. A group of acts reads it once and writes it last.

use crate::session::Session;
use ca_core::audit::merkle::{Frontier, TileHash, TreeHead};
use ca_core::digest::Sha256Digest;

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
        session.one(sql, (), |row| {
            let frontier = Frontier::from_bytes(row.get(1)?, row.octets(2)?).ok_or(TornHeads);
            Ok(Self {
                feed_position: row.get(0)?,
                frontier: columns::converted(frontier)?,
                basis: row.get(3)?,
                marks: Vec::new(),
            })
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

/// The number that intents are held against.
pub(crate) fn basis(session: &dyn Session) -> Result<u64, Failure> {
    session.only("SELECT basis FROM heads", ())
}

/// Log size and frontier do not belong together.
#[derive(Debug, thiserror::Error)]
#[error("the size of the audit log does not fit its frontier")]
struct TornHeads;
