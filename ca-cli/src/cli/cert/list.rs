//! `sceau cert list`: one line for each certificate that matches, or how many there are
//! (REV-09).
//!
//! `criteria` are the options by which certificates are searched, `criterion` reads their
//! values, `stream` writes lists of any length line by line.

mod criteria;
mod criterion;
mod stream;

use std::ops::ControlFlow;

use ca_api::certificate::{
    CertificatePage, CertificateReport, CountCertificates, ListCertificates, Listing, Search,
    StandingReport,
};
use ca_api::page::{Limit, Place};
use ca_api::word::Word;
use ca_desk::error::{Failure, Kind};
use ca_desk::message::Message;
use clap::Args;
use serde::Serialize;

use crate::cli::cert::standing;
use crate::config;
use crate::desk::Desk;
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
        let place = invocation.place()?;
        let search = self.criteria.search()?;
        if self.count {
            return count(place, search, invocation);
        }
        let desk = Desk::open::<ListCertificates>(place, invocation)?;
        let list = Parts {
            desk: &desk,
            search,
            cursor: (self.after > 0).then_some(Word::of(Place(self.after))),
            // Nothing is all.
            left: (self.limit > 0).then_some(self.limit),
        };
        if format == Format::Jsonl {
            return all(list);
        }
        whole(list)
    }
}

/// A list, part by part.
struct Parts<'a> {
    desk: &'a Desk,
    search: Search,
    cursor: Option<Word<Place>>,
    /// How many may still be listed; absent for all.
    left: Option<usize>,
}

impl Parts<'_> {
    /// The next part.
    fn next(&mut self) -> Result<CertificatePage, Failure> {
        let page = self.desk.call::<ListCertificates>(Listing {
            search: self.search.clone(),
            limit: self.left.map_or(Limit::MOST, Limit::at_most),
            cursor: self.cursor.take(),
        })?;
        self.cursor.clone_from(&page.next);
        let found = page.certificates.len();
        self.left = self.left.map(|left| left.saturating_sub(found));
        Ok(page)
    }

    /// Whether there is no more, or nothing more is wanted.
    fn is_at_end(&self) -> bool {
        self.cursor.is_none() || self.left == Some(0)
    }
}

fn count(place: config::Place, search: Search, invocation: &Invocation) -> Result<Answer, Failure> {
    let desk = Desk::open::<CountCertificates>(place, invocation)?;
    let counts = progress::during(invocation, &Message::new("progress-count"), || {
        desk.call::<CountCertificates>(search)
    });
    counts.map(Answer::of)
}

/// Writes each certificate as it is read: a list of millions takes no more memory than one of
/// ten.
fn all(mut list: Parts<'_>) -> Result<Answer, Failure> {
    loop {
        for report in list.next()?.certificates {
            if stream::line(&report)? == ControlFlow::Break(()) {
                return Ok(Answer::silent());
            }
        }
        if list.is_at_end() {
            return Ok(Answer::silent());
        }
    }
}

fn whole(mut list: Parts<'_>) -> Result<Answer, Failure> {
    let mut certificates = Vec::new();
    loop {
        certificates.extend(list.next()?.certificates);
        if list.is_at_end() {
            let next = list.cursor.map(|place| place.0);
            return Ok(Answer::of(CertificateList { certificates, next }));
        }
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

impl Report for StandingReport {
    fn text(&self, page: &mut Page<'_>) {
        page.field("field-count-good", self.good);
        page.field("field-count-suspended", self.suspended);
        page.field("field-count-revoked", self.revoked);
        page.field("field-count-open", self.open);
        page.field("field-count-abandoned", self.abandoned);
        page.field("field-count-total", self.total);
    }
}
