//! `sceau cert list`: one line for each certificate that matches, or how many there are
//! (REV-09).
//!
//! `criteria` are the options by which certificates are searched, `criterion` reads their
//! values, `stream` writes lists of any length line by line.

mod criteria;
mod criterion;
mod stream;

use std::ops::ControlFlow;

use ca_api::certificate::CertificateReport;
use ca_core::registry::records::{CertificateQuery, StandingCounts};
use ca_core::registry::{Certificates, Registry, RegistryError};
use ca_desk::error::{Failure, Kind};
use ca_desk::explain;
use ca_desk::message::Message;
use ca_desk::perform::certificate::describe;
use ca_desk::wiring::{self, Store};
use clap::Args;
use serde::Serialize;

use crate::cli::cert::standing;
use crate::invocation::Invocation;
use crate::output::page::Page;
use crate::output::{Answer, Format, Report, rows};
use crate::progress;

/// Most certificates of one list that is written as a whole.
const WHOLE: usize = 10_000;

#[derive(Args, Debug)]
pub(crate) struct List {
    #[command(flatten)]
    criteria: criteria::Criteria,
    #[arg(
        long,
        value_name = "NUMBER",
        default_value_t = 100,
        conflicts_with = "count"
    )]
    limit: usize,
    #[arg(
        long,
        value_name = "CURSOR",
        default_value_t = 0,
        conflicts_with = "count"
    )]
    after: u64,
    #[arg(long)]
    count: bool,
}

impl List {
    /// Lists at most `--limit` certificates after the cursor, or counts all that match.
    pub(super) fn run(self, invocation: &Invocation) -> Result<Answer, Failure> {
        let format = invocation.options.format;
        if !self.count && format != Format::Jsonl && !(1..=WHOLE).contains(&self.limit) {
            let refused = Message::new("cert-list-too-long").with("limit", WHOLE);
            let failure = Failure::new(Kind::Usage, refused);
            return Err(failure.hint(Message::new("hint-cert-list-jsonl")));
        }
        let store = wiring::store(&invocation.config()?, Store::Open)?;
        let query = CertificateQuery {
            after: self.after,
            limit: self.limit,
            ..self.criteria.query(store.as_ref())?
        };
        if self.count {
            return count(store.as_ref(), &query, invocation);
        }
        if format == Format::Jsonl {
            return all(store.as_ref(), query);
        }
        part(store.as_ref(), query)
    }
}

fn unlisted(error: &RegistryError) -> Failure {
    Failure::because(Message::new("cert-not-listed"), explain::registry(error))
}

fn count(
    registry: &dyn Registry,
    query: &CertificateQuery,
    invocation: &Invocation,
) -> Result<Answer, Failure> {
    let counts = progress::during(invocation, &Message::new("progress-count"), || {
        registry.count_certificates(query)
    });
    let counts = counts.map_err(|error| unlisted(&error))?;
    Ok(Answer::of(CountReport::of(&counts)))
}

/// Writes each certificate as it is read: a list of millions takes no more memory than one of
/// ten.
fn all(registry: &dyn Registry, query: CertificateQuery) -> Result<Answer, Failure> {
    for record in Certificates::matching(registry, query) {
        let record = record.map_err(|error| unlisted(&error))?;
        let report = describe::of_record(&record);
        if stream::line(&report)? == ControlFlow::Break(()) {
            break;
        }
    }
    Ok(Answer::silent())
}

fn part(registry: &dyn Registry, query: CertificateQuery) -> Result<Answer, Failure> {
    let limit = query.limit;
    let records: Result<Vec<_>, _> = Certificates::matching(registry, query).collect();
    let records = records.map_err(|error| unlisted(&error))?;
    let last = records.last().filter(|_| records.len() == limit);
    let next = last.map(|last| last.sequence);
    let certificates = records.iter().map(describe::of_record).collect();
    Ok(Answer::of(CertificateList { certificates, next }))
}

#[derive(Debug, Serialize)]
struct CertificateList {
    certificates: Vec<CertificateReport>,
    /// What to give as `--after` for the next part; absent at the end.
    next: Option<u64>,
}

impl Report for CertificateList {
    fn text(&self, page: &mut Page<'_>) {
        let cells = |report: &CertificateReport| {
            let standing = standing(report).map(|standing| page.say(&standing));
            [
                report.serial.clone().unwrap_or_default(),
                report.issuer.clone().unwrap_or_default(),
                report.profile.clone().unwrap_or_default(),
                standing.unwrap_or_default(),
                report.not_after.clone().unwrap_or_default(),
                report.subject.clone().unwrap_or_default(),
            ]
        };
        let rows = self.certificates.iter().map(cells).collect();
        let columns = [
            "field-serial",
            "field-issuer",
            "field-profile",
            "field-status",
            "field-not-after",
            "field-subject",
        ];
        page.table(columns, rows);
        if let Some(next) = self.next {
            page.sentence(&Message::new("cert-list-more").with("next", next));
        }
    }

    fn entries(&self) -> Option<serde_json::Result<Vec<String>>> {
        rows(&self.certificates)
    }
}

/// How many certificates match, by standing.
#[derive(Debug, Serialize)]
struct CountReport {
    good: u64,
    suspended: u64,
    revoked: u64,
    open: u64,
    abandoned: u64,
    total: u64,
}

impl CountReport {
    const fn of(counts: &StandingCounts) -> Self {
        let StandingCounts {
            good,
            suspended,
            revoked,
            open,
            abandoned,
        } = *counts;
        Self {
            good,
            suspended,
            revoked,
            open,
            abandoned,
            total: counts.total(),
        }
    }
}

impl Report for CountReport {
    fn text(&self, page: &mut Page<'_>) {
        page.field("field-count-good", self.good);
        page.field("field-count-suspended", self.suspended);
        page.field("field-count-revoked", self.revoked);
        page.field("field-count-open", self.open);
        page.field("field-count-abandoned", self.abandoned);
        page.field("field-count-total", self.total);
    }
}
