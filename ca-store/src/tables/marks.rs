//! Which blocks of certificates hold one with a mark (REV-09): a profile, an officer, a day.
//!
//! Certificates of one profile, officer or day stand close together, since a certificate's place
//! is the order in which it came. A row for each block of [`BLOCK`] places that holds such a one
//! leads to all of them and costs one or two octets a certificate, where an index that names
//! each certificate costs ten and more (ADR 0023). A row more than needed does no harm: what is
//! found in a block is compared.

use std::collections::HashSet;

use ca_core::registry::records::Intent;
use ca_core::timestamp::Timestamp;

use super::act::Act;
use super::statement::Statement;
use crate::fault::Failure;
use crate::session::Session;
use crate::session::value::Value;

/// Milliseconds of a day.
pub(crate) const DAY: i64 = 86_400_000;

/// How many certificates are a block.
pub(crate) const BLOCK: i64 = 256;

/// What certificates are marked by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Mark {
    /// The generation that issues it, by its small id.
    Generation,
    /// The profile document, by its small id.
    Profile,
    /// Who asked, by the small id.
    Actor,
    /// The version of the lint rules.
    Lint,
    /// The day on which it was prepared.
    Prepared,
    /// The day on which it was issued.
    Issued,
    /// The day from which on it is valid.
    NotBefore,
    /// The day on which its validity ends.
    NotAfter,
    /// The day from which on it is revoked or suspended.
    Withdrawn,
    /// The CRLReason of the revocation, 0 for none.
    Reason,
    /// Given up: always 0.
    Abandoned,
}

impl Mark {
    /// The word in the store.
    const fn as_str(self) -> &'static str {
        match self {
            Self::Generation => "generation",
            Self::Profile => "profile",
            Self::Actor => "actor",
            Self::Lint => "lint",
            Self::Prepared => "prepared",
            Self::Issued => "issued",
            Self::NotBefore => "not-before",
            Self::NotAfter => "not-after",
            Self::Withdrawn => "withdrawn",
            Self::Reason => "reason",
            Self::Abandoned => "abandoned",
        }
    }
}

/// The day of a moment, counted from 1970-01-01.
pub(crate) const fn day(moment: Timestamp) -> i64 {
    moment.unix_millis().div_euclid(DAY)
}

/// The small ids that stand in the row of an intent.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RowIds {
    /// The issuing generation.
    pub(crate) generation: i64,
    /// The profile document.
    pub(crate) profile: i64,
    /// Who asked.
    pub(crate) actor: i64,
}

/// Marks the block of a new intent.
pub(crate) fn keep_intent(
    act: &mut Act<'_>,
    certificate: i64,
    intent: &Intent,
    ids: RowIds,
) -> Result<(), Failure> {
    let marks = [
        (Mark::Generation, ids.generation),
        (Mark::Profile, ids.profile),
        (Mark::Actor, ids.actor),
        (Mark::Lint, i64::from(intent.lint_version)),
        (Mark::Prepared, day(intent.prepared)),
        (Mark::NotBefore, day(intent.not_before)),
        (Mark::NotAfter, day(intent.not_after)),
    ];
    keep(act, certificate, &marks)
}

/// The marks that a writer stored last: of the certificates of a day nearly all have the same, and
/// asking the table for each would be a third of the writer's time.
#[derive(Debug, Default)]
pub(crate) struct KnownMarks(HashSet<(Mark, i64, i64)>);

impl KnownMarks {
    /// Notes a mark of a block; whether it is new.
    fn note(&mut self, mark: Mark, value: i64, block: i64) -> bool {
        if self.0.len() >= MOST_KNOWN {
            self.0.clear();
        }
        self.0.insert((mark, value, block))
    }
}

/// Marks kept in mind at once: a few blocks of a busy day.
const MOST_KNOWN: usize = 4096;

/// Marks the block of a certificate.
pub(crate) fn keep(
    act: &mut Act<'_>,
    certificate: i64,
    marks: &[(Mark, i64)],
) -> Result<(), Failure> {
    let block = certificate.div_euclid(BLOCK);
    let is_new = |(mark, value): &&(Mark, i64)| act.marks().note(*mark, *value, block);
    let marks: Vec<_> = marks.iter().filter(is_new).collect();
    if marks.is_empty() {
        return Ok(());
    }
    let mut statement = Statement::new("INSERT INTO marks (kind, value, block) VALUES ");
    for (place, (mark, value)) in marks.iter().enumerate() {
        statement = statement.text(if place == 0 { "(" } else { ", (" });
        statement = statement.value(Value::Text(mark.as_str())).text(", ");
        statement = statement.number(*value).text(", ").number(block).text(")");
    }
    let statement = statement.text(" ON CONFLICT DO NOTHING");
    act.run(statement.sql(), statement.values())?;
    Ok(())
}

