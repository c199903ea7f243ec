//! What was stored before about the same key or the same person, and what a new intent adds.

use ca_core::authority::issue::person_in;
use ca_core::generation::GenerationId;
use ca_core::registry::RegistryError;
use ca_core::registry::records::{Intent, KeySeen, NameDigest, Person, PersonDigest};
use ca_core::serial::Serial;
use rusqlite::{Connection, OptionalExtension, Transaction};

use super::act::Act;
use super::columns;
use super::documents;
use super::fault::Failure;
use super::generations;
use super::revocations;

/// Refuses an intent whose key is barred, or was judged by less than is known.
pub(super) fn hold(act: &Act<'_>, intent: &Intent) -> Result<(), Failure> {
    let connection = act.connection();
    if intent.certifies.is_none() && revocations::key_is_barred(connection, &intent.key_hash)? {
        return Err(RegistryError::KeyBarred.into());
    }
    if let Some(seen) = intent.key_seen {
        require_nothing_after(connection, intent, seen)?;
    }
    Ok(())
}

/// Keeps name and evidence of an intent that was stored.
pub(super) fn keep(act: &Act<'_>, intent: &Intent, certificate: i64) -> Result<(), Failure> {
    if let Some(evidence) = &intent.key_evidence {
        let sql = "INSERT INTO key_evidence (certificate, evidence) VALUES (?1, ?2)";
        act.run(sql, (certificate, evidence))?;
    }
    match &intent.person {
        Some(person) => know(act, person, certificate),
        None => Ok(()),
    }
}

/// REG-09: the person has a certificate with this name. The name of a later intent stays.
pub(super) fn confirm_name(act: &Act<'_>, person: &Person) -> Result<(), Failure> {
    let sql = "INSERT INTO persons (identifier, name) VALUES (?1, ?2)
               ON CONFLICT (identifier) DO UPDATE SET
                   former = iif(name = excluded.name, NULL, excluded.name),
                   intent = iif(name = excluded.name, NULL, intent)
               WHERE intent IS NOT NULL";
    act.run(sql, (person.identifier, person.name))?;
    Ok(())
}

/// REG-09: the intent that gave a person a name has come to nothing.
pub(super) fn forget_name(act: &Act<'_>, certificate: i64) -> Result<(), Failure> {
    let sql = "UPDATE persons SET name = former, former = NULL, intent = NULL
               WHERE intent = ?1 AND former IS NOT NULL";
    act.run(sql, [certificate])?;
    act.run("DELETE FROM persons WHERE intent = ?1", [certificate])?;
    Ok(())
}

/// CRT-17: the key of an intent was not barred since it was stored; issuers certify their own.
pub(super) fn require_key_not_barred(act: &Act<'_>, certificate: i64) -> Result<(), Failure> {
    let sql = "SELECT key_hash FROM certificates WHERE sequence = ?1 AND certifies IS NULL";
    let mut statement = act.connection().prepare_cached(sql)?;
    let leaf = statement.query_one([certificate], |row| columns::digest(row, 0));
    match leaf.optional()? {
        Some(key) if revocations::key_is_barred(act.connection(), &key)? => {
            Err(RegistryError::KeyBarred.into())
        }
        Some(_) | None => Ok(()),
    }
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

/// CRT-21: no record with the key that counts came after the last one that was judged.
fn require_nothing_after(
    connection: &Connection,
    intent: &Intent,
    seen: KeySeen,
) -> Result<(), Failure> {
    let sql = if seen.own_profile {
        LATER
    } else {
        LATER_OF_OTHERS
    };
    let profile = documents::row_id(connection, &intent.profile)?;
    let known = (
        intent.key_hash.as_bytes(),
        columns::integer(seen.place),
        profile,
    );
    let mut statement = connection.prepare_cached(sql)?;
    if statement.query_one(known, |row| row.get(0))? {
        return Err(RegistryError::Overtaken { object: "key" }.into());
    }
    Ok(())
}

const LATER: &str = "SELECT EXISTS (SELECT 1 FROM certificates
    WHERE substr(key_hash, 1, 8) = substr(?1, 1, 8) AND key_hash = ?1 AND sequence > ?2
        AND ?3 IS NOT NULL)";

/// The index on keys has the profile too: a key that came a million times under the own profile
/// costs two steps in it.
const LATER_OF_OTHERS: &str = "SELECT EXISTS (SELECT 1 FROM certificates
    WHERE substr(key_hash, 1, 8) = substr(?1, 1, 8) AND profile < ?3
        AND key_hash = ?1 AND sequence > ?2)
    OR EXISTS (SELECT 1 FROM certificates
    WHERE substr(key_hash, 1, 8) = substr(?1, 1, 8) AND profile > ?3
        AND key_hash = ?1 AND sequence > ?2)";

/// REG-09: the person is new, or known by this name, or by the one that was judged. Most persons
/// are new or known: they cost one statement, or one that writes nothing and a question.
fn know(act: &Act<'_>, person: &Person, certificate: i64) -> Result<(), Failure> {
    let sql = "INSERT INTO persons (identifier, name, intent) VALUES (?1, ?2, ?3)
               ON CONFLICT DO NOTHING";
    let is_new = act.run(sql, (person.identifier, person.name, certificate))? == 1;
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
    let sql = "UPDATE persons SET former = iif(intent IS NULL, name, former), name = ?2,
                   intent = ?3
               WHERE identifier = ?1";
    act.run(sql, (person.identifier, person.name, certificate))?;
    Ok(())
}

/// REG-09: the names in the certificates of a registry that kept none, the last one of each
/// person.
pub(super) fn fill(transaction: &Transaction<'_>) -> Result<(), Failure> {
    let sql = "SELECT c.tbs, g.line, g.number FROM certificates c
               JOIN generations g ON g.id = c.generation
               JOIN signatures x ON x.sequence = c.sequence
               WHERE c.certifies IS NULL ORDER BY c.sequence";
    let known = "INSERT INTO persons (identifier, name) VALUES (?1, ?2)
                 ON CONFLICT (identifier) DO UPDATE SET name = excluded.name";
    let (mut issued, mut known) = (transaction.prepare(sql)?, transaction.prepare(known)?);
    let mut rows = issued.query([])?;
    while let Some(row) = rows.next()? {
        let tbs: Vec<u8> = row.get(0)?;
        let issuer = columns::generation(row, 1, 2)?;
        if let Some(person) = person_in(&tbs, issuer.line()) {
            known.execute((person.identifier, person.name))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sqlite::connect::{Purpose, connect, create};

    #[test]
    fn crt_21_key_of_a_million_certificates_costs_two_steps_in_the_index() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("registry.db");
        create(&path).unwrap();
        let connection = connect(&path, Purpose::Reading).unwrap();
        let sql = format!("EXPLAIN QUERY PLAN {LATER_OF_OTHERS}");
        let mut statement = connection.prepare(&sql).unwrap();
        let rows = statement.query_map(([0; 32], 0, 1), |row| row.get(3));
        let plan: Vec<String> = rows.unwrap().map(Result::unwrap).collect();
        for range in ["profile<?", "profile>?"] {
            let step = format!("certificates_by_key (<expr>=? AND {range}");
            assert!(plan.iter().any(|line| line.contains(&step)), "{plan:?}");
        }
    }
}
