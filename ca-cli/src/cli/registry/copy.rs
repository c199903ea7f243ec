//! `sceau registry copy`: a registry moves to another place, or to the other engine.

use std::collections::BTreeMap;

use aws_lc_rs::rand::SystemRandom;
use ca_core::audit::event::{Act, AuditEvent, EventFields, Outcome};
use ca_core::audit::{self, AuditLog};
use ca_core::timestamp::Clock;
use ca_store::Store;
use ca_store::transfer::{self, Copied, Phase, Progress};
use ca_store::url::RegistryUrl;
use clap::Args;
use serde::Serialize;

use crate::error::{Explanation, Failure};
use crate::explain;
use crate::invocation::Invocation;
use crate::message::Message;
use crate::output::page::Page;
use crate::output::{Answer, Report};
use crate::progress::{self, Count};
use crate::wiring::{actor, clock};

#[derive(Args, Debug)]
pub(crate) struct Copy {
    #[arg(long, value_name = "URL")]
    from: RegistryUrl,
    #[arg(long, value_name = "URL")]
    to: RegistryUrl,
}

impl Copy {
    pub(super) fn run(&self, invocation: &Invocation) -> Result<Answer, Failure> {
        let mut watched = Watched::new(invocation);
        let copied = transfer::copy(&self.from, &self.to, &mut |progress| watched.at(progress));
        watched.finish();
        let copied = copied.map_err(|error| self.not_copied(explain::copy(&error)))?;
        let clock = clock();
        let store = ca_store::open(&self.to, clock.clone())
            .map_err(|error| self.not_copied(explain::registry(&error)))?;
        self.record(&store, &copied, clock.as_ref())?;
        let head = progress::during(invocation, &Message::new("progress-audit"), || {
            audit::verify(&store)
        });
        let head = head.map_err(|defect| self.not_copied(explain::audit(&defect)))?;
        Ok(Answer::of(Moved {
            from: self.from.to_string(),
            to: self.to.to_string(),
            tables: copied.rows.iter().copied().collect(),
            resumed: copied.resumed,
            log_size: head.size,
            log_root: head.root.to_string(),
        }))
    }

    /// The copy's own first event tells where its log comes from.
    fn record(&self, store: &Store, copied: &Copied, clock: &dyn Clock) -> Result<(), Failure> {
        let rows: u64 = copied.rows.iter().map(|(_, rows)| rows).sum();
        let fields = EventFields {
            object: Some(self.to.to_string()),
            details: BTreeMap::from([("from", self.from.to_string()), ("rows", rows.to_string())]),
            ..EventFields::default()
        };
        let (act, actor) = (Act::RegistryCopy, actor::os_user());
        let random = SystemRandom::new();
        let event = AuditEvent::new(act, Outcome::Done, &actor, &fields, clock, &random)
            .map_err(|_| self.not_copied(explain::random()))?;
        store
            .append(&event)
            .map(drop)
            .map_err(|error| self.not_copied(explain::registry(&error)))
    }

    fn not_copied(&self, why: Explanation) -> Failure {
        let message = Message::new("registry-not-copied")
            .with("from", &self.from)
            .with("to", &self.to);
        Failure::because(message, why)
    }
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

/// A registry that has a new place.
#[derive(Debug, Serialize)]
struct Moved {
    from: String,
    to: String,
    tables: BTreeMap<&'static str, u64>,
    resumed: u64,
    log_size: u64,
    log_root: String,
}

impl Report for Moved {
    fn text(&self, page: &mut Page<'_>) {
        page.sentence(
            &Message::new("registry-copied")
                .with("from", &self.from)
                .with("to", &self.to),
        );
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
        page.sentence(&Message::new("registry-copied-next"));
    }
}
