//! An audit event as people read it.

use ca_api::audit::EventReport;
use ca_core::audit::event::Outcome;
use ca_desk::message::Message;
use serde_json::Value;

use crate::output::page::Page;

/// The cells of a list.
pub(super) fn cells(event: &EventReport, page: &Page<'_>) -> [String; 7] {
    let field = |path: &str| value(event, path).unwrap_or("-").to_owned();
    [
        event.index.to_string(),
        field("/time"),
        field("/actor/id"),
        field("/type"),
        page.say(&word("/outcome", &field("/outcome"))),
        field("/issuer"),
        field("/object"),
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
pub(super) fn write(event: &EventReport, page: &mut Page<'_>) {
    page.field("field-index", event.index);
    for (name, path) in FIELDS {
        let value = value(event, path).map(|value| page.say(&word(path, value)));
        page.optional(name, value);
    }
    let details = event.event.as_ref();
    let details = details.and_then(|event| event.pointer("/details"));
    if let Some(Value::Object(details)) = details {
        let line = |(name, value): (&String, &Value)| {
            format!("{name}: {}", value.as_str().unwrap_or_default())
        };
        let lines: Vec<_> = details.iter().map(line).collect();
        page.field("field-details", lines.join("\n"));
    }
    page.field("field-leaf", &event.leaf);
}

fn value<'e>(event: &'e EventReport, path: &str) -> Option<&'e str> {
    let value = event.event.as_ref().and_then(|event| event.pointer(path));
    value.and_then(Value::as_str)
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
