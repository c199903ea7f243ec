//! `sceau profile activate`: the act by which a document counts from now on.

use std::path::PathBuf;

use ca_api::profile::{ActivateDocument, ActivationReport, NewDocument};
use ca_desk::error::Failure;
use ca_desk::input;
use ca_desk::message::Message;
use clap::Args;

use crate::desk::Desk;
use crate::invocation::Invocation;
use crate::output::page::Page;
use crate::output::{Answer, Report};

#[derive(Args, Debug)]
pub(crate) struct Activate {
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

impl Activate {
    /// Activates, and says in short what changed.
    pub(super) fn run(&self, invocation: &Invocation) -> Result<Answer, Failure> {
        let place = invocation.place()?;
        let document = input::read_text(&self.file, input::DOCUMENT_LIMIT)?;
        let desk = Desk::open::<ActivateDocument>(place, invocation)?;
        let activated = desk.call::<ActivateDocument>(NewDocument { document });
        activated.map(Answer::of).map_err(|failure| {
            let message = Message::new("profile-not-activated");
            failure.titled(message.with("file", self.file.display()))
        })
    }
}

impl Report for ActivationReport {
    fn text(&self, page: &mut Page<'_>) {
        let message = Message::new(match (self.first, self.changed) {
            (true, _) => "activated-first",
            (false, true) => "activated",
            (false, false) => "activated-before",
        });
        let message = message.with("name", &self.summary.name);
        page.sentence(&message.count("count", self.changes.len()));
        self.summary.text(page);
        if !self.changes.is_empty() {
            page.field("field-changes", self.changes.join("\n"));
        }
    }
}
