//! The audit log as readers see it.

use ca_core::audit::LogEntry;
use rusqlite::Connection;

use super::columns;
use super::fault::Failure;

/// At most `limit` entries from place `from` on, in order.
pub(super) fn entries(
    connection: &Connection,
    from: u64,
    limit: usize,
) -> Result<Vec<LogEntry>, Failure> {
    let sql = "SELECT log_index, leaf_data, body FROM audit_events
               WHERE log_index >= ?1 ORDER BY log_index LIMIT ?2";
    let mut statement = connection.prepare_cached(sql)?;
    let range = (columns::integer(from), columns::count(limit));
    let rows = statement.query_map(range, |row| {
        Ok(LogEntry {
            index: columns::unsigned(row, 0)?,
            leaf_data: columns::digest(row, 1)?,
            body: row.get(2)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
