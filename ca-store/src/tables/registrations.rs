//! Records of registration and the offices that made them.

use crate::session::Session;
use ca_core::audit::event::AuditEvent;
use ca_core::generation::GenerationId;
use ca_core::registration::book::KeptRegistration;
use ca_core::registration::{Office, SealedRegistration};
use ca_core::registry::RegistryError;
use ca_core::serial::Serial;
use ca_core::timestamp::Timestamp;

use super::act::Act;
use super::columns;
use super::rows::Table;
use super::serials::Standing;
use crate::fault::Failure;

/// Keeps the record of an intent that was stored.
pub(super) fn keep(
    act: &mut Act<'_>,
    certificate: i64,
    registration: &SealedRegistration,
) -> Result<(), Failure> {
    let SealedRegistration {
        record,
        salt,
        digest,
        office,
    } = registration;
    let row = (certificate, record, *salt, digest.as_bytes());
    act.add(Table::Registrations, row)?;
    let prefecture = office
        .prefecture
        .as_ref()
        .map(|one| one.as_str().to_owned());
    let row = (certificate, office.agency.as_str(), prefecture);
    act.add(Table::Offices, row)
}

/// The record of a certificate.
pub(crate) fn one(
    session: &dyn Session,
    issuer: &GenerationId,
    serial: &Serial,
) -> Result<Option<KeptRegistration>, Failure> {
    let certificate = Standing::find(session, issuer, serial)?.certificate;
    let sql = "SELECT record, salt, digest FROM registrations WHERE certificate = ?1";
    session.optional(sql, [certificate], |row| {
        let (record, salt): (Option<Vec<u8>>, Option<[u8; 16]>) = (row.get(0)?, row.get(1)?);
        Ok(KeptRegistration {
            record: record.zip(salt),
            digest: columns::digest(row, 2)?,
        })
    })
}

/// The office that registered a certificate.
pub(crate) fn office(
    session: &dyn Session,
    issuer: &GenerationId,
    serial: &Serial,
) -> Result<Option<Office>, Failure> {
    let certificate = Standing::find(session, issuer, serial)?.certificate;
    let sql = "SELECT agency, prefecture FROM offices WHERE certificate = ?1";
    session.optional(sql, [certificate], |row| {
        let (agency, prefecture): (String, Option<String>) = (row.get(0)?, row.get(1)?);
        let prefecture = prefecture.map(|code| code.parse()).transpose();
        Ok(Office {
            agency: columns::converted(agency.try_into())?,
            prefecture: columns::converted(prefecture)?,
        })
    })
}

/// Certificates that ended before a moment and still have their record.
pub(crate) fn ended(
    session: &dyn Session,
    before: Timestamp,
    limit: u32,
) -> Result<Vec<(GenerationId, Serial)>, Failure> {
    let sql = "SELECT g.line, g.number, c.serial FROM certificates c
               JOIN registrations r ON r.certificate = c.sequence AND r.record IS NOT NULL
               JOIN generations g ON g.id = c.generation
               WHERE c.not_after < ?1 ORDER BY c.not_after LIMIT ?2";
    session.all(sql, (before.unix_millis(), limit), |row| {
        Ok((columns::generation(row, 0, 1)?, columns::serial(row, 2)?))
    })
}

/// Removes records; their digests stay.
pub(crate) fn purge(
    act: &mut Act<'_>,
    of: &[(GenerationId, Serial)],
    event: &AuditEvent,
) -> Result<(), Failure> {
    act.record(event)?;
    let sql = "UPDATE registrations SET record = NULL, salt = NULL
               WHERE certificate = ?1 AND record IS NOT NULL";
    for (issuer, serial) in of {
        let certificate = Standing::find(act.session(), issuer, serial)?.certificate;
        if act.run(sql, [certificate])? == 0 {
            let (object, state) = (format!("registration of {serial}"), "purged");
            return Err(RegistryError::WrongState { object, state }.into());
        }
    }
    Ok(())
}
