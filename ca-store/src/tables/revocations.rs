//! Changes of a certificate's status: each a row of history, a feed row and an audit event.

use crate::session::Session;
use ca_core::audit::event::AuditEvent;
use ca_core::generation::GenerationId;
use ca_core::registry::records::{CertificateStatus, IssuanceState};
use ca_core::revocation::desk::Withdrawal;
use ca_core::revocation::request::{Asking, OrderReference};
use ca_core::revocation::{CERTIFICATE_HOLD, Reason, Revocation, Suspension};
use ca_core::serial::Serial;
use ca_core::timestamp::Timestamp;

use super::act::{Act, News};
use super::marks::{self, Mark};
use super::serials::Standing;
use super::{columns, notices, scheduled};
use crate::fault::Failure;
use ca_core::digest::Sha256Digest;

/// What happens to a serial number.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Change<'a> {
    /// Withdrawn for ever, and who asked for it.
    Revoke(&'a Revocation, Option<&'a Asking>),
    /// The same, as it was set for this moment under a number.
    Happen(&'a Revocation, &'a Asking, u64),
    /// Withdrawn for ever before; the reason becomes keyCompromise (I5).
    Amend(&'a Revocation, &'a Asking),
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
        CertificateStatus::Good => {
            matches!(
                change,
                Change::Revoke(..) | Change::Happen(..) | Change::Suspend(_)
            )
        }
        CertificateStatus::Suspended(_) => {
            matches!(
                change,
                Change::Revoke(..) | Change::Happen(..) | Change::Reinstate
            )
        }
        CertificateStatus::Revoked(before) => {
            matches!(change, Change::Amend(..)) && before.reason != Some(Reason::KeyCompromise)
        }
        CertificateStatus::NeverIssued => false,
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
        "INSERT INTO revocations (certificate, act, requested, decided, effective, invalidity,
             reason, authority, event, authenticated, asked_by)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
        (
            standing.certificate,
            entry.word,
            entry.asking.map(|asking| asking.received.unix_millis()),
            event.time().unix_millis(),
            entry.effective,
            entry.invalidity,
            entry.reason,
            entry
                .asking
                .and_then(|asking| asking.requester.order())
                .map(OrderReference::as_str),
            index,
            entry
                .asking
                .map(|asking| asking.authenticated.unix_millis()),
            entry.asking.map(|asking| asking.requester.as_str()),
        ),
    )?;
    if let Change::Happen(_, _, id) = change {
        scheduled::happen(act, *id, index)?;
    }
    if let Change::Revoke(..) | Change::Happen(..) = change {
        scheduled::overtake(act, standing.certificate, index)?;
        notices::queue(act, standing.certificate)?;
    }
    if certifies(act.session(), standing.certificate)? {
        act.change_basis();
    }
    marks::keep(act, standing.certificate, &entry.marks())?;
    bar_key(act, standing, change)
}

/// All withdrawals and returns of a certificate, in order. The first list after each tells it: the
/// time of that is known where the certificate is on a list.
pub(crate) fn all(
    session: &dyn Session,
    issuer: &GenerationId,
    serial: &Serial,
) -> Result<Vec<Withdrawal>, Failure> {
    let standing = Standing::find(session, issuer, serial)?;
    let sql = "SELECT min(c.this_update) FROM serials s
               JOIN crls c ON c.generation = s.generation
               JOIN crl_numbers n ON n.generation = c.generation AND n.number = c.number
               WHERE s.generation = ?1 AND s.serial = ?2 AND n.covers >= s.withdrawn";
    let of = (standing.generation, serial.as_bytes());
    let published: Option<i64> = session.only(sql, of)?;
    let sql =
        "SELECT act, asked_by, authority, requested, authenticated, decided, effective, reason
               FROM revocations WHERE certificate = ?1 ORDER BY id";
    let mut found = session.all(sql, [standing.certificate], |row| {
        let asked_by = match row.get::<Option<String>>(1)? {
            Some(_) => Some(columns::requester(row, 1, 2)?),
            None => None,
        };
        let hold = row.get::<Option<u8>>(7)? == Some(CERTIFICATE_HOLD);
        Ok(Withdrawal {
            act: row.get(0)?,
            asked_by,
            received: columns::moment_if_any(row, 3)?,
            authenticated: columns::moment_if_any(row, 4)?,
            decided: columns::moment(row, 5)?,
            effective: columns::moment_if_any(row, 6)?,
            published: None,
            reason: if hold { None } else { columns::reason(row, 7)? },
        })
    })?;
    if let Some(last) = found.last_mut() {
        last.published = published.map(Timestamp::from_unix_millis);
    }
    Ok(found)
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
    if let Change::Revoke(revocation, _)
    | Change::Happen(revocation, _, _)
    | Change::Amend(revocation, _) = change
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
struct Entry<'a> {
    asking: Option<&'a Asking>,
    word: &'static str,
    state: IssuanceState,
    effective: Option<i64>,
    reason: Option<u8>,
    invalidity: Option<i64>,
}

impl<'a> Entry<'a> {
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

    fn of(change: &Change<'a>) -> Self {
        match change {
            Change::Revoke(revocation, asking) => Self {
                asking: *asking,
                ..Self::withdrawal("revoke", IssuanceState::Issued, revocation)
            },
            Change::Amend(revocation, asking) | Change::Happen(revocation, asking, _) => Self {
                asking: Some(asking),
                ..Self::withdrawal("revoke", IssuanceState::Issued, revocation)
            },
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
            asking: None,
            word,
            state: IssuanceState::Issued,
            effective: None,
            reason: None,
            invalidity: None,
        }
    }

    fn withdrawal(word: &'static str, state: IssuanceState, revocation: &Revocation) -> Self {
        Self {
            asking: None,
            word,
            state,
            effective: Some(revocation.effective.unix_millis()),
            reason: revocation.reason.map(Reason::code),
            invalidity: revocation.invalidity_date.map(|date| date.unix_millis()),
        }
    }
}
