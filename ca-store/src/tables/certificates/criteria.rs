//! A query with the small ids of what it names, and the conditions on a row.

use std::ops::RangeInclusive;

use ca_core::actor::ActorKind;
use ca_core::digest::Sha256Digest;
use ca_core::registry::records::{CertificateQuery, ListedReason, ListedStatus, Officer};
use ca_core::revocation::CERTIFICATE_HOLD;
use ca_core::timestamp::Timestamp;

use crate::fault::Failure;
use crate::session::Session;
use crate::session::value::Value;
use crate::tables::statement::Statement;

/// A query whose names are known.
#[derive(Debug)]
pub(super) struct Criteria<'a> {
    /// What is asked.
    pub(super) query: &'a CertificateQuery,
    /// The generations of the line, or the one that is named.
    pub(super) generations: Option<Vec<i64>>,
    /// The profile documents.
    pub(super) profiles: Option<Vec<i64>>,
    /// The profile document that is not wanted.
    pub(super) not_profile: Option<i64>,
    /// The officer, once for each way of being known.
    pub(super) actors: Option<Vec<i64>>,
}

impl<'a> Criteria<'a> {
    /// Looks up what is named; nothing if something is unknown, so that nothing can match.
    pub(super) fn of(
        session: &dyn Session,
        query: &'a CertificateQuery,
    ) -> Result<Option<Self>, Failure> {
        let criteria = Self {
            query,
            generations: named_generations(session, query)?,
            profiles: named_profiles(session, query)?,
            not_profile: document_ids(session, query.not_profile.as_slice())?.pop(),
            actors: match &query.officer {
                Some(officer) => Some(actors(session, officer)?),
                None => None,
            },
        };
        let named = [&criteria.generations, &criteria.profiles, &criteria.actors];
        let is_unknown = |ids: &&Option<Vec<i64>>| ids.as_ref().is_some_and(Vec::is_empty);
        Ok((!named.iter().any(is_unknown)).then_some(criteria))
    }

    /// Whether nothing but issuer and status is asked for.
    pub(super) fn asks_for_standing_only(&self) -> bool {
        let query = self.query;
        let rest = CertificateQuery {
            line: query.line.clone(),
            issuer: query.issuer.clone(),
            status: query.status,
            limit: query.limit,
            ..CertificateQuery::default()
        };
        rest == *query
    }

