//! From one session to another, table by table in the order of keys.

use super::page::{Cell, Shape};
use super::{CopyError, Report};
use crate::fault::Failure;
use crate::session::Session;

/// Copies what is missing; returns the number of rows that were there already. Each page is
/// a commit of the target, and `heads` the last of them.
pub(super) fn copy(
    source: &dyn Session,
    target: &dyn Session,
    shapes: &[Shape],
    report: &mut Report<'_>,
) -> Result<u64, CopyError> {
    let mut resumed = 0;
    for shape in shapes {
        let mut after = shape.last_key(target)?;
        if after.is_some() {
            let there = shape.count(target)?;
            report.done(
                shape.table.name,
                usize::try_from(there).unwrap_or(usize::MAX),
            );
            resumed += there;
        }
        while let Some(last) = copy_page(source, target, shape, after.as_deref(), report)? {
            after = Some(last);
        }
    }
    Ok(resumed)
}

/// Copies a page; returns its last key, nothing if there was no row left.
fn copy_page(
    source: &dyn Session,
    target: &dyn Session,
    shape: &Shape,
    after: Option<&[Cell]>,
    report: &mut Report<'_>,
) -> Result<Option<Vec<Cell>>, Failure> {
    let rows = shape.page(source, after)?;
    let Some(last) = rows.last() else {
        return Ok(None);
    };
    target.batch("BEGIN")?;
    let written = shape
        .insert(target, &rows)
        .and_then(|()| target.batch("COMMIT"));
    if written.is_err() && target.in_transaction() {
        // The first error is the one to tell.
        drop(target.batch("ROLLBACK"));
    }
    written?;
    report.done(shape.table.name, rows.len());
    Ok(Some(shape.key(last).to_vec()))
}
