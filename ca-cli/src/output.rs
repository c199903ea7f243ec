//! What commands give back, and the one writer of it.
//!
//! A command returns an [`Answer`] around a [`Report`]: data that serialises to JSON and writes
//! itself on a [`page::Page`] for people. Only data goes to standard output.

pub(crate) mod page;
mod writer;

pub(crate) use writer::Writer;

use serde::Serialize;

use ca_desk::error::Kind;

use crate::output::page::Page;

/// How answers and failures are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Format {
    /// For people, in their language.
    Text,
    /// One JSON document.
    Json,
    /// Lists: one JSON document per line and entry.
    Jsonl,
}

/// Data that a command gives back.
pub(crate) trait Report: Serialize {
    /// Writes the data for people.
    fn text(&self, page: &mut Page<'_>);

    /// The entries of a list, for `jsonl`: use [`rows`]. Absent for what is no list.
    fn entries(&self) -> Option<serde_json::Result<Vec<String>>> {
        None
    }
}

/// Each entry as a line of JSON, for [`Report::entries`].
pub(crate) fn rows<T: Serialize>(entries: &[T]) -> Option<serde_json::Result<Vec<String>>> {
    Some(entries.iter().map(row).collect())
}

/// An entry as a line of JSON, as [`rows`] writes each.
pub(crate) fn row<T: Serialize>(entry: &T) -> serde_json::Result<String> {
    serde_json::to_string(&Envelope {
        format: 1,
        body: entry,
    })
}

/// The outcome of a command that went as it should.
pub(crate) struct Answer {
    report: Option<Box<dyn Rendered>>,
    /// What a negative answer means for the caller.
    negative: Option<Kind>,
}

impl Answer {
    /// A report; exit code 0.
    pub(crate) fn of(report: impl Report + 'static) -> Self {
        Self {
            report: Some(Box::new(report)),
            negative: None,
        }
    }

    /// A report with a verdict; exit code 1 if it is negative.
    pub(crate) fn verdict(report: impl Report + 'static, good: bool) -> Self {
        Self {
            report: Some(Box::new(report)),
            negative: (!good).then_some(Kind::Refused),
        }
    }

    /// A report of something that went wrong in part, with the exit code of the worst of it.
    pub(crate) fn marred(report: impl Report + 'static, kind: Kind) -> Self {
        Self {
            report: Some(Box::new(report)),
            negative: Some(kind),
        }
    }

    /// Nothing more to say; exit code 0.
    pub(crate) const fn silent() -> Self {
        Self {
            report: None,
            negative: None,
        }
    }
}

/// A [`Report`] of any type.
trait Rendered {
    fn text(&self, page: &mut Page<'_>);
    fn json(&self) -> serde_json::Result<String>;
    fn entries(&self) -> Option<serde_json::Result<Vec<String>>>;
}

impl<R: Report> Rendered for R {
    fn text(&self, page: &mut Page<'_>) {
        Report::text(self, page);
    }

    fn json(&self) -> serde_json::Result<String> {
        document(self)
    }

    fn entries(&self) -> Option<serde_json::Result<Vec<String>>> {
        Report::entries(self)
    }
}

/// The data as one JSON document, as `--format json` writes it.
pub(crate) fn document<T: Serialize>(body: &T) -> serde_json::Result<String> {
    serde_json::to_string_pretty(&Envelope { format: 1, body })
}

/// Puts the format number in front (`docs/architecture.md`, formats that are frozen).
#[derive(Serialize)]
struct Envelope<'a, T: ?Sized> {
    format: u32,
    #[serde(flatten)]
    body: &'a T,
}
