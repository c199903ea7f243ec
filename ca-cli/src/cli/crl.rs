//! `sceau crl`: certificate revocation lists.

use std::path::{Path, PathBuf};

use ca_api::crl::{Publication, PublishCrl, PublishedCrl, ShowCrl, ShownCrl};
use ca_api::issuer::{IssuerName, IssuerReport, IssuerState, ShowIssuer, ShownIssuer};
use ca_api::word::Word;
use ca_core::crl::CrlSummary;
use ca_core::generation::{GenerationId, LineName};
use ca_core::name;
use ca_core::registry::records::RevokedEntry;
use ca_core::revocation::{CERTIFICATE_HOLD, Reason};
use ca_desk::error::{Failure, Kind};
use ca_desk::input;
use ca_desk::message::Message;
use clap::{ArgGroup, Args, Subcommand};
use serde::Serialize;

use crate::cli::{issuer, value};
use crate::desk::Desk;
use crate::destination::{Destination, Existing};
use crate::invocation::Invocation;
use crate::output::page::Page;
use crate::output::{Answer, Report, rows};
use crate::progress;

#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    Publish(Publish),
    Show(Show),
}

#[derive(Args, Debug)]
pub(crate) struct Publish {
    #[arg(long, value_name = "ISSUER", value_parser = value::issuer)]
    issuer: IssuerName,
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    #[arg(long)]
    force: bool,
}

#[derive(Args, Debug)]
#[command(group = ArgGroup::new("list").required(true).args(["issuer", "file"]))]
pub(crate) struct Show {
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,
    #[arg(long, value_name = "ISSUER", value_parser = value::issuer)]
    issuer: Option<IssuerName>,
}

/// Does what the verb says.
pub(super) fn run(verb: Verb, invocation: &Invocation) -> Result<Answer, Failure> {
    match verb {
        Verb::Publish(publish) => publish.run(invocation),
        Verb::Show(show) => show.run(invocation),
    }
}

impl Publish {
    fn run(self, invocation: &Invocation) -> Result<Answer, Failure> {
        let place = invocation.place()?;
        let existing = if self.force {
            Existing::Replace
        } else {
            Existing::Guard
        };
        let destination = Destination::open(self.out.as_deref(), existing)?;
        let desk = Desk::open::<PublishCrl>(place, invocation)?;
        let is_line = matches!(self.issuer, IssuerName::Line(_));
        let issuer = named(&desk, self.issuer)?;
        let failure = match is_line {
            true => publish_retired(&desk, &issuer.line, invocation)?,
            false => None,
        };
        let mut crl = publish(&desk, issuer.generation, destination.is_some(), invocation)?;
        let file = destination
            .as_ref()
            .map(|to| to.path().display().to_string());
        if let (Some(destination), Some(list)) = (destination, crl.crl.take()) {
            destination.write(&list.0)?;
        }
        if let Some(failure) = failure {
            tell("crl-of-active", &crl, invocation);
            return Err(failure);
        }
        Ok(Answer::of(Published { crl, file }))
    }
}

/// The generation that the operator means.
fn named(desk: &Desk, name: IssuerName) -> Result<IssuerReport, Failure> {
    let issuer = Word::of(name);
    desk.call::<ShowIssuer>(ShownIssuer { issuer })
}

/// Publishes for the generations of the line that issued before: their certificates still need a
/// CRL. What fails there is given back for later: the generation that issues now is not made to
/// wait.
fn publish_retired(
    desk: &Desk,
    line: &LineName,
    invocation: &Invocation,
) -> Result<Option<Failure>, Failure> {
    let mut failure = None;
    for issuer in issuer::all(desk)? {
        if *issuer.line != *line || issuer.state != IssuerState::Retired {
            continue;
        }
        match publish(desk, issuer.generation, false, invocation) {
            Ok(crl) => tell("crl-of-retired", &crl, invocation),
            Err(of_retired) => failure = failure.or(Some(of_retired)),
        }
    }
    Ok(failure)
}

fn tell(id: &'static str, crl: &PublishedCrl, invocation: &Invocation) {
    let message = Message::new(id).with("issuer", &crl.issuer);
    invocation.tell(&message.with("number", crl.number));
}

