//! Revocations that are set for later.

use crate::session::Session;
use crate::session::row::Row;
use ca_core::audit::event::AuditEvent;
use ca_core::registry::RegistryError;
use ca_core::registry::records::CertificateStatus;
use ca_core::revocation::desk::{LaterRevocation, ScheduledRevocation};
use ca_core::revocation::request::{Asking, OrderReference};
use ca_core::revocation::{Reason, Revocation};
use ca_core::timestamp::Timestamp;

use super::act::Act;
use super::columns;
use super::revocations::{self, Change};
use super::serials::Standing;
use crate::fault::Failure;

macro_rules! scheduled {
    ($rest:literal) => {
        concat!(
            "SELECT r.id, g.line, g.number, c.serial, r.effective, r.reason, r.invalidity,
                 r.asked_by, r.authority, r.requested, r.authenticated, r.ended,
                 a.kind, a.name, a.authentication
             FROM scheduled_revocations r JOIN certificates c ON c.sequence = r.certificate
             JOIN generations g ON g.id = c.generation JOIN actors a ON a.id = r.actor ",
            $rest
        )
    };
}

/// Sets a revocation for later.
pub(crate) fn schedule(
    act: &mut Act<'_>,
    wanted: &LaterRevocation,
    event: &AuditEvent,
) -> Result<u64, Failure> {
    let standing = Standing::find(act.session(), &wanted.issuer, &wanted.serial)?;
    match standing.status {
        CertificateStatus::Good | CertificateStatus::Suspended(_) => {}
        CertificateStatus::Revoked(_) | CertificateStatus::NeverIssued => {
            return Err(standing.refusal());
        }
    }
    let sql = "SELECT EXISTS (SELECT 1 FROM scheduled_revocations
                   WHERE certificate = ?1 AND ended IS NULL)";
    if act.session().only(sql, [standing.certificate])? {
        let object = format!("a revocation of {} that is set for later", wanted.serial);
        return Err(RegistryError::Exists { object }.into());
    }
    let (id, actor) = (act.record(event)?, act.actor(&wanted.actor)?);
    let (revocation, asking) = (&wanted.revocation, &wanted.asking);
    act.run(
        "INSERT INTO scheduled_revocations (id, certificate, effective, reason, invalidity,
             asked_by, authority, requested, authenticated, actor)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        (
            id,
            standing.certificate,
            revocation.effective.unix_millis(),
            revocation.reason.map(Reason::code),
            revocation.invalidity_date.map(Timestamp::unix_millis),
            asking.requester.as_str(),
            asking.requester.order().map(OrderReference::as_str),
            asking.received.unix_millis(),
            asking.authenticated.unix_millis(),
            actor,
        ),
    )?;
    Ok(id.unsigned_abs())
}

/// Those that are open and set for a moment up to `until`, the soonest first.
pub(crate) fn open(
    session: &dyn Session,
    until: Timestamp,
    after: Option<(Timestamp, u64)>,
    limit: u32,
) -> Result<Vec<ScheduledRevocation>, Failure> {
    let (moment, id) = after.map_or((i64::MIN, -1), |(moment, id)| {
        (moment.unix_millis(), columns::integer(id))
    });
    let sql = scheduled!(
        "WHERE r.ended IS NULL AND r.effective <= ?1 AND r.effective >= ?2
             AND (r.effective > ?2 OR r.id > ?3)
         ORDER BY r.effective, r.id LIMIT ?4"
    );
    session.all(sql, (until.unix_millis(), moment, id, limit), read)
}

/// One that is set, or was.
pub(crate) fn one(session: &dyn Session, id: u64) -> Result<Option<ScheduledRevocation>, Failure> {
    session.optional(scheduled!("WHERE r.id = ?1"), [columns::integer(id)], read)
}

/// Calls one off.
pub(crate) fn cancel(act: &mut Act<'_>, id: u64, event: &AuditEvent) -> Result<(), Failure> {
    require_open(act.session(), id)?;
    let event = act.record(event)?;
    end(act, "id = ?1", columns::integer(id), "cancelled", event)
}

/// Lets one happen.
pub(crate) fn execute(act: &mut Act<'_>, id: u64, event: &AuditEvent) -> Result<(), Failure> {
    let LaterRevocation {
        issuer,
        serial,
        revocation,
        asking,
        ..
    } = require_open(act.session(), id)?.wanted;
    let change = Change::Happen(&revocation, &asking, id);
    revocations::change(act, &issuer, &serial, &change, event)
}

/// It has happened.
pub(super) fn happen(act: &Act<'_>, id: u64, event: i64) -> Result<(), Failure> {
    end(act, "id = ?1", columns::integer(id), "done", event)
}

/// A revocation by another way was sooner.
pub(super) fn overtake(act: &Act<'_>, certificate: i64, event: i64) -> Result<(), Failure> {
    end(act, "certificate = ?1", certificate, "overtaken", event)
}

fn end(act: &Act<'_>, which: &str, value: i64, word: &str, event: i64) -> Result<(), Failure> {
    let sql = format!(
        "UPDATE scheduled_revocations SET ended = ?2, ended_event = ?3
         WHERE {which} AND ended IS NULL"
    );
    act.run(&sql, (value, word, event))?;
    Ok(())
}

fn require_open(session: &dyn Session, id: u64) -> Result<ScheduledRevocation, Failure> {
    let object = format!("scheduled revocation {id}");
    let Some(found) = one(session, id)? else {
        return Err(RegistryError::NotFound { object }.into());
    };
    let state = match found.ended.as_deref() {
        None => return Ok(found),
        Some("done") => "done",
        Some("cancelled") => "cancelled",
        Some(_) => "overtaken",
    };
    Err(RegistryError::WrongState { object, state }.into())
}

fn read(row: &Row<'_>) -> Result<ScheduledRevocation, Failure> {
    Ok(ScheduledRevocation {
        id: columns::unsigned(row, 0)?,
        wanted: LaterRevocation {
            issuer: columns::generation(row, 1, 2)?,
            serial: columns::serial(row, 3)?,
            revocation: Revocation {
                effective: columns::moment(row, 4)?,
                reason: columns::reason(row, 5)?,
                invalidity_date: columns::moment_if_any(row, 6)?,
            },
            asking: Asking {
                requester: columns::requester(row, 7, 8)?,
                received: columns::moment(row, 9)?,
                authenticated: columns::moment(row, 10)?,
            },
            actor: columns::actor(row, 12)?,
        },
        ended: row.get(11)?,
    })
}
