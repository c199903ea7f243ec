//! Reads the certificates that a source gives and keeps those that match.
//!
//! Each statement reads a bounded part, whatever is asked: a page of a list costs what it
//! shows and what it passes over, never the whole table.

use ca_core::registry::subject_value::SubjectValue;

use super::criteria::Criteria;
use super::source::{Candidates, Source};
use crate::fault::Failure;
use crate::session::Session;
use crate::session::row::Row;
use crate::tables::columns;
use crate::tables::statement::Statement;

/// Rows of one statement: what is read and not yet looked at is in memory. They are named one
/// by one, since a planner that is given a range of places has to guess how many there are.
const ROWS: i64 = 64;

/// What is read of each certificate.
pub(super) struct Shape<T> {
    /// The statement up to its conditions, on certificates `c`, serials `s`, signatures `x`.
    pub(super) select: &'static str,
    /// Reads a row.
    pub(super) read: fn(&Row<'_>) -> Result<T, Failure>,
}

/// Takes what matches and says how many more are wanted at most; 0 ends the walk.
pub(super) type Visit<'v, T> = dyn FnMut(T, &mut usize) -> Result<(), Failure> + 'v;

/// Visits the certificates that match but for the subject, which only their bytes tell.
pub(super) fn walk<T>(
    session: &dyn Session,
    criteria: &Criteria<'_>,
    shape: &Shape<T>,
    visit: &mut Visit<'_, T>,
) -> Result<(), Failure> {
    let source = Source::of(session, criteria)?;
    let mut walk = Walk {
        session,
        criteria,
        shape,
        left: usize::MAX,
    };
    let mut after = columns::integer(criteria.query.after);
    while walk.left > 0 {
        match source.after(session, after)? {
            Candidates::Listed(places) => {
                let Some(last) = places.last().copied() else {
                    return Ok(());
                };
                walk.read(&places, visit)?;
                after = last;
            }
            Candidates::Runs(runs) => {
                let Some([_, last]) = runs.last().copied() else {
                    return Ok(());
                };
                for run in runs {
                    walk.run(run, visit)?;
                }
                after = last;
            }
        }
    }
    Ok(())
}

struct Walk<'w, 'q, T> {
    session: &'w dyn Session,
    criteria: &'w Criteria<'q>,
    shape: &'w Shape<T>,
    left: usize,
}

impl<T> Walk<'_, '_, T> {
    /// Reads a run, part by part.
    fn run(&mut self, [first, last]: [i64; 2], visit: &mut Visit<'_, T>) -> Result<(), Failure> {
        let mut first = first;
        while first <= last && self.left > 0 {
            let end = first.saturating_add(ROWS - 1).min(last);
            let places: Vec<i64> = (first..=end).collect();
            self.read(&places, visit)?;
            first = end.saturating_add(1);
        }
        Ok(())
    }

    /// Reads some places in order.
    fn read(&mut self, places: &[i64], visit: &mut Visit<'_, T>) -> Result<(), Failure> {
        let statement = Statement::new(self.shape.select).text(" WHERE c.sequence");
        let statement = self.criteria.narrow(statement.one_of_numbers(places));
        let statement = statement.text(" ORDER BY c.sequence");
        let read = self.shape.read;
        let rows = self
            .session
            .all(statement.sql(), statement.values(), read)?;
        for row in rows {
            if self.left > 0 {
                visit(row, &mut self.left)?;
            }
        }
        Ok(())
    }
}

/// Whether the subject has all of these.
pub(super) fn has_all(wanted: &[SubjectValue], tbs: &[u8]) -> bool {
    if wanted.is_empty() {
        return true;
    }
    let found = SubjectValue::all_in(tbs);
    wanted.iter().all(|value| found.contains(value))
}
