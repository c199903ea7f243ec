//! `sceau registry copy`: a registry moves to another place, or to the other engine.

use std::collections::BTreeMap;
use std::env;
use std::sync::Arc;

use aws_lc_rs::rand::SystemRandom;
use ca_core::audit::event::{Act, AuditEvent, EventFields, Outcome, RecordedEvent};
use ca_core::audit::{self, AuditLog};
use ca_core::registry::RegistryError;
use ca_core::timestamp::Clock;
use ca_desk::config::Config;
use ca_desk::error::{Explanation, Failure};
use ca_desk::explain;
use ca_desk::message::Message;
use ca_desk::wiring::clock;
use ca_store::Store;
use ca_store::transfer::{self, Copied, Phase, Progress, Source};
use ca_store::url::RegistryUrl;
use clap::Args;
use serde::Serialize;

use crate::cli::value;
use crate::desk::actor;
use crate::invocation::Invocation;
use crate::output::page::Page;
use crate::output::{Answer, Report};
use crate::progress::{self, Count};

#[derive(Args, Debug)]
pub(crate) struct Copy {
    #[arg(long, value_name = "URL", value_parser = value::registry_url)]
    from: RegistryUrl,
    #[arg(long, value_name = "URL", value_parser = value::registry_url)]
    to: RegistryUrl,
    #[arg(long)]
    keep_source: bool,
}

impl Copy {
    /// Records the intent at the source, copies it with all else, and records the end where the
    /// registry goes on.
    pub(super) fn run(&self, invocation: &Invocation) -> Result<Answer, Failure> {
        let config = if invocation.has_config() {
            Some(invocation.config()?)
        } else {
            None
        };
        let clock = clock();
        let intent = self.event(Outcome::Intended, BTreeMap::new(), clock.as_ref())?;
        let begin = || self.begin(config.as_ref(), &intent, &clock);
        let mut watched = Watched::new(invocation);
        let watch = &mut |progress| watched.at(progress);
        // What stands in a closed registry names the other one wherever it is read.
        let (from, to) = (absolute(&self.from), absolute(&self.to));
        let copied = transfer::copy(&from, &to, self.source(), &begin, watch);
        watched.finish();
        let copied = copied.map_err(|error| self.not_copied(explain::copy(&error)))?;
        let opened = |store: Result<Store, RegistryError>| {
            store.map_err(|error| self.not_copied(explain::registry(&error)))
        };
        let store = opened(ca_store::open(&self.to, clock.clone()))?;
        if self.keep_source {
            let source = opened(self.open_source(config.as_ref(), &clock))?;
            self.record(&source, &copied, clock.as_ref())?;
        } else {
            self.record(&store, &copied, clock.as_ref())?;
        }
        let head = progress::during(invocation, &Message::new("progress-audit"), || {
            audit::verify(&store)
        });
        let head = head.map_err(|defect| self.not_copied(explain::audit(&defect)))?;
        Ok(Answer::of(Moved {
            from: self.from.to_string(),
            to: self.to.to_string(),
            tables: copied.rows.iter().copied().collect(),
            resumed: copied.resumed,
            kept_source: self.keep_source,
            log_size: head.size,
            log_root: head.root.to_string(),
        }))
    }

    const fn source(&self) -> Source {
        if self.keep_source {
            Source::Keep
        } else {
            Source::Close
        }
    }

    /// What leaves a registry as a whole is in its own log first (AUD-01). A copy that is gone on
    /// with has its intent already: another one would change the source.
    fn begin(
        &self,
        config: Option<&Config>,
        intent: &AuditEvent,
        clock: &Arc<dyn Clock>,
    ) -> Result<(), RegistryError> {
        let store = self.open_source(config, clock)?;
        if self.is_begun(&store)? {
            return Ok(());
        }
        store.append(intent).map(drop)
    }

    /// The source, held to its anchor if it is the configured one.
    fn open_source(
        &self,
        config: Option<&Config>,
        clock: &Arc<dyn Clock>,
    ) -> Result<Store, RegistryError> {
        let store = ca_store::open(&self.from, clock.clone())?;
        Ok(match config {
            Some(config) if config.registry == absolute(&self.from) => {
                store.anchored(config.anchor.clone())
            }
            Some(_) | None => store,
        })
    }

