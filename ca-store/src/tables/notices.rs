//! Notices to holders: queued with a revocation, laid out once.

use crate::session::Session;
use crate::session::row::Row;
use ca_core::audit::event::AuditEvent;
use ca_core::generation::GenerationId;
use ca_core::registry::records::CertificateRecord;
use ca_core::revocation::notice::NoticeKind;
use ca_core::serial::Serial;
use ca_core::timestamp::Timestamp;

use super::act::Act;
use super::certificates;
use super::columns;
use super::serials::Standing;
use crate::fault::Failure;

/// Queues the notice of a revocation: for holders, not for issuers.
pub(super) fn queue(act: &Act<'_>, certificate: i64) -> Result<(), Failure> {
    let sql = "INSERT INTO notices (certificate, kind)
               SELECT sequence, 'revoked' FROM certificates
               WHERE sequence = ?1 AND certifies IS NULL AND NOT EXISTS (
                   SELECT 1 FROM notices WHERE certificate = ?1 AND kind = 'revoked')";
    act.run(sql, [certificate])?;
    Ok(())
}

/// Notices that are queued.
pub(crate) fn queued(
    session: &dyn Session,
    limit: u32,
) -> Result<Vec<(CertificateRecord, NoticeKind)>, Failure> {
    let sql = "SELECT certificate, kind FROM notices
               WHERE event IS NULL AND certificate > ?1 ORDER BY certificate LIMIT ?2";
    let found = session.all(sql, (0_i64, limit), |row| {
        let kind = columns::word(row, 1, &NoticeKind::ALL, NoticeKind::as_str)?;
        Ok((row.get::<i64>(0)?, kind))
    })?;
    let sql = "SELECT g.line, g.number, c.serial FROM certificates c
               JOIN generations g ON g.id = c.generation WHERE c.sequence = ?1";
    let mut queued = Vec::new();
    for (certificate, kind) in found {
        let (issuer, serial) = session.one(sql, [certificate], named)?;
        let record = certificates::one(session, &issuer, &serial)?;
        queued.extend(record.map(|record| (record, kind)));
    }
    Ok(queued)
}

/// Good certificates that end in some time and have no such notice yet.
pub(crate) fn unnoticed(
    session: &dyn Session,
    kind: NoticeKind,
    after: Timestamp,
    until: Timestamp,
    limit: u32,
) -> Result<Vec<CertificateRecord>, Failure> {
    let sql = "SELECT g.line, g.number, c.serial FROM certificates c
               JOIN generations g ON g.id = c.generation
               JOIN serials s ON s.generation = c.generation AND s.serial = c.serial
               WHERE c.not_after > ?1 AND c.not_after <= ?2 AND s.state = 'issued'
                   AND s.withdrawn IS NULL AND NOT EXISTS (
                       SELECT 1 FROM notices n WHERE n.certificate = c.sequence AND n.kind = ?3)
               ORDER BY c.not_after LIMIT ?4";
    let span = (after.unix_millis(), until.unix_millis());
    let found = session.all(sql, (span.0, span.1, kind.as_str(), limit), named)?;
    let mut records = Vec::new();
    for (issuer, serial) in found {
        records.extend(certificates::one(session, &issuer, &serial)?);
    }
    Ok(records)
}

/// Records that a notice was laid out, once.
pub(crate) fn record(
    act: &mut Act<'_>,
    issuer: &GenerationId,
    serial: &Serial,
    kind: NoticeKind,
    event: &AuditEvent,
) -> Result<bool, Failure> {
    let certificate = Standing::find(act.session(), issuer, serial)?.certificate;
    let sql = "SELECT event FROM notices WHERE certificate = ?1 AND kind = ?2";
    let key = (certificate, kind.as_str());
    let known = act
        .session()
        .optional(sql, key, |row| row.get::<Option<i64>>(0))?;
    if known.flatten().is_some() {
        return Ok(false);
    }
    let event = act.record(event)?;
    let sql = if known.is_some() {
        "UPDATE notices SET event = ?3 WHERE certificate = ?1 AND kind = ?2"
    } else {
        "INSERT INTO notices (certificate, kind, event) VALUES (?1, ?2, ?3)"
    };
    act.run(sql, (certificate, kind.as_str(), event))?;
    Ok(true)
}

fn named(row: &Row<'_>) -> Result<(GenerationId, Serial), Failure> {
    Ok((columns::generation(row, 0, 1)?, columns::serial(row, 2)?))
}
