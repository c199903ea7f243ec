//! The `heads` row: what orders commits. A group of acts reads it once and writes it last.

use ca_core::audit::merkle::{Frontier, TreeHead};
use ca_core::digest::Sha256Digest;
use rusqlite::{Connection, Result};

use super::columns;

/// The last feed position given, and the right edge of the audit log's tree.
#[derive(Clone, Debug)]
pub(super) struct Heads {
    feed_position: i64,
    frontier: Frontier,
}

impl Heads {
    /// Reads the row.
    pub(super) fn read(connection: &Connection) -> Result<Self> {
        let sql = "SELECT feed_position, log_size, frontier FROM heads";
        let (feed_position, size, roots) =
            connection.prepare_cached(sql)?.query_one([], |row| {
                Ok((
                    row.get(0)?,
                    columns::unsigned(row, 1)?,
                    row.get::<_, Vec<u8>>(2)?,
                ))
            })?;
        let frontier = Frontier::from_bytes(size, &roots).ok_or(TornHeads);
        let frontier = columns::converted(frontier)?;
        Ok(Self {
            feed_position,
            frontier,
        })
    }

    /// Writes the row.
    pub(super) fn write(&self, connection: &Connection) -> Result<()> {
        let sql = "UPDATE heads SET feed_position = ?1, log_size = ?2, frontier = ?3";
        let size = columns::integer(self.frontier.size());
        connection.prepare_cached(sql)?.execute((
            self.feed_position,
            size,
            self.frontier.to_bytes(),
        ))?;
        Ok(())
    }

    /// The last feed position given.
    pub(super) const fn feed_position(&self) -> u64 {
        self.feed_position.unsigned_abs()
    }

    /// Gives the next feed position.
    pub(super) const fn next_position(&mut self) -> i64 {
        self.feed_position += 1;
        self.feed_position
    }

    /// Appends a leaf to the log's tree and gives its place.
    pub(super) fn append(&mut self, leaf_data: &Sha256Digest) -> i64 {
        let index = columns::integer(self.frontier.size());
        self.frontier.append(leaf_data);
        index
    }

    /// Size and root of the log's tree.
    pub(super) fn tree(&self) -> TreeHead {
        self.frontier.head()
    }
}

/// Log size and frontier do not belong together.
#[derive(Debug, thiserror::Error)]
#[error("the size of the audit log does not fit its frontier")]
struct TornHeads;
