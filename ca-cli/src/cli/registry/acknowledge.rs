//! `sceau registry acknowledge`.

use ca_desk::error::Failure;
use ca_desk::explain;
use ca_desk::message::Message;
use ca_desk::perform::registry;
use ca_desk::wiring::Store;
use clap::Args;
use serde::Serialize;

use ca_api::registry::RegistryState;
use ca_core::anchor::Anchored;
use ca_core::authority::continuity::ContinuityError;

use crate::cli::registry::state;
use crate::confirm::confirm;
use crate::desk;
use crate::invocation::Invocation;
use crate::output::page::Page;
use crate::output::{Answer, Report};

#[derive(Args, Debug)]
pub(crate) struct Acknowledge {
    #[arg(long, value_name = "TEXT")]
    reason: String,
}

impl Acknowledge {
    /// Shows what the Registry lacks, wants the word typed, and takes note of it.
    pub(super) fn run(&self, invocation: &Invocation) -> Result<Answer, Failure> {
        let wiring = desk::without_token(invocation.config()?, Store::Open)?;
        let failure = |error: &ContinuityError| {
            let message = Message::new("registry-not-acknowledged");
            Failure::because(message, explain::continuity(error))
        };
        let standing = wiring.store.standing();
        let standing = standing.map_err(|error| failure(&error.into()))?;
        let question = Message::new("registry-acknowledge-question")
            .count("found", standing.found.head.size)
            .count("lost", standing.lost_events());
        if standing.gap.is_some() {
            let word = invocation.catalogue.text(&Message::new(WORD));
            confirm(invocation, &question, &word)?;
        }
        let acknowledged =
            wiring
                .authority
                .acknowledge(&wiring.actor, wiring.store.as_ref(), &self.reason);
        let standing = acknowledged.map_err(|error| failure(&error))?;
        Ok(Answer::of(AcknowledgeReport {
            gap: standing.gap.as_ref().map_or("", |gap| gap.word()),
            lost_events: standing.lost_events(),
            known: standing.anchor.as_ref().map(registry::state),
            found: registry::state(&standing.found),
        }))
    }
}

/// What is to be typed, in the operator's language.
const WORD: &str = "registry-acknowledge-word";

/// What was acknowledged.
#[derive(Debug, Serialize)]
struct AcknowledgeReport {
    gap: &'static str,
    /// Events that are surely lost.
    lost_events: u64,
    /// What the anchor knew; absent where there was none.
    known: Option<RegistryState>,
    /// What the Registry holds.
    found: RegistryState,
}

impl Report for AcknowledgeReport {
    fn text(&self, page: &mut Page<'_>) {
        page.sentence(&Message::new("registry-acknowledged").count("lost", self.lost_events));
        if let Some(known) = &self.known {
            page.sentence(&Message::new("registry-known-by-anchor"));
            state::write(known, page);
        }
        page.sentence(&Message::new("registry-found"));
        state::write(&self.found, page);
    }
}