/// What the mark of a certificate must be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// One of these; there is one.
    OneOf(Mark, Vec<i64>),
    /// From the first to the last.
    Between(Mark, i64, i64),
}

impl Wanted {
    fn mark(&self) -> Mark {
        match self {
            Self::OneOf(mark, _) | Self::Between(mark, ..) => *mark,
        }
    }

    /// Adds the condition on a row of the table.
    fn narrow<'a>(&self, statement: Statement<'a>, row: &str) -> Statement<'a> {
        let kind = Value::Text(self.mark().as_str());
        let statement = statement.text(&format!("{row}.kind = ")).value(kind);
        match self {
            Self::OneOf(_, values) => statement
                .text(&format!(" AND {row}.value"))
                .one_of_numbers(values),
            Self::Between(_, first, last) => statement
                .text(&format!(" AND {row}.value BETWEEN "))
                .number(*first)
                .text(" AND ")
                .number(*last),
        }
    }
}

/// At most `limit` blocks from `first` on that hold a certificate with each of the marks. The
/// first of them leads; of the others only those with values are looked up, since a range has no
/// place in the index to look at.
pub(crate) fn blocks(
    session: &dyn Session,
    wanted: &[Wanted],
    first: i64,
    limit: i64,
) -> Result<Vec<i64>, Failure> {
    let Some((leading, others)) = wanted.split_first() else {
        return Ok(Vec::new());
    };
    let mut statement = leading.narrow(
        Statement::new("SELECT DISTINCT m.block FROM marks m WHERE "),
        "m",
    );
    for other in others {
        if let Wanted::OneOf(..) = other {
            let looked_up = " AND EXISTS (SELECT 1 FROM marks o WHERE o.block = m.block AND ";
            statement = other.narrow(statement.text(looked_up), "o").text(")");
        }
    }
    let statement = statement.text(" AND m.block >= ").number(first);
    let statement = statement.text(" ORDER BY m.block LIMIT ").number(limit);
    session.all(statement.sql(), statement.values(), |row| row.get(0))
}

/// Marks the certificates of a registry that had no marks.
pub(crate) fn fill(session: &dyn Session) -> Result<(), Failure> {
    let block = format!("sequence / {BLOCK}");
    let of_certificate = |block: &str| format!("certificate / {BLOCK} AS {block}");
    let sources = [
        (
            Mark::Generation,
            format!("generation, {block} FROM certificates"),
        ),
        (Mark::Profile, format!("profile, {block} FROM certificates")),
        (Mark::Actor, format!("actor, {block} FROM certificates")),
        (
            Mark::Lint,
            format!("lint_version, {block} FROM certificates"),
        ),
        (
            Mark::Prepared,
            format!("prepared / {DAY}, {block} FROM certificates"),
        ),
        (
            Mark::NotBefore,
            format!("not_before / {DAY}, {block} FROM certificates"),
        ),
        (
            Mark::NotAfter,
            format!("not_after / {DAY}, {block} FROM certificates"),
        ),
        (
            Mark::Issued,
            format!("issued / {DAY}, {block} FROM signatures"),
        ),
        (
            Mark::Withdrawn,
            format!(
                "effective / {DAY}, {} FROM serials WHERE withdrawn IS NOT NULL",
                of_certificate("block")
            ),
        ),
        (
            Mark::Reason,
            format!(
                "coalesce(reason, 0), {} FROM serials WHERE withdrawn IS NOT NULL",
                of_certificate("block")
            ),
        ),
        (
            Mark::Abandoned,
            format!(
                "0, {} FROM serials WHERE state = 'abandoned'",
                of_certificate("block")
            ),
        ),
    ];
    for (mark, source) in sources {
        let kind = mark.as_str();
        let sql =
            format!("INSERT INTO marks (kind, value, block) SELECT DISTINCT '{kind}', {source}");
        let rows = session.run(&sql, ())?;
        tracing::info!(kind, rows, "certificates are marked for searches");
    }
    Ok(())
}
