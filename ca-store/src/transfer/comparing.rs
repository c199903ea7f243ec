//! Each row of one side against the other's.

use super::page::Shape;
use super::{CopyError, Report};
use crate::session::Session;

/// Fails at the first row that is not the same on both sides, or only on one.
pub(super) fn compare(
    source: &dyn Session,
    target: &dyn Session,
    shapes: &[Shape],
    report: &mut Report<'_>,
) -> Result<(), CopyError> {
    shapes
        .iter()
        .try_for_each(|shape| compare_table(source, target, shape, report))
}

fn compare_table(
    source: &dyn Session,
    target: &dyn Session,
    shape: &Shape,
    report: &mut Report<'_>,
) -> Result<(), CopyError> {
    let table = shape.table.name;
    let (mut after, mut seen) = (None, 0);
    loop {
        let rows = shape.page(source, after.as_deref())?;
        let copies = shape.page(target, after.as_deref())?;
        if rows != copies {
            let same = rows
                .iter()
                .zip(&copies)
                .take_while(|(row, copy)| row == copy);
            let row = seen + u64::try_from(same.count()).unwrap_or(u64::MAX) + 1;
            return Err(CopyError::Differs { table, row });
        }
        let Some(last) = rows.last() else {
            return Ok(());
        };
        after = Some(shape.key(last).to_vec());
        seen += u64::try_from(rows.len()).unwrap_or(u64::MAX);
        report.done(table, rows.len());
    }
}
