//! Events by what they say. A question goes to the places that it can be about, nearest first:
//! by object or request, by the marks of pages, or one page after the other.

use std::ops::Range;
use std::time::Duration;

use ca_core::audit::LogEntry;
use ca_core::audit::event::{Act, Outcome, RecordedEvent};
use ca_core::audit::query::EventQuery;
use ca_core::serial::Serial;
use ca_core::timestamp::Timestamp;

use super::bodies::Unpacker;
use super::heads::Heads;
use super::pages::{Finder, PAGE, finder};
use super::{columns, log};
use crate::fault::Failure;
use crate::session::Session;
use crate::session::value::ToValue;

/// The events that a query asks for.
pub(crate) fn matching(
    session: &dyn Session,
    query: &EventQuery,
) -> Result<Vec<LogEntry>, Failure> {
    let (mut rest, mut found) = (bounds(session, query)?, Vec::new());
    let (way, unpacker) = (Way::of(session, query)?, Unpacker::new(session));
    while found.len() < query.limit && !rest.is_empty() {
        let Some(places) = way.next(session, &rest, query.newest_first)? else {
            break;
        };
        let mut entries = log::between(session, &places, &unpacker)?;
        if query.newest_first {
            entries.reverse();
            rest.end = places.start;
        } else {
            rest.start = places.end;
        }
        found.extend(entries.into_iter().filter(|entry| fits(entry, query)));
    }
    found.truncate(query.limit);
    Ok(found)
}

fn fits(entry: &LogEntry, query: &EventQuery) -> bool {
    if !query.asks_about_bodies() {
        return true;
    }
    let event = entry.body.as_deref().and_then(RecordedEvent::parse);
    event.is_some_and(|event| query.matches(&event))
}

/// How places are found at which there may be what is asked for.
enum Way {
    /// By object or request; the places that rows about a certificate keep are here already.
    Named(Finder, Vec<u64>),
    /// By the marks of pages.
    Marks(Vec<(Act, Outcome)>, Option<Finder>),
    /// By an actor's marks.
    Actor(Finder),
    /// One page after the other.
    All,
}

impl Way {
    fn of(session: &dyn Session, query: &EventQuery) -> Result<Self, Failure> {
        let actor = query.actor.as_ref().map(|actor| finder(&actor.id));
        if let Some(object) = &query.object {
            let serial = object.parse();
            let linked = serial.map_or(Ok(Vec::new()), |serial| of_serial(session, &serial));
            return Ok(Self::Named(finder(object), linked?));
        }
        if let Some(id) = &query.request_id {
            return Ok(Self::Named(finder(id), of_request(session, id)?));
        }
        if !query.acts.is_empty() || !query.outcomes.is_empty() {
            let acts = either(&query.acts, &Act::ALL);
            let outcomes = either(&query.outcomes, &Outcome::ALL);
            let with = |act: &Act| outcomes.iter().map(|outcome| (*act, *outcome)).collect();
            let kinds = acts.iter().flat_map(|act| -> Vec<_> { with(act) });
            return Ok(Self::Marks(kinds.collect(), actor));
        }
        Ok(actor.map_or(Self::All, Self::Actor))
    }

    /// The next places to look at.
    fn next(
        &self,
        session: &dyn Session,
        rest: &Range<u64>,
        newest_first: bool,
    ) -> Result<Option<Range<u64>>, Failure> {
        let pages = rest.start / PAGE..rest.end.div_ceil(PAGE);
        let page = match self {
            Self::Named(object, linked) => {
                let place = next_named(session, object, rest, newest_first)?;
                let linked = linked.iter().copied().filter(|place| rest.contains(place));
                let place = nearest(place.into_iter().chain(linked), newest_first);
                return Ok(place.map(|place| place..place.saturating_add(1)));
            }
            Self::Marks(kinds, actor) => {
                let mut found = Vec::new();
                for kind in kinds {
                    found.extend(next_of_kind(session, *kind, *actor, &pages, newest_first)?);
                }
                nearest(found.into_iter(), newest_first)
            }
            Self::Actor(actor) => next_of_actor(session, actor, &pages, newest_first)?,
            Self::All if newest_first => pages.end.checked_sub(1),
            Self::All => Some(pages.start),
        };
        Ok(page.map(|page| {
            let first = page.saturating_mul(PAGE);
            first.max(rest.start)..first.saturating_add(PAGE).min(rest.end)
        }))
    }
}

fn either<'a, T>(asked: &'a [T], all: &'a [T]) -> &'a [T] {
    if asked.is_empty() { all } else { asked }
}

fn nearest(places: impl Iterator<Item = u64>, newest_first: bool) -> Option<u64> {
    if newest_first {
        places.max()
    } else {
        places.min()
    }
}

/// The events of the requests and certificates with a serial number, of all issuers.
fn of_serial(session: &dyn Session, serial: &Serial) -> Result<Vec<u64>, Failure> {
    let sql = "SELECT id FROM generations";
    let issuers: Vec<i64> = session.all(sql, (), |row| row.get(0))?;
    let sql = "SELECT c.event, x.event FROM serials s
               JOIN certificates c ON c.sequence = s.certificate
               LEFT JOIN signatures x ON x.sequence = s.certificate
               WHERE s.generation = ?1 AND s.serial = ?2";
    kept_places(session, sql, &issuers, &serial.as_bytes())
}

