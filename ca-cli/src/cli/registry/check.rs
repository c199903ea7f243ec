//! `sceau registry check`.

use ca_api::registry::{CheckOutcome, CheckRegistry, Examination, RegistryCheck};
use ca_desk::error::{Failure, Kind};
use ca_desk::message::Message;
use clap::Args;

use crate::cli::registry::state;
use crate::desk::Desk;
use crate::invocation::Invocation;
use crate::output::page::Page;
use crate::output::{Answer, Report};
use crate::progress;

#[derive(Args, Debug)]
pub(crate) struct Check {
    #[arg(long)]
    deep: bool,
}

impl Check {
    /// Examines the Registry and holds it against its anchor; a defect makes the answer negative.
    pub(super) fn run(&self, invocation: &Invocation) -> Result<Answer, Failure> {
        let place = invocation.place()?;
        let what = Message::new("progress-registry-check");
        let what = what.with("check", place.name());
        let desk = Desk::open::<CheckRegistry>(place, invocation).map_err(alarm)?;
        let found = progress::during(invocation, &what, || {
            let deep = self.deep;
            desk.call::<CheckRegistry>(Examination { deep })
        })?;
        let good = found.checks.iter().all(|check| check.defects == 0);
        Ok(Answer::verdict(found, good))
    }
}

/// A Registry that is damaged, or gone from where it was, is what a check is to find: to try again
/// would not help.
fn alarm(mut failure: Failure) -> Failure {
    if let Some("registry-damaged" | "registry-missing") = failure.rule() {
        failure.kind = Kind::Refused;
    }
    failure
}

impl Report for RegistryCheck {
    fn text(&self, page: &mut Page<'_>) {
        let defects: u64 = self.checks.iter().map(|check| check.defects).sum();
        page.sentence(&match defects {
            0 => Message::new("registry-sound"),
            _ => Message::new("registry-unsound").count("defects", defects),
        });
        page.field("field-registry", &self.registry);
        page.field("field-anchor", &self.anchor);
        state::write(&self.state, page);
        for outcome in &self.checks {
            let id = match outcome.defects {
                0 => "registry-check-good",
                _ => "registry-check-bad",
            };
            let check = Message::of("registry-check", &outcome.check);
            let line = Message::new(id).say("check", check);
            page.sentence(&line.count("defects", outcome.defects));
            for line in lines(outcome) {
                let line = page.say(&line);
                page.line(&format!("  {line}"));
            }
        }
    }
}

/// What is wrong and where, each on a line of its own.
pub(super) fn lines(outcome: &CheckOutcome) -> Vec<Message> {
    let told = if outcome.causes.is_empty() {
        &outcome.places
    } else {
        &outcome.causes
    };
    let mut lines: Vec<_> = told.iter().map(Message::verbatim).collect();
    let shown = u64::try_from(lines.len()).unwrap_or(u64::MAX);
    if !outcome.places.is_empty() && shown < outcome.defects {
        let more = outcome.defects - shown;
        lines.push(Message::new("registry-check-more").count("more", more));
    }
    lines
}
