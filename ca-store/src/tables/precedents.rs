//! What was stored before about the same key or the same person, and what a new intent adds.

use crate::session::Session;
use ca_core::authority::issue::person_in;
use ca_core::generation::GenerationId;
use ca_core::registry::RegistryError;
use ca_core::registry::records::{Intent, KeySeen, NameDigest, Person, PersonDigest};
use ca_core::serial::Serial;

use super::act::Act;
use super::columns;
use super::generations;
use super::revocations;
use super::rows::Table;
use crate::fault::Failure;

/// Whether anything was stored before that a new intent must be held against: nearly never, so
/// that all is asked at once.
pub(crate) fn may_have(
    act: &mut Act<'_>,
    intent: &Intent,
    generation: i64,
) -> Result<bool, Failure> {
    let (Some(seen), None) = (intent.key_seen, &intent.certifies) else {
        return Ok(true);
    };
    let sql = if seen.own_profile {
        PRECEDENTS
    } else {
        PRECEDENTS_OF_OTHERS
    };
    let profile = act.document(&intent.profile)?;
    let person = intent.person.as_ref();
    act.session().only(
        sql,
        (
            intent.key_hash.as_bytes(),
            columns::integer(seen.place),
            profile,
            intent.scope.as_str(),
            &intent.request_id,
            generation,
            intent.serial.as_bytes(),
            person.map(|person| person.identifier),
            person.map(|person| person.name),
        ),
    )
}

/// Refuses an intent whose key is barred, or was judged by less than is known.
pub(crate) fn hold(act: &mut Act<'_>, intent: &Intent) -> Result<(), Failure> {
    let session = act.session();
    if intent.certifies.is_none() && revocations::key_is_barred(session, &intent.key_hash)? {
        return Err(RegistryError::KeyBarred.into());
    }
    if let Some(seen) = intent.key_seen {
        let profile = act.document(&intent.profile)?;
        require_nothing_after(session, intent, profile, seen)?;
    }
    Ok(())
}

/// Keeps name and evidence of an intent that was stored.
pub(crate) fn keep(act: &mut Act<'_>, intent: &Intent, certificate: i64) -> Result<(), Failure> {
    if let Some(evidence) = &intent.key_evidence {
        act.wait_no_more()?;
        let sql = "INSERT INTO key_evidence (certificate, evidence) VALUES (?1, ?2)";
        act.run(sql, (certificate, evidence))?;
    }
    match &intent.person {
        // Nothing stood before it: the person is new, or known by this name.
        Some(person) if act.waits() => act.add(
            Table::Persons,
            (person.identifier, person.name, certificate),
        ),
        Some(person) => know(act, person, certificate),
        None => Ok(()),
    }
}

/// REG-09: the person has a certificate with this name. The name of a later intent stays.
pub(crate) fn confirm_name(act: &mut Act<'_>, person: &Person) -> Result<(), Failure> {
    act.add(Table::Confirmed, (person.identifier, person.name))
}

/// REG-09: the intent that gave a person a name has come to nothing.
pub(crate) fn forget_name(act: &Act<'_>, certificate: i64) -> Result<(), Failure> {
    let sql = "UPDATE persons SET name = former, former = NULL, intent = NULL
               WHERE intent = ?1 AND former IS NOT NULL";
    act.run(sql, [certificate])?;
    act.run("DELETE FROM persons WHERE intent = ?1", [certificate])?;
    Ok(())
}

/// The name by which a person is known.
pub(crate) fn name_of(
    session: &dyn Session,
    person: &PersonDigest,
) -> Result<Option<NameDigest>, Failure> {
    let sql = "SELECT name FROM persons WHERE identifier = ?1";
    session.optional(sql, [person], |row| row.get(0))
}

/// The evidence of where the key of a certificate was made.
pub(crate) fn evidence(
    session: &dyn Session,
    issuer: &GenerationId,
    serial: &Serial,
) -> Result<Option<Vec<u8>>, Failure> {
    let generation = generations::row_id(session, issuer)?;
    let sql = "SELECT e.evidence FROM serials s
               JOIN key_evidence e ON e.certificate = s.certificate
               WHERE s.generation = ?1 AND s.serial = ?2";
    session.optional(sql, (generation, serial.as_bytes()), |row| row.get(0))
}

/// CRT-21: no record with the key that counts came after the last one that was judged.
fn require_nothing_after(
    session: &dyn Session,
    intent: &Intent,
    profile: i64,
    seen: KeySeen,
) -> Result<(), Failure> {
    let sql = if seen.own_profile {
        LATER
    } else {
        LATER_OF_OTHERS
    };
    let known = (
        intent.key_hash.as_bytes(),
        columns::integer(seen.place),
        profile,
    );
    if session.only(sql, known)? {
        return Err(RegistryError::Overtaken { object: "key" }.into());
    }
    Ok(())
}