    /// Adds ` AND` and each condition on a row of certificates `c`, serials `s`, signatures `x`.
    ///
    /// The columns stand in expressions that no index knows: how certificates are found was
    /// decided by rule, and a planner must not find another way.
    pub(super) fn narrow(&self, statement: Statement<'a>) -> Statement<'a> {
        let statement = self.narrow_by_names(statement);
        let statement = self.narrow_by_times(statement);
        self.narrow_by_standing(statement)
    }

    fn narrow_by_names(&self, mut statement: Statement<'a>) -> Statement<'a> {
        let query = self.query;
        for (column, ids) in [
            ("+c.generation", &self.generations),
            ("+c.profile", &self.profiles),
            ("+c.actor", &self.actors),
        ] {
            if let Some(ids) = ids {
                statement = statement.text(" AND ").text(column).one_of_numbers(ids);
            }
        }
        if let Some(unwanted) = self.not_profile {
            statement = statement.text(" AND +c.profile <> ").number(unwanted);
        }
        if !query.serials.is_empty() {
            let serials = query.serials.iter();
            let serials = serials.map(|serial| Value::Octets(serial.as_bytes()));
            statement = statement.text(" AND c.serial").one_of(serials);
        }
        if let Some(key) = &query.key_hash {
            statement = statement
                .text(" AND c.key_hash = ")
                .value(Value::Octets(key.as_bytes()));
        }
        if let Some(id) = &query.request_id {
            statement = statement
                .text(" AND c.request_id = ")
                .value(Value::Text(id));
        }
        if let Some(versions) = &query.lint_version {
            let bounds = [versions.start(), versions.end()].map(|bound| i64::from(*bound));
            statement = between(statement, "+c.lint_version", bounds);
        }
        statement
    }

    fn narrow_by_times(&self, statement: Statement<'a>) -> Statement<'a> {
        let query = self.query;
        let times = [
            ("+c.prepared", &query.prepared),
            ("+c.not_before", &query.not_before),
            ("+c.not_after", &query.not_after),
            ("+x.issued", &query.issued),
            ("+s.effective", &query.withdrawn),
        ];
        times
            .into_iter()
            .fold(statement, |statement, (column, times)| match times {
                Some(times) => between(statement, column, millis(times)),
                None => statement,
            })
    }

    /// Adds the condition on a row of serials `s`.
    pub(super) fn narrow_by_status(&self, statement: Statement<'a>) -> Statement<'a> {
        match self.query.status {
            Some(status) => statement.text(" AND ").text(condition(status)),
            None => statement,
        }
    }

    fn narrow_by_standing(&self, statement: Statement<'a>) -> Statement<'a> {
        let statement = self.narrow_by_status(statement);
        match self.query.reason {
            None => statement,
            Some(ListedReason::Unspecified) => {
                statement.text(" AND +s.effective IS NOT NULL AND s.reason IS NULL")
            }
            Some(ListedReason::Given(reason)) => {
                let code = i64::from(reason.code());
                statement.text(" AND +s.reason = ").number(code)
            }
        }
    }
}

fn between<'a>(statement: Statement<'a>, column: &str, [first, last]: [i64; 2]) -> Statement<'a> {
    let statement = statement.text(&format!(" AND {column} BETWEEN "));
    statement.number(first).text(" AND ").number(last)
}

/// Both ends in Unix milliseconds.
pub(super) fn millis(times: &RangeInclusive<Timestamp>) -> [i64; 2] {
    [times.start(), times.end()].map(|bound| bound.unix_millis())
}

/// An abandoned serial that may have been signed is listed as abandoned and as revoked.
const fn condition(status: ListedStatus) -> &'static str {
    match status {
        ListedStatus::Good => "s.state || '' = 'issued' AND +s.effective IS NULL",
        ListedStatus::Suspended => "+s.effective IS NOT NULL AND +s.reason = 6",
        ListedStatus::Revoked => "+s.effective IS NOT NULL AND s.reason IS DISTINCT FROM 6",
        ListedStatus::Open => "s.state || '' IN ('prepared', 'authorised', 'signing')",
        ListedStatus::Abandoned => "s.state || '' = 'abandoned'",
    }
}

/// The codes that the marks of a standing may have; none where the marks do not tell.
pub(super) fn reasons(query: &CertificateQuery) -> Option<Vec<i64>> {
    let held = i64::from(CERTIFICATE_HOLD);
    match (query.reason, query.status) {
        (Some(ListedReason::Unspecified), _) => Some(vec![0]),
        (Some(ListedReason::Given(reason)), _) => Some(vec![i64::from(reason.code())]),
        (None, Some(ListedStatus::Suspended)) => Some(vec![held]),
        (None, Some(ListedStatus::Revoked)) => {
            Some((0..=10).filter(|code| *code != held).collect())
        }
        (None, Some(ListedStatus::Good | ListedStatus::Open | ListedStatus::Abandoned) | None) => {
            None
        }
    }
}

fn named_generations(
    session: &dyn Session,
    query: &CertificateQuery,
) -> Result<Option<Vec<i64>>, Failure> {
    let named = match (&query.issuer, &query.line) {
        (None, None) => return Ok(None),
        (Some(issuer), line) if line.as_ref().is_none_or(|line| line == issuer.line()) => {
            let sql = "SELECT id FROM generations WHERE line = ?1 AND number = ?2";
            session.all(sql, (issuer.line().as_str(), issuer.number()), |row| {
                row.get(0)
            })?
        }
        (Some(_), _) => Vec::new(),
        (None, Some(line)) => {
            let sql = "SELECT id FROM generations WHERE line = ?1 ORDER BY id";
            session.all(sql, [line.as_str()], |row| row.get(0))?
        }
    };
    Ok(Some(named))
}

fn named_profiles(
    session: &dyn Session,
    query: &CertificateQuery,
) -> Result<Option<Vec<i64>>, Failure> {
    let mut ids: Option<Vec<i64>> = None;
    if let Some(name) = &query.profile_name {
        let sql = "SELECT id FROM documents WHERE kind = 'profile' AND name = ?1 ORDER BY id";
        ids = Some(session.all(sql, [name.as_str()], |row| row.get(0))?);
    }
    if query.profiles.is_empty() {
        return Ok(ids);
    }
    let mut exact = document_ids(session, &query.profiles)?;
    exact.retain(|id| ids.as_ref().is_none_or(|ids| ids.contains(id)));
    Ok(Some(exact))
}

fn document_ids(session: &dyn Session, digests: &[Sha256Digest]) -> Result<Vec<i64>, Failure> {
    if digests.is_empty() {
        return Ok(Vec::new());
    }
    let digests = digests
        .iter()
        .map(|digest| Value::Octets(digest.as_bytes()));
    let statement = Statement::new("SELECT id FROM documents WHERE digest").one_of(digests);
    session.all(statement.sql(), statement.values(), |row| row.get(0))
}

fn actors(session: &dyn Session, officer: &Officer) -> Result<Vec<i64>, Failure> {
    let kinds = match officer.kind {
        Some(kind) => vec![kind],
        None => ActorKind::ALL.to_vec(),
    };
    let kinds = kinds.iter().map(|kind| Value::Text(kind.as_str()));
    let statement = Statement::new("SELECT id FROM actors WHERE kind").one_of(kinds);
    let statement = statement
        .text(" AND name = ")
        .value(Value::Text(&officer.id));
    let statement = statement.text(" ORDER BY id");
    session.all(statement.sql(), statement.values(), |row| row.get(0))
}
