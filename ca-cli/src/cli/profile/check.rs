//! `sceau profile check`: all that is wrong with a document, before it counts.

use std::path::PathBuf;

use ca_api::profile::{CheckDocument, CheckReport, Judged};
use ca_core::authority::governing::GoverningDocument;
use ca_desk::error::{Explanation, Failure, Kind};
use ca_desk::explain;
use ca_desk::message::Message;
use ca_desk::perform::profile::describe;
use ca_desk::perform::profile::ground::Ground;
use clap::Args;

use super::read;
use crate::cli::country;
use crate::desk::Desk;
use crate::invocation::Invocation;
use crate::output::page::Page;
use crate::output::{Answer, Report};

#[derive(Args, Debug)]
pub(crate) struct Check {
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[arg(long, value_name = "CODE_OR_FILE")]
    country: Option<String>,
}

impl Check {
    /// Judges the file; with a configuration also against what counts now.
    pub(super) fn run(&self, invocation: &Invocation) -> Result<Answer, Failure> {
        let (text, document) = read(&self.file)?;
        let mut notes = Vec::new();
        if let Some(wanted) = &self.country {
            self.judge_for(wanted, &document)?;
        } else if invocation.has_config() {
            return self.judge_here(text, invocation);
        } else if let GoverningDocument::Profile(_) = document {
            // A document can be checked on any machine.
            notes.push(Message::new("document-not-judged"));
        }
        let notes = notes.iter().map(|note| invocation.catalogue.text(note));
        Ok(Answer::of(CheckReport {
            summary: describe::document(&document),
            notes: notes.collect(),
        }))
    }

    /// What a document alone does not show, in a practice authority of a state: the mentions
    /// that its law requires (LAW-01), and that certificates come out at all.
    fn judge_for(&self, wanted: &str, document: &GoverningDocument) -> Result<(), Failure> {
        let country = country::pack(wanted, &self.not_checked())?;
        if let GoverningDocument::Profile(profile) = document {
            let faults = profile.mention_faults(&country);
            if !faults.is_empty() {
                return Err(self.unfit(explain::mentions(&faults)));
            }
        }
        let ground = Ground::for_practice(country).map_err(|why| self.unfit(why))?;
        ground.fields(document).map_err(|why| self.unfit(why))?;
        Ok(())
    }

    /// As [`Check::judge_for`], in the authority at hand: all that activation would refuse.
    fn judge_here(&self, document: String, invocation: &Invocation) -> Result<Answer, Failure> {
        let desk = Desk::open::<CheckDocument>(invocation.place()?, invocation)?;
        let judged = desk.call::<CheckDocument>(Judged { document });
        judged.map(Answer::of).map_err(|failure| {
            let message = match failure.kind {
                Kind::Refused => self.invalid(),
                Kind::Usage | Kind::Waiting | Kind::Forbidden | Kind::Unavailable | Kind::Bug => {
                    self.not_checked()
                }
            };
            failure.titled(message)
        })
    }

    fn not_checked(&self) -> Message {
        Message::new("document-not-checked").with("file", self.file.display())
    }

    fn invalid(&self) -> Message {
        Message::new("profile-invalid").with("file", self.file.display())
    }

    fn unfit(&self, why: Explanation) -> Failure {
        Failure::because(self.invalid(), why)
    }
}

impl Report for CheckReport {
    fn text(&self, page: &mut Page<'_>) {
        page.sentence(&Message::new("document-no-faults"));
        self.summary.text(page);
        for note in &self.notes {
            page.sentence(&Message::new("document-note").with("note", note));
        }
    }
}
