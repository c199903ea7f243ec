//! `sceau profile check`: all that is wrong with a document, before it counts.

use std::path::PathBuf;

use ca_core::authority::governing::GoverningDocument;
use clap::Args;
use serde::Serialize;

use super::ground::Ground;
use super::summary::DocumentReport;
use super::{active, read};
use crate::cli::country;
use crate::config::Config;
use crate::error::{Explanation, Failure};
use crate::explain;
use crate::invocation::Invocation;
use crate::message::Message;
use crate::output::page::Page;
use crate::output::{Answer, Report};
use crate::wiring::{Store, Wiring};

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
        let wiring = self.wiring(invocation);
        let mut notes = Vec::new();
        match self.ground(wiring.as_ref())? {
            Some(ground) => self.judge(&document, &ground)?,
            None => notes.push(Message::new("document-not-judged")),
        }
        notes.extend(wiring.and_then(|wiring| same_version(&wiring, &document)));
        let notes = notes.iter().map(|note| invocation.catalogue.text(note));
        Ok(Answer::of(CheckReport {
            summary: DocumentReport::of(&document),
            notes: notes.collect(),
        }))
    }

    /// The Registry, where one is at hand: a document can be checked on any machine.
    fn wiring(&self, invocation: &Invocation) -> Option<Wiring> {
        if self.country.is_some() || !Config::is_there(invocation) {
            return None;
        }
        let config = Config::provided(invocation).ok()?;
        Wiring::without_token(config, Store::Open).ok()
    }

    /// The authority's documents, or those of a practice authority of a state that is named.
    fn ground(&self, wiring: Option<&Wiring>) -> Result<Option<Ground>, Failure> {
        if let Some(wanted) = &self.country {
            let country = country::pack(wanted, &self.not_checked())?;
            let ground = Ground::for_practice(country);
            return Ok(Some(ground.map_err(|why| self.unfit(why))?));
        }
        Ok(wiring.and_then(|wiring| Ground::of(&wiring.authority).ok()))
    }

    /// What a document alone does not show: the mentions that the law of the state requires
    /// (LAW-01), and that certificates come out at all.
    fn judge(&self, document: &GoverningDocument, ground: &Ground) -> Result<(), Failure> {
        let GoverningDocument::Profile(profile) = document else {
            return Ok(());
        };
        let faults = profile.mention_faults(&ground.country);
        if !faults.is_empty() {
            return Err(self.unfit(explain::mentions(&faults)));
        }
        ground.fields(document).map_err(|why| self.unfit(why))?;
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
