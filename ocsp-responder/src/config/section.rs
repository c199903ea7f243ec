//! Reads one TOML table key by key and collects what is wrong with it.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt::Display;
use std::ops::{Range, RangeInclusive};
use std::str::FromStr;
use std::time::Duration;

use serde::Deserialize;
use toml::Spanned;
use toml::de::{DeTable, DeValue, Error, ValueDeserializer};

use crate::i18n::Message;

/// Something wrong with a configuration file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong, and the line.
    pub message: Message,
}

/// The faults found so far in a text.
#[derive(Debug)]
pub struct Faults<'i> {
    text: &'i str,
    found: RefCell<Vec<Fault>>,
}

impl<'i> Faults<'i> {
    /// None yet.
    #[must_use]
    pub const fn of(text: &'i str) -> Self {
        Self {
            text,
            found: RefCell::new(Vec::new()),
        }
    }

    /// All of them.
    #[must_use]
    pub fn into_found(self) -> Vec<Fault> {
        self.found.into_inner()
    }

    fn add(&self, span: &Range<usize>, message: Message) {
        let before = self.text.get(..span.start).unwrap_or(self.text);
        let line = before.matches('\n').count() + 1;
        let message = message.with("line", line);
        self.found.borrow_mut().push(Fault { line, message });
    }

    /// The parser's words stay as they are.
    fn add_error(&self, span: &Range<usize>, message: Message, error: &Error) {
        let span = error.span().unwrap_or_else(|| span.clone());
        let words = error.message().trim_end().replace('\n', "; ");
        self.add(&span, message.with("words", words));
    }
}

/// A table whose keys are taken out one by one; what is left in the end is unknown.
#[derive(Debug)]
pub struct Section<'i, 'f> {
    name: String,
    span: Range<usize>,
    entries: BTreeMap<String, Entry<'i>>,
    faults: &'f Faults<'i>,
}

#[derive(Debug)]
struct Entry<'i> {
    key: Range<usize>,
    value: Spanned<DeValue<'i>>,
}

impl<'i, 'f> Section<'i, 'f> {
    /// The whole document; nothing if it is not TOML.
    #[must_use]
    pub fn document(faults: &'f Faults<'i>) -> Option<Self> {
        let (table, errors) = DeTable::parse_recoverable(faults.text);
        for error in &errors {
            faults.add_error(&(0..0), Message::new("fault-syntax"), error);
        }
        let span = 0..0;
        errors
            .is_empty()
            .then(|| Self::of(String::new(), span, table.into_inner(), faults))
    }

    fn of(name: String, span: Range<usize>, table: DeTable<'i>, faults: &'f Faults<'i>) -> Self {
        let entry = |(key, value): (Spanned<_>, _)| {
            let (key, name) = (key.span(), String::from(key.into_inner()));
            (name, Entry { key, value })
        };
        let entries = table.into_iter().map(entry).collect();
        Self {
            name,
            span,
            entries,
            faults,
        }
    }

    /// The table under `key`; an empty one if it is not there.
    pub fn table(&mut self, key: &str) -> Self {
        let name = self.path(key);
        let Some(entry) = self.entries.remove(key) else {
            return Self::of(name, self.span.clone(), DeTable::new(), self.faults);
        };
        let DeValue::Table(table) = entry.value.into_inner() else {
            let message = Message::new("fault-no-table").with("key", &name);
            self.faults.add(&entry.key, message);
            return Self::of(name, entry.key, DeTable::new(), self.faults);
        };
        Self::of(name, entry.key, table, self.faults)
    }

