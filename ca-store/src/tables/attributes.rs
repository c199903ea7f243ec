//! Which certificates have an attribute in their subject (REV-09).
//!
//! The index holds four octets of a digest for each attribute; what is found by it is compared
//! with the certificate. Its entries stand in segments of [`SEGMENT`] certificates: those that
//! are written together lie on pages that are in memory anyway, where one tree of a hundred
//! million digests would have each new certificate change four pages anywhere on the disk
//! (ADR 0023).

use std::ops::Range;

use ca_core::registry::subject_value::{SubjectField, SubjectValue};
use ca_core::subject::AttributeType;

use super::act::Act;
use super::rows::Table;
use super::statement::Statement;
use crate::fault::Failure;
use crate::session::Session;

/// How many certificates are a segment.
const SEGMENT: i64 = 8192;

/// Most rows of one statement.
const ROWS: usize = 8;

/// Segments that one question looks into.
const AT_ONCE: i64 = 64;

/// The digests by which the subject of a TBSCertificate is found, each once.
pub(crate) fn digests(tbs: &[u8]) -> Vec<i64> {
    let values = SubjectValue::all_in(tbs);
    let indexed = values.iter().filter(|value| value.is_indexed());
    let mut digests: Vec<i64> = indexed.map(|value| value.digest().into()).collect();
    digests.sort_unstable();
    digests.dedup();
    digests
}

/// Keeps the digests of a new certificate.
pub(crate) fn keep(act: &mut Act<'_>, certificate: i64, digests: &[i64]) -> Result<(), Failure> {
    let (segment, place) = split(certificate);
    let mut rows = digests.iter();
    rows.try_for_each(|digest| act.add(Table::Attributes, (segment, *digest, place)))
}

/// Rows of digest and certificate.
fn insert(session: &dyn Session, rows: &[[i64; 2]]) -> Result<(), Failure> {
    for rows in rows.chunks(ROWS) {
        let sql = "INSERT INTO subject_attributes (segment, digest, place) VALUES ";
        let mut statement = Statement::new(sql);
        for (number, [digest, certificate]) in rows.iter().enumerate() {
            let (segment, place) = split(*certificate);
            statement = statement.text(if number == 0 { "(" } else { ", (" });
            statement = statement.number(segment).text(", ").number(*digest);
            statement = statement.text(", ").number(place).text(")");
        }
        session.run(statement.sql(), statement.values())?;
    }
    Ok(())
}

/// The segment of a certificate and its place there.
const fn split(certificate: i64) -> (i64, i64) {
    (
        certificate.div_euclid(SEGMENT),
        certificate.rem_euclid(SEGMENT),
    )
}

/// At most `limit` certificates after a place that may have all of some attributes, in order;
/// none once there are no more.
pub(crate) fn candidates(
    session: &dyn Session,
    wanted: &[&SubjectValue],
    after: i64,
    limit: i64,
) -> Result<Vec<i64>, Failure> {
    let mut wanted = wanted.to_vec();
    wanted.sort_by_key(|value| rank(value.field()));
    let digests: Vec<i64> = wanted.iter().map(|value| value.digest().into()).collect();
    let newest: Option<i64> = session.only("SELECT max(sequence) FROM certificates", ())?;
    let newest = newest.unwrap_or(0);
    let (mut segment, _) = split(after);
    while segment <= split(newest).0 {
        let until = segment.saturating_add(AT_ONCE);
        let statement = lookup(&digests, segment..until, after).number(limit);
        let found = session.all(statement.sql(), statement.values(), |row| row.get(0))?;
        if !found.is_empty() {
            return Ok(found);
        }
        segment = until;
    }
    Ok(Vec::new())
}

/// The rarest attribute first: it leads, the others are looked up.
fn rank(field: SubjectField) -> usize {
    const RARE: [AttributeType; 5] = [
        AttributeType::SERIAL_NUMBER,
        AttributeType::PSEUDONYM,
        AttributeType::COMMON_NAME,
        AttributeType::SURNAME,
        AttributeType::GIVEN_NAME,
    ];
    match field {
        SubjectField::AlternativeName(_) => 0,
        SubjectField::Attribute(attribute) => {
            let place = RARE.iter().position(|rare| *rare == attribute);
            place.map_or(RARE.len(), |place| place).saturating_add(1)
        }
    }
}

/// What some segments hold of all these digests; the limit is still to be said.
fn lookup(digests: &[i64], segments: Range<i64>, after: i64) -> Statement<'static> {
    let place = format!("a.segment * {SEGMENT} + a.place");
    let mut statement = Statement::new(&format!(
        "SELECT {place} AS certificate FROM subject_attributes a WHERE a.segment"
    ));
    let segments: Vec<i64> = segments.collect();
    statement = statement.one_of_numbers(&segments);
    for (number, digest) in digests.iter().enumerate() {
        statement = match number {
            0 => statement.text(" AND a.digest = ").number(*digest),
            _ => statement
                .text(" AND EXISTS (SELECT 1 FROM subject_attributes o WHERE o.segment = a.segment")
                .text(" AND o.place = a.place AND o.digest = ")
                .number(*digest)
                .text(")"),
        };
    }
    statement
        .text(&format!(" AND {place} > "))
        .number(after)
        .text(" ORDER BY certificate LIMIT ")
}

/// The attributes in the certificates of a registry that had no such index: segment by segment
/// and sorted, so that each page is written once. No older schema had packed ones.
pub(crate) fn fill(session: &dyn Session) -> Result<(), Failure> {
    let newest: Option<i64> = session.only("SELECT max(sequence) FROM certificates", ())?;
    let newest = newest.unwrap_or(0);
    for segment in 0..=split(newest).0 {
        let first = segment.saturating_mul(SEGMENT);
        let after = first.saturating_add(SEGMENT);
        let mut rows: Vec<[i64; 2]> = Vec::new();
        let sql = "SELECT sequence, tbs FROM certificates
                   WHERE sequence >= ?1 AND sequence < ?2 AND dictionary IS NULL";
        session.each(sql, (first, after), |row| {
            let certificate: i64 = row.get(0)?;
            let digests = digests(row.octets(1)?);
            rows.extend(digests.into_iter().map(|digest| [digest, certificate]));
            Ok(())
        })?;
        rows.sort_unstable();
        insert(session, &rows)?;
        tracing::info!(
            certificates = after.min(newest),
            of = newest,
            "subjects are indexed"
        );
    }
    Ok(())
}
