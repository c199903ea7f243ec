//! Tokens as they were last seen, and the copies of keys between them.

use ca_core::audit::event::AuditEvent;
use ca_core::registry::RegistryError;
use ca_core::registry::records::{KeyCopy, KnownToken, RecordedCopy};
use ca_core::signer::{TokenInfo, TokenName};
use ca_core::timestamp::Timestamp;
use rusqlite::{Connection, Row};

use super::act::Act;
use super::columns;
use super::fault::Failure;
use super::intents;

/// All copies, in the order of their events.
pub(super) fn copies(connection: &Connection) -> Result<Vec<RecordedCopy>, Failure> {
    let sql = "SELECT k.event, k.kind, k.key_hash, k.key_id, k.key_label, k.from_label,
                   k.from_serial, k.to_label, k.to_serial, k.copied,
                   a.kind, a.name, a.authentication
               FROM key_copies k JOIN actors a ON a.id = k.actor
               ORDER BY k.event";
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map([], recorded_copy)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Records a copy with its event.
pub(super) fn record_copy(
    act: &mut Act<'_>,
    copy: &KeyCopy,
    event: &AuditEvent,
) -> Result<(), Failure> {
    let place = act.record(event)?;
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
            intents::actor_id(act, &copy.actor)?,
        ),
    )?;
    Ok(())
}

/// The tokens that were seen, by label and serial number.
pub(super) fn tokens(connection: &Connection) -> Result<Vec<KnownToken>, Failure> {
    let sql = "SELECT label, serial, manufacturer, model, firmware, first_seen, last_seen, event
               FROM tokens ORDER BY label, serial";
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map([], known_token)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Records a token unless it is known as it is, and as the last one with its label.
pub(super) fn record_token(
    act: &mut Act<'_>,
    token: &TokenInfo,
    at: Timestamp,
    event: &AuditEvent,
) -> Result<(), Failure> {
    let of_label = tokens(act.connection())?
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
pub(super) fn see(act: &Act<'_>, token: &TokenName, at: Timestamp) -> Result<(), Failure> {
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

fn recorded_copy(row: &Row<'_>) -> rusqlite::Result<RecordedCopy> {
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

fn known_token(row: &Row<'_>) -> rusqlite::Result<KnownToken> {
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
