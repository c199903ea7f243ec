//! `sceau crl`: certificate revocation lists.

use std::path::{Path, PathBuf};

use ca_core::crl::CrlSummary;
use ca_core::generation::GenerationId;
use ca_core::name;
use ca_core::registry::StatusSource;
use ca_core::registry::records::{CrlRecord, RevokedEntry};
use ca_core::revocation::{CERTIFICATE_HOLD, Reason};
use ca_desk::error::{Failure, Kind};
use ca_desk::explain;
use ca_desk::input;
use ca_desk::message::Message;
use ca_desk::wiring::{Store, Wiring};
use clap::{ArgGroup, Args, Subcommand};
use serde::Serialize;

use crate::cli::lookup;
use crate::cli::value;
use crate::desk;
use crate::destination::{Destination, Existing};
use crate::invocation::Invocation;
use crate::output::page::Page;
use crate::output::{Answer, Report, rows};
use crate::progress;
use ca_api::issuer::IssuerName;

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
    fn run(&self, invocation: &Invocation) -> Result<Answer, Failure> {
        let config = invocation.config()?;
        let existing = if self.force {
            Existing::Replace
        } else {
            Existing::Guard
        };
        let destination = Destination::open(self.out.as_deref(), existing)?;
        let wiring = desk::with_token(config, Store::Open, invocation)?;
        let issuer = lookup::issuer(&wiring.authority, &self.issuer)?;
        let failure = self.publish_retired(&wiring, invocation)?;
        let crl = publish(&wiring, &issuer.id, invocation)?;
        let file = destination
            .as_ref()
            .map(|to| to.path().display().to_string());
        if let Some(destination) = destination {
            destination.write(&crl.der)?;
        }
        if let Some(failure) = failure {
            tell("crl-of-active", &crl, invocation);
            return Err(failure);
        }
        Ok(Answer::of(Published::of(&crl, file)))
    }

    /// Publishes for the generations of the line that issued before. What fails there is given
    /// back for later: the generation that issues now is not made to wait.
    fn publish_retired(
        &self,
        wiring: &Wiring,
        invocation: &Invocation,
    ) -> Result<Option<Failure>, Failure> {
        let mut failure = None;
        for retired in lookup::retired(&wiring.authority, &self.issuer)? {
            match publish(wiring, &retired, invocation) {
                Ok(crl) => tell("crl-of-retired", &crl, invocation),
                Err(of_retired) => failure = failure.or(Some(of_retired)),
            }
        }
        Ok(failure)
    }
}

fn tell(id: &'static str, crl: &CrlRecord, invocation: &Invocation) {
    let message = Message::new(id).with("issuer", &crl.issuer);
    invocation.tell(&message.with("number", crl.number));
}

fn publish(
    wiring: &Wiring,
    issuer: &GenerationId,
    invocation: &Invocation,
) -> Result<CrlRecord, Failure> {
    let published = progress::during(invocation, &Message::new("progress-crl"), || {
        wiring.authority.publish_crl(&wiring.actor, issuer)
    });
    published.map_err(|error| {
        let message = Message::new("crl-not-published").with("issuer", issuer);
        Failure::because(message, explain::crl(&error))
    })
}

/// A list that was just published.
#[derive(Debug, Serialize)]
struct Published {
    issuer: String,
    number: u64,
    this_update: String,
    next_update: String,
    entries: usize,
    octets: usize,
    file: Option<String>,
}

impl Published {
    fn of(crl: &CrlRecord, file: Option<String>) -> Self {
        Self {
            issuer: crl.issuer.to_string(),
            number: crl.number,
            this_update: crl.this_update.to_string(),
            next_update: crl.next_update.to_string(),
            entries: CrlSummary::parse(&crl.der).map_or(0, |summary| summary.entries.len()),
            octets: crl.der.len(),
            file,
        }
    }
}

impl Report for Published {
    fn text(&self, page: &mut Page<'_>) {
        page.sentence(&Message::new("crl-published").count("entries", self.entries));
        page.field("field-issuer", &self.issuer);
        page.field("field-crl-number", self.number);
        page.field("field-this-update", &self.this_update);
        page.field("field-next-update", &self.next_update);
        page.optional("field-file", self.file.as_ref());
    }
}

impl Show {
    fn run(&self, invocation: &Invocation) -> Result<Answer, Failure> {
        let content = match (&self.file, &self.issuer) {
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
fn latest(name: &IssuerName, invocation: &Invocation) -> Result<Vec<u8>, Failure> {
    let wiring = desk::without_token(invocation.config()?, Store::Open)?;
    let issuer = lookup::issuer(&wiring.authority, name)?;
    let not_found = || Message::new("crl-not-found").with("issuer", &issuer.id);
    let found = wiring
        .store
        .latest_crl(&issuer.id)
        .map_err(|error| Failure::because(not_found(), explain::registry(&error)))?;
    let none = || {
        let hint = Message::new("hint-crl-publish").with("issuer", &issuer.id);
        Failure::new(Kind::Refused, not_found()).hint(hint)
    };
    found.map(|crl| crl.der).ok_or_else(none)
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
