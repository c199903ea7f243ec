//! `sceau profile check`: all that is wrong with a document, before it counts.

use std::path::PathBuf;

use ca_core::authority::activate::ActivateError;
use ca_core::authority::governing::GoverningDocument;
use ca_desk::error::{Explanation, Failure};
use ca_desk::explain;
use ca_desk::message::Message;
use ca_desk::wiring::{Store, Wiring};
use clap::Args;
use serde::Serialize;

use super::ground::Ground;
use super::summary::DocumentReport;
use super::{active, read};
use crate::cli::country;
use crate::desk;
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
        let document = read(&self.file)?;
        let mut notes = Vec::new();
        if let Some(wanted) = &self.country {
            self.judge_for(wanted, &document)?;
        } else if invocation.has_config() {
            let wiring = desk::without_token(invocation.config()?, Store::Open)?;
            self.judge_here(&wiring, &document)?;
            notes.extend(same_version(&wiring, &document));
        } else if let GoverningDocument::Profile(_) = document {
            // A document can be checked on any machine.
            notes.push(Message::new("document-not-judged"));
        }
        let notes = notes.iter().map(|note| invocation.catalogue.text(note));
        Ok(Answer::of(CheckReport {
            summary: DocumentReport::of(&document),
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
    fn judge_here(&self, wiring: &Wiring, document: &GoverningDocument) -> Result<(), Failure> {
        let fit = wiring.authority.judge_document(document);
        fit.map_err(|error| {
            let of_document = matches!(
                error,
                ActivateError::OtherCountry { .. }
                    | ActivateError::Disclosure { .. }
                    | ActivateError::Mentions { .. }
            );
            let why = explain::activate(&error);
            if of_document {
                self.unfit(why)
            } else {
                Failure::because(self.not_checked(), why)
            }
        })?;
        if let GoverningDocument::Profile(_) = document {
            let unfit = |why| Failure::because(self.not_checked(), why);
            let ground = Ground::of(&wiring.authority).map_err(unfit)?;
            ground.fields(document).map_err(|why| self.unfit(why))?;
        }
        Ok(())
    }

    fn not_checked(&self) -> Message {
        Message::new("document-not-checked").with("file", self.file.display())
    }

    fn unfit(&self, why: Explanation) -> Failure {
        let message = Message::new("profile-invalid").with("file", self.file.display());
        Failure::because(message, why)
    }
}

/// Two documents that a list cannot tell apart.
fn same_version(wiring: &Wiring, document: &GoverningDocument) -> Option<Message> {
    let counts = active(wiring, document.name()).ok()?;
    let now = DocumentReport::of(&counts);
    let then = DocumentReport::of(document);
    let same = now.version.is_some() && now.version == then.version;
    (same && now.digest != then.digest).then(|| {
        Message::new("document-same-version")
            .with("name", &then.name)
            .with("version", then.version.unwrap_or_default())
    })
}

/// A document without faults.
#[derive(Debug, Serialize)]
struct CheckReport {
    #[serde(flatten)]
    summary: DocumentReport,
    /// What is worth a look, in the operator's language.
    notes: Vec<String>,
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
