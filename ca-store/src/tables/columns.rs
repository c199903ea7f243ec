//! Values of the domain in columns.

use std::error::Error;

use crate::fault::Failure;
use crate::session::row::Row;
use ca_core::actor::{Actor, ActorKind};
use ca_core::algorithm::SignatureAlgorithm;
use ca_core::digest::Sha256Digest;
use ca_core::generation::{GenerationId, LineName};
use ca_core::jobs::run::RunOutcome;
use ca_core::registry::records::{
    CertificateStatus, CopyKind, DocumentKind, GenerationState, IssuanceState,
};
use ca_core::revocation::report::ReportClass;
use ca_core::revocation::request::Requester;
use ca_core::revocation::{CERTIFICATE_HOLD, Reason, Revocation, Suspension};
use ca_core::serial::Serial;
use ca_core::timestamp::Timestamp;

/// A number as SQLite counts; beyond its range there are no rows.
pub(crate) fn integer(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// A number of rows as SQLite counts; beyond its range there are no rows.
pub(crate) fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// A place or position.
pub(crate) fn unsigned(row: &Row<'_>, index: usize) -> Result<u64, Failure> {
    row.get(index)
}

/// A moment.
pub(crate) fn moment(row: &Row<'_>, index: usize) -> Result<Timestamp, Failure> {
    row.get(index).map(Timestamp::from_unix_millis)
}

/// A moment, if there is one.
pub(crate) fn moment_if_any(row: &Row<'_>, index: usize) -> Result<Option<Timestamp>, Failure> {
    let millis: Option<i64> = row.get(index)?;
    Ok(millis.map(Timestamp::from_unix_millis))
}

/// A digest.
pub(crate) fn digest(row: &Row<'_>, index: usize) -> Result<Sha256Digest, Failure> {
    row.get(index).map(Sha256Digest::from_bytes)
}

/// A serial number.
pub(crate) fn serial(row: &Row<'_>, index: usize) -> Result<Serial, Failure> {
    converted(Serial::try_from(row.get::<Vec<u8>>(index)?.as_slice()))
}

/// A generation from the columns of its line and its number.
pub(crate) fn generation(
    row: &Row<'_>,
    line: usize,
    number: usize,
) -> Result<GenerationId, Failure> {
    let line: LineName = converted(row.get::<String>(line)?.parse())?;
    Ok(line.generation(row.get(number)?))
}

/// A generation, if there is one.
pub(crate) fn generation_if_any(
    row: &Row<'_>,
    line: usize,
    number: usize,
) -> Result<Option<GenerationId>, Failure> {
    match row.get::<Option<u32>>(number)? {
        Some(_) => generation(row, line, number).map(Some),
        None => Ok(None),
    }
}

/// The state of an issuance.
pub(crate) fn issuance_state(row: &Row<'_>, index: usize) -> Result<IssuanceState, Failure> {
    word(row, index, &IssuanceState::ALL, IssuanceState::as_str)
}

/// The state of a generation.
pub(crate) fn generation_state(row: &Row<'_>, index: usize) -> Result<GenerationState, Failure> {
    word(row, index, &GenerationState::ALL, GenerationState::as_str)
}

/// A signature algorithm.
pub(crate) fn algorithm(row: &Row<'_>, index: usize) -> Result<SignatureAlgorithm, Failure> {
    word(
        row,
        index,
        &SignatureAlgorithm::ALL,
        SignatureAlgorithm::as_str,
    )
}

/// A kind of document.
pub(crate) fn document_kind(row: &Row<'_>, index: usize) -> Result<DocumentKind, Failure> {
    word(row, index, &DocumentKind::ALL, DocumentKind::as_str)
}

/// An actor, from the columns kind, name and authentication, side by side from `first` on.
pub(crate) fn actor(row: &Row<'_>, first: usize) -> Result<Actor, Failure> {
    let kind = word(row, first, &ActorKind::ALL, ActorKind::as_str)?;
    let (id, authentication): (String, String) = (row.get(first + 1)?, row.get(first + 2)?);
    Ok(Actor::new(kind, id, authentication))
}

/// How a run of a job ended.
pub(crate) fn run_outcome(row: &Row<'_>, index: usize) -> Result<RunOutcome, Failure> {
    word(row, index, &RunOutcome::ALL, RunOutcome::as_str)
}

/// A kind of copy.
pub(crate) fn copy_kind(row: &Row<'_>, index: usize) -> Result<CopyKind, Failure> {
    word(row, index, &CopyKind::ALL, CopyKind::as_str)
}

/// What relying parties are told, from the columns state, effective, reason and invalidity,
/// which stand side by side from `first` on.
pub(crate) fn status(row: &Row<'_>, first: usize) -> Result<CertificateStatus, Failure> {
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

/// The reason of a revocation, if one is given.
pub(crate) fn reason(row: &Row<'_>, index: usize) -> Result<Option<Reason>, Failure> {
    let code: Option<u8> = row.get(index)?;
    let known = |code: u8| Reason::from_code(code).ok_or(UnknownWord(code.to_string()));
    converted(code.map(known).transpose())
}

/// Who asked, from the columns of the word and of the reference of an order.
pub(crate) fn requester(row: &Row<'_>, word: usize, order: usize) -> Result<Requester, Failure> {
    let (word, order): (String, Option<String>) = (row.get(word)?, row.get(order)?);
    let known = Requester::from_words(&word, order.as_deref());
    converted(known.ok_or(UnknownWord(word)))
}

/// The class of a problem report.
pub(crate) fn report_class(row: &Row<'_>, index: usize) -> Result<ReportClass, Failure> {
    word(row, index, &ReportClass::ALL, ReportClass::as_str)
}

/// A value that stands in its column as a word.
pub(crate) fn word<T: Copy>(
    row: &Row<'_>,
    index: usize,
    known: &[T],
    word: fn(T) -> &'static str,
) -> Result<T, Failure> {
    let text: String = row.get(index)?;
    let found = known.iter().copied().find(|value| word(*value) == text);
    converted(found.ok_or(UnknownWord(text)))
}

/// A value that may not fit its column: then the row is damaged.
pub(crate) fn converted<T>(
    result: Result<T, impl Error + Send + Sync + 'static>,
) -> Result<T, Failure> {
    result.map_err(Failure::damaged)
}

/// A word that no version of the program wrote.
#[derive(Debug, thiserror::Error)]
#[error("`{0}` is not a word of the registry")]
struct UnknownWord(String);
