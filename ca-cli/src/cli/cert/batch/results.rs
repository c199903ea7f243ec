//! `results.jsonl`: a line for each item, in the order of the requests, there as soon as the item
//! is done. A run that is killed leaves the lines so far; the next one begins anew.

use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use ca_api::certificate::NoticeReport;
use ca_desk::catalogue::Catalogue;
use ca_desk::error::Explanation;
use serde::{Deserialize, Serialize};

use super::folder::not_written;
use super::worker::{Outcome, Processed};

/// The file of results.
#[derive(Debug)]
pub(super) struct Results {
    path: PathBuf,
    file: File,
    folder: File,
    /// Octets of whole lines.
    whole: u64,
    /// Whether a line could not be written: those after it would stand for it.
    broken: bool,
}

/// A line of the file. The keys up to `error` come first and stay: others read them.
#[derive(Serialize)]
struct ResultLine<'a> {
    /// Absent where the request has none that can be read.
    id: Option<&'a str>,
    /// `issued`, `refused`, `failed` by no fault of the item; `accepted` by a dry run.
    outcome: &'static str,
    serial: Option<&'a str>,
    /// In the folder of the results.
    file: Option<String>,
    /// Why not, with the causes, in the operator's language.
    error: Option<String>,
    /// The requirement that stands against it, where one does.
    rule: Option<&'static str>,
    /// Whether the certificate had been issued before this run.
    replayed: bool,
    /// What an officer should look at though no rule forbids it.
    notices: &'a [NoticeReport],
    /// The line of the request, from 1 on.
    line: Option<u64>,
    format: u32,
}

impl Results {
    /// Of an open file, in this folder.
    pub(super) const fn new(path: PathBuf, file: File, folder: File) -> Self {
        Self {
            path,
            file,
            folder,
            whole: 0,
            broken: false,
        }
    }

    /// Where the file is.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Adds the line of an item. After one that could not be written no more are: the file then
    /// ends with the last whole line, and has no gap.
    ///
    /// # Errors
    /// It cannot be written, and was to be for the first time.
    pub(super) fn add(
        &mut self,
        processed: &Processed,
        catalogue: &Catalogue,
    ) -> Result<(), Explanation> {
        if self.broken {
            return Ok(());
        }
        let line = serde_json::to_string(&ResultLine::of(processed, catalogue));
        let written = line
            .map_err(io::Error::from)
            .and_then(|line| self.write(&(line + "\n")));
        written.map_err(|error| {
            self.broken = true;
            // A disk that takes no line may not shorten one either: the next run begins anew.
            self.file.set_len(self.whole).unwrap_or_default();
            self.not_written(&error)
        })
    }

    fn write(&mut self, line: &str) -> io::Result<()> {
        self.file.write_all(line.as_bytes())?;
        let length = u64::try_from(line.len()).unwrap_or(u64::MAX);
        self.whole = self.whole.saturating_add(length);
        Ok(())
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
        not_written(self.path.display(), error)
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
            serial: issued.map(|(serial, _)| serial.as_str()),
            file: id.filter(|_| issued.is_some()).map(file_name),
            error: why.map(|why| in_words(why, catalogue)),
            rule: why.and_then(Explanation::requirement),
            replayed: issued.is_some_and(|(_, replayed)| replayed),
            notices: processed.outcome.notices(),
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

/// What the program reads of a file of results.
#[derive(Deserialize)]
struct ResultHead {
    #[serde(rename = "id")]
    _id: Option<String>,
    #[serde(rename = "outcome")]
    _outcome: String,
    format: u32,
}

/// Whether this is how a file of results begins, also one that a killed run or a lost supply
/// left torn: empty, with less than a line, or with zeros where a disk had not written yet.
pub(super) fn is_ours(start: &[u8]) -> bool {
    let kept = start.split(|octet| *octet == 0).next().unwrap_or_default();
    if kept.is_empty() {
        return start.iter().take(SECTOR).all(|octet| *octet == 0);
    }
    match kept.iter().position(|octet| *octet == b'\n') {
        Some(end) => kept
            .get(..end)
            .and_then(|line| serde_json::from_slice::<ResultHead>(line).ok())
            .is_some_and(|head| head.format == 1),
        None => is_torn_line(kept),
    }
}

/// Whether a line of results begins so: an id has no comma.
fn is_torn_line(text: &[u8]) -> bool {
    let (id, rest) = match text.iter().position(|octet| *octet == b',') {
        Some(comma) => text.split_at(comma),
        None => (text, [].as_slice()),
    };
    begin_alike(id, b"{\"id\":") && begin_alike(rest, b",\"outcome\":")
}

/// Octets that a disk writes or loses together.
const SECTOR: usize = 512;

/// Whether one of the two is the beginning of the other.
fn begin_alike(one: &[u8], other: &[u8]) -> bool {
    one.iter().zip(other).all(|(one, other)| one == other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reg_11_torn_results_are_known_and_requests_are_not_taken_for_results() {
        let line = concat!(
            r#"{"id":"a.7","outcome":"issued","serial":"1f","file":"a.7.pem","error":null,"#,
            r#""rule":null,"replayed":false,"notices":[],"line":1,"format":1}"#,
            "\n",
        );
        for length in 0..=line.len() {
            assert!(is_ours(&line.as_bytes()[..length]), "{length}");
        }
        let zeros = [0; 512];
        assert!(is_ours(&zeros));
        assert!(is_ours(&[&zeros, line.as_bytes()].concat()));
        assert!(is_ours(
            &[&line.as_bytes()[..60], &zeros, line.as_bytes()].concat()
        ));
        for other in [
            r#"{"id":"a.7","csr":"x","subject":"CN=x"}"#,
            "{\"id\":\"a.7\",\"csr\":\"x\"}\n",
            "{\"id\":null,\"outcome\":\"issued\",\"format\":2}\n",
            "-----BEGIN PRIVATE KEY-----",
            "notes",
            "\n",
            "\0\0\0\u{18}ftyp",
        ] {
            assert!(!is_ours(other.as_bytes()), "{other}");
        }
    }
}
