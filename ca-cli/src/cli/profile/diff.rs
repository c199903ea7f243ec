//! `sceau profile diff`: what would change, field by field (OPS-08).

use std::path::PathBuf;

use ca_core::authority::governing::GoverningDocument;
use ca_core::certificate::compare::{Change, Difference, compare};
use ca_desk::error::{Explanation, Failure, Kind};
use ca_desk::message::Message;
use ca_desk::wiring::{Store, Wiring};
use clap::Args;
use serde::Serialize;

use super::ground::Ground;
use super::summary::DocumentReport;
use super::{active, read};
use crate::cli::country;
use crate::desk;
use crate::invocation::Invocation;
use crate::output::page::Page;
use crate::output::{Answer, Report, rows};

#[derive(Args, Debug)]
pub(crate) struct Diff {
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[arg(long, value_name = "FILE")]
    against: Option<PathBuf>,
    #[arg(long, value_name = "CODE_OR_FILE", requires = "against")]
    country: Option<String>,
}

impl Diff {
    /// Compares the file with what counts now, or with another file.
    pub(super) fn run(&self, invocation: &Invocation) -> Result<Answer, Failure> {
        let after = read(&self.file)?;
        let (before, ground) = match (&self.against, &self.country) {
            (Some(file), Some(wanted)) => {
                let country = country::pack(wanted, &self.message())?;
                let ground = Ground::for_practice(country).map_err(|why| self.failure(why))?;
                (Some(read(file)?), ground)
            }
            (against, _) => {
                let wiring = desk::without_token(invocation.config()?, Store::Open)?;
                let ground = Ground::of(&wiring.authority).map_err(|why| self.failure(why))?;
                match against {
                    Some(file) => (Some(read(file)?), ground),
                    None => (self.now(&wiring, &after)?, ground),
                }
            }
        };
        let report = DiffReport::of(before.as_ref(), &after, &ground);
        let mut report = report.map_err(|why| self.failure(why))?;
        report.files = self.against.is_some();
        Ok(Answer::of(report))
    }

    /// The document of this kind and name that counts now; none before the first activation.
    fn now(
        &self,
        wiring: &Wiring,
        after: &GoverningDocument,
    ) -> Result<Option<GoverningDocument>, Failure> {
        let record = after.record();
        let known = wiring.authority.document(record.kind, &record.name);
        let known =
            known.map_err(|error| self.failure(ca_desk::explain::document_unavailable(&error)))?;
        match known {
            Some(_) => active(wiring, &record.name)
                .map(Some)
                .map_err(|why| self.failure(why)),
            None => Ok(None),
        }
    }

    fn message(&self) -> Message {
        Message::new("document-not-compared").with("file", self.file.display())
    }

    fn failure(&self, why: Explanation) -> Failure {
        Failure::because(self.message(), why)
    }
}

/// The differences between two documents of one kind.
#[derive(Debug, Serialize)]
pub(super) struct DiffReport {
    /// The document that counts now; absent if there is none of its name.
    before: Option<DocumentReport>,
    after: DocumentReport,
    pub(super) differences: Vec<DifferenceReport>,
    /// Whether both are files, none of which counts.
    #[serde(skip)]
    files: bool,
}

/// A field that differs.
#[derive(Debug, Serialize)]
pub(super) struct DifferenceReport {
    pub(super) field: String,
    change: &'static str,
    before: Option<String>,
    after: Option<String>,
}

impl DiffReport {
    /// Compares.
    ///
    /// # Errors
    /// The documents are of different kinds, or a profile gives no certificate.
    pub(super) fn of(
        before: Option<&GoverningDocument>,
        after: &GoverningDocument,
        ground: &Ground,
    ) -> Result<Self, Explanation> {
        if before.is_some_and(|before| before.kind() != after.kind()) {
            let cause = Message::new("document-other-kind");
            return Err(Explanation::new(Kind::Usage, cause));
        }
        let fields = |document| ground.fields(document);
        let old = before.map(fields).transpose()?.unwrap_or_default();
        let differences = compare(&old, &fields(after)?);
        Ok(Self {
            before: before.map(DocumentReport::of),
            after: DocumentReport::of(after),
            differences: differences.into_iter().map(Into::into).collect(),
            files: false,
        })
    }
}

impl From<Difference> for DifferenceReport {
    fn from(difference: Difference) -> Self {
        let (change, before, after) = match difference.change {
            Change::Added(value) => ("added", None, Some(value)),
            Change::Removed(value) => ("removed", Some(value), None),
            Change::Changed { before, after } => ("changed", Some(before), Some(after)),
        };
        Self {
            field: difference.path,
            change,
            before,
            after,
        }
    }
}

impl Report for DiffReport {
    fn text(&self, page: &mut Page<'_>) {
        if self.differences.is_empty() {
            return page.sentence(&Message::new("diff-none"));
        }
        let id = match (&self.before, self.files) {
            (_, true) => "diff-files",
            (None, false) => "diff-first",
            (Some(_), false) => "diff-some",
        };
        let count = Message::new(id).with("name", &self.after.name);
        page.sentence(&count.count("count", self.differences.len()));
        let cell = |value: &Option<String>| value.clone().unwrap_or_else(|| "–".to_owned());
        let rows = self.differences.iter().map(|difference| {
            let (before, after) = (cell(&difference.before), cell(&difference.after));
            // Of two files the one named first on the command line comes first.
            let [left, right] = if self.files {
                [after, before]
            } else {
                [before, after]
            };
            [difference.field.clone(), left, right]
        });
        let columns = if self.files {
            ["field-field", "field-first-file", "field-second-file"]
        } else {
            ["field-field", "field-now", "field-then"]
        };
        page.table(columns, rows.collect());
    }

    fn entries(&self) -> Option<serde_json::Result<Vec<String>>> {
        rows(&self.differences)
    }
}
