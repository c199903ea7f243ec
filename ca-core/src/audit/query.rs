//! Questions to the log.

use crate::actor::ActorKind;
use crate::audit::event::{Act, Outcome, RecordedEvent};
use crate::timestamp::Timestamp;

/// Which events to show. An empty list and an absent bound ask nothing.
///
/// An event whose body was purged answers only questions about its place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EventQuery {
    /// First place.
    pub from: u64,
    /// Place after the last one.
    pub to: Option<u64>,
    /// Not before this moment.
    pub since: Option<Timestamp>,
    /// Before this moment.
    pub until: Option<Timestamp>,
    /// Any of these acts.
    pub acts: Vec<Act>,
    /// Any of these outcomes.
    pub outcomes: Vec<Outcome>,
    /// By this actor, however authenticated.
    pub actor: Option<ActorName>,
    /// Of those, about the issuer with this name: a generation, or a line where no generation was
    /// known. By itself it leads to no place, so that the log is read from end to end.
    pub issuer: Option<String>,
    /// About this object: serial, document digest, key URI or CRL number, as events write it.
    pub object: Option<String>,
    /// Of the request with this id.
    pub request_id: Option<String>,
    /// The newest ones, from the last place backwards, instead of the oldest.
    pub newest_first: bool,
    /// Most events.
    pub limit: usize,
}

/// The name of an actor; of any kind where none is given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActorName {
    /// The kind.
    pub kind: Option<ActorKind>,
    /// The id.
    pub id: String,
}

impl EventQuery {
    /// Whether it asks about more than places.
    #[must_use]
    pub fn asks_about_bodies(&self) -> bool {
        let places = Self {
            from: self.from,
            to: self.to,
            newest_first: self.newest_first,
            limit: self.limit,
            ..Self::default()
        };
        *self != places
    }

    /// Whether an event is one of those, its place aside.
    #[must_use]
    pub fn matches(&self, event: &RecordedEvent) -> bool {
        self.matches_time(event)
            && one_of(self.acts.iter().map(|act| act.as_str()), &event.r#type)
            && one_of(self.outcomes.iter().map(|o| o.as_str()), &event.outcome)
            && self.actor.as_ref().is_none_or(|actor| {
                let kind = actor.kind.map(ActorKind::as_str);
                actor.id == event.actor.id && kind.is_none_or(|kind| kind == event.actor.kind)
            })
            && is(self.issuer.as_ref(), event.issuer.as_ref())
            && is(self.object.as_ref(), event.object.as_ref())
            && is(self.request_id.as_ref(), event.request_id.as_ref())
    }

    fn matches_time(&self, event: &RecordedEvent) -> bool {
        if self.since.is_none() && self.until.is_none() {
            return true;
        }
        Timestamp::parse_rfc3339(&event.time).is_some_and(|time| {
            self.since.is_none_or(|since| time >= since)
                && self.until.is_none_or(|until| time < until)
        })
    }
}

fn one_of<'a>(words: impl ExactSizeIterator<Item = &'a str>, found: &str) -> bool {
    let mut words = words;
    words.len() == 0 || words.any(|word| word == found)
}

fn is(wanted: Option<&String>, found: Option<&String>) -> bool {
    wanted.is_none_or(|wanted| Some(wanted) == found)
}
