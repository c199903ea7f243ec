//! `sceau responder`: certificates of OCSP signers.

use std::path::PathBuf;

use ca_api::certificate::CertificateReport;
use ca_api::issuer::IssuerName;
use ca_api::page::Limit;
use ca_api::responder::{EnrolResponder, Enrolment, ListResponders, ListedResponders};
use ca_api::word::{Encoded, Word};
use ca_desk::error::Failure;
use ca_desk::input;
use clap::{Args, Subcommand};
use serde::Serialize;

use crate::cli::cert::{self, standing};
use crate::cli::value;
use crate::desk::Desk;
use crate::destination::{Destination, Existing};
use crate::invocation::Invocation;
use crate::output::page::Page;
use crate::output::{Answer, Report, rows};

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
    fn run(self, invocation: &Invocation) -> Result<Answer, Failure> {
        let place = invocation.place()?;
        let csr = Encoded(input::read_capped(&self.csr, input::CSR_LIMIT)?);
        let existing = if self.force {
            Existing::Replace
        } else {
            Existing::Guard
        };
        let destination = Destination::open(self.out.as_deref(), existing)?;
        let desk = Desk::open::<EnrolResponder>(place, invocation)?;
        let issuer = Word::of(self.issuer);
        let issued = desk.call::<EnrolResponder>(Enrolment { issuer, csr })?;
        cert::deliver(issued, destination)
    }
}

fn list(invocation: &Invocation) -> Result<Answer, Failure> {
    let desk = Desk::open::<ListResponders>(invocation.place()?, invocation)?;
    let (mut responders, mut cursor) = (Vec::new(), None);
    loop {
        let limit = Limit::MOST;
        let page = desk.call::<ListResponders>(ListedResponders { limit, cursor })?;
        responders.extend(page.responders);
        cursor = page.next;
        if cursor.is_none() {
            return Ok(Answer::of(ResponderList { responders }));
        }
    }
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
