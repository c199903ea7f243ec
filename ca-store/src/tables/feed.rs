//! The feed, in commit order.

use crate::session::Session;
use crate::session::row::Row;
use ca_core::generation::GenerationId;
use ca_core::registry::records::{FeedChange, FeedPage, Shown};

use super::columns;
use crate::fault::Failure;

/// Changes after a position, at most `limit`, in a snapshot that shows this state. A page that is
/// not full ends at the feed's own position, which is smaller than `after` if the Registry was restored from an older copy.
pub(crate) fn page(
    session: &dyn Session,
    after: u64,
    limit: usize,
    shown: Shown,
) -> Result<FeedPage, Failure> {
    let rows = rows(session, after, limit)?;
    let last = rows.last().map_or(after, |(position, _)| *position);
    let position = if rows.len() < limit {
        shown.position
    } else {
        last
    };
    let changes = rows.into_iter().map(|(_, change)| change).collect();
    Ok(FeedPage {
        changes,
        position,
        as_of: shown.as_of,
        acknowledged: shown.acknowledged,
    })
}

fn rows(
    session: &dyn Session,
    after: u64,
    limit: usize,
) -> Result<Vec<(u64, FeedChange)>, Failure> {
    let sql = "SELECT f.position, g.line, g.number, f.serial, f.crl FROM feed f
               JOIN generations g ON g.id = f.generation
               WHERE f.position > ?1 ORDER BY f.position LIMIT ?2";
    let range = (columns::integer(after), columns::count(limit));
    session.all(sql, range, |row| {
        let issuer = columns::generation(row, 1, 2)?;
        Ok((columns::unsigned(row, 0)?, change(row, issuer)?))
    })
}

fn change(row: &Row<'_>, issuer: GenerationId) -> Result<FeedChange, Failure> {
    if let Some(number) = row.get(4)? {
        return Ok(FeedChange::Crl { issuer, number });
    }
    match row.get::<Option<Vec<u8>>>(3)? {
        Some(_) => {
            let serial = columns::serial(row, 3)?;
            Ok(FeedChange::Status { issuer, serial })
        }
        None => Ok(FeedChange::Issuer { issuer }),
    }
}
