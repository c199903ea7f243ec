//! Bodies of events that go at term (AUD-05); leaves and proofs stay whole.

use std::ops::Range;

use ca_core::audit::event::{AuditEvent, ENDED, RecordedEvent};
use ca_core::audit::places::Places;
use ca_core::audit::query::EventQuery;
use ca_core::registry::RegistryError;
use ca_core::timestamp::Timestamp;

use super::act::Act;
use super::{columns, events};
use crate::fault::Failure;

/// Removes the bodies at these places, and records the event that names them; returns its place.
pub(crate) fn purge(
    act: &mut Act<'_>,
    places: &Places,
    event: &AuditEvent,
) -> Result<i64, Failure> {
    let index = act.record(event)?;
    let span = places.span();
    if span.end > columns::converted(u64::try_from(index))? {
        return Err(not_there(span.end.saturating_sub(1)));
    }
    allow(act, &span, index, event)?;
    for place in places.iter() {
        let sql = "UPDATE audit_events SET body = NULL WHERE log_index = ?1 AND body IS NOT NULL";
        if act.run(sql, [columns::integer(place)])? != 1 {
            return Err(not_there(place));
        }
    }
    Ok(index)
}

/// Lets bodies go at these places, unless an earlier purge does already. The schema looks at these
/// rows for each body: they stand for whole blocks, so that they stay few, but for none since the
/// moment up to which the purge judges. Which bodies went, the event says.
fn allow(act: &Act<'_>, span: &Range<u64>, index: i64, event: &AuditEvent) -> Result<(), Failure> {
    let sql = "SELECT EXISTS (SELECT 1 FROM purges WHERE first <= ?1 AND past >= ?2)";
    let places = (columns::integer(span.start), columns::integer(span.end));
    if act.session().only::<bool>(sql, places)? {
        return Ok(());
    }
    let first = columns::integer(span.start / BLOCK * BLOCK);
    let past = span.end.div_ceil(BLOCK).saturating_mul(BLOCK);
    let past = past.min(since_ended(act, event)?).max(span.end);
    let sql = "INSERT INTO purges (event, first, past) VALUES (?1, ?2, ?3)";
    act.run(sql, (index, first, columns::integer(past).min(index)))?;
    Ok(())
}

/// The place of the first event since the moment that a purge names; the first place of all for
/// one that names none.
fn since_ended(act: &Act<'_>, event: &AuditEvent) -> Result<u64, Failure> {
    let said = RecordedEvent::parse(event.as_bytes());
    let ended = said.and_then(|said| Timestamp::parse_rfc3339(said.details.get(ENDED)?));
    let Some(ended) = ended else {
        return Ok(0);
    };
    let since = EventQuery {
        since: Some(ended),
        limit: 1,
        ..EventQuery::default()
    };
    let first = events::matching(act.session(), &since)?.into_iter().next();
    Ok(first.map_or(u64::MAX, |first| first.index))
}

/// Places of a row.
const BLOCK: u64 = 1 << 20;

fn not_there(place: u64) -> Failure {
    let object = format!("event {place}");
    let state = "without a body";
    RegistryError::WrongState { object, state }.into()
}
