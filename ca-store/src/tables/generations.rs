//! Generations of issuer lines.

use crate::session::Session;
use crate::session::row::Row;
use ca_core::audit::event::AuditEvent;
use ca_core::digest::Sha256Digest;
use ca_core::generation::GenerationId;
use ca_core::registry::RegistryError;
use ca_core::registry::records::{Generation, GenerationState};
use ca_core::signer::KeyUri;

use super::act::{Act, News};
use super::columns;
use crate::fault::Failure;

/// Adds a generation that has no certificate yet.
pub(crate) fn add(
    act: &mut Act<'_>,
    generation: &Generation,
    event: &AuditEvent,
) -> Result<(), Failure> {
    if generation.state != GenerationState::Pending || generation.certificate.is_some() {
        return Err(wrong_state(&generation.id, generation.state));
    }
    refuse_if_known(act.session(), generation)?;
    let sql = "SELECT coalesce(max(id), 0) + 1 FROM generations";
    let id = act.session().one(sql, (), |row| row.get(0))?;
    let issuer = if generation.is_root() {
        id
    } else {
        row_id(act.session(), &generation.issuer)?
    };
    insert(act, generation, id, issuer)?;
    act.announce(id, News::Issuer)?;
    act.record(event)?;
    Ok(())
}

/// Gives a pending generation its certificate.
pub(crate) fn certify(act: &mut Act<'_>, id: &GenerationId, der: &[u8]) -> Result<(), Failure> {
    let (row, state) = find(act.session(), id)?;
    if state != GenerationState::Pending {
        return Err(wrong_state(id, state));
    }
    act.run(
        "UPDATE generations SET certificate = ?2, state = ?3 WHERE id = ?1",
        (row, der, GenerationState::Ready.as_str()),
    )?;
    act.announce(row, News::Issuer)?;
    Ok(())
}

/// Makes a generation the active one of its line and retires the one before it.
pub(crate) fn activate(
    act: &mut Act<'_>,
    id: &GenerationId,
    event: &AuditEvent,
) -> Result<(), Failure> {
    let (row, state) = find(act.session(), id)?;
    if state != GenerationState::Ready {
        return Err(wrong_state(id, state));
    }
    let sql = "SELECT id FROM generations WHERE line = ?1 AND state = 'active'";
    let before: Option<i64> = act
        .session()
        .optional(sql, [id.line().as_str()], |row| row.get(0))?;
    if let Some(before) = before {
        enter(act, before, GenerationState::Retired)?;
    }
    enter(act, row, GenerationState::Active)?;
    act.record(event)?;
    Ok(())
}

/// All generations, by line and number.
pub(crate) fn all(session: &dyn Session) -> Result<Vec<Generation>, Failure> {
    let sql = "SELECT g.line, g.number, g.name, g.public_key, g.key_uri, g.algorithm,
                   i.line, i.number, g.certificate, g.state, g.created
               FROM generations g JOIN generations i ON i.id = g.issuer
               ORDER BY g.line, g.number";
    session.all(sql, (), generation)
}

/// The small id of a generation.
pub(crate) fn row_id(session: &dyn Session, id: &GenerationId) -> Result<i64, Failure> {
    row_id_if_known(session, id)?.ok_or_else(|| not_found(id))
}

/// The small id of a generation, if it is known.
pub(crate) fn row_id_if_known(
    session: &dyn Session,
    id: &GenerationId,
) -> Result<Option<i64>, Failure> {
    let sql = "SELECT id FROM generations WHERE line = ?1 AND number = ?2";
    session.optional(sql, (id.line().as_str(), id.number()), |row| row.get(0))
}

/// The small id of a generation that has this name.
pub(crate) fn named_row_id(
    session: &dyn Session,
    id: &GenerationId,
    name_hash: &Sha256Digest,
) -> Result<i64, Failure> {
    let sql = "SELECT id FROM generations WHERE line = ?1 AND number = ?2 AND name_hash = ?3";
    let named = (id.line().as_str(), id.number(), name_hash.as_bytes());
    let found = session.optional(sql, named, |row| row.get(0))?;
    found.ok_or_else(|| not_found(id))
}

/// Whether a key is a generation's.
fn has_key(session: &dyn Session, key_hash: &Sha256Digest) -> Result<bool, Failure> {
    let sql = "SELECT EXISTS (SELECT 1 FROM generations WHERE key_hash = ?1)";
    session.only(sql, [key_hash.as_bytes()])
}

fn find(session: &dyn Session, id: &GenerationId) -> Result<(i64, GenerationState), Failure> {
    let sql = "SELECT id, state FROM generations WHERE line = ?1 AND number = ?2";
    let found = session.optional(sql, (id.line().as_str(), id.number()), |row| {
        Ok((row.get(0)?, columns::generation_state(row, 1)?))
    })?;
    found.ok_or_else(|| not_found(id))
}

/// Line and number, name and key are each the generation's own.
fn refuse_if_known(session: &dyn Session, generation: &Generation) -> Result<(), Failure> {
    let known = |object: String| Err(RegistryError::Exists { object }.into());
    if row_id_if_known(session, &generation.id)?.is_some() {
        return known(generation.id.to_string());
    }
    let name_hash = generation.name_hash();
    let sql = "SELECT EXISTS (SELECT 1 FROM generations WHERE name_hash = ?1)";
    if session.only(sql, [name_hash.as_bytes()])? {
        return known(format!("the issuer name with digest {name_hash}"));
    }
    let key_hash = generation.key_hash();
    if has_key(session, &key_hash)? {
        return known(format!("the issuer key with digest {key_hash}"));
    }
    Ok(())
}

fn insert(act: &Act<'_>, generation: &Generation, id: i64, issuer: i64) -> Result<(), Failure> {
    act.run(
        "INSERT INTO generations (id, line, number, name, name_hash, public_key, key_hash,
             key_uri, algorithm, issuer, state, created)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
        (
            id,
            generation.id.line().as_str(),
            generation.id.number(),
            &generation.name,
            generation.name_hash().as_bytes(),
            &generation.public_key,
            generation.key_hash().as_bytes(),
            generation.key.as_str(),
            generation.algorithm.as_str(),
            issuer,
            generation.state.as_str(),
            generation.created.unix_millis(),
        ),
    )?;
    Ok(())
}

fn enter(act: &mut Act<'_>, row: i64, state: GenerationState) -> Result<(), Failure> {
    act.run(
        "UPDATE generations SET state = ?2 WHERE id = ?1",
        (row, state.as_str()),
    )?;
    act.announce(row, News::Issuer)?;
    Ok(())
}

fn not_found(id: &GenerationId) -> Failure {
    let object = id.to_string();
    RegistryError::NotFound { object }.into()
}

fn wrong_state(id: &GenerationId, state: GenerationState) -> Failure {
    let (object, state) = (id.to_string(), state.as_str());
    RegistryError::WrongState { object, state }.into()
}

fn generation(row: &Row<'_>) -> Result<Generation, Failure> {
    Ok(Generation {
        id: columns::generation(row, 0, 1)?,
        name: row.get(2)?,
        public_key: row.get(3)?,
        key: KeyUri::new(row.get::<String>(4)?),
        algorithm: columns::algorithm(row, 5)?,
        issuer: columns::generation(row, 6, 7)?,
        certificate: row.get(8)?,
        state: columns::generation_state(row, 9)?,
        created: columns::moment(row, 10)?,
    })
}
