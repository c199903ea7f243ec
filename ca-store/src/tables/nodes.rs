//! Hashes above the leaves of the log's tree.

use std::ops::Range;

use ca_core::audit::merkle::{Frontier, TileHash, TileHashes, leaf_hash};
use ca_core::digest::Sha256Digest;
use ca_core::registry::RegistryError;

use super::{columns, pages};
use crate::fault::Failure;
use crate::session::Session;

/// The hashes of the log as its tables hold them.
pub(super) struct Nodes<'a>(pub(super) &'a dyn Session);

impl TileHashes for Nodes<'_> {
    fn tile_hashes(
        &self,
        level: u8,
        places: Range<u64>,
    ) -> Result<Vec<Sha256Digest>, RegistryError> {
        Ok(hashes(self.0, level, places)?)
    }
}

/// Keeps the hashes that an event completed.
pub(crate) fn keep(session: &dyn Session, completed: &[TileHash]) -> Result<(), Failure> {
    for node in completed {
        let sql = "INSERT INTO tree_nodes (level, place, hash) VALUES (?1, ?2, ?3)";
        let place = columns::integer(node.index);
        session.run(sql, (node.level, place, node.hash.as_bytes()))?;
    }
    Ok(())
}

/// The hashes at these places of a level, in order, as far as there are any; those of the leaves
/// at level 0.
pub(crate) fn hashes(
    session: &dyn Session,
    level: u8,
    places: Range<u64>,
) -> Result<Vec<Sha256Digest>, Failure> {
    let range = (columns::integer(places.start), columns::integer(places.end));
    if level == 0 {
        let sql = "SELECT log_index, leaf_data FROM audit_events
                   WHERE log_index >= ?1 AND log_index < ?2 ORDER BY log_index";
        let leaves = session.all(sql, range, |row| {
            Ok((columns::unsigned(row, 0)?, columns::digest(row, 1)?))
        })?;
        let leaves = in_line(places.start, leaves);
        return Ok(leaves.iter().map(leaf_hash).collect());
    }
    let sql = "SELECT place, hash FROM tree_nodes
               WHERE level = ?3 AND place >= ?1 AND place < ?2 ORDER BY place";
    let nodes = session.all(sql, (range.0, range.1, level), |row| {
        Ok((columns::unsigned(row, 0)?, columns::digest(row, 1)?))
    })?;
    Ok(in_line(places.start, nodes))
}

/// What stands without a gap from `first` on.
fn in_line(first: u64, rows: Vec<(u64, Sha256Digest)>) -> Vec<Sha256Digest> {
    let expected = rows.into_iter().zip(first..);
    let expected = expected.take_while(|((place, _), expected)| place == expected);
    expected.map(|((_, hash), _)| hash).collect()
}

/// Fills in what a registry lacks that was written before schema 4: hashes, marks of pages and
/// names of objects, in one reading of its log.
pub(crate) fn fill(session: &dyn Session) -> Result<(), Failure> {
    let mut tree = Frontier::default();
    let sql = "SELECT log_index, leaf_data, body FROM audit_events ORDER BY log_index";
    session.each(sql, (), |row| {
        let place = columns::unsigned(row, 0)?;
        keep(session, &tree.append(&columns::digest(row, 1)?))?;
        pages::fill(session, place, row.octets(2)?)?;
        if tree.size().is_multiple_of(PROGRESS) {
            tracing::info!(
                events = tree.size(),
                "reading the audit log for its upgrade"
            );
        }
        Ok(())
    })
}

/// Events between two words about the progress.
const PROGRESS: u64 = 1_000_000;
