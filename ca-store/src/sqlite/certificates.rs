//! Certificates and intents as records: one, those that match, those still open.

use ca_core::generation::GenerationId;
use ca_core::registry::records::{CertificateQuery, CertificateRecord, ListedStatus};
use ca_core::serial::Serial;
use ca_core::timestamp::Timestamp;
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, Params, Row, params_from_iter};

use super::columns;
use super::fault::Failure;

/// The certificate or intent with this serial of an issuer.
pub(super) fn one(
    connection: &Connection,
    issuer: &GenerationId,
    serial: &Serial,
) -> Result<Option<CertificateRecord>, Failure> {
    let sql = format!("{RECORD} WHERE g.line = ?1 AND g.number = ?2 AND s.serial = ?3");
    let key = (issuer.line().as_str(), issuer.number(), serial.as_bytes());
    let mut statement = connection.prepare_cached(&sql)?;
    Ok(statement.query_one(key, record).optional()?)
}

/// Intents that are still open and were prepared before a moment.
pub(super) fn open(
    connection: &Connection,
    before: Timestamp,
) -> Result<Vec<CertificateRecord>, Failure> {
    let sql = format!("{RECORD} WHERE {OPEN} AND c.prepared < ?1 ORDER BY c.sequence");
    records(connection, &sql, [before.unix_millis()])
}

/// Certificates and intents that match, in the order in which they were stored.
pub(super) fn matching(
    connection: &Connection,
    query: &CertificateQuery,
) -> Result<Vec<CertificateRecord>, Failure> {
    let filter = Filter::of(query);
    records(connection, &filter.sql(), params_from_iter(filter.values))
}

/// The conditions of a query and their values, in order; the limit is the last value.
struct Filter {
    conditions: Vec<&'static str>,
    values: Vec<Value>,
}

impl Filter {
    fn of(query: &CertificateQuery) -> Self {
        let after = Value::from(columns::integer(query.after));
        let mut filter = Self {
            conditions: vec!["c.sequence > ?"],
            values: vec![after],
        };
        if let Some(line) = &query.line {
            filter.add("g.line = ?", [line.to_string().into()]);
        }
        if let Some(name) = &query.profile_name {
            filter.add("d.name = ?", [name.clone().into()]);
        }
        if let Some(issuer) = &query.issuer {
            let (line, number) = (issuer.line().as_str().to_owned(), issuer.number());
            filter.add(ISSUER, [line.into(), i64::from(number).into()]);
        }
        if let Some(key) = &query.key_hash {
            let hash = key.as_bytes().to_vec();
            filter.add(KEY, [hash.clone().into(), hash.into()]);
        }
        if let Some(profile) = &query.not_profile {
            filter.add(NOT_PROFILE, [profile.as_bytes().to_vec().into()]);
        }
        if let Some(status) = query.status {
            filter.add(condition(status), []);
        }
        if let Some(range) = &query.not_after {
            let bounds = [range.start(), range.end()];
            let millis = bounds.map(|bound| bound.unix_millis().into());
            filter.add("c.not_after BETWEEN ? AND ?", millis);
        }
        // A negative limit is none.
        let limit = if query.limit == 0 {
            -1
        } else {
            columns::count(query.limit)
        };
        filter.values.push(limit.into());
        filter
    }

    fn sql(&self) -> String {
        let conditions = self.conditions.join(" AND ");
        format!("{RECORD} WHERE {conditions} ORDER BY c.sequence LIMIT ?")
    }

    fn add<const N: usize>(&mut self, condition: &'static str, values: [Value; N]) {
        self.conditions.push(condition);
        self.values.extend(values);
    }
}

/// An abandoned serial that may have been signed is listed as abandoned and as revoked.
const fn condition(status: ListedStatus) -> &'static str {
    match status {
        ListedStatus::Good => "s.state = 'issued' AND s.withdrawn IS NULL",
        ListedStatus::Suspended => "s.withdrawn IS NOT NULL AND s.reason = 6",
        ListedStatus::Revoked => "s.withdrawn IS NOT NULL AND s.reason IS NOT 6",
        ListedStatus::Open => OPEN,
        ListedStatus::Abandoned => "s.state = 'abandoned'",
    }
}

/// The words are those of the index on open serials.
const OPEN: &str = "s.state IN ('prepared', 'authorised', 'signing')";

/// The first condition is that of the index on keys.
const KEY: &str = "substr(c.key_hash, 1, 8) = substr(?, 1, 8) AND c.key_hash = ?";

const ISSUER: &str = "c.generation = (SELECT id FROM generations WHERE line = ? AND number = ?)";

const NOT_PROFILE: &str = "c.profile IS NOT (SELECT id FROM documents WHERE digest = ?)";

const RECORD: &str = "
    SELECT c.sequence, g.line, g.number, c.serial, s.state, s.effective, s.reason, s.invalidity,
        c.request_id, d.digest, d.name, c.tbs, x.signature, c.key_hash, c.not_before,
        c.not_after, c.prepared, x.issued, k.line, k.number
    FROM certificates c
    JOIN generations g ON g.id = c.generation
    JOIN serials s ON s.generation = c.generation AND s.serial = c.serial
        AND s.certificate = c.sequence
    JOIN documents d ON d.id = c.profile
    LEFT JOIN signatures x ON x.sequence = c.sequence
    LEFT JOIN generations k ON k.id = c.certifies";

fn records(
    connection: &Connection,
    sql: &str,
    params: impl Params,
) -> Result<Vec<CertificateRecord>, Failure> {
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map(params, record)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn record(row: &Row<'_>) -> rusqlite::Result<CertificateRecord> {
    Ok(CertificateRecord {
        sequence: columns::unsigned(row, 0)?,
        issuer: columns::generation(row, 1, 2)?,
        serial: columns::serial(row, 3)?,
        state: columns::issuance_state(row, 4)?,
        status: columns::status(row, 4)?,
        request_id: row.get(8)?,
        profile: columns::digest(row, 9)?,
        profile_name: row.get(10)?,
        tbs: row.get(11)?,
        signature: row.get(12)?,
        key_hash: columns::digest(row, 13)?,
        not_before: columns::moment(row, 14)?,
        not_after: columns::moment(row, 15)?,
        prepared: columns::moment(row, 16)?,
        issued: columns::moment_if_any(row, 17)?,
        certifies: columns::generation_if_any(row, 18, 19)?,
    })
}

#[cfg(test)]
mod tests {
    use ca_core::digest::Sha256Digest;

    use super::*;
    use crate::sqlite::connect::{Purpose, connect, create};

    #[test]
    fn records_of_a_key_are_looked_up_not_searched_for() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("registry.db");
        create(&path).unwrap();
        let connection = connect(&path, Purpose::Reading).unwrap();
        let filter = Filter::of(&CertificateQuery {
            key_hash: Some(Sha256Digest::of(b"key")),
            ..CertificateQuery::default()
        });
        let sql = format!("EXPLAIN QUERY PLAN {}", filter.sql());
        let mut statement = connection.prepare(&sql).unwrap();
        let rows = statement.query_map(params_from_iter(filter.values), |row| row.get(3));
        let plan: Vec<String> = rows.unwrap().map(Result::unwrap).collect();
        assert!(
            plan[0].contains("certificates_by_key (<expr>=?"),
            "{plan:?}"
        );
    }
}
