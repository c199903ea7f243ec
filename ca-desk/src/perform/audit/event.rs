//! Events that match.

use ca_api::audit::{AskedEvents, EventList, ListEvents};
use ca_api::page::Place;
use ca_api::word::Word;
use ca_core::audit::query::{ActorName, EventQuery};
use ca_core::audit::{AuditLog, LogEntry};
use ca_core::authority::Rule;
use ca_core::registry::records::Officer;

use crate::error::Failure;
use crate::explain;
use crate::gate::Admitted;
use crate::message::Message;
use crate::perform::audit::describe;
use crate::perform::issuer::find;
use crate::perform::{Keys, Perform};
use crate::wiring::Wiring;

impl Perform for ListEvents {
    const KEYS: Keys = Keys::Unused;

    fn perform(
        here: &Wiring,
        _: &Admitted<Self>,
        request: AskedEvents,
    ) -> Result<EventList, Failure> {
        let unread = || Message::new("audit-not-read");
        let is_whole = asks_for_all_times(&request);
        let query = query(request);
        let entries = here.store.events(&query);
        let entries = entries.map_err(|error| {
            Failure::because(unread(), explain::registry(&error).named(error.rule()))
        })?;
        if let Some(issuer) = query
            .issuer
            .as_deref()
            .filter(|_| entries.is_empty() && is_whole)
        {
            // Requests to issuers that never were are events too, and a part may have none.
            find::require(here.store.as_ref(), issuer)
                .map_err(|why| Failure::because(unread(), why))?;
        }
        Ok(EventList {
            events: entries.iter().map(describe::event).collect(),
            next: next(&query, &entries),
        })
    }
}

const fn asks_for_all_times(asked: &AskedEvents) -> bool {
    asked.from.is_none()
        && asked.to.is_none()
        && asked.since.is_none()
        && asked.until.is_none()
        && asked.cursor.is_none()
}

/// The question to the log: a part begins where the one before ended.
fn query(asked: AskedEvents) -> EventQuery {
    let place = |place: Option<Word<Place>>| place.map(|place| place.0);
    let (from, to, cursor) = (place(asked.from), place(asked.to), place(asked.cursor));
    let (from, to) = if asked.newest {
        (from, cursor.or(to))
    } else {
        (cursor.or(from), to)
    };
    let name = |Officer { kind, id }| ActorName { kind, id };
    EventQuery {
        from: from.unwrap_or(0),
        to,
        since: asked.since.map(Word::into_value),
        until: asked.until.map(Word::into_value),
        acts: asked.act.into_iter().map(Word::into_value).collect(),
        outcomes: asked.outcome.into_iter().map(Word::into_value).collect(),
        actor: asked.actor.map(Word::into_value).map(name),
        issuer: asked.issuer,
        object: asked.object,
        newest_first: asked.newest,
        limit: asked.limit.entries(),
        ..EventQuery::default()
    }
}

/// Where a part that is full ended.
fn next(query: &EventQuery, entries: &[LogEntry]) -> Option<Word<Place>> {
    let last = entries.last().filter(|_| entries.len() == query.limit)?;
    let place = if query.newest_first {
        last.index
    } else {
        last.index.saturating_add(1)
    };
    Some(Word::of(Place(place)))
}

#[cfg(test)]
mod tests {
    use ca_api::page::Limit;
    use ca_core::digest::Sha256Digest;

    use super::*;

    fn place(place: u64) -> Option<Word<Place>> {
        Some(Word::of(Place(place)))
    }

    fn entry(index: u64) -> LogEntry {
        LogEntry {
            index,
            leaf_data: Sha256Digest::of(b""),
            body: None,
        }
    }

    #[test]
    fn a_part_begins_where_the_one_before_ended_whatever_the_bounds() {
        for (newest, bounds) in [(false, (7, Some(20))), (true, (3, Some(7)))] {
            let asked = AskedEvents {
                from: place(3),
                to: place(20),
                cursor: place(7),
                newest,
                ..AskedEvents::default()
            };
            let query = query(asked);
            assert_eq!((query.from, query.to), bounds);
        }
    }

    #[test]
    fn a_full_part_has_a_next_one_and_the_last_has_none() {
        for (newest, then) in [(false, 6), (true, 5)] {
            let asked = AskedEvents {
                limit: Limit::at_most(2),
                newest,
                ..AskedEvents::default()
            };
            let query = query(asked);
            assert_eq!(next(&query, &[entry(4), entry(5)]), place(then));
            assert_eq!(next(&query, &[entry(5)]), None);
            assert_eq!(next(&query, &[]), None);
        }
    }
}
