//! CRLs: their entries, their numbers, their bytes.

use crate::session::Session;
use crate::session::row::Row;
use ca_core::audit::event::AuditEvent;
use ca_core::crl::CrlHeader;
use ca_core::generation::GenerationId;
use ca_core::registry::RegistryError;
use ca_core::registry::records::{CrlRecord, CrlReservation, RevokedEntry, SinceCrl};

use super::act::{Act, News};
use super::columns;
use super::generations;
use crate::fault::Failure;

/// Gives each entry of an issuer's next CRL to `visit`, in the order of their withdrawal; all are
/// of one moment, whose feed position is returned.
pub(crate) fn revoked_entries(
    session: &dyn Session,
    issuer: &GenerationId,
    visit: &mut dyn FnMut(RevokedEntry),
) -> Result<u64, Failure> {
    let generation = generations::row_id(session, issuer)?;
    let position = session.only("SELECT feed_position FROM heads", ())?;
    let sql = "SELECT serial, effective, reason, invalidity FROM serials
               WHERE generation = ?1 AND withdrawn IS NOT NULL ORDER BY withdrawn";
    session.each(sql, [generation], |row| {
        visit(entry(row)?);
        Ok(())
    })?;
    Ok(position)
}

/// What was withdrawn since the newest published list was made.
pub(crate) fn withdrawn_since(
    session: &dyn Session,
    issuer: &GenerationId,
) -> Result<SinceCrl, Failure> {
    let generation = generations::row_id(session, issuer)?;
    let sql = "SELECT n.covers, c.number, c.this_update, c.next_update FROM crls c
               JOIN crl_numbers n ON n.generation = c.generation AND n.number = c.number
               WHERE c.generation = ?1 ORDER BY c.number DESC LIMIT 1";
    let last = session.optional(sql, [generation], |row| {
        let header = CrlHeader {
            number: columns::unsigned(row, 1)?,
            this_update: columns::moment(row, 2)?,
            next_update: columns::moment(row, 3)?,
        };
        Ok((row.get::<Option<i64>>(0)?, header))
    })?;
    let sql = "SELECT count(*), min(CASE WHEN s.reason IN (1, 2) OR (
                   SELECT c.certifies FROM certificates c WHERE c.sequence = s.certificate)
                       IS NOT NULL THEN s.effective END)
               FROM serials s WHERE s.generation = ?1 AND s.withdrawn > ?2";
    // A list of an older program does not say what it covers: the next one does.
    let covers = last.and_then(|(covers, _)| covers).unwrap_or(0);
    session.one(sql, (generation, covers), |row| {
        Ok(SinceCrl {
            last: last.map(|(_, header)| header),
            count: columns::unsigned(row, 0)?,
            urgent: columns::moment_if_any(row, 1)?,
        })
    })
}

/// The largest number reserved, or used by a later registry than this one; 0 for none.
pub(crate) fn last_number(session: &dyn Session, issuer: &GenerationId) -> Result<u64, Failure> {
    let generation = generations::row_id(session, issuer)?;
    last_used(session, generation)
}

/// Reserves a number for ever, if the one expected is still the largest.
pub(crate) fn reserve(
    act: &mut Act<'_>,
    reservation: &CrlReservation,
    event: &AuditEvent,
) -> Result<(), Failure> {
    let generation = generations::row_id(act.session(), &reservation.issuer)?;
    let (last, number) = (last_used(act.session(), generation)?, reservation.number);
    let fits = number > last && last == reservation.last;
    let Some(stored) = storable(number).filter(|_| fits) else {
        return Err(RegistryError::CrlNumber { number, last }.into());
    };
    act.run(
        "INSERT INTO crl_numbers (generation, number, tbs_digest, covers) VALUES (?1, ?2, ?3, ?4)",
        (
            generation,
            stored,
            reservation.tbs_digest.as_bytes(),
            columns::integer(reservation.covers),
        ),
    )?;
    act.record(event)?;
    Ok(())
}

