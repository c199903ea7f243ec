//! `sceau audit list`: events by place, time, actor, act, outcome and object.

use ca_api::audit::{AskedEvents, EventReport, ListEvents};
use ca_api::page::{Limit, Place};
use ca_api::word::{Unreadable, Word, Worded};
use ca_core::audit::event::{Act, Outcome};
use ca_core::registry::records::Officer;
use ca_core::serial::Serial;
use ca_core::timestamp::Timestamp;
use ca_desk::error::Failure;
use ca_desk::message::Message;
use clap::Args;
use clap::builder::{PossibleValuesParser, StringValueParser, TypedValueParser};
use serde::Serialize;

use super::event;
use crate::cli::value::{self, ValueFault};
use crate::desk::Desk;
use crate::invocation::Invocation;
use crate::output::page::Page;
use crate::output::{Answer, Report, rows};

#[derive(Args, Debug)]
pub(crate) struct List {
    #[arg(long, value_name = "NUMBER", default_value_t = 0)]
    from: u64,
    #[arg(long, value_name = "NUMBER")]
    to: Option<u64>,
    #[arg(long, value_name = "TIME", value_parser = value::moment)]
    since: Option<Timestamp>,
    #[arg(long, value_name = "TIME", value_parser = value::moment)]
    until: Option<Timestamp>,
    #[arg(long, value_name = "ACT", value_parser = act())]
    act: Vec<Word<Act>>,
    #[arg(long, value_name = "OUTCOME", value_parser = outcome())]
    outcome: Vec<Word<Outcome>>,
    #[arg(long, value_name = "ID", value_parser = actor)]
    actor: Option<Word<Officer>>,
    #[arg(long, value_name = "ISSUER")]
    issuer: Option<String>,
    #[arg(long, value_name = "TEXT", value_parser = any_object())]
    object: Option<String>,
    #[arg(long)]
    newest: bool,
    #[arg(long, value_name = "NUMBER", default_value_t = 100)]
    limit: usize,
}

fn act() -> impl TypedValueParser<Value = Word<Act>> {
    PossibleValuesParser::new(Act::ALL.map(Act::as_str)).try_map(word)
}

fn outcome() -> impl TypedValueParser<Value = Word<Outcome>> {
    PossibleValuesParser::new(Outcome::ALL.map(Outcome::as_str)).try_map(word)
}

fn word<T: Worded>(text: String) -> Result<Word<T>, Unreadable> {
    Word::read(&text)
}

/// As [`value::officer`], with the text as it was given.
fn actor(text: &str) -> Result<Word<Officer>, ValueFault> {
    value::officer(text).map(|officer| Word::written(text, officer))
}

fn any_object() -> impl TypedValueParser<Value = String> {
    StringValueParser::new().map(|text| object(&text))
}

/// An object as events write it: other programs print serial numbers and digests in upper case
/// with colons or with `0x`. All else, and what may be a CRL number, stays as it is.
fn object(text: &str) -> String {
    let text = text.trim();
    let hexadecimal = |c: char| c.is_ascii_hexdigit() || c == ':';
    let foreign = |c: char| c.is_ascii_uppercase() || c == ':';
    let prefix = ["0x", "0X"].into_iter();
    let stripped = prefix.filter_map(|prefix| text.strip_prefix(prefix)).next();
    let number = stripped.unwrap_or(text);
    let is_foreign = stripped.is_some() || number.contains(foreign);
    if !is_foreign || !number.chars().all(hexadecimal) {
        return text.to_owned();
    }
    let digits = || number.to_ascii_lowercase().replace(':', "");
    let serial = number.parse::<Serial>();
    serial.map_or_else(|_| digits(), |serial| serial.to_string())
}

impl List {
    /// Asks for part after part, until there are as many as were asked for.
    pub(super) fn run(self, invocation: &Invocation) -> Result<Answer, Failure> {
        let desk = Desk::open::<ListEvents>(invocation.place()?, invocation)?;
        let (limit, newest_first) = (self.limit, self.newest);
        let asked = self.asked();
        let (mut events, mut next) = (Vec::new(), None);
        while events.len() < limit {
            let page = desk.call::<ListEvents>(AskedEvents {
                limit: Limit::at_most(limit - events.len()),
                cursor: next,
                ..asked.clone()
            })?;
            events.extend(page.events);
            next = page.next;
            if next.is_none() {
                break;
            }
        }
        Ok(Answer::of(EventsShown {
            events,
            next: next.map(|place| place.0),
            newest_first,
        }))
    }

    fn asked(self) -> AskedEvents {
        let place = |place| Word::of(Place(place));
        AskedEvents {
            from: (self.from > 0).then(|| place(self.from)),
            to: self.to.map(place),
            since: self.since.map(Word::of),
            until: self.until.map(Word::of),
            act: self.act,
            outcome: self.outcome,
            actor: self.actor,
            issuer: self.issuer,
            object: self.object,
            newest: self.newest,
            ..AskedEvents::default()
        }
    }
}

/// All parts of the list, as far as they were asked for.
#[derive(Debug, Serialize)]
struct EventsShown {
    events: Vec<EventReport>,
    /// Where the next part begins: what to give as `--from`, or as `--to` after `--newest`;
    /// absent at the end.
    next: Option<u64>,
    #[serde(skip)]
    newest_first: bool,
}

impl Report for EventsShown {
    fn text(&self, page: &mut Page<'_>) {
        let rows = self.events.iter().map(|found| event::cells(found, page));
        let rows = rows.collect();
        page.table(event::COLUMNS, rows);
        if let Some(next) = self.next {
            let option = if self.newest_first { "--to" } else { "--from" };
            let option = format!("{option} {next}");
            page.sentence(&Message::new("audit-list-more").with("option", option));
        }
    }

    fn entries(&self) -> Option<serde_json::Result<Vec<String>>> {
        rows(&self.events)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objects_are_asked_for_as_events_write_them() {
        let digest = "AB".repeat(32);
        for (given, written) in [
            ("4F:0C:2A", "4f0c2a"),
            ("4F0C2A", "4f0c2a"),
            ("0x4F0C2A", "4f0c2a"),
            ("0X4f0c2a", "4f0c2a"),
            ("0xyz", "0xyz"),
            (digest.as_str(), &"ab".repeat(32)),
            // CRL numbers, and the URIs of keys.
            ("100", "100"),
            ("pkcs11:token=T;object=K", "pkcs11:token=T;object=K"),
        ] {
            assert_eq!(object(given), written);
        }
    }
}
