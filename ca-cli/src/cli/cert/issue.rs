//! `sceau cert issue`: a certificate from a signing request.

use std::path::PathBuf;
use std::time::Duration;

use ca_core::authority::issue::{IssuanceRequest, IssueError, Issued, Prepared};
use ca_core::certificate::to_pem;
use ca_core::generation::LineName;
use ca_core::san::SubjectAltName;
use ca_core::subject::Subject;
use clap::Args;
use serde::Serialize;

use crate::cli::value;
use crate::config::Config;
use crate::destination::{Destination, Existing};
use crate::error::Failure;
use crate::explain;
use crate::explain::finding::FindingReport;
use crate::input;
use crate::invocation::Invocation;
use crate::message::Message;
use crate::output::page::Page;
use crate::output::{Answer, Report};
use crate::wiring::{Store, Wiring};

#[derive(Args, Debug)]
pub(crate) struct Issue {
    #[arg(long, value_name = "LINE", value_parser = value::line)]
    issuer: LineName,
    #[arg(long, value_name = "PROFILE")]
    profile: String,
    #[arg(long, value_name = "FILE")]
    csr: PathBuf,
    #[arg(long, value_name = "SUBJECT", value_parser = value::subject)]
    subject: Subject,
    #[arg(long, value_name = "SAN", value_parser = value::alternative_name)]
    san: Vec<SubjectAltName>,
    #[arg(long, value_name = "ID")]
    request_id: Option<String>,
    #[arg(long, value_name = "DAYS", value_parser = value::days)]
    validity_days: Option<Duration>,
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    #[arg(long)]
    force: bool,
    #[arg(long)]
    dry_run: bool,
}

impl Issue {
    /// Issues, or with `--dry-run` only prepares.
    pub(super) fn run(self, invocation: &Invocation) -> Result<Answer, Failure> {
        let config = Config::provided(invocation)?;
        let request = IssuanceRequest {
            csr: input::read_capped(&self.csr, input::CSR_LIMIT)?,
            line: self.issuer,
            profile: self.profile,
            subject: self.subject,
            alternative_names: self.san,
            request_id: self.request_id,
            validity: self.validity_days,
        };
        if self.dry_run {
            return prepare(
                &Wiring::with_token(config, Store::Open, invocation)?,
                &request,
            );
        }
        let existing = if self.force {
            Existing::Replace
        } else {
            Existing::Guard
        };
        let destination = Destination::open(self.out.as_deref(), existing)?;
        let wiring = Wiring::with_token(config, Store::Open, invocation)?;
        let issued = wiring.authority.issue(&wiring.actor, &request);
        deliver(&issued.map_err(|error| refused(&error))?, destination)
    }
}

/// Checks, builds and lints; signs and stores nothing.
fn prepare(wiring: &Wiring, request: &IssuanceRequest) -> Result<Answer, Failure> {
    let prepared = wiring.authority.prepare(&wiring.actor, request);
    let prepared = prepared.map_err(|error| refused(&error))?;
    Ok(Answer::of(PreparedReport::of(&prepared)))
}

fn refused(error: &IssueError) -> Failure {
    Failure::because(Message::new("cert-not-issued"), explain::issue(error))
}

/// Gives an issued certificate to its file, or to standard output.
pub(in crate::cli) fn deliver(
    issued: &Issued,
    destination: Option<Destination>,
) -> Result<Answer, Failure> {
    let pem = to_pem(&issued.certificate);
    let file = destination
        .as_ref()
        .map(|destination| destination.path().display().to_string());
    if let Some(destination) = destination {
        destination.write(pem.as_bytes()).map_err(|failure| {
            let hint = Message::new("hint-cert-show").with("serial", &issued.serial);
            failure.hint(hint)
        })?;
    }
    Ok(Answer::of(IssuedReport {
        serial: issued.serial.to_string(),
        issuer: issued.issuer.to_string(),
        request_id: issued.request_id.clone(),
        replayed: issued.replayed,
        certificate: file.is_none().then_some(pem),
        file,
    }))
}

/// A certificate that was issued.
#[derive(Debug, Serialize)]
struct IssuedReport {
    serial: String,
    issuer: String,
    request_id: String,
    /// Whether the request had been fulfilled before.
    replayed: bool,
    file: Option<String>,
    /// PEM, where it was written to no file.
    certificate: Option<String>,
}

impl Report for IssuedReport {
    fn text(&self, page: &mut Page<'_>) {
        if let Some(pem) = &self.certificate {
            return page.line(pem.trim_end());
        }
        let again = if self.replayed {
            "cert-issued-before"
        } else {
            "cert-issued"
        };
        page.sentence(&Message::new(again));
        page.field("field-serial", &self.serial);
        page.field("field-issuer", &self.issuer);
        page.field("field-request", &self.request_id);
        page.optional("field-file", self.file.as_ref());
    }
}

/// A certificate that would be issued.
#[derive(Debug, Serialize)]
struct PreparedReport {
    serial: String,
    issuer: String,
    not_before: String,
    not_after: String,
    /// The bytes to be signed, in hexadecimal DER.
    tbs: String,
    findings: Vec<FindingReport>,
}

impl PreparedReport {
    fn of(prepared: &Prepared) -> Self {
        let intent = prepared.intent();
        Self {
            serial: intent.serial.to_string(),
            issuer: intent.issuer.to_string(),
            not_before: intent.not_before.to_string(),
            not_after: intent.not_after.to_string(),
            tbs: hex::encode(prepared.tbs()),
            findings: prepared.findings().iter().map(FindingReport::of).collect(),
        }
    }
}

impl Report for PreparedReport {
    fn text(&self, page: &mut Page<'_>) {
        page.sentence(&Message::new("cert-prepared"));
        page.field("field-issuer", &self.issuer);
        page.field("field-not-before", &self.not_before);
        page.field("field-not-after", &self.not_after);
        page.field("field-tbs", &self.tbs);
        self.findings.iter().for_each(|finding| finding.write(page));
    }
}
