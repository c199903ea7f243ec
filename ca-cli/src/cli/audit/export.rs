//! `sceau audit export`: the log as files, for an auditor.

use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use ca_core::audit::AuditLog;
use ca_core::audit::export::{ExportSink, Manifest};
use ca_core::registry::StoreFault;
use ca_desk::error::{Failure, Kind};
use ca_desk::explain;
use ca_desk::message::Message;
use ca_desk::wiring::Store;
use clap::Args;
use serde::Serialize;

use crate::desk;
use crate::invocation::Invocation;
use crate::output::page::Page;
use crate::output::{Answer, Report};
use crate::progress::Count;

#[derive(Args, Debug)]
pub(crate) struct Export {
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    #[arg(long, value_name = "NUMBER", default_value_t = 0)]
    from: u64,
}

impl Export {
    /// Exports what the last signed head covers into a new or empty folder.
    pub(super) fn run(&self, invocation: &Invocation) -> Result<Answer, Failure> {
        let not_exported = || Message::new("audit-not-exported");
        let wiring = desk::without_token(invocation.config()?, Store::Open)?;
        let head = wiring
            .store
            .head()
            .map_err(|error| Failure::because(not_exported(), explain::registry(&error)))?;
        let events = head.size;
        let mut folder = Folder::make(&self.out)?;
        let message = Message::new("progress-audit-export");
        let count = Count::start(invocation, &message, || events.checked_sub(self.from));
        let exported =
            wiring
                .authority
                .export_log(&wiring.actor, self.from, &mut folder, &mut |done, _| {
                    count.reach(done)
                });
        count.finish();
        let manifest = exported.map_err(|error| {
            folder.withdraw();
            Failure::because(not_exported(), explain::export(&error))
        })?;
        Ok(Answer::of(ExportReport::of(&self.out, &manifest, events)))
    }
}

/// A folder that takes an export.
struct Folder {
    path: PathBuf,
    /// Whether it was made for the export.
    made: bool,
}

impl Folder {
    fn make(path: &Path) -> Result<Self, Failure> {
        let unwritable = |error: &io::Error| {
            let message = Message::new("error-not-written").with("file", path.display());
            Failure::because(message, explain::file(error))
        };
        let made = !path.exists();
        DirBuilder::new()
            .recursive(true)
            .create(path)
            .map_err(|error| unwritable(&error))?;
        let mut there = fs::read_dir(path).map_err(|error| unwritable(&error))?;
        if there.next().is_some() {
            let message = Message::new("error-not-written").with("file", path.display());
            let failure = Failure::new(Kind::Refused, message);
            return Err(failure.cause(Message::new("audit-export-folder")));
        }
        let path = path.to_owned();
        Ok(Self { path, made })
    }

    /// Takes the folder away where it was made for nothing; one that holds files stays.
    fn withdraw(&self) {
        if self.made {
            fs::remove_dir(&self.path).unwrap_or_default();
        }
    }
}

impl ExportSink for Folder {
    fn write(&mut self, path: &str, octets: &[u8]) -> Result<(), StoreFault> {
        let path = self.path.join(path);
        let put = || {
            if let Some(folder) = path.parent() {
                fs::create_dir_all(folder)?;
            }
            let file = OpenOptions::new().write(true).create_new(true).open(&path);
            file?.write_all(octets)
        };
        put().map_err(StoreFault::new)
    }
}

/// An export that was made.
#[derive(Debug, Serialize)]
struct ExportReport {
    dir: String,
    origin: String,
    /// Place of the first event in it.
    first: u64,
    /// How many events the head covers.
    events: u64,
    root: String,
    /// How many signed heads it has.
    heads: u64,
    /// Events that no signed head covered yet, which are not in it.
    uncovered: u64,
}

impl ExportReport {
    fn of(out: &Path, manifest: &Manifest, events: u64) -> Self {
        Self {
            dir: out.display().to_string(),
            origin: manifest.origin.to_string(),
            first: manifest.first,
            events: manifest.head.size,
            root: manifest.head.root.to_string(),
            heads: manifest.heads,
            uncovered: events.saturating_sub(manifest.head.size),
        }
    }
}

impl Report for ExportReport {
    fn text(&self, page: &mut Page<'_>) {
        page.sentence(&Message::new("audit-exported").with("dir", &self.dir));
        page.field("field-origin", &self.origin);
        page.field("field-first", self.first);
        page.field("field-events", self.events);
        page.field("field-root-hash", &self.root);
        page.field("field-heads", self.heads);
        if self.uncovered > 0 {
            page.sentence(&Message::new("audit-export-uncovered").count("events", self.uncovered));
        }
    }
}
