//! Where the certificates that may match a query are found: in one index, chosen by rule.
//!
//! From the rarest to the commonest: serial number, request id, key, subject, open intents;
//! then the blocks that have all the marks; then all certificates, in their order. A planner has
//! no say: its choice would turn on statistics that nobody looks at.

use ca_core::registry::records::{CertificateQuery, ListedStatus};
use ca_core::registry::subject_value::SubjectValue;

use super::criteria::{Criteria, millis, reasons};
use crate::fault::Failure;
use crate::session::Session;
use crate::session::value::Value;
use crate::tables::attributes;
use crate::tables::marks::{self, BLOCK, Mark, Wanted};
use crate::tables::statement::Statement;

/// Most certificates or blocks that are found at once.
const AT_ONCE: i64 = 64;

/// What is left of a list.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Candidates {
    /// These, in order.
    Listed(Vec<i64>),
    /// All from the first to the last, once or several times.
    Runs(Vec<[i64; 2]>),
}

/// Where certificates are found.
#[derive(Debug)]
pub(super) enum Source<'a> {
    /// By a statement, to be completed with the place after which to go on and the limit.
    Lookup(Statement<'a>),
    /// By attributes of the subject.
    Subject(Vec<&'a SubjectValue>),
    /// In the blocks with these marks; all of them if there are none.
    Marks(Vec<Wanted>),
}

impl<'a> Source<'a> {
    /// The source for a query.
    pub(super) fn of(session: &dyn Session, criteria: &Criteria<'a>) -> Result<Self, Failure> {
        let query = criteria.query;
        if !query.serials.is_empty() {
            return Ok(Self::Lookup(by_serial(session, criteria)?));
        }
        if let Some(id) = &query.request_id {
            return Ok(Self::Lookup(by_request(session, id)?));
        }
        if let Some(key) = &query.key_hash {
            let key = Value::Octets(key.as_bytes());
            return Ok(Self::Lookup(by_key(key, criteria.not_profile)));
        }
        let indexed = query.subject.iter().filter(|value| value.is_indexed());
        let indexed: Vec<_> = indexed.collect();
        if !indexed.is_empty() {
            return Ok(Self::Subject(indexed));
        }
        if query.status == Some(ListedStatus::Open) {
            return Ok(Self::Lookup(Statement::new(OPEN)));
        }
        Ok(Self::Marks(wanted(criteria)))
    }

    /// The next ones after a place; none at the end.
    pub(super) fn after(&self, session: &dyn Session, after: i64) -> Result<Candidates, Failure> {
        match self {
            Self::Lookup(statement) => {
                let statement = statement.clone().number(after).text(" ORDER BY 1 LIMIT ");
                let statement = statement.number(AT_ONCE);
                let found = session.all(statement.sql(), statement.values(), |row| row.get(0))?;
                Ok(Candidates::Listed(found))
            }
            Self::Subject(values) => {
                let found = attributes::candidates(session, values, after, AT_ONCE)?;
                Ok(Candidates::Listed(found))
            }
            Self::Marks(wanted) if wanted.is_empty() => {
                let newest: Option<i64> =
                    session.only("SELECT max(sequence) FROM certificates", ())?;
                let newest = newest.filter(|newest| *newest > after);
                let run = newest.map(|newest| [after.saturating_add(1), newest]);
                Ok(Candidates::Runs(run.into_iter().collect()))
            }
            Self::Marks(wanted) => {
                let first = after.saturating_add(1).div_euclid(BLOCK);
                let blocks = marks::blocks(session, wanted, first, AT_ONCE)?;
                Ok(Candidates::Runs(runs(&blocks, after)))
            }
        }
    }
}

/// Neighbouring blocks as one run, from after a place on.
fn runs(blocks: &[i64], after: i64) -> Vec<[i64; 2]> {
    let mut runs: Vec<[i64; 2]> = Vec::new();
    for block in blocks {
        let first = block.saturating_mul(BLOCK);
        let last = first.saturating_add(BLOCK - 1);
        match runs.last_mut() {
            Some([_, end]) if end.saturating_add(1) == first => *end = last,
            Some(_) | None => runs.push([first.max(after.saturating_add(1)), last]),
        }
    }
    runs
}

fn by_serial<'a>(session: &dyn Session, criteria: &Criteria<'a>) -> Result<Statement<'a>, Failure> {
    let generations = match &criteria.generations {
        Some(named) => named.clone(),
        None => session.all("SELECT id FROM generations ORDER BY id", (), |row| {
            row.get(0)
        })?,
    };
    let serials = criteria.query.serials.iter();
    let serials = serials.map(|serial| Value::Octets(serial.as_bytes()));
    let statement = Statement::new("SELECT s.certificate FROM serials s WHERE s.generation");
    let statement = statement.one_of_numbers(&generations).text(" AND s.serial");
    Ok(statement.one_of(serials).text(" AND s.certificate > "))
}