/// The events of the requests and certificates with a request id, of all lines.
fn of_request(session: &dyn Session, request_id: &str) -> Result<Vec<u64>, Failure> {
    let sql = "SELECT DISTINCT line FROM generations";
    let lines: Vec<String> = session.all(sql, (), |row| row.get(0))?;
    let sql = "SELECT c.event, x.event FROM requests r
               JOIN certificates c ON c.sequence = r.certificate
               LEFT JOIN signatures x ON x.sequence = r.certificate
               WHERE r.scope = ?1 AND r.request_id = ?2";
    kept_places(session, sql, &lines, &request_id)
}

/// The places that rows under a name keep, in each of several scopes: one after the other, since
/// all at once leads some planners through the whole table.
fn kept_places(
    session: &dyn Session,
    sql: &str,
    scopes: &[impl ToValue],
    name: &dyn ToValue,
) -> Result<Vec<u64>, Failure> {
    let mut places = Vec::new();
    for scope in scopes {
        session.each(sql, [scope.to_value(), name.to_value()], |row| {
            places.extend(row.get::<Option<u64>>(0)?);
            places.extend(row.get::<Option<u64>>(1)?);
            Ok(())
        })?;
    }
    Ok(places)
}

fn next_named(
    session: &dyn Session,
    object: &Finder,
    rest: &Range<u64>,
    newest_first: bool,
) -> Result<Option<u64>, Failure> {
    let sql = in_order(
        "SELECT event FROM event_objects WHERE object = ?1 AND event >= ?2 AND event < ?3
         ORDER BY event",
        newest_first,
    );
    let range = (
        object,
        columns::integer(rest.start),
        columns::integer(rest.end),
    );
    session.optional(&sql, range, |row| row.get(0))
}

fn next_of_kind(
    session: &dyn Session,
    (act, outcome): (Act, Outcome),
    actor: Option<Finder>,
    pages: &Range<u64>,
    newest_first: bool,
) -> Result<Option<u64>, Failure> {
    let (act, outcome) = (act.as_str(), outcome.as_str());
    let (first, past) = (columns::integer(pages.start), columns::integer(pages.end));
    let Some(actor) = actor else {
        let sql = in_order(
            "SELECT page FROM event_pages
             WHERE act = ?1 AND outcome = ?2 AND page >= ?3 AND page < ?4 ORDER BY page",
            newest_first,
        );
        return session.optional(&sql, (act, outcome, first, past), |row| row.get(0));
    };
    let sql = in_order(
        "SELECT page FROM event_pages WHERE act = ?1 AND outcome = ?2 AND page >= ?3
             AND page < ?4 AND actor = ?5 ORDER BY page",
        newest_first,
    );
    session.optional(&sql, (act, outcome, first, past, actor), |row| row.get(0))
}

fn next_of_actor(
    session: &dyn Session,
    actor: &Finder,
    pages: &Range<u64>,
    newest_first: bool,
) -> Result<Option<u64>, Failure> {
    let sql = in_order(
        "SELECT page FROM event_pages WHERE actor = ?1 AND page >= ?2 AND page < ?3
         ORDER BY page",
        newest_first,
    );
    let range = (
        actor,
        columns::integer(pages.start),
        columns::integer(pages.end),
    );
    session.optional(&sql, range, |row| row.get(0))
}

fn in_order(sql: &str, newest_first: bool) -> String {
    let order = if newest_first { "DESC" } else { "ASC" };
    format!("{sql} {order} LIMIT 1")
}

/// The places that a query can be about. Times come from the marks of pages, and clocks of
/// several programs differ: a little more is read than was asked for.
fn bounds(session: &dyn Session, query: &EventQuery) -> Result<Range<u64>, Failure> {
    let size = Heads::read(session)?.tree_size();
    let mut places = query.from..query.to.unwrap_or(size).min(size);
    let pages = size.div_ceil(PAGE);
    if let Some(since) = query.since {
        let page = first_page(session, pages, since.minus(SLACK))?;
        let first = page.saturating_sub(1).saturating_mul(PAGE);
        places.start = places.start.max(first);
    }
    if let Some(until) = query.until {
        let page = first_page(session, pages, until.plus(SLACK))?;
        places.end = places.end.min(page.saturating_mul(PAGE));
    }
    Ok(places)
}

/// The first of the pages that begins at this moment or later; their number if none does.
fn first_page(session: &dyn Session, pages: u64, moment: Timestamp) -> Result<u64, Failure> {
    let (mut low, mut high) = (0, pages);
    while low < high {
        let middle = low.midpoint(high);
        let sql = "SELECT min(time) FROM event_pages WHERE page = ?1";
        let page = [columns::integer(middle)];
        let begins = session.one(sql, page, |row| columns::moment_if_any(row, 0))?;
        if begins.is_some_and(|begins| begins >= moment) {
            high = middle;
        } else {
            low = middle.saturating_add(1);
        }
    }
    Ok(low)
}

/// How far the clocks of programs that write at the same time may differ.
const SLACK: Duration = Duration::from_secs(300);
