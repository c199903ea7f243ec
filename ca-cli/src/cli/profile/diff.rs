//! `sceau profile diff`: what would change, field by field (OPS-08).

use std::path::{Path, PathBuf};

use ca_api::profile::{CompareDocument, Compared, Differences};
use ca_desk::error::{Explanation, Failure};
use ca_desk::message::Message;
use ca_desk::perform::profile::compare::differences;
use ca_desk::perform::profile::ground::Ground;
use clap::Args;
use serde::Serialize;

use super::read;
use crate::cli::country;
use crate::desk::Desk;
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
        let found = match (&self.against, &self.country) {
            (Some(against), Some(wanted)) => self.files(against, wanted)?,
            (_, _) => self.here(invocation)?,
        };
        Ok(Answer::of(DiffReport {
            found,
            files: self.against.is_some(),
        }))
    }

    /// Two files, in a practice authority of a state.
    fn files(&self, against: &Path, wanted: &str) -> Result<Differences, Failure> {
        let (_, after) = read(&self.file)?;
        let country = country::pack(wanted, &self.message())?;
        let ground = Ground::for_practice(country).map_err(|why| self.failure(why))?;
        let (_, before) = read(against)?;
        differences(Some(&before), &after, &ground).map_err(|why| self.failure(why))
    }

    /// The file in the authority at hand.
    fn here(&self, invocation: &Invocation) -> Result<Differences, Failure> {
        let (document, _) = read(&self.file)?;
        let desk = Desk::open::<CompareDocument>(invocation.place()?, invocation)?;
        let against = self.against.as_deref().map(read).transpose()?;
        let compared = Compared {
            document,
            against: against.map(|(text, _)| text),
        };
        let found = desk.call::<CompareDocument>(compared);
        found.map_err(|failure| failure.titled(self.message()))
    }

    fn message(&self) -> Message {
        Message::new("document-not-compared").with("file", self.file.display())
    }

    fn failure(&self, why: Explanation) -> Failure {
        Failure::because(self.message(), why)
    }
}

/// The differences, and which way they are told.
#[derive(Debug, Serialize)]
struct DiffReport {
    #[serde(flatten)]
    found: Differences,
    /// Whether both are files, none of which counts.
    #[serde(skip)]
    files: bool,
}

impl Report for DiffReport {
    fn text(&self, page: &mut Page<'_>) {
        let Differences {
            before,
            after,
            differences,
        } = &self.found;
        if differences.is_empty() {
            return page.sentence(&Message::new("diff-none"));
        }
        let id = match (before, self.files) {
            (_, true) => "diff-files",
            (None, false) => "diff-first",
            (Some(_), false) => "diff-some",
        };
        let count = Message::new(id).with("name", &after.name);
        page.sentence(&count.count("count", differences.len()));
        let cell = |value: &Option<String>| value.clone().unwrap_or_else(|| "–".to_owned());
        let rows = differences.iter().map(|difference| {
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
        rows(&self.found.differences)
    }
}
