//! `sceau issuer`: issuer lines and their generations.

use std::path::PathBuf;

use ca_core::algorithm::KeyAlgorithm;
use ca_core::authority::issue::NewIssuer;
use ca_core::certificate::{Summary, to_pem};
use ca_core::digest::Sha256Digest;
use ca_core::generation::{GenerationId, LineName};
use ca_core::name;
use ca_core::registry::records::{Generation, GenerationState};
use ca_desk::error::Failure;
use ca_desk::explain;
use ca_desk::message::Message;
use ca_desk::wiring::{Store, Wiring};
use clap::{Args, Subcommand};
use serde::Serialize;

use crate::cli::key::named;
use crate::cli::lookup;
use crate::cli::value::{self, IssuerName};
use crate::desk;
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
        let wiring = desk::with_token(invocation.config()?, Store::Open, invocation)?;
        let message = Message::new("issuer-not-created").with("line", &self.line);
        let key = match &self.key {
            Some(name) => Some(named::found(&wiring, name, &message)?),
            None => None,
        };
        let new = NewIssuer {
            line: self.line,
            profile: self.profile,
            issuer: self.issuer,
            key_algorithm: self.key_algorithm,
            token: self.token,
            key,
            common_name: self.common_name,
        };
        let created = progress::during(invocation, &Message::new("progress-issuer"), || {
            wiring.authority.create_issuer(&wiring.actor, &new)
        });
        let created = created.map_err(|error| Failure::because(message, explain::issue(&error)))?;
        let generation = if self.activate {
            activate(&wiring, &created.id)?
        } else {
            created
        };
        Ok(Answer::of(IssuerReport::of(&generation)))
    }
}

impl Activate {
    fn run(&self, invocation: &Invocation) -> Result<Answer, Failure> {
        let wiring = desk::with_token(invocation.config()?, Store::Open, invocation)?;
        activate(&wiring, &self.generation)
            .map(|generation| Answer::of(IssuerReport::of(&generation)))
    }
}

/// Makes the generation the active one of its line; gives it as it is then.
fn activate(wiring: &Wiring, id: &GenerationId) -> Result<Generation, Failure> {
    wiring
        .authority
        .activate_issuer(&wiring.actor, id)
        .map_err(|error| {
            let message = Message::new("issuer-not-activated").with("generation", id);
            Failure::because(message, explain::issuer(&error))
        })?;
    lookup::issuer(&wiring.authority, &IssuerName::Generation(id.clone()))
}

fn list(invocation: &Invocation) -> Result<Answer, Failure> {
    let wiring = desk::without_token(invocation.config()?, Store::Open)?;
    let issuers = wiring.authority.issuers().map_err(|error| {
        Failure::because(Message::new("issuer-not-listed"), explain::registry(&error))
    })?;
    Ok(Answer::of(IssuerList {
        issuers: issuers.iter().map(IssuerReport::of).collect(),
    }))
}

impl Show {
    fn run(&self, invocation: &Invocation) -> Result<Answer, Failure> {
        let wiring = desk::without_token(invocation.config()?, Store::Open)?;
        let existing = if self.force {
            Existing::Replace
        } else {
            Existing::Guard
        };
        let destination = Destination::open(self.out.as_deref(), existing)?;
        let issuer = lookup::issuer(&wiring.authority, &self.issuer)?;
        let report = IssuerReport::of(&issuer);
        if let (Some(destination), Some(pem)) = (destination, &report.certificate) {
            destination.write(pem.as_bytes())?;
        }
        Ok(Answer::of(report))
    }
}

/// A generation of an issuer line.
#[derive(Debug, Serialize)]
struct IssuerReport {
    generation: String,
    line: String,
    state: &'static str,
    subject: Option<String>,
    issuer: String,
    algorithm: &'static str,
    key: String,
    created: String,
    serial: Option<String>,
    not_before: Option<String>,
    not_after: Option<String>,
    /// SHA-256 of the certificate.
    sha256: Option<String>,
    /// PEM.
    certificate: Option<String>,
}

impl IssuerReport {
    fn of(generation: &Generation) -> Self {
        let certificate = generation.certificate.as_deref();
        let summary = certificate.and_then(|der| Summary::of(der).ok());
        Self {
            generation: generation.id.to_string(),
            line: generation.id.line().to_string(),
            state: generation.state.as_str(),
            subject: name::to_rfc4514(&generation.name).ok(),
            issuer: generation.issuer.to_string(),
            algorithm: generation.algorithm.as_str(),
            key: generation.key.to_string(),
            created: generation.created.to_string(),
            serial: summary.as_ref().map(|summary| summary.serial.to_string()),
            not_before: summary
                .as_ref()
                .map(|summary| summary.not_before.to_string()),
            not_after: summary
                .as_ref()
                .map(|summary| summary.not_after.to_string()),
            sha256: certificate.map(|der| Sha256Digest::of(der).to_string()),
            certificate: certificate.map(to_pem),
        }
    }

    fn state(&self) -> Message {
        let is = |state: &GenerationState| state.as_str() == self.state;
        match GenerationState::ALL.into_iter().find(is) {
            Some(GenerationState::Pending) => Message::new("state-pending"),
            Some(GenerationState::Ready) => Message::new("state-ready"),
            Some(GenerationState::Active) => Message::new("state-active"),
            Some(GenerationState::Retired) | None => Message::new("state-retired"),
        }
    }
}

impl Report for IssuerReport {
    fn text(&self, page: &mut Page<'_>) {
        page.field("field-generation", &self.generation);
        let state = page.say(&self.state());
        page.field("field-state", state);
        page.optional("field-subject", self.subject.as_ref());
        page.field("field-issuer", &self.issuer);
        page.field("field-algorithm", self.algorithm);
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
            let state = page.say(&issuer.state());
            [
                issuer.generation.clone(),
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
