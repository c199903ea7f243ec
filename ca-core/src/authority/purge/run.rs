//! Which bodies may go by what stands around them. Once they are gone, that alone tells that they
//! were at term: an examiner wants no later event before them than the purge says, and one behind
//! them that is as old. A clock that ran ahead once keeps what came after.

use crate::audit::LogEntry;
use crate::timestamp::Timestamp;

/// What a purge finds at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// No body: it went before.
    Gone,
    /// A body whose term has come.
    Due,
    /// A body that stays, and its time where that can be read.
    Stays(Option<Timestamp>),
}

/// Places in a row whose bodies are gone or may go, and what went before them.
#[derive(Debug)]
pub(super) struct Run {
    ended: Timestamp,
    /// Whether an event was too young: what comes after it stays.
    is_over: bool,
    /// Those of the row that may go if the event behind it is old enough too.
    held: Vec<u64>,
    ready: Vec<u64>,
}

impl Run {
    /// Before the first event; those around what goes must not be later than `ended`.
    pub(super) const fn new(ended: Timestamp) -> Self {
        Self {
            ended,
            is_over: false,
            held: Vec::new(),
            ready: Vec::new(),
        }
    }

    /// Takes the next place.
    pub(super) fn take(&mut self, entry: &LogEntry, found: Found) {
        match found {
            Found::Gone | Found::Stays(None) => {}
            Found::Due if self.is_over => {}
            Found::Due => self.held.push(entry.index),
            Found::Stays(Some(time)) if time <= self.ended => self.ready.append(&mut self.held),
            Found::Stays(Some(_)) => {
                self.held.clear();
                self.is_over = true;
            }
        }
    }

    /// Gives those that may go, of places that lie within `width`, from the first one on.
    pub(super) fn next(&mut self, width: u64) -> Vec<u64> {
        let Some(first) = self.ready.first() else {
            return Vec::new();
        };
        let past = first.saturating_add(width);
        let count = self.ready.partition_point(|place| *place < past);
        self.ready.drain(..count).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::digest::Sha256Digest;

    /// What may go of a log: `-` gone, `d` due, `o` old, `y` young, `?` without a time.
    fn going(log: &str) -> Vec<u64> {
        let moment = Timestamp::from_unix_seconds;
        let mut run = Run::new(moment(10));
        for (index, letter) in (0..).zip(log.chars()) {
            let found = match letter {
                '-' => Found::Gone,
                'd' => Found::Due,
                'o' => Found::Stays(Some(moment(10))),
                'y' => Found::Stays(Some(moment(11))),
                _ => Found::Stays(None),
            };
            let entry = LogEntry {
                index,
                leaf_data: Sha256Digest::of(&[]),
                body: None,
            };
            run.take(&entry, found);
        }
        let mut all = Vec::new();
        loop {
            let some = run.next(3);
            if some.is_empty() {
                return all;
            }
            assert!(some[some.len() - 1] - some[0] < 3);
            all.extend(some);
        }
    }

    #[test]
    fn aud_05_body_goes_between_old_events_alone() {
        for (log, gone) in [
            ("odo", &[1][..]),
            ("ddo", &[0, 1]),
            ("od-d-do", &[1, 3, 5]),
            ("odddddo", &[1, 2, 3, 4, 5]),
            // What stands behind it is not known yet, or is young.
            ("odd", &[]),
            ("od-dy", &[]),
            ("ydo", &[]),
            ("odoyodo", &[1]),
            ("odydodo", &[]),
            ("od?do", &[1, 3]),
        ] {
            assert_eq!(going(log), gone, "{log}");
        }
    }
}
