//! `sceau profile`: the documents that govern issuance. Most are profiles, what certificates
//! must look like; beside them stand the country pack, the table of algorithms and the origins
//! of keys.
//!
//! - `summary`: a document in a few words; `ground`: what a profile stands on to make a
//!   certificate; `fields`: a document field by field, a profile by the certificates that it
//!   makes;
//! - `check`, `diff`, `activate`: the verbs that take a file, in the order of a change.

mod activate;
mod check;
mod diff;
mod fields;
mod ground;
mod summary;

use std::path::Path;

use ca_core::algorithm_table::ALGORITHMS;
use ca_core::authority::governing::GoverningDocument;
use ca_core::authority::profiles::ProfileUnavailable;
use ca_core::country::COUNTRY;
use ca_core::key_origin::KEY_ORIGINS;
use ca_core::registry::records::DocumentKind;
use ca_desk::error::{Explanation, Failure};
use ca_desk::explain;
use ca_desk::input;
use ca_desk::message::Message;
use ca_desk::wiring::{Store, Wiring};
use clap::{Args, Subcommand};
use serde::Serialize;

use self::fields::DocumentFields;
use self::ground::Ground;
use self::summary::{DocumentList, DocumentReport};
use crate::desk;
use crate::invocation::Invocation;
use crate::output::page::Page;
use crate::output::{Answer, Report};

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
    let wiring = desk::without_token(invocation.config()?, Store::Open)?;
    let failure = |why| Failure::because(Message::new("profile-not-listed"), why);
    let documents = wiring.authority.governing_documents();
    let documents = documents.map_err(|error| failure(explain::document_unavailable(&error)))?;
    let documents = documents.iter().map(|document| {
        let document = GoverningDocument::parse(&document.content);
        document.map(|document| DocumentReport::of(&document))
    });
    let documents = documents.collect::<Result<_, _>>();
    let documents = documents.map_err(|error| failure(explain::document(&error)))?;
    Ok(Answer::of(DocumentList::of(documents)))
}

/// The active document with this name: a profile, or one of the three that are there once.
///
/// # Errors
/// There is none, or the Registry cannot be read.
fn active(wiring: &Wiring, name: &str) -> Result<GoverningDocument, Explanation> {
    let kind = match name {
        COUNTRY => DocumentKind::Country,
        ALGORITHMS => DocumentKind::Algorithms,
        KEY_ORIGINS => DocumentKind::KeyOrigins,
        _ => DocumentKind::Profile,
    };
    let document = wiring.authority.document(kind, name);
    let document = document.map_err(|error| explain::document_unavailable(&error))?;
    let Some(document) = document else {
        let name = name.to_owned();
        return Err(explain::profile_unavailable(&ProfileUnavailable::Unknown {
            name,
        }));
    };
    GoverningDocument::parse(&document.content).map_err(|error| explain::document(&error))
}

/// A document of any kind in a file; all that is wrong with it is told at once.
///
/// # Errors
/// The file cannot be read or is no valid document.
fn read(file: &Path) -> Result<GoverningDocument, Failure> {
    let text = input::read_text(file, input::DOCUMENT_LIMIT)?;
    GoverningDocument::parse(&text).map_err(|error| {
        let message = Message::new("profile-invalid").with("file", file.display());
        Failure::because(message, explain::document(&error))
    })
}

impl Show {
    fn run(&self, invocation: &Invocation) -> Result<Answer, Failure> {
        let wiring = desk::without_token(invocation.config()?, Store::Open)?;
        let failure = |why| {
            let message = Message::new("profile-not-found").with("name", &self.name);
            Failure::because(message, why)
        };
        let document = active(&wiring, &self.name).map_err(failure)?;
        let summary = DocumentReport::of(&document);
        if self.fields {
            let ground = Ground::of(&wiring.authority).map_err(failure)?;
            let fields = ground.fields(&document).map_err(failure)?;
            return Ok(Answer::of(DocumentFields::of(summary, fields)));
        }
        Ok(Answer::of(DocumentText {
            summary,
            document: document.text().to_owned(),
        }))
    }
}

/// A document and the whole of it.
#[derive(Debug, Serialize)]
struct DocumentText {
    #[serde(flatten)]
    summary: DocumentReport,
    document: String,
}

impl Report for DocumentText {
    fn text(&self, page: &mut Page<'_>) {
        page.line(self.document.trim_end());
    }
}
