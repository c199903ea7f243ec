//! `sceau registry check`.

use ca_core::anchor::Anchored;
use ca_core::anchor::standing::Standing;
use ca_core::registry::RegistryError;
use ca_desk::config::Config;
use ca_desk::error::{Failure, Kind};
use ca_desk::explain;
use ca_desk::message::Message;
use ca_desk::wiring;
use clap::Args;
use serde::Serialize;

use crate::cli::registry::examination::{Finding, examine};
use crate::cli::registry::state::State;
use crate::invocation::Invocation;
use crate::output::page::Page;
use crate::output::{Answer, Report};

#[derive(Args, Debug)]
pub(crate) struct Check {
    #[arg(long)]
    deep: bool,
}

impl Check {
    /// Examines the Registry and holds it against its anchor; a defect makes the answer negative.
    pub(super) fn run(&self, invocation: &Invocation) -> Result<Answer, Failure> {
        let config = invocation.config()?;
        let store = wiring::open(&config).map_err(|error| unsound(&config, &error))?;
        let standing = store.standing().map_err(|error| {
            let message = Message::new("registry-not-checked");
            alarm(Failure::because(message, explain::registry(&error)), &error)
        })?;
        let mut findings = examine(&store, self.deep, invocation);
        findings.insert(0, against_anchor(&standing));
        let good = findings.iter().all(|finding| finding.defects == 0);
        let report = CheckReport {
            registry: config.registry.to_string(),
            anchor: config.anchor.display().to_string(),
            anchored: standing.anchor.is_some(),
            state: State::from(&standing.found),
            checks: findings,
        };
        Ok(Answer::verdict(report, good))
    }
}

fn unsound(config: &Config, error: &RegistryError) -> Failure {
    alarm(wiring::unopened(config, error), error)
}

/// A Registry that is damaged, or gone from where it was, is what a check is to find: to try again
/// would not help.
fn alarm(mut failure: Failure, error: &RegistryError) -> Failure {
    if matches!(
        error,
        RegistryError::Damaged(_) | RegistryError::Missing { .. }
    ) {
        failure.kind = Kind::Refused;
    }
    failure
}

/// That there is no anchor is a defect as soon as there is something to be known.
fn against_anchor(standing: &Standing) -> Finding {
    let missing = standing.anchor.is_none() && standing.found.head.size > 0;
    let unknown = missing.then(|| Message::new("registry-no-anchor"));
    let causes = standing.gap.as_ref().map(explain::gap).or(unknown);
    Finding {
        check: "anchor",
        defects: u64::from(causes.is_some()),
        places: Vec::new(),
        causes: causes.into_iter().collect(),
    }
}

/// What was examined and what was found.
#[derive(Debug, Serialize)]
struct CheckReport {
    registry: String,
    /// The anchor's file.
    anchor: String,
    /// Whether there is an anchor.
    anchored: bool,
    #[serde(flatten)]
    state: State,
    checks: Vec<Finding>,
}

impl Report for CheckReport {
    fn text(&self, page: &mut Page<'_>) {
        let defects: u64 = self.checks.iter().map(|finding| finding.defects).sum();
        page.sentence(&match defects {
            0 => Message::new("registry-sound"),
            _ => Message::new("registry-unsound").count("defects", defects),
        });
        page.field("field-registry", &self.registry);
        page.field("field-anchor", &self.anchor);
        self.state.text(page);
        for finding in &self.checks {
            let id = match finding.defects {
                0 => "registry-check-good",
                _ => "registry-check-bad",
            };
            let check = Message::of("registry-check", finding.check);
            let line = Message::new(id).say("check", check);
            page.sentence(&line.count("defects", finding.defects));
            for cause in finding.lines() {
                let cause = page.say(&cause);
                page.line(&format!("  {cause}"));
            }
        }
    }
}
