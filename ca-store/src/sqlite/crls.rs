//! CRLs: their entries, their numbers, their bytes.

use ca_core::audit::event::AuditEvent;
use ca_core::digest::Sha256Digest;
use ca_core::generation::GenerationId;
use ca_core::registry::RegistryError;
use ca_core::registry::records::{CrlRecord, RevokedEntry};
use rusqlite::{Connection, OptionalExtension, Row};

use super::act::{Act, News};
use super::columns;
use super::fault::Failure;
use super::generations;

/// Gives each entry of an issuer's next CRL to `visit`, in the order of their withdrawal. It is
/// one statement, so it shows one moment.
pub(super) fn revoked_entries(
    connection: &Connection,
    issuer: &GenerationId,
    visit: &mut dyn FnMut(RevokedEntry),
) -> Result<(), Failure> {
    let generation = generations::row_id(connection, issuer)?;
    let sql = "SELECT serial, effective, reason, invalidity FROM serials
               WHERE generation = ?1 AND withdrawn IS NOT NULL ORDER BY withdrawn";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([generation])?;
    while let Some(row) = rows.next()? {
        visit(entry(row)?);
    }
    Ok(())
}

/// The largest number reserved; 0 for none.
pub(super) fn last_number(connection: &Connection, issuer: &GenerationId) -> Result<u64, Failure> {
    let generation = generations::row_id(connection, issuer)?;
    largest(connection, "crl_numbers", generation)
}

/// Reserves a number for ever, if `expected` is still the largest.
pub(super) fn reserve(
    act: &mut Act<'_>,
    issuer: &GenerationId,
    expected: u64,
    number: u64,
    tbs_digest: &Sha256Digest,
    event: &AuditEvent,
) -> Result<(), Failure> {
    let generation = generations::row_id(act.connection(), issuer)?;
    let last = largest(act.connection(), "crl_numbers", generation)?;
    let Some(stored) = storable(number).filter(|_| number > last && last == expected) else {
        return Err(RegistryError::CrlNumber { number, last }.into());
    };
    act.run(
        "INSERT INTO crl_numbers (generation, number, tbs_digest) VALUES (?1, ?2, ?3)",
        (generation, stored, tbs_digest.as_bytes()),
    )?;
    act.record(event)?;
    Ok(())
}

/// Publishes a CRL.
pub(super) fn publish(
    act: &mut Act<'_>,
    crl: &CrlRecord,
    event: &AuditEvent,
) -> Result<(), Failure> {
    let generation = generations::row_id(act.connection(), &crl.issuer)?;
    let number = publishable(act.connection(), generation, crl.number)?;
    let index = act.record(event)?;
    act.run(
        "INSERT INTO crls (generation, number, this_update, next_update, size, event)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        (
            generation,
            number,
            crl.this_update.unix_millis(),
            crl.next_update.unix_millis(),
            columns::count(crl.der.len()),
            index,
        ),
    )?;
    let id = act.connection().last_insert_rowid();
    let sql = "INSERT INTO crl_chunks (crl, part, der) VALUES (?1, ?2, ?3)";
    for (part, der) in (0i64..).zip(crl.der.chunks(CHUNK)) {
        act.run(sql, (id, part, der))?;
    }
    act.announce(generation, News::Crl(number))?;
    Ok(())
}

/// The newest published CRL of an issuer.
pub(super) fn latest(
    connection: &Connection,
    issuer: &GenerationId,
) -> Result<Option<CrlRecord>, Failure> {
    // Rows that are never changed or deleted: two statements see the same CRL.
    let Some(generation) = generations::row_id_if_known(connection, issuer)? else {
        return Ok(None);
    };
    let sql = "SELECT id, number, this_update, next_update, size FROM crls
               WHERE generation = ?1 ORDER BY number DESC LIMIT 1";
    let found = connection
        .prepare_cached(sql)?
        .query_one([generation], |row| {
            let crl = CrlRecord {
                issuer: issuer.clone(),
                number: columns::unsigned(row, 1)?,
                this_update: columns::moment(row, 2)?,
                next_update: columns::moment(row, 3)?,
                der: Vec::new(),
            };
            Ok((row.get(0)?, columns::unsigned(row, 4)?, crl))
        })
        .optional()?;
    let Some((id, size, mut crl)) = found else {
        return Ok(None);
    };
    crl.der = der(connection, id, size)?;
    Ok(Some(crl))
}

fn der(connection: &Connection, crl: i64, size: u64) -> Result<Vec<u8>, Failure> {
    let sql = "SELECT der FROM crl_chunks WHERE crl = ?1 ORDER BY part";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([crl])?;
    let mut der = Vec::new();
    while let Some(row) = rows.next()? {
        der.extend_from_slice(row.get_ref(0)?.as_blob().map_err(rusqlite::Error::from)?);
    }
    let found = der.len();
    if u64::try_from(found) == Ok(size) {
        Ok(der)
    } else {
        Err(Failure::damaged(TornCrl { size, found }))
    }
}

/// The number as it is stored, if it was reserved and nothing newer is published.
fn publishable(connection: &Connection, generation: i64, number: u64) -> Result<i64, Failure> {
    let last = largest(connection, "crls", generation)?;
    let sql = "SELECT EXISTS (SELECT 1 FROM crl_numbers WHERE generation = ?1 AND number = ?2)";
    if let Some(stored) = storable(number).filter(|_| number > last)
        && connection.query_one(sql, (generation, stored), |row| row.get(0))?
    {
        return Ok(stored);
    }
    Err(RegistryError::CrlNumber { number, last }.into())
}

fn largest(connection: &Connection, table: &str, generation: i64) -> Result<u64, Failure> {
    let sql = format!("SELECT coalesce(max(number), 0) FROM {table} WHERE generation = ?1");
    let mut statement = connection.prepare_cached(&sql)?;
    Ok(statement.query_one([generation], |row| columns::unsigned(row, 0))?)
}

fn storable(number: u64) -> Option<i64> {
    i64::try_from(number).ok()
}

fn entry(row: &Row<'_>) -> rusqlite::Result<RevokedEntry> {
    Ok(RevokedEntry {
        serial: columns::serial(row, 0)?,
        effective: columns::moment(row, 1)?,
        reason_code: row.get(2)?,
        invalidity_date: columns::moment_if_any(row, 3)?,
    })
}

/// A CRL is not as long as when it was published.
#[derive(Debug, thiserror::Error)]
#[error("a CRL of {size} octets has {found}")]
struct TornCrl {
    size: u64,
    found: usize,
}

/// Octets of a CRL in a row: it is written and read in pieces that fit in memory.
const CHUNK: usize = 1 << 20;