macro_rules! later {
    () => {
        "EXISTS (SELECT 1 FROM certificates
    WHERE substr(key_hash, 1, 8) = substr(?1, 1, 8) AND key_hash = ?1 AND sequence > ?2
        AND ?3 IS NOT NULL)"
    };
}

/// The index on keys has the profile too: a key that came a million times under the own profile
/// costs two steps in it.
macro_rules! later_of_others {
    () => {
        "EXISTS (SELECT 1 FROM certificates
    WHERE substr(key_hash, 1, 8) = substr(?1, 1, 8) AND profile < ?3
        AND key_hash = ?1 AND sequence > ?2)
    OR EXISTS (SELECT 1 FROM certificates
    WHERE substr(key_hash, 1, 8) = substr(?1, 1, 8) AND profile > ?3
        AND key_hash = ?1 AND sequence > ?2)"
    };
}

/// The request, the serial number, a barred key, another name of the person.
macro_rules! others {
    () => {
        "
    OR EXISTS (SELECT 1 FROM requests WHERE scope = ?4 AND request_id = ?5)
    OR EXISTS (SELECT 1 FROM serials WHERE generation = ?6 AND serial = ?7)
    OR EXISTS (SELECT 1 FROM compromised_keys WHERE key_hash = ?1)
    OR EXISTS (SELECT 1 FROM generations WHERE key_hash = ?1)
    OR EXISTS (SELECT 1 FROM persons WHERE identifier = ?8 AND name <> ?9)"
    };
}

const LATER: &str = concat!("SELECT ", later!());
const LATER_OF_OTHERS: &str = concat!("SELECT ", later_of_others!());
const PRECEDENTS: &str = concat!("SELECT ", later!(), others!());
const PRECEDENTS_OF_OTHERS: &str = concat!("SELECT ", later_of_others!(), others!());

/// REG-09: the person is new, or known by this name, or by the one that was judged. Most persons
/// are new or known: they cost one statement, or one that writes nothing and a question.
fn know(act: &Act<'_>, person: &Person, certificate: i64) -> Result<(), Failure> {
    let sql = "INSERT INTO persons (identifier, name, intent) VALUES (?1, ?2, ?3)
               ON CONFLICT DO NOTHING";
    let is_new = act.run(sql, (person.identifier, person.name, certificate))? == 1;
    if is_new {
        return Ok(());
    }
    let known = name_of(act.session(), &person.identifier)?;
    if known == Some(person.name) {
        return Ok(());
    }
    if known != person.known {
        return Err(RegistryError::Overtaken { object: "person" }.into());
    }
    let sql = "UPDATE persons SET former = CASE WHEN intent IS NULL THEN name ELSE former END,
                   name = ?2, intent = ?3
               WHERE identifier = ?1";
    act.run(sql, (person.identifier, person.name, certificate))?;
    Ok(())
}

/// REG-09: the names in the certificates of a registry that kept none, the last one of each
/// person.
pub(crate) fn fill(session: &dyn Session) -> Result<(), Failure> {
    let sql = "SELECT c.tbs, g.line, g.number FROM certificates c
               JOIN generations g ON g.id = c.generation
               JOIN signatures x ON x.sequence = c.sequence
               WHERE c.certifies IS NULL ORDER BY c.sequence";
    let known = "INSERT INTO persons (identifier, name) VALUES (?1, ?2)
                 ON CONFLICT (identifier) DO UPDATE SET name = excluded.name";
    session.each(sql, (), |row| {
        let issuer = columns::generation(row, 1, 2)?;
        if let Some(person) = person_in(row.octets(0)?, issuer.line()) {
            session.run(known, (person.identifier, person.name))?;
        }
        Ok(())
    })
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
        let sql = format!("EXPLAIN QUERY PLAN {PRECEDENTS_OF_OTHERS}");
        let session: &dyn Session = &connection;
        let key = (
            [0u8; 32], 0u32, 1u32, "l", "r", 1u32, [0u8; 17], [0u8; 16], [0u8; 8],
        );
        let plan = session.all(&sql, key, |row| row.get::<String>(3));
        let plan = plan.unwrap();
        for range in ["profile<?", "profile>?"] {
            let step = format!("certificates_by_key (<expr>=? AND {range}");
            assert!(plan.iter().any(|line| line.contains(&step)), "{plan:?}");
        }
    }
}
