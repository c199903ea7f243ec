//! Bodies of events that go at term (AUD-05); leaves and proofs stay whole.

use std::ops::Range;

use ca_core::audit::event::AuditEvent;
use ca_core::registry::RegistryError;

use super::act::Act;
use super::columns;
use crate::fault::Failure;

/// Records that bodies at these places may go; returns the place of the event that says so.
pub(crate) fn begin(
    act: &mut Act<'_>,
    places: &Range<u64>,
    event: &AuditEvent,
) -> Result<i64, Failure> {
    let place = act.record(event)?;
    let (first, past) = (columns::integer(places.start), columns::integer(places.end));
    if first >= past || past > place {
        let object = format!("event {}", places.end.saturating_sub(1));
        return Err(RegistryError::NotFound { object }.into());
    }
    let sql = "INSERT INTO purges (event, first, past) VALUES (?1, ?2, ?3)";
    act.run(sql, (place, first, past))?;
    Ok(place)
}

/// Removes bodies; returns how many there were.
pub(crate) fn remove(act: &Act<'_>, places: &[u64]) -> Result<u64, Failure> {
    let mut removed = 0_u64;
    for place in places {
        let index = columns::integer(*place);
        let sql = "SELECT EXISTS (SELECT 1 FROM purges WHERE ?1 >= first AND ?1 < past)";
        if !act.session().only::<bool>(sql, [index])? {
            let object = format!("event {place}");
            let state = "not in a purge";
            return Err(RegistryError::WrongState { object, state }.into());
        }
        let sql = "UPDATE audit_events SET body = NULL WHERE log_index = ?1 AND body IS NOT NULL";
        let changed = act.run(sql, [index])?;
        removed = removed.saturating_add(u64::try_from(changed).unwrap_or(0));
    }
    Ok(removed)
}
