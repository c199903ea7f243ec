//! Changes of a certificate's status: each a row of history, a feed row and an audit event.

use crate::session::Session;
use ca_core::audit::event::AuditEvent;
use ca_core::generation::GenerationId;
use ca_core::registry::records::{CertificateStatus, IssuanceState};
use ca_core::revocation::{CERTIFICATE_HOLD, Reason, Revocation, Suspension};
use ca_core::serial::Serial;
use ca_core::timestamp::Timestamp;

use super::act::{Act, News};
use super::marks::{self, Mark};
use super::serials::Standing;
use crate::fault::Failure;
use ca_core::digest::Sha256Digest;

/// What happens to a serial number.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Change<'a> {
    /// Withdrawn for ever.
    Revoke(&'a Revocation),
    /// Withdrawn for ever, never having left.
    Abandon(&'a Revocation),
    /// Held.
    Suspend(&'a Suspension),
    /// No longer held.
    Reinstate,
}

/// Changes the status of a serial number if its status allows it.
pub(crate) fn change(
    act: &mut Act<'_>,
    issuer: &GenerationId,
    serial: &Serial,
    change: &Change<'_>,
    event: &AuditEvent,
) -> Result<(), Failure> {
    let standing = Standing::find(act.session(), issuer, serial)?;
    let allowed = match &standing.status {
        CertificateStatus::Good => matches!(change, Change::Revoke(_) | Change::Suspend(_)),
        CertificateStatus::Suspended(_) => matches!(change, Change::Revoke(_) | Change::Reinstate),
        CertificateStatus::NeverIssued | CertificateStatus::Revoked(_) => false,
    };
    if !allowed {
        return Err(standing.refusal());
    }
    apply(act, &standing, serial, change, event)
}

/// Changes the status of a serial number; the caller has judged, and the schema judges again.
pub(crate) fn apply(
    act: &mut Act<'_>,
    standing: &Standing,
    serial: &Serial,
    change: &Change<'_>,
    event: &AuditEvent,
) -> Result<(), Failure> {
    let position = act.announce(standing.generation, News::Status(serial))?;
    let entry = Entry::of(change);
    act.run(
        "UPDATE serials SET state = ?3, withdrawn = ?4, effective = ?5, reason = ?6,
             invalidity = ?7
         WHERE generation = ?1 AND serial = ?2",
        (
            standing.generation,
            serial.as_bytes(),
            entry.state.as_str(),
            entry.effective.map(|_| position),
            entry.effective,
            entry.reason,
            entry.invalidity,
        ),
    )?;
    let index = act.record(event)?;
    act.run(
        "INSERT INTO revocations (certificate, act, decided, effective, invalidity, reason, event)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        (
            standing.certificate,
            entry.word,
            event.time().unix_millis(),
            entry.effective,
            entry.invalidity,
            entry.reason,
            index,
        ),
    )?;
    if certifies(act.session(), standing.certificate)? {
        act.change_basis();
    }
    marks::keep(act, standing.certificate, &entry.marks())?;
    bar_key(act, standing, change)
}

/// Whether a certificate is an issuer's.
fn certifies(session: &dyn Session, certificate: i64) -> Result<bool, Failure> {
    let sql = "SELECT EXISTS (
                   SELECT 1 FROM certificates WHERE sequence = ?1 AND certifies IS NOT NULL)";
    session.only(sql, [certificate])
}

/// Whether a key is an issuer's or was compromised.
pub(crate) fn key_is_barred(
    session: &dyn Session,
    key_hash: &Sha256Digest,
) -> Result<bool, Failure> {
    let sql = "SELECT EXISTS (SELECT 1 FROM compromised_keys WHERE key_hash = ?1)
                   OR EXISTS (SELECT 1 FROM generations WHERE key_hash = ?1)";
    session.only(sql, [key_hash.as_bytes()])
}

/// The key of a certificate revoked for its compromise comes into no other one (CRT-17).
fn bar_key(act: &Act<'_>, standing: &Standing, change: &Change<'_>) -> Result<(), Failure> {
    if let Change::Revoke(revocation) = change
        && revocation.reason == Some(Reason::KeyCompromise)
    {
        act.run(
            "INSERT INTO compromised_keys (key_hash)
             SELECT key_hash FROM certificates WHERE sequence = ?1
             ON CONFLICT DO NOTHING",
            [standing.certificate],
        )?;
    }
    Ok(())
}

/// A change as the columns hold it.
struct Entry {
    word: &'static str,
    state: IssuanceState,
    effective: Option<i64>,
    reason: Option<u8>,
    invalidity: Option<i64>,
}

impl Entry {
    /// What it is found by; nothing for a return.
    fn marks(&self) -> Vec<(Mark, i64)> {
        let withdrawn = self.effective.map(Timestamp::from_unix_millis);
        let reason = withdrawn.map(|_| (Mark::Reason, self.reason.map_or(0, i64::from)));
        let withdrawn = withdrawn.map(|moment| (Mark::Withdrawn, marks::day(moment)));
        let abandoned = self.state == IssuanceState::Abandoned;
        let abandoned = abandoned.then_some((Mark::Abandoned, 0));
        [withdrawn, reason, abandoned]
            .into_iter()
            .flatten()
            .collect()
    }

    fn of(change: &Change<'_>) -> Self {
        match change {
            Change::Revoke(revocation) => {
                Self::withdrawal("revoke", IssuanceState::Issued, revocation)
            }
            Change::Abandon(revocation) => {
                Self::withdrawal("abandon", IssuanceState::Abandoned, revocation)
            }
            Change::Suspend(suspension) => Self {
                effective: Some(suspension.effective.unix_millis()),
                reason: Some(CERTIFICATE_HOLD),
                ..Self::good("suspend")
            },
            Change::Reinstate => Self::good("reinstate"),
        }
    }

    const fn good(word: &'static str) -> Self {
        Self {
            word,
            state: IssuanceState::Issued,
            effective: None,
            reason: None,
            invalidity: None,
        }
    }

    fn withdrawal(word: &'static str, state: IssuanceState, revocation: &Revocation) -> Self {
        Self {
            word,
            state,
            effective: Some(revocation.effective.unix_millis()),
            reason: revocation.reason.map(Reason::code),
            invalidity: revocation.invalidity_date.map(|date| date.unix_millis()),
        }
    }
}
