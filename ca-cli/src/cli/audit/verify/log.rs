//! The whole log, event by event, head by head.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use ca_core::audit::AuditDefect;
use ca_core::audit::examine::{AuditReport, Terms, examine_export, examine_log};
use ca_core::audit::export::{ExportSource, LARGEST_FILE};
use ca_core::registry::{Registry, StoreFault};

use super::Brought;
use super::report::LogReport;
use crate::config::Config;
use crate::error::{Explanation, Failure};
use crate::explain;
use crate::invocation::Invocation;
use crate::message::Message;
use crate::output::Answer;
use crate::progress::Count;
use crate::wiring::{self, Store};

/// The log of the Registry that the configuration names.
pub(super) fn verify_registry(
    invocation: &Invocation,
    brought: &Brought,
) -> Result<Answer, Failure> {
    let store = wiring::store(&Config::of(invocation)?, Store::Open)?;
    let all = store.generations();
    let all = all.map_err(|error| not_whole(explain::registry(&error)))?;
    let issuers = all
        .into_iter()
        .filter_map(|generation| generation.certificate);
    let issuers: Vec<_> = issuers.collect();
    answer(invocation, brought, |terms, progress| {
        examine_log(store.as_ref(), &issuers, terms, progress)
    })
}

/// An export, from its files alone.
pub(super) fn verify_export(
    invocation: &Invocation,
    folder: &Path,
    brought: &Brought,
) -> Result<Answer, Failure> {
    let files = Files(folder.to_owned());
    answer(invocation, brought, |terms, progress| {
        examine_export(&files, terms, progress)
    })
}

type Examined = Result<AuditReport, AuditDefect>;

fn answer(
    invocation: &Invocation,
    brought: &Brought,
    examine: impl FnOnce(&Terms<'_>, &mut dyn FnMut(u64, u64)) -> Examined,
) -> Result<Answer, Failure> {
    let terms = Terms {
        at: brought.at,
        earlier: &brought.earlier,
        roots: &brought.roots,
    };
    let count = Count::start(invocation, &Message::new("progress-audit"), || None);
    let examined = examine(&terms, &mut |done, _| count.reach(done));
    count.finish();
    let report = examined.map_err(|defect| not_whole(explain::audit(&defect)))?;
    Ok(Answer::of(LogReport::of(&report, brought)))
}

fn not_whole(why: Explanation) -> Failure {
    Failure::because(Message::new("audit-not-verified"), why)
}

/// The files of an export.
struct Files(PathBuf);

impl ExportSource for Files {
    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, StoreFault> {
        let file = match File::open(self.0.join(path)) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(StoreFault::new(error)),
        };
        let mut octets = Vec::new();
        // One octet more than there can be tells a file that is too large.
        let most = u64::try_from(LARGEST_FILE).unwrap_or(u64::MAX);
        let read = file.take(most.saturating_add(1)).read_to_end(&mut octets);
        read.map(|_| Some(octets)).map_err(StoreFault::new)
    }
}
