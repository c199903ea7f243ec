//! `sceau cert list`: one line for each certificate that matches.

use ca_core::generation::LineName;
use ca_core::registry::Registry;
use ca_core::registry::records::{CertificateQuery, ListedStatus};
use ca_core::timestamp::{Clock, Timestamp};
use clap::{Args, ValueEnum};
use serde::Serialize;

use crate::cli::cert::report::CertificateReport;
use crate::cli::value;
use crate::config::Config;
use crate::error::Failure;
use crate::explain;
use crate::invocation::Invocation;
use crate::message::Message;
use crate::output::page::Page;
use crate::output::{Answer, Report, rows};
use crate::wiring::clock::SystemClock;
use crate::wiring::{self, Store};

#[derive(Args, Debug)]
pub(crate) struct List {
    #[arg(long, value_name = "LINE", value_parser = value::line)]
    issuer: Option<LineName>,
    #[arg(long, value_name = "PROFILE")]
    profile: Option<String>,
    #[arg(long, value_name = "STATUS", value_enum)]
    status: Option<Status>,
    #[arg(long, value_name = "TIME", value_parser = value::moment)]
    expires_before: Option<Timestamp>,
    #[arg(long, value_name = "NUMBER", default_value_t = 100)]
    limit: usize,
    #[arg(long, value_name = "CURSOR", default_value_t = 0)]
    after: u64,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Status {
    Good,
    Suspended,
    Revoked,
    Open,
    Abandoned,
}

impl From<Status> for ListedStatus {
    fn from(status: Status) -> Self {
        match status {
            Status::Good => Self::Good,
            Status::Suspended => Self::Suspended,
            Status::Revoked => Self::Revoked,
            Status::Open => Self::Open,
            Status::Abandoned => Self::Abandoned,
        }
    }
}

impl List {
    /// Lists at most `--limit` certificates after the cursor.
    pub(super) fn run(self, invocation: &Invocation) -> Result<Answer, Failure> {
        let store = wiring::store(&Config::of(invocation)?, Store::Open)?;
        let query = CertificateQuery {
            line: self.issuer,
            issuer: None,
            profile_name: self.profile,
            key_hash: None,
            not_profile: None,
            status: self.status.map(ListedStatus::from),
            // What has expired already no longer expires.
            not_after: self.expires_before.map(|end| SystemClock.now()..=end),
            after: self.after,
            limit: self.limit,
        };
        let records = store.certificates(&query).map_err(|error| {
            Failure::because(Message::new("cert-not-listed"), explain::registry(&error))
        })?;
        let full = self.limit > 0 && records.len() == self.limit;
        let next = records.last().filter(|_| full).map(|last| last.sequence);
        let certificates = records.iter().map(CertificateReport::of_record).collect();
        Ok(Answer::of(CertificateList { certificates, next }))
    }
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
            let standing = report.standing().map(|standing| page.say(&standing));
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
