//! Every statement that the suite runs, so that none is forgotten.

use std::collections::BTreeMap;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Mutex, OnceLock, PoisonError};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::set_global_default;
use tracing::{Event, Metadata, Subscriber};

use crate::conformance::{self, samples::Store};
use crate::sqlite::temporary::Place;

/// The text of each statement, with the kinds of its values.
pub(crate) type Statements = BTreeMap<String, Vec<String>>;

static SEEN: OnceLock<Mutex<Statements>> = OnceLock::new();

/// Keeps what the store tells of its statements.
struct Collector;

impl Subscriber for Collector {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target() == "ca_store::session"
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut statement = Statement::default();
        event.record(&mut statement);
        let seen = SEEN.get_or_init(Mutex::default);
        let mut seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
        let kinds = seen.entry(statement.sql).or_default();
        // What is absent once has a kind another time.
        if kinds.is_empty() || kinds.iter().any(|kind| kind == "null") {
            *kinds = statement.kinds;
        }
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

#[derive(Default)]
struct Statement {
    sql: String,
    kinds: Vec<String>,
}

impl Visit for Statement {
    fn record_str(&mut self, field: &Field, value: &str) {
        if field.name() == "sql" {
            self.sql = value.split_whitespace().collect::<Vec<_>>().join(" ");
        }
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        if field.name() == "values" {
            let text = format!("{value:?}");
            let kinds = text.split(|c: char| !c.is_ascii_lowercase());
            self.kinds = kinds
                .filter(|kind| !kind.is_empty())
                .map(str::to_owned)
                .collect();
        }
    }
}

macro_rules! all_tests {
    ($($module:ident: $($name:ident)+;)+) => {
        vec![$($(conformance::$module::$name as fn(&dyn Store)),+),+]
    };
}

/// The statements of the whole suite, run on SQLite: their texts are common to all engines.
pub(crate) fn of_the_suite() -> Statements {
    set_global_default(Collector).unwrap();
    let tests: Vec<fn(&dyn Store)> = on_each_engine!(all_tests);
    for test in tests {
        let place = Place::new();
        // A test that fails does so under its own name; what it asked until then counts.
        drop(catch_unwind(AssertUnwindSafe(|| test(&place.create()))));
    }
    let seen = SEEN.get_or_init(Mutex::default);
    seen.lock().unwrap_or_else(PoisonError::into_inner).clone()
}
