//! `sceau cert issue --batch`: many certificates from a file of requests, one to a line (REG-11).
//!
//! A batch keeps no state of its own: the Registry knows by request id what was issued. A run
//! that was killed anywhere is repeated, and each item is issued once.
//!
//! - [`lines`]: the file, line by line and with a limit; [`item`]: a line as a request;
//! - [`window`]: a bounded number of items in flight, results in the order of the file;
//! - [`worker`]: what is done with one item; [`claims`]: one at a time of a name;
//! - [`folder`]: where the certificates go; [`results`]: a line of `results.jsonl` for each item;
//! - `run`: all of it put together; [`summary`]: what is told at the end.

mod claims;

mod folder;
mod item;
mod lines;
mod results;
mod run;
mod summary;
mod window;
mod worker;

use std::path::PathBuf;

use ca_api::certificate::IssueCertificate;
use ca_core::generation::LineName;
use ca_desk::error::Failure;
use ca_desk::message::Message;

use self::folder::Folder;
use self::lines::Lines;
use self::run::Run;
use self::worker::Worker;
use crate::cli::interruption::Interruption;
use crate::desk::Desk;
use crate::invocation::Invocation;
use crate::output::Answer;
use crate::progress::Count;

/// Requests in flight for each session of the token: while some are signed, others are read,
/// linted and committed together.
const IN_FLIGHT_PER_SESSION: usize = 4;

/// A batch as it was asked for.
#[derive(Debug)]
pub(super) struct Batch {
    /// The requests; `-` is standard input.
    pub(super) file: PathBuf,
    /// Where certificates and results go; a dry run may do without.
    pub(super) folder: Option<PathBuf>,
    /// The issuer line of all items.
    pub(super) issuer: LineName,
    /// The profile of all items.
    pub(super) profile: String,
    /// Whether files that are in the way are replaced.
    pub(super) force: bool,
    /// Whether items are only checked.
    pub(super) dry_run: bool,
}

impl Batch {
    /// Issues, or with `--dry-run` only checks, item by item.
    pub(super) fn run(&self, invocation: &Invocation) -> Result<Answer, Failure> {
        let place = invocation.place()?;
        let lines = Lines::open(&self.file)?;
        let folder = self.folder.as_deref().map(Folder::open).transpose()?;
        let sessions = place.sessions();
        let desk = Desk::open::<IssueCertificate>(place, invocation)?;
        let interruption = Interruption::listen()?;
        // Last: whoever has results of an earlier run keeps them until this one can begin.
        let results = folder
            .as_ref()
            .map(|folder| folder.results(self.results(), self.force));
        let results = results.transpose()?;
        let certificates = folder.as_ref().filter(|_| !self.dry_run);
        let worker = Worker::new(&desk, certificates, self, interruption.clone());
        let count = Count::start(invocation, &self.progress(), || lines::count(&self.file));
        let mut run = Run::new(invocation, interruption, results, count, self.dry_run);
        run.process(
            lines,
            sessions.saturating_mul(IN_FLIGHT_PER_SESSION),
            &worker,
        );
        run.finish()
    }

    /// The file of results; what a dry run finds does not replace what was done.
    const fn results(&self) -> &'static str {
        if self.dry_run {
            "dry-run.jsonl"
        } else {
            "results.jsonl"
        }
    }

    const fn progress(&self) -> Message {
        Message::new(if self.dry_run {
            "batch-progress-check"
        } else {
            "batch-progress-issue"
        })
    }
}
