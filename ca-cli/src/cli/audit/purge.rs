//! `sceau audit purge`: bodies of events go at their term (AUD-05).

use ca_api::audit::{Purge as Purged, PurgeLog, PurgeReport, ShowRetention, TheLog};
use ca_api::word::Word;
use ca_core::timestamp::Timestamp;
use ca_desk::error::Failure;
use ca_desk::message::Message;
use clap::Args;

use crate::cli::value;
use crate::confirm;
use crate::desk::Desk;
use crate::invocation::Invocation;
use crate::output::page::Page;
use crate::output::{Answer, Report};
use crate::progress;

#[derive(Args, Debug)]
pub(crate) struct Purge {
    #[arg(long, value_name = "TIME", value_parser = value::moment)]
    ended: Option<Timestamp>,
}

impl Purge {
    /// Purges what is at term; `--ended` asks for less.
    pub(super) fn run(&self, invocation: &Invocation) -> Result<Answer, Failure> {
        let desk = Desk::open::<PurgeLog>(invocation.place()?, invocation)?;
        let at_term = desk.call::<ShowRetention>(TheLog {})?.ended;
        let ended = self.ended.map(Timestamp::truncated_to_second).map(Word::of);
        let ended = ended.unwrap_or_else(|| at_term.clone());
        // What would be refused needs no confirmation: the refusal is recorded.
        if *ended <= *at_term {
            let question = Message::new("audit-purge-question").with("ended", *ended);
            confirm::confirm(invocation, &question, &ended.to_string())?;
        }
        let purged = progress::during(invocation, &Message::new("progress-audit-purge"), || {
            desk.call::<PurgeLog>(Purged { ended })
        });
        purged.map(Answer::of)
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
