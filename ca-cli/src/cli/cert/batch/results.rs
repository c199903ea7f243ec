//! `results.jsonl`: a line for each item, in the order of the requests, there as soon as the item
//! is done. A run that is killed leaves the lines so far; the next one begins anew.

use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::desk::{Outcome, Processed};
use crate::catalogue::Catalogue;
use crate::cli::cert::issue::notice::NoticeReport;
use crate::error::Explanation;
use crate::explain;
use crate::message::Message;

/// The file of results.
#[derive(Debug)]
pub(super) struct Results {
    path: PathBuf,
    file: File,
    folder: File,
}

/// A line of the file. The keys up to `error` come first and stay: others read them.
#[derive(Serialize)]
struct ResultLine<'a> {
    /// Absent where the request has none that can be read.
    id: Option<&'a str>,
    /// `issued`, `refused`, `failed` by no fault of the item; `accepted` by a dry run.
    outcome: &'static str,
    serial: Option<String>,
    /// In the folder of the results.
    file: Option<String>,
    /// Why not, with the causes, in the operator's language.
    error: Option<String>,
    /// The requirement that stands against it, where one does.
    rule: Option<&'static str>,
    /// Whether the certificate had been issued before this run.
    replayed: bool,
    /// What an officer should look at though no rule forbids it.
    notices: Vec<NoticeReport>,
    /// The line of the request, from 1 on.
    line: Option<u64>,
    format: u32,
}

impl Results {
    /// Of an open file, in this folder.
    pub(super) const fn new(path: PathBuf, file: File, folder: File) -> Self {
        Self { path, file, folder }
    }

    /// Where the file is.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Adds the line of an item.
    ///
    /// # Errors
    /// It cannot be written.
    pub(super) fn add(
        &mut self,
        processed: &Processed,
        catalogue: &Catalogue,
    ) -> Result<(), Explanation> {
        let line = serde_json::to_string(&ResultLine::of(processed, catalogue));
        let written = line
            .map_err(io::Error::from)
            .and_then(|line| self.file.write_all((line + "\n").as_bytes()));
        written.map_err(|error| self.not_written(&error))
    }

    /// Makes the file durable, and the names of all files beside it.
    ///
    /// # Errors
    /// The disk does not.
    pub(super) fn sync(&self) -> Result<(), Explanation> {
        let synced = self.file.sync_all().and_then(|()| self.folder.sync_all());
        synced.map_err(|error| self.not_written(&error))
    }

    fn not_written(&self, error: &io::Error) -> Explanation {
        let message = Message::new("error-not-written").with("file", self.path.display());
        explain::file(error).below(message)
    }
}

impl<'a> ResultLine<'a> {
    fn of(processed: &'a Processed, catalogue: &Catalogue) -> Self {
        let issued = match &processed.outcome {
            Outcome::Issued {
                serial, replayed, ..
            } => Some((serial, *replayed)),
            Outcome::Accepted { .. }
            | Outcome::Refused(_)
            | Outcome::Failed(_)
            | Outcome::Stopped(_)
            | Outcome::Untried => None,
        };
        let id = processed.id.as_deref();
        let why = processed.outcome.complaint();
        Self {
            id,
            outcome: processed.outcome.as_str(),
            serial: issued.map(|(serial, _)| serial.to_string()),
            file: id.filter(|_| issued.is_some()).map(file_name),
            error: why.map(|why| in_words(why, catalogue)),
            rule: why.and_then(|why| why.rule),
            replayed: issued.is_some_and(|(_, replayed)| replayed),
            notices: NoticeReport::all(processed.outcome.notices()),
            line: processed.line,
            format: 1,
        }
    }
}

/// The name of an item's certificate.
pub(super) fn file_name(id: &str) -> String {
    format!("{id}.pem")
}

/// The causes, one sentence after the other.
fn in_words(why: &Explanation, catalogue: &Catalogue) -> String {
    let causes = why.causes.iter().map(|cause| catalogue.text(cause));
    causes.collect::<Vec<_>>().join(" ")
}
