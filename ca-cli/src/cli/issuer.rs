//! `sceau issuer`: issuer lines and their generations.

use std::path::PathBuf;

use ca_api::issuer::{
    ActivateIssuer, Activation, CreateIssuer, IssuerName, IssuerReport, IssuerState, ListIssuers,
    ListedIssuers, NewIssuer, ShowIssuer, ShownIssuer,
};
use ca_api::page::Limit;
use ca_api::word::Word;
use ca_core::algorithm::KeyAlgorithm;
use ca_core::generation::{GenerationId, LineName};
use ca_desk::error::Failure;
use ca_desk::message::Message;
use clap::{Args, Subcommand};
use serde::Serialize;

use crate::cli::value;
use crate::desk::Desk;
use crate::destination::{Destination, Existing};
use crate::invocation::Invocation;
use crate::output::page::Page;
use crate::output::{Answer, Report, rows};
use crate::progress;

#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    Create(Create),
    List,
    Show(Show),
    Activate(Activate),
}

#[derive(Args, Debug)]
pub(crate) struct Create {
    #[arg(value_name = "LINE", value_parser = value::line)]
    line: LineName,
    #[arg(long, value_name = "PROFILE")]
    profile: String,
    #[arg(long, value_name = "LINE", value_parser = value::line)]
    issuer: Option<LineName>,
    #[arg(long, value_name = "ALGORITHM", value_parser = value::key_algorithm())]
    key_algorithm: Option<KeyAlgorithm>,
    #[arg(long, value_name = "LABEL", conflicts_with = "key")]
    token: Option<String>,
    #[arg(long, value_name = "KEY", conflicts_with = "key_algorithm")]
    key: Option<String>,
    #[arg(long, value_name = "NAME")]
    common_name: Option<String>,
    #[arg(long)]
    activate: bool,
}

#[derive(Args, Debug)]
pub(crate) struct Show {
    #[arg(value_name = "ISSUER", value_parser = value::issuer)]
    issuer: IssuerName,
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    #[arg(long)]
    force: bool,
}

#[derive(Args, Debug)]
pub(crate) struct Activate {
    #[arg(value_name = "GENERATION", value_parser = value::generation)]
    generation: GenerationId,
}

/// Does what the verb says.
pub(super) fn run(verb: Verb, invocation: &Invocation) -> Result<Answer, Failure> {
    match verb {
        Verb::Create(create) => create.run(invocation),
        Verb::List => list(invocation),
        Verb::Show(show) => show.run(invocation),
        Verb::Activate(activate) => activate.run(invocation),
    }
}

impl Create {
    fn run(self, invocation: &Invocation) -> Result<Answer, Failure> {
        let desk = Desk::open::<CreateIssuer>(invocation.place()?, invocation)?;
        let new = NewIssuer {
            line: Word::of(self.line),
            profile: self.profile,
            issuer: self.issuer.map(Word::of),
            key_algorithm: self.key_algorithm.map(Word::of),
            token: self.token,
            key: self.key,
            common_name: self.common_name,
        };
        let created = progress::during(invocation, &Message::new("progress-issuer"), || {
            desk.call::<CreateIssuer>(new)
        })?;
        if !self.activate {
            return Ok(Answer::of(created));
        }
        let generation = created.generation;
        desk.call::<ActivateIssuer>(Activation { generation })
            .map(Answer::of)
    }
}

impl Activate {
    fn run(self, invocation: &Invocation) -> Result<Answer, Failure> {
        let desk = Desk::open::<ActivateIssuer>(invocation.place()?, invocation)?;
        let generation = Word::of(self.generation);
        desk.call::<ActivateIssuer>(Activation { generation })
            .map(Answer::of)
    }
}

fn list(invocation: &Invocation) -> Result<Answer, Failure> {
    let desk = Desk::open::<ListIssuers>(invocation.place()?, invocation)?;
    let issuers = all(&desk)?;
    Ok(Answer::of(IssuerList { issuers }))
}

/// The generations of all lines.
///
/// # Errors
/// As the operation's own.
pub(super) fn all(desk: &Desk) -> Result<Vec<IssuerReport>, Failure> {
    let (mut issuers, mut cursor) = (Vec::new(), None);
    loop {
        let limit = Limit::MOST;
        let page = desk.call::<ListIssuers>(ListedIssuers { limit, cursor })?;
        issuers.extend(page.issuers);
        cursor = page.next;
        if cursor.is_none() {
            return Ok(issuers);
        }
    }
}

impl Show {
    fn run(self, invocation: &Invocation) -> Result<Answer, Failure> {
        let desk = Desk::open::<ShowIssuer>(invocation.place()?, invocation)?;
        let existing = if self.force {
            Existing::Replace
        } else {
            Existing::Guard
        };
        let destination = Destination::open(self.out.as_deref(), existing)?;
        let issuer = Word::of(self.issuer);
        let report = desk.call::<ShowIssuer>(ShownIssuer { issuer })?;
        if let (Some(destination), Some(pem)) = (destination, &report.certificate) {
            destination.write(pem.as_bytes())?;
        }
        Ok(Answer::of(report))
    }
}

fn state(issuer: &IssuerReport) -> Message {
    Message::new(match issuer.state {
        IssuerState::Pending => "state-pending",
        IssuerState::Ready => "state-ready",
        IssuerState::Active => "state-active",
        IssuerState::Retired => "state-retired",
    })
}

impl Report for IssuerReport {
    fn text(&self, page: &mut Page<'_>) {
        page.field("field-generation", self.generation.text());
        let state = page.say(&state(self));
        page.field("field-state", state);
        page.optional("field-subject", self.subject.as_ref());
        page.field("field-issuer", &self.issuer);
        page.field("field-algorithm", &self.algorithm);
        page.field("field-key", &self.key);
        page.optional("field-serial", self.serial.as_ref());
        page.optional("field-not-before", self.not_before.as_ref());
        page.optional("field-not-after", self.not_after.as_ref());
        page.optional("field-sha256", self.sha256.as_ref());
    }
}

/// The generations of all lines.
#[derive(Debug, Serialize)]
struct IssuerList {
    issuers: Vec<IssuerReport>,
}

impl Report for IssuerList {
    fn text(&self, page: &mut Page<'_>) {
        let cells = |issuer: &IssuerReport| {
            let end = issuer.not_after.clone().unwrap_or_default();
            let subject = issuer.subject.clone().unwrap_or_default();
            let state = page.say(&state(issuer));
            [
                issuer.generation.text().to_owned(),
                state,
                issuer.issuer.clone(),
                end,
                subject,
            ]
        };
        let rows = self.issuers.iter().map(cells).collect();
        let columns = [
            "field-generation",
            "field-state",
            "field-issuer",
            "field-not-after",
            "field-subject",
        ];
        page.table(columns, rows);
    }

    fn entries(&self) -> Option<serde_json::Result<Vec<String>>> {
        rows(&self.issuers)
    }
}
