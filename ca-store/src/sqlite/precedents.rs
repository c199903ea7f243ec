//! What was stored before about the same key or the same person, and what a new intent adds.

use ca_core::generation::GenerationId;
use ca_core::registry::RegistryError;
use ca_core::registry::records::{Intent, NameDigest, Person, PersonDigest};
use ca_core::serial::Serial;
use rusqlite::{Connection, OptionalExtension};

use super::act::Act;
use super::columns;
use super::fault::Failure;
use super::generations;
use super::revocations;

/// Refuses an intent that was judged by less than is known, and keeps the name in it.
pub(super) fn hold(act: &Act<'_>, intent: &Intent) -> Result<(), Failure> {
    let connection = act.connection();
    if intent.certifies.is_none() && revocations::key_is_barred(connection, &intent.key_hash)? {
        return Err(RegistryError::KeyBarred.into());
    }
    if let Some(seen) = intent.key_seen {
        require_nothing_after(connection, intent, seen)?;
    }
    match &intent.person {
        Some(person) => know(act, person),
        None => Ok(()),
    }
}

/// Keeps the evidence of an intent that was stored.
pub(super) fn keep_evidence(
    act: &Act<'_>,
    intent: &Intent,
    certificate: i64,
) -> Result<(), Failure> {
    if let Some(evidence) = &intent.key_evidence {
        let sql = "INSERT INTO key_evidence (certificate, evidence) VALUES (?1, ?2)";
        act.run(sql, (certificate, evidence))?;
    }
    Ok(())
}

/// The name by which a person is known.
pub(super) fn name_of(
    connection: &Connection,
    person: &PersonDigest,
) -> Result<Option<NameDigest>, Failure> {
    let sql = "SELECT name FROM persons WHERE identifier = ?1";
    let mut statement = connection.prepare_cached(sql)?;
    Ok(statement.query_one([person], |row| row.get(0)).optional()?)
}

/// The evidence of where the key of a certificate was made.
pub(super) fn evidence(
    connection: &Connection,
    issuer: &GenerationId,
    serial: &Serial,
) -> Result<Option<Vec<u8>>, Failure> {
    let generation = generations::row_id(connection, issuer)?;
    let sql = "SELECT e.evidence FROM serials s
               JOIN key_evidence e ON e.certificate = s.certificate
               WHERE s.generation = ?1 AND s.serial = ?2";
    let mut statement = connection.prepare_cached(sql)?;
    let found = statement.query_one((generation, serial.as_bytes()), |row| row.get(0));
    Ok(found.optional()?)
}

/// CRT-21: no record with the key came after the last one that was judged.
fn require_nothing_after(
    connection: &Connection,
    intent: &Intent,
    seen: u64,
) -> Result<(), Failure> {
    let sql = "SELECT EXISTS (SELECT 1 FROM certificates
               WHERE substr(key_hash, 1, 8) = substr(?1, 1, 8) AND key_hash = ?1
                   AND sequence > ?2)";
    let later: bool = connection.prepare_cached(sql)?.query_one(
        (intent.key_hash.as_bytes(), columns::integer(seen)),
        |row| row.get(0),
    )?;
    if later {
        return Err(RegistryError::Overtaken { object: "key" }.into());
    }
    Ok(())
}

/// REG-09: the person is new, or known by this name, or by the one that was judged. Most persons
/// are new or known: they cost one statement, or one that writes nothing and a question.
fn know(act: &Act<'_>, person: &Person) -> Result<(), Failure> {
    let sql = "INSERT INTO persons (identifier, name) VALUES (?1, ?2) ON CONFLICT DO NOTHING";
    let is_new = act.run(sql, (person.identifier, person.name))? == 1;
    if is_new {
        return Ok(());
    }
    let known = name_of(act.connection(), &person.identifier)?;
    if known == Some(person.name) {
        return Ok(());
    }
    if known != person.known {
        return Err(RegistryError::Overtaken { object: "person" }.into());
    }
    let sql = "UPDATE persons SET name = ?2 WHERE identifier = ?1";
    act.run(sql, (person.identifier, person.name))?;
    Ok(())
}
