//! Whether a log holds, and what it says (AUD-03): offline over an export, or over the log of a
//! Registry. Nothing that it reads is believed: each leaf comes from its event, each hash from
//! those below it, each head from the tree at its size and from its signature.
//!
//! What is found: an event that was changed, left out, exchanged or put in, a log that was cut
//! off at its end, another log in place of this one, a head that another key signed or a signer
//! that was withdrawn, an event whose body went and that no purge names, or that was not at term.
//! What is not: events after the last signed head that were never shown to anybody.
//!
//! - `course`: one pass over the events; `tally` counts what they say, `purged` what is gone,
//!   `heads` has what must be at each size, `signers` who signed it;
//! - `files`: what is read of an export;
//! - `report` and `defect`: what comes out.

mod course;
mod defect;
mod files;
mod heads;
pub(super) mod purged;
mod report;
mod signers;
mod tally;

use self::course::Course;
pub use self::defect::AuditDefect;
use self::files::Files;
use self::heads::Heads;
pub use self::report::{ActorCount, AuditReport, ProfileCount, Purge, SignerCount};
use self::signers::Signers;
use crate::audit::AuditLog;
use crate::audit::export::{ExportSource, Page, pages};
use crate::audit::merkle::{TILE_WIDTH, TileHash, TreeHead};
use crate::timestamp::Timestamp;

/// What the examiner brings along.
#[derive(Clone, Copy, Debug)]
pub struct Terms<'a> {
    /// The present: nothing was purged later.
    pub now: Timestamp,
    /// The moment at which certificates are counted as in force or expired.
    pub at: Timestamp,
    /// Heads that were kept from earlier: signed notes, verified when they were new.
    pub earlier: &'a [String],
    /// Roots under which signers must be, as DER certificates. Without any, the report tells the
    /// roots, and the reader must know them.
    pub roots: &'a [Vec<u8>],
}

/// Examines an export. `progress` is told how many events of how many are done.
///
/// # Errors
/// Tells the first thing that does not hold.
pub fn examine_export(
    source: &dyn ExportSource,
    terms: &Terms<'_>,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<AuditReport, AuditDefect> {
    let mut files = Files::open(source)?;
    let manifest = files.manifest().clone();
    let mut heads = Heads::new(manifest.first, Some(manifest.origin.clone()));
    let mut signers = Signers::new(terms.roots);
    files.read_heads(&mut heads, &mut signers)?;
    heads.add_earlier(terms.earlier)?;
    let mut course = Course::new(terms, heads, signers)?;
    for index in 0..manifest.first / TILE_WIDTH {
        let completed = course.skip(files.hash(1, index)?)?;
        files.compare(&completed)?;
    }
    for page in pages(manifest.first..manifest.head.size) {
        let leaves = files.leaves(page)?;
        let bodies = files.bodies(page)?;
        for ((index, leaf), body) in page.places().zip(&leaves).zip(bodies.lines()) {
            let step = course.entry(index, leaf, body)?;
            files.compare(&step.completed)?;
            if let Some(claim) = step.claim {
                claim.check(&files.leaves_at(&claim.span())?)?;
            }
        }
        progress(
            page.places().end.saturating_sub(manifest.first),
            manifest.head.size.saturating_sub(manifest.first),
        );
    }
    let report = course.finish(manifest.head)?;
    // All that the export shows is what its last head vouches for.
    if report.signed == Some(manifest.head) {
        return Ok(report);
    }
    let size = manifest.head.size;
    Err(AuditDefect::Withdrawn { size })
}

/// Examines the log of a Registry, whose signers are under `issuers`, DER certificates. Events
/// after the last signed head are examined too. `anchor` is the head that the Registry's anchor
/// knew before.
///
/// # Errors
/// Tells the first thing that does not hold.
pub fn examine_log(
    log: &dyn AuditLog,
    issuers: &[Vec<u8>],
    anchor: Option<TreeHead>,
    terms: &Terms<'_>,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<AuditReport, AuditDefect> {
    let recorded = log.head()?;
    let (mut heads, mut signers) = (Heads::new(0, None), Signers::new(terms.roots));
    heads.read(log, recorded.size, &mut signers, issuers)?;
    heads.add_earlier(terms.earlier)?;
    anchor.into_iter().for_each(|head| heads.add_known(head));
    let mut course = Course::new(terms, heads, signers)?;
    for page in pages(0..recorded.size) {
        examine_page(log, page, &mut course)?;
        progress(page.places().end, recorded.size);
    }
    course.forget_later_purges(log, recorded.size)?;
    course.finish(recorded)
}

fn examine_page(
    log: &dyn AuditLog,
    page: Page,
    course: &mut Course<'_>,
) -> Result<(), AuditDefect> {
    let entries = log.entries(page.places().start, page.width())?;
    let mut entries = entries.into_iter();
    for index in page.places() {
        let entry = entries.next().filter(|entry| entry.index == index);
        let entry = entry.ok_or(AuditDefect::Missing { index })?;
        let step = course.entry(index, &entry.leaf_data, entry.body.as_deref())?;
        for TileHash { level, index, hash } in step.completed {
            let kept = log.tile_hashes(level, index..index.saturating_add(1))?;
            if kept != [hash] {
                return Err(AuditDefect::Hash { level, index });
            }
        }
        if let Some(claim) = step.claim {
            claim.check_in(log)?;
        }
    }
    Ok(())
}

/// Whether what was found is what was recorded.
fn same_root(recorded: TreeHead, found: TreeHead) -> Result<(), AuditDefect> {
    if recorded == found {
        Ok(())
    } else {
        Err(AuditDefect::Root { recorded, found })
    }
}
