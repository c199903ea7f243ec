//! The whole log, event by event, head by head.

use std::io::{self, Read};
use std::path::{Path, PathBuf};

use ca_core::anchor::Anchored;
use ca_core::anchor::standing::Gap;
use ca_core::audit::event::Act;
use ca_core::audit::examine::{AuditReport, Terms, examine_export, examine_log};
use ca_core::audit::export::{ExportSource, LARGEST_FILE};
use ca_core::audit::query::EventQuery;
use ca_core::audit::{AuditDefect, AuditLog};
use ca_core::registry::{Registry, RegistryError, StoreFault};
use ca_core::timestamp::Clock;
use ca_desk::error::{Explanation, Failure};
use ca_desk::explain;
use ca_desk::input;
use ca_desk::message::Message;
use ca_desk::wiring::clock::SystemClock;
use ca_desk::wiring::{self, Store};

use super::Brought;
use super::report::LogReport;
use crate::invocation::Invocation;
use crate::output::Answer;
use crate::progress::Count;

/// The log of the Registry that the configuration names.
pub(super) fn verify_registry(
    invocation: &Invocation,
    brought: &Brought,
) -> Result<Answer, Failure> {
    let store = wiring::store(&invocation.config()?, Store::Open)?;
    // What the anchor knows was committed before the log is read.
    let standing = store.standing();
    let standing = standing.map_err(|error| not_verified(explain::registry(&error)))?;
    if let Some(gap @ (Gap::Shorter { .. } | Gap::Fork { .. })) = standing.gap {
        let stale = RegistryError::Stale(gap);
        return Err(not_verified(explain::registry(&stale)));
    }
    let anchor = standing.anchor.map(|anchor| anchor.head);
    let all = store.generations();
    let all = all.map_err(|error| not_verified(explain::registry(&error)))?;
    let issuers = all
        .into_iter()
        .filter_map(|generation| generation.certificate);
    let issuers: Vec<_> = issuers.collect();
    let examined = examine(invocation, brought, |terms, progress| {
        examine_log(store.as_ref(), &issuers, anchor, terms, progress)
    });
    answer(examined, brought, |defect| {
        lost_time(store.as_ref(), defect, explain::audit(defect))
    })
}

/// A head that does not fit may be of the time that an acknowledged restore gave up (OPS-03).
fn lost_time(log: &dyn AuditLog, defect: &AuditDefect, why: Explanation) -> Explanation {
    if !matches!(
        defect,
        AuditDefect::Fork { .. } | AuditDefect::Truncated { .. }
    ) {
        return why;
    }
    let query = EventQuery {
        acts: vec![Act::RegistryAcknowledge],
        newest_first: true,
        limit: 1,
        ..EventQuery::default()
    };
    let found = log.events(&query).unwrap_or_default();
    match found.first() {
        Some(event) => {
            why.hint(Message::new("hint-audit-acknowledged").count("index", event.index))
        }
        None => why,
    }
}

/// An export, from its files alone.
pub(super) fn verify_export(
    invocation: &Invocation,
    folder: &Path,
    brought: &Brought,
) -> Result<Answer, Failure> {
    let files = Files(folder.to_owned());
    let examined = examine(invocation, brought, |terms, progress| {
        examine_export(&files, terms, progress)
    });
    answer(examined, brought, explain::audit_export)
}

type Examined = Result<AuditReport, AuditDefect>;

fn examine(
    invocation: &Invocation,
    brought: &Brought,
    examine: impl FnOnce(&Terms<'_>, &mut dyn FnMut(u64, u64)) -> Examined,
) -> Examined {
    let terms = Terms {
        now: SystemClock.now(),
        at: brought.at,
        earlier: &brought.earlier,
        roots: &brought.roots,
    };
    let count = Count::start(invocation, &Message::new("progress-audit"), || None);
    let examined = examine(&terms, &mut |done, _| count.reach(done));
    count.finish();
    examined
}

fn answer(
    examined: Examined,
    brought: &Brought,
    explain: impl FnOnce(&AuditDefect) -> Explanation,
) -> Result<Answer, Failure> {
    let report = examined.map_err(|defect| not_verified(explain(&defect)))?;
    Ok(Answer::of(LogReport::of(&report, brought)))
}

/// The alarm is raised where a requirement stands against the log; not for what could not be
/// read, or does not belong together.
fn not_verified(why: Explanation) -> Failure {
    let id = match why.requirement() {
        Some(_) => "audit-not-verified",
        None => "audit-not-examined",
    };
    Failure::because(Message::new(id), why)
}

/// The files of an export.
struct Files(PathBuf);

impl ExportSource for Files {
    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, StoreFault> {
        let file = match input::regular(&self.0.join(path)) {
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
