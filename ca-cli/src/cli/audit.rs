//! `sceau audit`: the record of all acts.

use ca_core::audit::{self, AuditLog, LogEntry};
use clap::{Args, Subcommand};
use serde::Serialize;
use serde_json::Value;

use crate::config::Config;
use crate::error::Failure;
use crate::explain;
use crate::invocation::Invocation;
use crate::message::Message;
use crate::output::page::Page;
use crate::output::{Answer, Report, rows};
use crate::progress;
use crate::wiring::{self, Store};

#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    List(List),
    Verify,
}

#[derive(Args, Debug)]
pub(crate) struct List {
    #[arg(long, value_name = "NUMBER", default_value_t = 0)]
    from: u64,
    #[arg(long, value_name = "NUMBER", default_value_t = 100)]
    limit: usize,
}

/// Does what the verb says.
pub(super) fn run(verb: Verb, invocation: &Invocation) -> Result<Answer, Failure> {
    match verb {
        Verb::List(list) => list.run(invocation),
        Verb::Verify => verify(invocation),
    }
}

impl List {
    fn run(&self, invocation: &Invocation) -> Result<Answer, Failure> {
        let store = wiring::store(&Config::of(invocation)?, Store::Open)?;
        let entries = store.entries(self.from, self.limit).map_err(|error| {
            Failure::because(Message::new("audit-not-listed"), explain::registry(&error))
        })?;
        Ok(Answer::of(EventList {
            events: entries.iter().map(EventReport::of).collect(),
        }))
    }
}

fn verify(invocation: &Invocation) -> Result<Answer, Failure> {
    let store = wiring::store(&Config::of(invocation)?, Store::Open)?;
    let verified = progress::during(invocation, &Message::new("progress-audit"), || {
        audit::verify(store.as_ref())
    });
    let head = verified.map_err(|defect| {
        Failure::because(Message::new("audit-not-verified"), explain::audit(&defect))
    })?;
    Ok(Answer::of(TreeReport {
        events: head.size,
        root: head.root.to_string(),
    }))
}

/// An audit event: its place, its leaf and its content as it was recorded.
#[derive(Debug, Serialize)]
struct EventReport {
    index: u64,
    leaf: String,
    /// Absent once the event was purged at term.
    event: Option<Value>,
}

impl EventReport {
    fn of(entry: &LogEntry) -> Self {
        let read = |body: &Vec<u8>| serde_json::from_slice(body).ok();
        Self {
            index: entry.index,
            leaf: entry.leaf_data.to_string(),
            event: entry.body.as_ref().and_then(read),
        }
    }

    /// A field of the event, as text.
    fn field(&self, path: &str) -> String {
        let value = self.event.as_ref().and_then(|event| event.pointer(path));
        value.and_then(Value::as_str).unwrap_or("-").to_owned()
    }
}

#[derive(Debug, Serialize)]
struct EventList {
    events: Vec<EventReport>,
}

impl Report for EventList {
    fn text(&self, page: &mut Page<'_>) {
        let cells = |event: &EventReport| {
            [
                event.index.to_string(),
                event.field("/time"),
                event.field("/actor/id"),
                event.field("/type"),
                event.field("/outcome"),
                event.field("/issuer"),
                event.field("/object"),
            ]
        };
        let columns = [
            "field-index",
            "field-time",
            "field-actor",
            "field-act",
            "field-outcome",
            "field-issuer",
            "field-object",
        ];
        page.table(columns, self.events.iter().map(cells).collect());
    }

    fn entries(&self) -> Option<serde_json::Result<Vec<String>>> {
        rows(&self.events)
    }
}

/// The Merkle tree over the whole log, found right.
#[derive(Debug, Serialize)]
struct TreeReport {
    events: u64,
    root: String,
}

impl Report for TreeReport {
    fn text(&self, page: &mut Page<'_>) {
        page.sentence(&Message::new("audit-verified").count("events", self.events));
        page.field("field-root-hash", &self.root);
    }
}
