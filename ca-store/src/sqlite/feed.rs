//! The feed, in commit order.

use ca_core::generation::GenerationId;
use ca_core::registry::records::{FeedChange, FeedPage};
use rusqlite::{Connection, Row};

use super::columns;
use super::fault::Failure;
use super::heads::Heads;

/// Changes after a position, at most `limit`. A page that is not full ends at the feed's own
/// position, which is smaller than `after` if the Registry was restored from an older copy.
pub(super) fn page(connection: &Connection, after: u64, limit: usize) -> Result<FeedPage, Failure> {
    // One snapshot for the rows and for the end of the feed.
    let snapshot = connection.unchecked_transaction()?;
    let rows = rows(&snapshot, after, limit)?;
    let last = rows.last().map_or(after, |(position, _)| *position);
    let position = if rows.len() < limit {
        Heads::read(&snapshot)?.feed_position()
    } else {
        last
    };
    snapshot.commit()?;
    let changes = rows.into_iter().map(|(_, change)| change).collect();
    Ok(FeedPage { changes, position })
}

fn rows(
    connection: &Connection,
    after: u64,
    limit: usize,
) -> Result<Vec<(u64, FeedChange)>, Failure> {
    let sql = "SELECT f.position, g.line, g.number, f.serial, f.crl FROM feed f
               JOIN generations g ON g.id = f.generation
               WHERE f.position > ?1 ORDER BY f.position LIMIT ?2";
    let mut statement = connection.prepare_cached(sql)?;
    let range = (columns::integer(after), columns::count(limit));
    let rows = statement.query_map(range, |row| {
        let issuer = columns::generation(row, 1, 2)?;
        Ok((columns::unsigned(row, 0)?, change(row, issuer)?))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn change(row: &Row<'_>, issuer: GenerationId) -> rusqlite::Result<FeedChange> {
    if row.get::<_, Option<i64>>(4)?.is_some() {
        return Ok(FeedChange::Crl { issuer });
    }
    if row
        .get_ref(3)?
        .as_blob_or_null()
        .is_ok_and(|serial| serial.is_some())
    {
        let serial = columns::serial(row, 3)?;
        return Ok(FeedChange::Status { issuer, serial });
    }
    Ok(FeedChange::Issuer { issuer })
}