/// Publishes a CRL.
pub(crate) fn publish(
    act: &mut Act<'_>,
    crl: &CrlRecord,
    event: &AuditEvent,
) -> Result<(), Failure> {
    let generation = generations::row_id(act.session(), &crl.issuer)?;
    let number = publishable(act.session(), generation, crl.number)?;
    let index = act.record(event)?;
    let id = act.insert(
        "INSERT INTO crls (generation, number, this_update, next_update, size, event)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        "id",
        (
            generation,
            number,
            crl.this_update.unix_millis(),
            crl.next_update.unix_millis(),
            columns::count(crl.der.len()),
            index,
        ),
    )?;
    let sql = "INSERT INTO crl_chunks (crl, part, der) VALUES (?1, ?2, ?3)";
    for (part, der) in (0i64..).zip(crl.der.chunks(CHUNK)) {
        act.run(sql, (id, part, der))?;
    }
    act.announce(generation, News::Crl(number))?;
    Ok(())
}

/// The newest published CRL of an issuer.
pub(crate) fn latest(
    session: &dyn Session,
    issuer: &GenerationId,
) -> Result<Option<CrlRecord>, Failure> {
    // Rows that are never changed or deleted: two statements see the same CRL.
    let Some(generation) = generations::row_id_if_known(session, issuer)? else {
        return Ok(None);
    };
    let sql = "SELECT id, number, this_update, next_update, size FROM crls
               WHERE generation = ?1 ORDER BY number DESC LIMIT 1";
    let found = session.optional(sql, [generation], |row| {
        let crl = CrlRecord {
            issuer: issuer.clone(),
            number: columns::unsigned(row, 1)?,
            this_update: columns::moment(row, 2)?,
            next_update: columns::moment(row, 3)?,
            der: Vec::new(),
        };
        Ok((row.get(0)?, columns::unsigned(row, 4)?, crl))
    })?;
    let Some((id, size, mut crl)) = found else {
        return Ok(None);
    };
    crl.der = der(session, id, size)?;
    Ok(Some(crl))
}

fn der(session: &dyn Session, crl: i64, size: u64) -> Result<Vec<u8>, Failure> {
    let sql = "SELECT der FROM crl_chunks WHERE crl = ?1 ORDER BY part";
    let mut der = Vec::new();
    session.each(sql, [crl], |row| {
        der.extend_from_slice(row.octets(0)?);
        Ok(())
    })?;
    let found = der.len();
    if u64::try_from(found) == Ok(size) {
        Ok(der)
    } else {
        Err(Failure::damaged(TornCrl { size, found }))
    }
}

/// The number as it is stored, if it was reserved and nothing newer is published.
fn publishable(session: &dyn Session, generation: i64, number: u64) -> Result<i64, Failure> {
    let last = largest(session, "crls", generation)?.max(floor(session, generation)?);
    let sql = "SELECT EXISTS (SELECT 1 FROM crl_numbers WHERE generation = ?1 AND number = ?2)";
    if let Some(stored) = storable(number).filter(|_| number > last)
        && session.only(sql, (generation, stored))?
    {
        return Ok(stored);
    }
    Err(RegistryError::CrlNumber { number, last }.into())
}

fn last_used(session: &dyn Session, generation: i64) -> Result<u64, Failure> {
    let reserved = largest(session, "crl_numbers", generation)?;
    Ok(reserved.max(floor(session, generation)?))
}

/// The largest number that was acknowledged as used after the registry was put back; 0 for none.
fn floor(session: &dyn Session, generation: i64) -> Result<u64, Failure> {
    let sql = "SELECT coalesce(max(f.number), 0) FROM generations g JOIN crl_floors f
               ON f.line = g.line AND f.generation = g.number WHERE g.id = ?1";
    session.only(sql, [generation])
}

fn largest(session: &dyn Session, table: &str, generation: i64) -> Result<u64, Failure> {
    let sql = format!("SELECT coalesce(max(number), 0) FROM {table} WHERE generation = ?1");
    session.only(&sql, [generation])
}

fn storable(number: u64) -> Option<i64> {
    i64::try_from(number).ok()
}

fn entry(row: &Row<'_>) -> Result<RevokedEntry, Failure> {
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

/// Line, number and largest reserved CRL number of each generation, 0 for none.
pub(super) const LARGEST_OF_ALL: &str = "SELECT g.line, g.number, coalesce(
    (SELECT max(n.number) FROM crl_numbers n WHERE n.generation = g.id), 0) FROM generations g";

/// Octets of a CRL in a row: it is written and read in pieces that fit in memory.
const CHUNK: usize = 1 << 20;