fn by_request<'a>(session: &dyn Session, id: &'a str) -> Result<Statement<'a>, Failure> {
    let sql = "SELECT DISTINCT line FROM generations ORDER BY line";
    let lines: Vec<String> = session.all(sql, (), |row| row.get(0))?;
    // A line that is bound would have to live as long as the query; its name is letters,
    // digits and hyphens.
    let scopes: Vec<String> = lines.iter().map(|line| format!("'{line}'")).collect();
    let scopes = scopes.join(", ");
    let statement = Statement::new(&format!(
        "SELECT r.certificate FROM requests r WHERE r.scope IN ({scopes}) AND r.request_id = "
    ));
    Ok(statement
        .value(Value::Text(id))
        .text(" AND r.certificate > "))
}

/// The first condition is that of the index on keys; what another profile made of a key that
/// came a million times is found in it too (CRT-21).
fn by_key(key: Value<'_>, not_profile: Option<i64>) -> Statement<'_> {
    let sql = "SELECT c.sequence FROM certificates c WHERE substr(c.key_hash, 1, 8) = substr(";
    let statement = Statement::new(sql).value(key);
    let statement = statement.text(", 1, 8) AND c.key_hash = ").value(key);
    let statement = match not_profile {
        Some(unwanted) => statement.text(" AND c.profile <> ").number(unwanted),
        None => statement,
    };
    statement.text(" AND c.sequence > ")
}

/// The words are those of the index on open serials.
const OPEN: &str = "SELECT s.certificate FROM serials s
    WHERE s.state IN ('prepared', 'authorised', 'signing') AND s.certificate > ";

/// The marks that certificates must have. A range leads, since it can only lead: the days of a
/// revocation first, they are the fewest, those on which nearly all end last.
fn wanted(criteria: &Criteria<'_>) -> Vec<Wanted> {
    let query = criteria.query;
    let named = [
        (Mark::Actor, &criteria.actors),
        (Mark::Profile, &criteria.profiles),
        (Mark::Generation, &criteria.generations),
    ];
    let named = named
        .into_iter()
        .filter_map(|(mark, ids)| Some(Wanted::OneOf(mark, ids.clone()?)));
    let reasons = reasons(query).map(|codes| Wanted::OneOf(Mark::Reason, codes));
    let abandoned = query.status == Some(ListedStatus::Abandoned);
    let abandoned = abandoned.then(|| Wanted::OneOf(Mark::Abandoned, vec![0]));
    ranges(query)
        .into_iter()
        .chain(abandoned)
        .chain(named)
        .chain(reasons)
        .collect()
}

fn ranges(query: &CertificateQuery) -> Vec<Wanted> {
    let times = [
        (Mark::Withdrawn, &query.withdrawn),
        (Mark::Issued, &query.issued),
        (Mark::Prepared, &query.prepared),
        (Mark::NotBefore, &query.not_before),
        (Mark::NotAfter, &query.not_after),
    ];
    let days = times.into_iter().filter_map(|(mark, times)| {
        let [first, last] = millis(times.as_ref()?).map(|bound| bound.div_euclid(marks::DAY));
        Some(Wanted::Between(mark, first, last))
    });
    let versions = query.lint_version.as_ref();
    let versions = versions.map(|versions| {
        let [first, last] = [versions.start(), versions.end()].map(|bound| i64::from(*bound));
        Wanted::Between(Mark::Lint, first, last)
    });
    // The narrowest one leads.
    let mut ranges: Vec<_> = days.chain(versions).collect();
    ranges.sort_by_key(|wanted| match wanted {
        Wanted::Between(_, first, last) => last.saturating_sub(*first),
        Wanted::OneOf(..) => 0,
    });
    ranges
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbouring_blocks_are_read_in_one_go() {
        assert_eq!(runs(&[0, 1, 3], 0), [[1, 511], [768, 1023]]);
        assert_eq!(runs(&[3], 800), [[801, 1023]]);
        assert_eq!(runs(&[], 0), [[0; 2]; 0]);
    }
}
