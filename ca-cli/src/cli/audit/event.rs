//! An audit event as reports have it.

use ca_core::audit::LogEntry;
use ca_core::audit::event::Outcome;
use ca_desk::message::Message;
use serde::Serialize;
use serde_json::Value;

use crate::output::page::Page;

/// An audit event: its place, its leaf and its content as it was recorded.
#[derive(Debug, Serialize)]
pub(super) struct EventReport {
    index: u64,
    leaf: String,
    /// Absent once the event was purged at term.
    event: Option<Value>,
}

impl EventReport {
    pub(super) fn of(entry: &LogEntry) -> Self {
        let read = |body: &Vec<u8>| serde_json::from_slice(body).ok();
        Self {
            index: entry.index,
            leaf: entry.leaf_data.to_string(),
            event: entry.body.as_ref().and_then(read),
        }
    }

    /// The cells of a list.
    pub(super) fn cells(&self, page: &Page<'_>) -> [String; 7] {
        [
            self.index.to_string(),
            self.field("/time"),
            self.field("/actor/id"),
            self.field("/type"),
            page.say(&word("/outcome", &self.field("/outcome"))),
            self.field("/issuer"),
            self.field("/object"),
        ]
    }

    /// The headings of the cells.
    pub(super) const COLUMNS: [&str; 7] = [
        "field-index",
        "field-time",
        "field-actor",
        "field-act",
        "field-outcome",
        "field-issuer",
        "field-object",
    ];

    /// All fields, one below the other.
    pub(super) fn write(&self, page: &mut Page<'_>) {
        page.field("field-index", self.index);
        for (name, path) in FIELDS {
            let value = self.value(path).map(|value| page.say(&word(path, value)));
            page.optional(name, value);
        }
        let details = self
            .event
            .as_ref()
            .and_then(|event| event.pointer("/details"));
        if let Some(Value::Object(details)) = details {
            let line = |(name, value): (&String, &Value)| {
                format!("{name}: {}", value.as_str().unwrap_or_default())
            };
            let lines: Vec<_> = details.iter().map(line).collect();
            page.field("field-details", lines.join("\n"));
        }
        page.field("field-leaf", &self.leaf);
    }

    /// A field of the event, as text.
    fn field(&self, path: &str) -> String {
        self.value(path).unwrap_or("-").to_owned()
    }

    fn value(&self, path: &str) -> Option<&str> {
        let value = self.event.as_ref().and_then(|event| event.pointer(path));
        value.and_then(Value::as_str)
    }
}

/// A value in the reader's language, where it is one of our words; `--format json` has the words
/// of the event itself.
fn word(path: &str, value: &str) -> Message {
    let outcome = Outcome::ALL.iter().any(|outcome| outcome.as_str() == value);
    let clock = ["synchronised", "unsynchronised", "unknown"].contains(&value);
    match path {
        "/outcome" if outcome => Message::of("audit-outcome", value),
        "/clock" if clock => Message::of("audit-clock", value),
        _ => Message::verbatim(value),
    }
}

/// The fields of an event, by their places in it.
const FIELDS: [(&str, &str); 10] = [
    ("field-time", "/time"),
    ("field-clock", "/clock"),
    ("field-actor", "/actor/id"),
    ("field-authenticated", "/actor/auth"),
    ("field-act", "/type"),
    ("field-outcome", "/outcome"),
    ("field-reason", "/reason"),
    ("field-issuer", "/issuer"),
    ("field-object", "/object"),
    ("field-request", "/request_id"),
];
