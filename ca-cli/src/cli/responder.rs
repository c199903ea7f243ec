//! `sceau responder`: certificates of OCSP signers.

use std::path::PathBuf;

use ca_api::certificate::CertificateReport;
use ca_core::registry::Certificates;
use ca_core::registry::records::CertificateQuery;
use ca_desk::error::Failure;
use ca_desk::explain;
use ca_desk::input;
use ca_desk::message::Message;
use ca_desk::perform::certificate::describe;
use ca_desk::wiring::{self, Store};
use clap::{Args, Subcommand};
use serde::Serialize;

use crate::cli::cert::{self, standing};
use crate::cli::lookup;
use crate::cli::value;
use crate::desk;
use crate::destination::{Destination, Existing};
use crate::invocation::Invocation;
use crate::output::page::Page;
use crate::output::{Answer, Report, rows};
use ca_api::issuer::IssuerName;

/// The profile of OCSP signers.
const PROFILE: &str = "ocsp-responder";

#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    Enrol(Enrol),
    List,
}

#[derive(Args, Debug)]
pub(crate) struct Enrol {
    #[arg(long, value_name = "ISSUER", value_parser = value::issuer)]
    issuer: IssuerName,
    #[arg(long, value_name = "FILE")]
    csr: PathBuf,
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    #[arg(long)]
    force: bool,
}

/// Does what the verb says.
pub(super) fn run(verb: Verb, invocation: &Invocation) -> Result<Answer, Failure> {
    match verb {
        Verb::Enrol(enrol) => enrol.run(invocation),
        Verb::List => list(invocation),
    }
}

impl Enrol {
    fn run(&self, invocation: &Invocation) -> Result<Answer, Failure> {
        let config = invocation.config()?;
        let csr = input::read_capped(&self.csr, input::CSR_LIMIT)?;
        let existing = if self.force {
            Existing::Replace
        } else {
            Existing::Guard
        };
        let destination = Destination::open(self.out.as_deref(), existing)?;
        let wiring = desk::with_token(config, Store::Open, invocation)?;
        let issuer = lookup::issuer(&wiring.authority, &self.issuer)?;
        let enrolled = wiring
            .authority
            .enrol_responder(&wiring.actor, &issuer.id, &csr);
        let issued = enrolled.map_err(|error| {
            let message = Message::new("responder-not-enrolled").with("issuer", &issuer.id);
            Failure::because(message, explain::issue(&error))
        })?;
        cert::deliver(describe::issued(issued), destination)
    }
}

fn list(invocation: &Invocation) -> Result<Answer, Failure> {
    let store = wiring::store(&invocation.config()?, Store::Open)?;
    let query = CertificateQuery {
        profile_name: Some(PROFILE.to_owned()),
        ..CertificateQuery::default()
    };
    let records: Result<Vec<_>, _> = Certificates::matching(store.as_ref(), query).collect();
    let records = records.map_err(|error| {
        Failure::because(
            Message::new("responder-not-listed"),
            explain::registry(&error),
        )
    })?;
    let responders = records.iter().map(describe::of_record).collect();
    Ok(Answer::of(ResponderList { responders }))
}

#[derive(Debug, Serialize)]
struct ResponderList {
    responders: Vec<CertificateReport>,
}

impl Report for ResponderList {
    fn text(&self, page: &mut Page<'_>) {
        let cells = |report: &CertificateReport| {
            let standing = standing(report).map(|standing| page.say(&standing));
            [
                report.issuer.clone().unwrap_or_default(),
                report.serial.clone().unwrap_or_default(),
                standing.unwrap_or_default(),
                report.not_after.clone().unwrap_or_default(),
            ]
        };
        let rows = self.responders.iter().map(cells).collect();
        page.table(
            [
                "field-issuer",
                "field-serial",
                "field-status",
                "field-not-after",
            ],
            rows,
        );
    }

    fn entries(&self) -> Option<serde_json::Result<Vec<String>>> {
        rows(&self.responders)
    }
}
