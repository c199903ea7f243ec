//! `sceau profile activate`: the act by which a document counts from now on.

use std::path::PathBuf;

use ca_core::authority::activate::Activated;
use ca_core::authority::governing::GoverningDocument;
use ca_desk::error::Failure;
use ca_desk::explain;
use ca_desk::input;
use ca_desk::message::Message;
use ca_desk::wiring::{Store, Wiring};
use clap::Args;
use serde::Serialize;

use super::diff::DiffReport;
use super::ground::Ground;
use super::summary::DocumentReport;
use crate::desk;
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
        let config = invocation.config()?;
        let text = input::read_text(&self.file, input::DOCUMENT_LIMIT)?;
        let wiring = desk::without_token(config, Store::Open)?;
        let activated = wiring.authority.activate(&wiring.actor, &text);
        let activated = activated.map_err(|error| {
            let message = Message::new("profile-not-activated").with("file", self.file.display());
            Failure::because(message, explain::activate(&error))
        })?;
        let changes = changes(&wiring, &activated);
        Ok(Answer::of(ActivationReport {
            summary: DocumentReport::of(&activated.document),
            first: activated.before.is_none(),
            changed: activated.is_change(),
            changes,
        }))
    }
}

/// The fields that differ from what counted before. The act is done: where they cannot be told,
/// they are not.
fn changes(wiring: &Wiring, activated: &Activated) -> Vec<String> {
    let Some(before) = activated
        .before
        .as_deref()
        .filter(|_| activated.is_change())
    else {
        return Vec::new();
    };
    let report = GoverningDocument::parse(before).ok().and_then(|before| {
        let ground = Ground::of(&wiring.authority).ok()?;
        DiffReport::of(Some(&before), &activated.document, &ground).ok()
    });
    let differences = report.map(|report| report.differences).unwrap_or_default();
    differences
        .into_iter()
        .map(|difference| difference.field)
        .collect()
}

/// A document that counts from now on.
#[derive(Debug, Serialize)]
struct ActivationReport {
    #[serde(flatten)]
    summary: DocumentReport,
    /// Whether none of its name counted before.
    first: bool,
    /// Whether another text counted before, or none.
    changed: bool,
    /// The fields that differ.
    changes: Vec<String>,
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