fn publish(
    desk: &Desk,
    generation: Word<GenerationId>,
    with_list: bool,
    invocation: &Invocation,
) -> Result<PublishedCrl, Failure> {
    let request = Publication {
        generation,
        with_list,
    };
    progress::during(invocation, &Message::new("progress-crl"), || {
        desk.call::<PublishCrl>(request)
    })
}

/// A list that was just published.
#[derive(Debug, Serialize)]
struct Published {
    #[serde(flatten)]
    crl: PublishedCrl,
    /// Where it was written.
    file: Option<String>,
}

impl Report for Published {
    fn text(&self, page: &mut Page<'_>) {
        let crl = &self.crl;
        page.sentence(&Message::new("crl-published").count("entries", crl.entries));
        page.field("field-issuer", &crl.issuer);
        page.field("field-crl-number", crl.number);
        page.field("field-this-update", &crl.this_update);
        page.field("field-next-update", &crl.next_update);
        page.optional("field-file", self.file.as_ref());
    }
}

impl Show {
    fn run(self, invocation: &Invocation) -> Result<Answer, Failure> {
        let content = match (&self.file, self.issuer) {
            (Some(file), _) => input::read(file, input::CRL_LIMIT)?,
            (None, Some(issuer)) => latest(issuer, invocation)?,
            // The grammar wants one of the two.
            (None, None) => Vec::new(),
        };
        let summary = CrlSummary::parse(&content).map_err(|_| {
            let file = self.file.as_deref().unwrap_or(Path::new("-"));
            let message = Message::new("error-not-read").with("file", file.display());
            Failure::new(Kind::Refused, message).cause(Message::new("crl-none-in-file"))
        })?;
        Ok(Answer::of(CrlReport::of(&summary)))
    }
}

/// The list that is published for an issuer.
fn latest(name: IssuerName, invocation: &Invocation) -> Result<Vec<u8>, Failure> {
    let desk = Desk::open::<ShowCrl>(invocation.place()?, invocation)?;
    let generation = named(&desk, name)?.generation;
    let found = desk.call::<ShowCrl>(ShownCrl { generation })?;
    Ok(found.crl.0)
}

/// What a list says.
#[derive(Debug, Serialize)]
struct CrlReport {
    issuer: Option<String>,
    number: Option<u64>,
    this_update: String,
    next_update: Option<String>,
    entries: Vec<EntryReport>,
}

#[derive(Debug, Serialize)]
struct EntryReport {
    serial: String,
    revoked: String,
    reason: Option<&'static str>,
    invalidity_date: Option<String>,
}

impl CrlReport {
    fn of(summary: &CrlSummary) -> Self {
        Self {
            issuer: name::to_rfc4514(&summary.issuer).ok(),
            number: summary.number,
            this_update: summary.this_update.to_string(),
            next_update: summary.next_update.map(|at| at.to_string()),
            entries: summary.entries.iter().map(EntryReport::of).collect(),
        }
    }
}

impl EntryReport {
    fn of(entry: &RevokedEntry) -> Self {
        let reason = |code| match code {
            CERTIFICATE_HOLD => Some("certificateHold"),
            code => Reason::from_code(code).map(Reason::as_str),
        };
        Self {
            serial: entry.serial.to_string(),
            revoked: entry.effective.to_string(),
            reason: entry.reason_code.and_then(reason),
            invalidity_date: entry.invalidity_date.map(|date| date.to_string()),
        }
    }
}

impl Report for CrlReport {
    fn text(&self, page: &mut Page<'_>) {
        page.optional("field-issuer", self.issuer.as_ref());
        page.optional("field-crl-number", self.number);
        page.field("field-this-update", &self.this_update);
        page.optional("field-next-update", self.next_update.as_ref());
        page.field("field-entries", self.entries.len());
        let cells = |entry: &EntryReport| {
            let reason = entry.reason.unwrap_or("-").to_owned();
            [entry.serial.clone(), entry.revoked.clone(), reason]
        };
        if !self.entries.is_empty() {
            let rows = self.entries.iter().map(cells).collect();
            page.table(["field-serial", "field-effective", "field-reason"], rows);
        }
    }

    fn entries(&self) -> Option<serde_json::Result<Vec<String>>> {
        rows(&self.entries)
    }
}
