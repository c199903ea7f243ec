//! One-time revocation codes: kept as digests, counted where they are wrong.

use crate::session::Session;
use ca_core::audit::event::AuditEvent;
use ca_core::generation::GenerationId;
use ca_core::registry::RegistryError;
use ca_core::registry::records::CertificateStatus;
use ca_core::revocation::Revocation;
use ca_core::revocation::code::{LOCKED, MOST_WRONG, StoredCode};
use ca_core::revocation::desk::PresentedCode;
use ca_core::revocation::request::Asking;
use ca_core::serial::Serial;

use super::act::Act;
use super::columns;
use super::revocations::{self, Change};
use super::serials::Standing;
use crate::fault::Failure;

/// Keeps a code in place of the one before.
pub(crate) fn store(
    act: &mut Act<'_>,
    issuer: &GenerationId,
    serial: &Serial,
    code: &StoredCode,
    event: &AuditEvent,
) -> Result<(), Failure> {
    let standing = Standing::find(act.session(), issuer, serial)?;
    if !is_in_force(&standing) {
        return Err(standing.refusal());
    }
    let event = act.record(event)?;
    let (certificate, salt, digest) = (standing.certificate, code.salt, code.digest.as_bytes());
    let sql = "UPDATE revocation_codes SET salt = ?2, digest = ?3, wrong = 0, locked = NULL,
                   event = ?4
               WHERE certificate = ?1";
    if act.run(sql, (certificate, salt, digest, event))? == 0 {
        let sql = "INSERT INTO revocation_codes (certificate, salt, digest, wrong, event)
                   VALUES (?1, ?2, ?3, 0, ?4)";
        act.run(sql, (certificate, salt, digest, event))?;
    }
    Ok(())
}

/// Revokes by a code, or counts that it was wrong.
pub(crate) fn redeem(
    act: &mut Act<'_>,
    presented: &PresentedCode,
    revocation: &Revocation,
    asking: &Asking,
    event: &AuditEvent,
) -> Result<bool, Failure> {
    let PresentedCode { issuer, serial, .. } = presented;
    let standing = match Standing::find(act.session(), issuer, serial) {
        Ok(standing) => standing,
        Err(Failure::Refused(RegistryError::NotFound { .. })) => return Ok(false),
        Err(failure) => return Err(failure),
    };
    let Some(kept) = kept(act.session(), standing.certificate)? else {
        return Ok(false);
    };
    let right = kept.code.matches(issuer, serial, &presented.code);
    let at = presented.at.unix_millis();
    let open = kept.locked.is_none_or(|until| until <= at) && is_valid(act, &standing, at)?;
    if !(right && open && is_in_force(&standing)) {
        if open && !right {
            count_wrong(act, standing.certificate, &kept, presented)?;
        }
        return Ok(false);
    }
    let change = Change::Revoke(revocation, Some(asking));
    revocations::apply(act, &standing, serial, &change, event)?;
    let sql = "UPDATE revocation_codes SET used = ?2 WHERE certificate = ?1";
    act.run(sql, (standing.certificate, at))?;
    Ok(true)
}

/// A code as it is kept, unless it was used.
struct Kept {
    code: StoredCode,
    wrong: u32,
    locked: Option<i64>,
}

fn kept(session: &dyn Session, certificate: i64) -> Result<Option<Kept>, Failure> {
    let sql = "SELECT salt, digest, wrong, locked FROM revocation_codes
               WHERE certificate = ?1 AND used IS NULL";
    session.optional(sql, [certificate], |row| {
        Ok(Kept {
            code: StoredCode {
                salt: row.get(0)?,
                digest: columns::digest(row, 1)?,
            },
            wrong: row.get(2)?,
            locked: row.get(3)?,
        })
    })
}

/// After the last wrong try allowed the code is locked, and the count begins anew.
fn count_wrong(
    act: &Act<'_>,
    certificate: i64,
    kept: &Kept,
    presented: &PresentedCode,
) -> Result<(), Failure> {
    let wrong = kept.wrong.saturating_add(1);
    let locks = wrong >= MOST_WRONG;
    let until = locks.then(|| presented.at.plus(LOCKED).unix_millis());
    let sql = "UPDATE revocation_codes SET wrong = ?2, locked = ?3 WHERE certificate = ?1";
    act.run(sql, (certificate, if locks { 0 } else { wrong }, until))?;
    Ok(())
}

/// A code is dead with its certificate.
fn is_in_force(standing: &Standing) -> bool {
    match standing.status {
        CertificateStatus::Good | CertificateStatus::Suspended(_) => true,
        CertificateStatus::Revoked(_) | CertificateStatus::NeverIssued => false,
    }
}

fn is_valid(act: &Act<'_>, standing: &Standing, at: i64) -> Result<bool, Failure> {
    let sql = "SELECT not_after >= ?2 FROM certificates WHERE sequence = ?1";
    act.session().only(sql, (standing.certificate, at))
}