    /// Whether the last event is the intent of this copy.
    fn is_begun(&self, store: &Store) -> Result<bool, RegistryError> {
        let last = store.head()?.size.saturating_sub(1);
        let last = store.entries(last, 1)?.pop().and_then(|entry| entry.body);
        let event = last.as_deref().and_then(RecordedEvent::parse);
        Ok(event.is_some_and(|event| {
            event.r#type == Act::RegistryCopy.as_str()
                && event.outcome == Outcome::Intended.as_str()
                && event.object == Some(self.to.to_string())
        }))
    }

    /// The first event after a move tells where the log comes from.
    fn record(&self, store: &Store, copied: &Copied, clock: &dyn Clock) -> Result<(), Failure> {
        let rows: u64 = copied.rows.iter().map(|(_, rows)| rows).sum();
        let details = BTreeMap::from([("rows", rows.to_string())]);
        let event = self.event(Outcome::Done, details, clock)?;
        store
            .append(&event)
            .map(drop)
            .map_err(|error| self.not_copied(explain::registry(&error)))
    }

    fn event(
        &self,
        outcome: Outcome,
        mut details: BTreeMap<&'static str, String>,
        clock: &dyn Clock,
    ) -> Result<AuditEvent, Failure> {
        details.insert("from", self.from.to_string());
        let fields = EventFields {
            object: Some(self.to.to_string()),
            details,
            ..EventFields::default()
        };
        let (actor, random) = (actor::os_user(), SystemRandom::new());
        AuditEvent::new(Act::RegistryCopy, outcome, &actor, &fields, clock, &random)
            .map_err(|_| self.not_copied(explain::random()))
    }

    fn not_copied(&self, why: Explanation) -> Failure {
        let message = Message::new("registry-not-copied")
            .with("from", &self.from)
            .with("to", &self.to);
        Failure::because(message, why)
    }
}

/// A registry as a configuration names it.
fn absolute(url: &RegistryUrl) -> RegistryUrl {
    url.relative_to(&env::current_dir().unwrap_or_default())
}

/// The bar of the phase that is under way.
struct Watched<'a> {
    invocation: &'a Invocation,
    current: Option<(Phase, Count)>,
}

impl<'a> Watched<'a> {
    const fn new(invocation: &'a Invocation) -> Self {
        Self {
            invocation,
            current: None,
        }
    }

    fn at(&mut self, progress: Progress) {
        let current = self
            .current
            .take()
            .filter(|(phase, _)| *phase == progress.phase);
        let (phase, count) = current.unwrap_or_else(|| {
            let what = Message::new(match progress.phase {
                Phase::Copying => "progress-registry-copying",
                Phase::Comparing => "progress-registry-comparing",
            });
            let count = Count::start(self.invocation, &what, || Some(progress.total));
            (progress.phase, count)
        });
        count.reach(progress.done);
        self.current = Some((phase, count));
    }

    fn finish(&self) {
        if let Some((_, count)) = &self.current {
            count.finish();
        }
    }
}

/// A registry that has a new place, or a copy.
#[derive(Debug, Serialize)]
struct Moved {
    from: String,
    to: String,
    tables: BTreeMap<&'static str, u64>,
    resumed: u64,
    /// The registry goes on at its old place, and the copy is closed.
    kept_source: bool,
    log_size: u64,
    log_root: String,
}

impl Report for Moved {
    fn text(&self, page: &mut Page<'_>) {
        let (done, next) = if self.kept_source {
            ("registry-copied-kept", "registry-copied-kept-next")
        } else {
            ("registry-copied", "registry-copied-next")
        };
        let done = Message::new(done).with("from", &self.from);
        page.sentence(&done.with("to", &self.to));
        page.field("field-rows", self.tables.values().sum::<u64>());
        if self.resumed > 0 {
            page.field("field-rows-resumed", self.resumed);
        }
        for table in ["certificates", "revocations"] {
            let rows = self.tables.get(table).copied().unwrap_or_default();
            let name = if table == "certificates" {
                "field-certificates"
            } else {
                "field-revocations"
            };
            page.field(name, rows);
        }
        page.field("field-log-size", self.log_size);
        page.field("field-log-root", &self.log_root);
        page.sentence(&Message::new(next));
    }
}
