//! `sceau audit list`: events by place, time, actor, act, outcome and object.

use ca_core::audit::AuditLog;
use ca_core::audit::event::{Act, Outcome};
use ca_core::audit::query::{ActorName, EventQuery};
use ca_core::registry::records::Officer;
use ca_core::serial::Serial;
use ca_core::timestamp::Timestamp;
use ca_desk::error::Failure;
use ca_desk::explain;
use ca_desk::message::Message;
use ca_desk::perform::issuer::find;
use ca_desk::wiring::{self, Store};
use clap::Args;
use clap::builder::{PossibleValuesParser, StringValueParser, TypedValueParser};
use serde::Serialize;

use super::event::EventReport;
use crate::cli::value;
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
    act: Vec<Act>,
    #[arg(long, value_name = "OUTCOME", value_parser = outcome())]
    outcome: Vec<Outcome>,
    #[arg(long, value_name = "ID", value_parser = value::officer)]
    actor: Option<Officer>,
    #[arg(long, value_name = "ISSUER")]
    issuer: Option<String>,
    #[arg(long, value_name = "TEXT", value_parser = any_object())]
    object: Option<String>,
    #[arg(long)]
    newest: bool,
    #[arg(long, value_name = "NUMBER", default_value_t = 100)]
    limit: usize,
}

fn act() -> impl TypedValueParser<Value = Act> {
    let known = |word: &str| Act::ALL.into_iter().find(|act| act.as_str() == word);
    PossibleValuesParser::new(Act::ALL.map(Act::as_str))
        .try_map(move |word| known(&word).ok_or("no act"))
}

fn outcome() -> impl TypedValueParser<Value = Outcome> {
    let known = |word: &str| Outcome::ALL.into_iter().find(|one| one.as_str() == word);
    PossibleValuesParser::new(Outcome::ALL.map(Outcome::as_str))
        .try_map(move |word| known(&word).ok_or("no outcome"))
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
    pub(super) fn run(self, invocation: &Invocation) -> Result<Answer, Failure> {
        let store = wiring::store(&invocation.config()?, Store::Open)?;
        let newest_first = self.newest;
        let limit = self.limit;
        let is_whole = self.asks_for_all_times();
        let unread = || Message::new("audit-not-read");
        let query = self.query();
        let entries = store
            .events(&query)
            .map_err(|error| Failure::because(unread(), explain::registry(&error)))?;
        if let Some(issuer) = query.issuer.filter(|_| entries.is_empty() && is_whole) {
            // Requests to issuers that never were are events too, and a part may have none.
            find::require(store.as_ref(), &issuer)
                .map_err(|why| Failure::because(unread(), why))?;
        }
        let full = limit > 0 && entries.len() == limit;
        let next = entries.last().filter(|_| full).map(|last| {
            if newest_first {
                last.index
            } else {
                last.index.saturating_add(1)
            }
        });
        Ok(Answer::of(EventList {
            events: entries.iter().map(EventReport::of).collect(),
            next,
            newest_first,
        }))
    }

    const fn asks_for_all_times(&self) -> bool {
        self.from == 0 && self.to.is_none() && self.since.is_none() && self.until.is_none()
    }

    fn query(self) -> EventQuery {
        let name = |Officer { kind, id }| ActorName { kind, id };
        EventQuery {
            from: self.from,
            to: self.to,
            since: self.since,
            until: self.until,
            acts: self.act,
            outcomes: self.outcome,
            actor: self.actor.map(name),
            issuer: self.issuer,
            object: self.object,
            newest_first: self.newest,
            limit: self.limit,
            ..EventQuery::default()
        }
    }
}

#[derive(Debug, Serialize)]
struct EventList {
    events: Vec<EventReport>,
    /// Where the next part begins: what to give as `--from`, or as `--to` after `--newest`;
    /// absent at the end.
    next: Option<u64>,
    #[serde(skip)]
    newest_first: bool,
}

impl Report for EventList {
    fn text(&self, page: &mut Page<'_>) {
        let rows = self.events.iter().map(|event| event.cells(page)).collect();
        page.table(EventReport::COLUMNS, rows);
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
