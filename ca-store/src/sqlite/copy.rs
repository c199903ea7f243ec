//! A copy of a registry at one moment, made while it is written (OPS-03).

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::process;
use std::sync::atomic::{AtomicU32, Ordering};

use ca_core::anchor::Anchor;
use ca_core::registry::RegistryError;
use rusqlite::Connection;
use rusqlite::backup::{Backup, StepResult};

use crate::fault::{Failure, io_error};
use crate::session::Session;
use crate::tables::restores;

/// Copies the registry of `source` and tells what it holds. The file lies beside the registry, on
/// the medium that holds the same data already, and has no name: it is gone when it is closed,
/// whatever ends the program.
///
/// The source's transaction shows one moment for as long as the copy takes, and holds no writer
/// back; the write-ahead log grows meanwhile.
pub(super) fn copy(
    source: &Connection,
    registry: &Path,
    passed: &mut dyn FnMut(u64, u64),
) -> Result<(File, Anchor), RegistryError> {
    let place = place_beside(registry);
    let file = OpenOptions::new()
        .read(true)
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&place)
        .map_err(io_error)?;
    let target = Connection::open(&place).map_err(Failure::from);
    fs::remove_file(&place).map_err(io_error)?;
    let session: &dyn Session = source;
    let holds = session.snapshot(|| {
        let holds = restores::found(session)?;
        fill(source, &mut target?, passed)?;
        Ok(holds)
    })?;
    Ok((file, holds))
}

fn fill(
    source: &Connection,
    target: &mut Connection,
    passed: &mut dyn FnMut(u64, u64),
) -> Result<(), Failure> {
    // A copy that is not finished is worth nothing: no journal, and no sync either.
    target.execute_batch("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;")?;
    let backup = Backup::new(source, target)?;
    loop {
        let step = backup.step(PAGES)?;
        let progress = backup.progress();
        let all = u64::try_from(progress.pagecount).unwrap_or(0);
        let left = u64::try_from(progress.remaining).unwrap_or(0);
        passed(all.saturating_sub(left), all);
        if matches!(step, StepResult::Done) {
            return Ok(());
        }
        if !matches!(step, StepResult::More) {
            // Nobody else knows the target, and the source is read in a transaction.
            return Err(Failure::damaged(Locked));
        }
    }
}

fn place_beside(registry: &Path) -> PathBuf {
    static COPIES: AtomicU32 = AtomicU32::new(0);
    let number = COPIES.fetch_add(1, Ordering::Relaxed);
    let mut name = OsString::from(registry);
    name.push(format!(".{}.{number}.copy", process::id()));
    PathBuf::from(name)
}

/// The copy met a lock where there is none.
#[derive(Debug, thiserror::Error)]
#[error("the copy of the registry is locked")]
struct Locked;

/// Pages copied at a time: 4 MiB.
const PAGES: i32 = 512;
