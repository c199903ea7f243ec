//! `sceau audit purge`: bodies of events go at their term (AUD-05).

use ca_core::authority::purge::Purged;
use ca_core::timestamp::Timestamp;
use ca_desk::error::Failure;
use ca_desk::explain;
use ca_desk::message::Message;
use ca_desk::wiring::Store;
use clap::Args;
use serde::Serialize;

use crate::cli::value;
use crate::confirm;
use crate::desk;
use crate::invocation::Invocation;
use crate::output::page::Page;
use crate::output::{Answer, Report};
use crate::progress::Count;

#[derive(Args, Debug)]
pub(crate) struct Purge {
    #[arg(long, value_name = "TIME", value_parser = value::moment)]
    ended: Option<Timestamp>,
}

impl Purge {
    /// Purges what is at term; `--ended` asks for less.
    pub(super) fn run(&self, invocation: &Invocation) -> Result<Answer, Failure> {
        let wiring = desk::without_token(invocation.config()?, Store::Open)?;
        let failed = |error| {
            let message = Message::new("audit-not-purged");
            Failure::because(message, explain::purge(&error))
        };
        let retention = wiring.authority.retention().map_err(failed)?;
        let ended = self.ended.unwrap_or(retention.ended).truncated_to_second();
        // What would be refused needs no confirmation: the refusal is recorded.
        if ended <= retention.ended {
            let question = Message::new("audit-purge-question").with("ended", ended);
            confirm::confirm(invocation, &question, &ended.to_string())?;
        }
        let message = Message::new("progress-audit-purge");
        let count = Count::start(invocation, &message, || None);
        let mut judged: u64 = 0;
        let mut progress = |events| {
            judged = judged.saturating_add(events);
            count.reach(judged);
        };
        let purged = wiring
            .authority
            .purge_log(&wiring.actor, ended, &mut progress);
        count.finish();
        Ok(Answer::of(PurgeReport::of(&purged.map_err(failed)?)))
    }
}

/// Bodies that went.
#[derive(Debug, Serialize)]
struct PurgeReport {
    /// The certificates concerned ended up to this moment.
    ended: String,
    /// What the law of this state says.
    country: String,
    years: u8,
    /// The place of the first event that names them; absent where nothing was at term.
    event: Option<u64>,
    /// How many events name them.
    events: u64,
    bodies: u64,
    /// Digests of profiles that cannot be read: all events about their certificates stay.
    unreadable: Vec<String>,
}

impl PurgeReport {
    fn of(purged: &Purged) -> Self {
        Self {
            ended: purged.ended.to_string(),
            country: purged.retention.country.clone(),
            years: purged.retention.years,
            event: purged.event,
            events: purged.events,
            bodies: purged.bodies,
            unreadable: purged.unreadable.iter().map(ToString::to_string).collect(),
        }
    }
}

impl Report for PurgeReport {
    fn text(&self, page: &mut Page<'_>) {
        page.sentence(&Message::new("audit-purged").count("bodies", self.bodies));
        page.field("field-ended", &self.ended);
        let term = Message::new("audit-term").with("country", &self.country);
        let term = page.say(&term.count("years", self.years));
        page.field("field-retention", term);
        page.optional("field-recorded", self.event);
        for profile in &self.unreadable {
            page.sentence(&Message::new("audit-purge-kept").with("profile", profile));
        }
    }
}
