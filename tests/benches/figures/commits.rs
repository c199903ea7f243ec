//! How many acts share a commit, told by the writer's own trace.

use std::fmt::Debug;
use std::sync::Mutex;

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::subscriber;
use tracing::{Event, Metadata, Subscriber};

static ACTS: Mutex<Vec<u64>> = Mutex::new(Vec::new());

/// Begins to listen, once in a process.
pub(crate) fn listen() {
    subscriber::set_global_default(Listener).unwrap();
}

/// Forgets what was heard.
pub(crate) fn forget() {
    ACTS.lock().unwrap().clear();
}

/// Prints what was heard since it was forgotten.
pub(crate) fn print(figure: &str) {
    let mut acts = ACTS.lock().unwrap();
    acts.sort_unstable();
    let Some(last) = acts.len().checked_sub(1) else {
        return;
    };
    let part = |percent: usize| acts[last * percent / 100];
    println!(
        "{figure}: acts in a commit: p10 {}, p50 {}, p90 {}, most {}; {} commits",
        part(10),
        part(50),
        part(90),
        part(100),
        acts.len()
    );
}

struct Listener;

impl Subscriber for Listener {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target() == "ca_store::writer"
    }

    fn new_span(&self, _span: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _span: &Id, _values: &Record<'_>) {}

    fn record_follows_from(&self, _span: &Id, _follows: &Id) {}

    fn event(&self, event: &Event<'_>) {
        event.record(&mut Acts);
    }

    fn enter(&self, _span: &Id) {}

    fn exit(&self, _span: &Id) {}
}

struct Acts;

impl Visit for Acts {
    fn record_u64(&mut self, field: &Field, value: u64) {
        if field.name() == "acts" {
            ACTS.lock().unwrap().push(value);
        }
    }

    fn record_debug(&mut self, _field: &Field, _value: &dyn Debug) {}
}
