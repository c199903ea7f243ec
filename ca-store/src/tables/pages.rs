//! What stands where in the audit log, so that a question reads the events that it is about and
//! few others: pages of 256 events are marked with who did what in them, and rare events with
//! the digest of their object.

use ca_core::audit::event::{Act, AuditEvent, Outcome, RecordedEvent};
use ca_core::digest::Sha256Digest;
use ca_core::timestamp::Timestamp;

use super::columns;
use crate::fault::Failure;
use crate::session::Session;

/// Events to a page: those of a tile.
pub(crate) const PAGE: u64 = 256;

/// The first octets of a digest: enough to find by, never to conclude from.
pub(crate) type Finder = [u8; 8];

/// That a page has an event of this act, outcome and actor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Mark {
    page: u64,
    act: Act,
    outcome: Outcome,
    actor: Finder,
}

impl Mark {
    /// The mark of an event at a place.
    pub(crate) fn of(event: &AuditEvent, place: u64) -> Self {
        Self {
            page: place / PAGE,
            act: event.act(),
            outcome: event.outcome(),
            actor: finder(event.actor()),
        }
    }

    /// The mark of an event as the log has it; nothing for what no version of the program wrote.
    fn of_recorded(event: &RecordedEvent, place: u64) -> Option<Self> {
        let act = |act: &Act| act.as_str() == event.r#type;
        let outcome = |outcome: &Outcome| outcome.as_str() == event.outcome;
        Some(Self {
            page: place / PAGE,
            act: Act::ALL.into_iter().find(act)?,
            outcome: Outcome::ALL.into_iter().find(outcome)?,
            actor: finder(&event.actor.id),
        })
    }

    /// Marks the page, unless it is marked.
    pub(crate) fn keep(&self, session: &dyn Session, time: Timestamp) -> Result<(), Failure> {
        let sql = "INSERT INTO event_pages (page, act, outcome, actor, time)
                   VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING";
        let row = (
            columns::integer(self.page),
            self.act.as_str(),
            self.outcome.as_str(),
            self.actor,
            time.unix_millis(),
        );
        session.run(sql, row)?;
        Ok(())
    }
}

/// What an object or an actor's id is found by.
pub(crate) fn finder(name: &str) -> Finder {
    let [a, b, c, d, e, f, g, h, ..] = *Sha256Digest::of(name.as_bytes()).as_bytes();
    [a, b, c, d, e, f, g, h]
}

/// Lets an event be found by its object and its request.
pub(crate) fn name_event(
    session: &dyn Session,
    event: &AuditEvent,
    place: i64,
) -> Result<(), Failure> {
    let mut names = event.object().into_iter().chain(event.request_id());
    names.try_for_each(|object| name(session, object, place))
}

fn name(session: &dyn Session, object: &str, place: i64) -> Result<(), Failure> {
    let sql = "INSERT INTO event_objects (object, event) VALUES (?1, ?2) ON CONFLICT DO NOTHING";
    session.run(sql, (finder(object), place))?;
    Ok(())
}

/// Marks and names an event of a registry that kept neither.
pub(crate) fn fill(session: &dyn Session, place: u64, body: &[u8]) -> Result<(), Failure> {
    let Some(event) = RecordedEvent::parse(body) else {
        return Ok(());
    };
    let time = Timestamp::parse_rfc3339(&event.time);
    if let Some((mark, time)) = Mark::of_recorded(&event, place).zip(time) {
        mark.keep(session, time)?;
    }
    let mut names = event.object.iter().chain(&event.request_id);
    names.try_for_each(|object| name(session, object, columns::integer(place)))
}
