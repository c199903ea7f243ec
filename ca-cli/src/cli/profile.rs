//! `sceau profile`: the documents that govern issuance. Most are profiles, what certificates
//! must look like; beside them stand the country pack, the table of algorithms and the origins
//! of keys.
//!
//! - `report`: documents as people read them;
//! - `check`, `diff`, `activate`: the verbs that take a file, in the order of a change.

mod activate;
mod check;
mod diff;
mod report;

use std::path::Path;

use ca_api::profile::{ListProfiles, NamedDocument, ShowProfile, WhichDocuments};
use ca_core::authority::governing::GoverningDocument;
use ca_desk::error::Failure;
use ca_desk::explain;
use ca_desk::input;
use ca_desk::message::Message;
use clap::{Args, Subcommand};

use crate::desk::Desk;
use crate::invocation::Invocation;
use crate::output::Answer;

#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    List,
    Show(Show),
    Check(check::Check),
    Diff(diff::Diff),
    Activate(activate::Activate),
}

#[derive(Args, Debug)]
pub(crate) struct Show {
    #[arg(value_name = "DOCUMENT")]
    name: String,
    #[arg(long)]
    fields: bool,
}

/// Does what the verb says.
pub(super) fn run(verb: Verb, invocation: &Invocation) -> Result<Answer, Failure> {
    match verb {
        Verb::List => list(invocation),
        Verb::Show(show) => show.run(invocation),
        Verb::Check(check) => check.run(invocation),
        Verb::Diff(diff) => diff.run(invocation),
        Verb::Activate(activate) => activate.run(invocation),
    }
}

fn list(invocation: &Invocation) -> Result<Answer, Failure> {
    let desk = Desk::open::<ListProfiles>(invocation.place()?, invocation)?;
    desk.call::<ListProfiles>(WhichDocuments {}).map(Answer::of)
}

/// The text of a document of any kind in a file, and the document; all that is wrong with it is
/// told at once.
///
/// # Errors
/// The file cannot be read or is no valid document.
fn read(file: &Path) -> Result<(String, GoverningDocument), Failure> {
    let text = input::read_text(file, input::DOCUMENT_LIMIT)?;
    let document = GoverningDocument::parse(&text).map_err(|error| {
        let message = Message::new("profile-invalid").with("file", file.display());
        Failure::because(message, explain::document(&error))
    })?;
    Ok((text, document))
}

impl Show {
    fn run(self, invocation: &Invocation) -> Result<Answer, Failure> {
        let Self { name, fields } = self;
        let desk = Desk::open::<ShowProfile>(invocation.place()?, invocation)?;
        let shown = desk.call::<ShowProfile>(NamedDocument { name, fields });
        shown.map(Answer::of)
    }
}
