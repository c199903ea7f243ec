//! Tokens as they were last seen, and the copies of keys between them.

use crate::session::Session;
use crate::session::row::Row;
use ca_core::audit::event::AuditEvent;
use ca_core::registry::RegistryError;
use ca_core::registry::records::{KeyCopy, KnownToken, RecordedCopy};
use ca_core::signer::{TokenInfo, TokenName};
use ca_core::timestamp::Timestamp;

use super::act::Act;
use super::columns;
use crate::fault::Failure;

/// All copies, in the order of their events.
pub(crate) fn copies(session: &dyn Session) -> Result<Vec<RecordedCopy>, Failure> {
    let sql = "SELECT k.event, k.kind, k.key_hash, k.key_id, k.key_label, k.from_label,
                   k.from_serial, k.to_label, k.to_serial, k.copied,
                   a.kind, a.name, a.authentication
               FROM key_copies k JOIN actors a ON a.id = k.actor
               ORDER BY k.event";
    session.all(sql, (), recorded_copy)
}

/// Records a copy with its event.
pub(crate) fn record_copy(
    act: &mut Act<'_>,
    copy: &KeyCopy,
    event: &AuditEvent,
) -> Result<(), Failure> {
    let (place, actor) = (act.record(event)?, act.actor(&copy.actor)?);
    act.run(
        "INSERT INTO key_copies (event, kind, key_hash, key_id, key_label, from_label,
             from_serial, to_label, to_serial, copied, actor)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
        (
            place,
            copy.kind.as_str(),
            copy.key_hash.as_bytes(),
            &copy.id,
            &copy.label,
            &copy.from.label,
            &copy.from.serial,
            &copy.to.label,
            &copy.to.serial,
            copy.at.unix_millis(),
            actor,
        ),
    )?;
    Ok(())
}

/// The tokens that were seen, by label and serial number.
pub(crate) fn tokens(session: &dyn Session) -> Result<Vec<KnownToken>, Failure> {
    let sql = "SELECT label, serial, manufacturer, model, firmware, first_seen, last_seen, event
               FROM tokens ORDER BY label, serial";
    session.all(sql, (), known_token)
}

/// Records a token unless it is known as it is, and as the last one with its label.
pub(crate) fn record_token(
    act: &mut Act<'_>,
    token: &TokenInfo,
    at: Timestamp,
    event: &AuditEvent,
) -> Result<(), Failure> {
    let of_label = tokens(act.session())?
        .into_iter()
        .filter(|known| known.info.label == token.label);
    let last = of_label.max_by_key(|known| known.event);
    if last.is_some_and(|last| last.info == *token) {
        return Ok(());
    }
    let place = act.record(event)?;
    act.run(
        "INSERT INTO tokens (label, serial, manufacturer, model, firmware, first_seen,
             last_seen, event)
         SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?6, ?7
         WHERE NOT EXISTS (SELECT 1 FROM tokens WHERE label = ?1 AND serial = ?2)",
        (
            &token.label,
            &token.serial,
            &token.manufacturer,
            &token.model,
            &token.firmware,
            at.unix_millis(),
            place,
        ),
    )?;
    act.run(
        "UPDATE tokens SET manufacturer = ?3, model = ?4, firmware = ?5, last_seen = ?6, event = ?7
         WHERE label = ?1 AND serial = ?2 AND event <> ?7",
        (
            &token.label,
            &token.serial,
            &token.manufacturer,
            &token.model,
            &token.firmware,
            at.unix_millis(),
            place,
        ),
    )?;
    Ok(())
}

/// Records that a token was seen again.
pub(crate) fn see(act: &Act<'_>, token: &TokenName, at: Timestamp) -> Result<(), Failure> {
    let seen = act.run(
        "UPDATE tokens SET last_seen = ?3 WHERE label = ?1 AND serial = ?2",
        (&token.label, &token.serial, at.unix_millis()),
    )?;
    if seen == 0 {
        let object = format!("token {token}");
        return Err(RegistryError::NotFound { object }.into());
    }
    Ok(())
}

fn recorded_copy(row: &Row<'_>) -> Result<RecordedCopy, Failure> {
    Ok(RecordedCopy {
        event: columns::unsigned(row, 0)?,
        copy: KeyCopy {
            kind: columns::copy_kind(row, 1)?,
            key_hash: columns::digest(row, 2)?,
            id: row.get(3)?,
            label: row.get(4)?,
            from: TokenName {
                label: row.get(5)?,
                serial: row.get(6)?,
            },
            to: TokenName {
                label: row.get(7)?,
                serial: row.get(8)?,
            },
            at: columns::moment(row, 9)?,
            actor: columns::actor(row, 10)?,
        },
    })
}

fn known_token(row: &Row<'_>) -> Result<KnownToken, Failure> {
    Ok(KnownToken {
        info: TokenInfo {
            label: row.get(0)?,
            serial: row.get(1)?,
            manufacturer: row.get(2)?,
            model: row.get(3)?,
            firmware: row.get(4)?,
        },
        first_seen: columns::moment(row, 5)?,
        last_seen: columns::moment(row, 6)?,
        event: columns::unsigned(row, 7)?,
    })
}
