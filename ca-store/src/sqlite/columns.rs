//! Values of the domain in columns.

use std::error::Error;

use ca_core::actor::{Actor, ActorKind};
use ca_core::algorithm::SignatureAlgorithm;
use ca_core::digest::Sha256Digest;
use ca_core::generation::{GenerationId, LineName};
use ca_core::registry::records::{
    CertificateStatus, CopyKind, DocumentKind, GenerationState, IssuanceState,
};
use ca_core::revocation::{CERTIFICATE_HOLD, Reason, Revocation, Suspension};
use ca_core::serial::Serial;
use ca_core::timestamp::Timestamp;
use rusqlite::types::Type;
use rusqlite::{Result, Row, RowIndex};

/// A number as SQLite counts; beyond its range there are no rows.
pub(super) fn integer(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// A number of rows as SQLite counts; beyond its range there are no rows.
pub(super) fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// A place or position.
pub(super) fn unsigned(row: &Row<'_>, index: impl RowIndex) -> Result<u64> {
    converted(u64::try_from(row.get::<_, i64>(index)?))
}

/// A moment.
pub(super) fn moment(row: &Row<'_>, index: impl RowIndex) -> Result<Timestamp> {
    row.get(index).map(Timestamp::from_unix_millis)
}

/// A moment, if there is one.
pub(super) fn moment_if_any(row: &Row<'_>, index: impl RowIndex) -> Result<Option<Timestamp>> {
    let millis: Option<i64> = row.get(index)?;
    Ok(millis.map(Timestamp::from_unix_millis))
}

/// A digest.
pub(super) fn digest(row: &Row<'_>, index: impl RowIndex) -> Result<Sha256Digest> {
    row.get(index).map(Sha256Digest::from_bytes)
}

/// A serial number.
pub(super) fn serial(row: &Row<'_>, index: impl RowIndex) -> Result<Serial> {
    converted(Serial::try_from(row.get::<_, Vec<u8>>(index)?.as_slice()))
}

/// A generation from the columns of its line and its number.
pub(super) fn generation(
    row: &Row<'_>,
    line: impl RowIndex,
    number: impl RowIndex,
) -> Result<GenerationId> {
    let line: LineName = converted(row.get::<_, String>(line)?.parse())?;
    Ok(line.generation(row.get(number)?))
}

/// A generation, if there is one.
pub(super) fn generation_if_any(
    row: &Row<'_>,
    line: impl RowIndex,
    number: impl RowIndex,
) -> Result<Option<GenerationId>> {
    match row.get::<_, Option<u32>>(number)? {
        Some(_) => generation(row, line, number).map(Some),
        None => Ok(None),
    }
}

/// The state of an issuance.
pub(super) fn issuance_state(row: &Row<'_>, index: impl RowIndex) -> Result<IssuanceState> {
    word(row, index, &IssuanceState::ALL, IssuanceState::as_str)
}

/// The state of a generation.
pub(super) fn generation_state(row: &Row<'_>, index: impl RowIndex) -> Result<GenerationState> {
    word(row, index, &GenerationState::ALL, GenerationState::as_str)
}

/// A signature algorithm.
pub(super) fn algorithm(row: &Row<'_>, index: impl RowIndex) -> Result<SignatureAlgorithm> {
    word(
        row,
        index,
        &SignatureAlgorithm::ALL,
        SignatureAlgorithm::as_str,
    )
}

/// A kind of document.
pub(super) fn document_kind(row: &Row<'_>, index: impl RowIndex) -> Result<DocumentKind> {
    word(row, index, &DocumentKind::ALL, DocumentKind::as_str)
}

/// An actor, from the columns kind, name and authentication, side by side from `first` on.
pub(super) fn actor(row: &Row<'_>, first: usize) -> Result<Actor> {
    let kind = word(row, first, &ActorKind::ALL, ActorKind::as_str)?;
    let (id, authentication): (String, String) = (row.get(first + 1)?, row.get(first + 2)?);
    Ok(Actor::new(kind, id, authentication))
}

/// A kind of copy.
pub(super) fn copy_kind(row: &Row<'_>, index: impl RowIndex) -> Result<CopyKind> {
    word(row, index, &CopyKind::ALL, CopyKind::as_str)
}

/// What relying parties are told, from the columns state, effective, reason and invalidity,
/// which stand side by side from `first` on.
pub(super) fn status(row: &Row<'_>, first: usize) -> Result<CertificateStatus> {
    let Some(effective) = moment_if_any(row, first + 1)? else {
        let issued = issuance_state(row, first)? == IssuanceState::Issued;
        return Ok(if issued {
            CertificateStatus::Good
        } else {
            CertificateStatus::NeverIssued
        });
    };
    let code: Option<u8> = row.get(first + 2)?;
    if code == Some(CERTIFICATE_HOLD) {
        return Ok(CertificateStatus::Suspended(Suspension { effective }));
    }
    Ok(CertificateStatus::Revoked(Revocation {
        effective,
        reason: code.and_then(Reason::from_code),
        invalidity_date: moment_if_any(row, first + 3)?,
    }))
}

fn word<T: Copy>(
    row: &Row<'_>,
    index: impl RowIndex,
    known: &[T],
    word: fn(T) -> &'static str,
) -> Result<T> {
    let text: String = row.get(index)?;
    let found = known.iter().copied().find(|value| word(*value) == text);
    converted(found.ok_or(UnknownWord(text)))
}

/// A value that may not fit its column: then the row is damaged.
pub(super) fn converted<T>(
    result: std::result::Result<T, impl Error + Send + Sync + 'static>,
) -> Result<T> {
    result
        .map_err(|error| rusqlite::Error::FromSqlConversionFailure(0, Type::Null, Box::new(error)))
}

/// A word that no version of the program wrote.
#[derive(Debug, thiserror::Error)]
#[error("`{0}` is not a word of the registry")]
struct UnknownWord(String);
