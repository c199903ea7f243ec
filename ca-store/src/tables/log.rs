//! The audit log as readers see it.

use std::ops::Range;

use ca_core::audit::LogEntry;

use super::bodies::Unpacker;
use super::columns;
use crate::fault::Failure;
use crate::session::Session;

/// At most `limit` entries from place `from` on, in order.
pub(crate) fn entries(
    session: &dyn Session,
    from: u64,
    limit: usize,
) -> Result<Vec<LogEntry>, Failure> {
    let limit = u64::try_from(limit).unwrap_or(u64::MAX);
    let places = from..from.saturating_add(limit);
    between(session, &places, &Unpacker::new(session))
}

/// The entries at these places, in order.
pub(crate) fn between(
    session: &dyn Session,
    places: &Range<u64>,
    unpacker: &Unpacker<'_>,
) -> Result<Vec<LogEntry>, Failure> {
    let sql = "SELECT log_index, leaf_data, body, dictionary FROM audit_events
               WHERE log_index >= ?1 AND log_index < ?2 ORDER BY log_index";
    let range = (columns::integer(places.start), columns::integer(places.end));
    let stored = session.all(sql, range, |row| {
        let entry = LogEntry {
            index: columns::unsigned(row, 0)?,
            leaf_data: columns::digest(row, 1)?,
            body: row.get(2)?,
        };
        Ok((entry, row.get(3)?))
    })?;
    let plain = stored.into_iter().map(|(mut entry, dictionary)| {
        let body = entry.body.take();
        entry.body = body
            .map(|body| unpacker.plain(dictionary, body))
            .transpose()?;
        Ok(entry)
    });
    plain.collect()
}