    /// The value under `key`, which must be there.
    pub fn required<T: Deserialize<'i>>(&mut self, key: &str) -> Option<T> {
        match self.entries.remove(key) {
            Some(entry) => self.deserialize(key, entry),
            None => {
                let message = Message::new("fault-missing");
                self.wrong(&self.span, key, message);
                None
            }
        }
    }

    /// The tables `[[key]]`, one at least, each with the place where it stands.
    pub fn tables<T: Deserialize<'i>>(&mut self, key: &str) -> Option<Vec<(Range<usize>, T)>> {
        let Some(entry) = self.entries.remove(key) else {
            self.wrong(&self.span, key, Message::new("fault-missing"));
            return None;
        };
        let DeValue::Array(tables) = entry.value.into_inner() else {
            self.wrong(&entry.key, key, Message::new("fault-no-tables"));
            return None;
        };
        let place = entry.key;
        let of_table = |value: Spanned<DeValue<'i>>| {
            let (place, key_span) = (value.span(), place.clone());
            let entry = Entry {
                key: key_span,
                value,
            };
            Some((place, self.deserialize(key, entry)?))
        };
        let read: Vec<_> = tables.into_iter().map(of_table).collect();
        read.into_iter().collect()
    }

    /// Adds what is wrong with the value at `place` of the key.
    pub fn fault(&self, place: &Range<usize>, key: &str, message: Message) {
        self.wrong(place, key, message);
    }

    /// The value under `key`, or `default` if there is none.
    pub fn optional<T: Deserialize<'i>>(&mut self, key: &str, default: T) -> Option<T> {
        match self.entries.remove(key) {
            Some(entry) => self.deserialize(key, entry),
            None => Some(default),
        }
    }

    /// The value that the text under `key` means.
    pub fn parsed<T: FromStr<Err: Display>>(&mut self, key: &str) -> Option<T> {
        let span = self.value_span(key);
        let text: String = self.required(key)?;
        let parsed = text.parse().map_err(|error: T::Err| {
            let message = Message::new("fault-value").with("words", error);
            self.wrong(&span, key, message);
        });
        parsed.ok()
    }

    /// The number under `key`, which must be in `range`.
    pub fn number<T: TryFrom<u64>>(
        &mut self,
        key: &str,
        default: Option<u64>,
        range: RangeInclusive<u64>,
    ) -> Option<T> {
        let span = self.value_span(key);
        let number = match default {
            Some(default) => self.optional(key, default)?,
            None => self.required(key)?,
        };
        if range.contains(&number) {
            return T::try_from(number).ok();
        }
        let (least, most) = range.into_inner();
        let message = Message::new("fault-range").with("value", number);
        let message = message.with("least", least).with("most", most);
        self.wrong(&span, key, message);
        None
    }

    /// The time span under `key`, such as `"24h"`, which must be in `range`.
    pub fn span(
        &mut self,
        key: &str,
        default: Duration,
        range: RangeInclusive<Duration>,
    ) -> Option<Duration> {
        let span = self.value_span(key);
        let text: Option<String> = self.optional(key, None)?;
        let Some(text) = text else {
            return Some(default);
        };
        let message = match time_span(&text) {
            Some(duration) if range.contains(&duration) => return Some(duration),
            Some(_) => {
                let (least, most) = range.into_inner();
                Message::new("fault-range")
                    .with("least", format!("{least:?}"))
                    .with("most", format!("{most:?}"))
            }
            None => Message::new("fault-time"),
        };
        self.wrong(&span, key, message.with("value", text));
        None
    }

    /// What is left is unknown.
    pub fn end(self) {
        for (key, entry) in &self.entries {
            self.wrong(&entry.key, key, Message::new("fault-unknown"));
        }
    }

    fn deserialize<T: Deserialize<'i>>(&self, key: &str, entry: Entry<'i>) -> Option<T> {
        let span = entry.value.span();
        let value = T::deserialize(ValueDeserializer::from(entry.value));
        let message = Message::new("fault-value").with("key", self.path(key));
        value
            .map_err(|error| self.faults.add_error(&span, message, &error))
            .ok()
    }

    fn wrong(&self, span: &Range<usize>, key: &str, message: Message) {
        self.faults.add(span, message.with("key", self.path(key)));
    }

    fn value_span(&self, key: &str) -> Range<usize> {
        self.entries
            .get(key)
            .map_or_else(|| self.span.clone(), |entry| entry.value.span())
    }

    fn path(&self, key: &str) -> String {
        if self.name.is_empty() {
            key.to_owned()
        } else {
            format!("{}.{key}", self.name)
        }
    }
}

/// A number and one of `ms`, `s`, `m`, `h`, `d`.
fn time_span(text: &str) -> Option<Duration> {
    let digits = text.find(|c: char| !c.is_ascii_digit())?;
    let (number, unit) = text.split_at_checked(digits)?;
    let number: u64 = number.parse().ok()?;
    let millis = match unit {
        "ms" => 1,
        "s" => 1_000,
        "m" => 60_000,
        "h" => 3_600_000,
        "d" => 86_400_000,
        _ => return None,
    };
    number.checked_mul(millis).map(Duration::from_millis)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_spans_have_a_number_and_a_unit() {
        assert_eq!(time_span("24h"), Some(Duration::from_secs(86_400)));
        assert_eq!(time_span("10d"), Some(Duration::from_secs(864_000)));
        assert_eq!(time_span("250ms"), Some(Duration::from_millis(250)));
        for text in [
            "",
            "24",
            "h",
            "-1h",
            "1.5h",
            "1 h",
            "1é",
            "99999999999999999999h",
        ] {
            assert_eq!(time_span(text), None, "{text}");
        }
    }
}
