//! Intents to sign, from their storing to their end as certificate or as nothing.

use ca_core::actor::Actor;
use ca_core::audit::event::AuditEvent;
use ca_core::digest::Sha256Digest;
use ca_core::generation::{GenerationId, LineName};
use ca_core::registry::RegistryError;
use ca_core::registry::records::{Completion, Intent, IssuanceState, StoredIntent};
use ca_core::revocation::{Reason, Revocation};
use ca_core::serial::Serial;
use ca_core::timestamp::Timestamp;
use rusqlite::{Connection, OptionalExtension};

use super::act::{Act, News};
use super::columns;
use super::documents;
use super::fault::{Failure, is_constraint};
use super::generations;
use super::precedents;
use super::revocations::{self, Change};
use super::serials::Standing;

/// Stores an intent with its serial number and its request id.
pub(super) fn store(
    act: &mut Act<'_>,
    intent: &Intent,
    event: &AuditEvent,
) -> Result<StoredIntent, Failure> {
    let (scope, id, content) = (&intent.scope, &intent.request_id, &intent.content_digest);
    if let Some((issuer, serial)) = known_request(act.connection(), scope, id, content)? {
        return Ok(StoredIntent::Known { issuer, serial });
    }
    precedents::hold(act, intent)?;
    let generation =
        generations::named_row_id(act.connection(), &intent.issuer, &intent.issuer_name_hash)?;
    let certificate = insert_certificate(act, intent, generation)?;
    take_serial(act, intent, generation, certificate)?;
    precedents::keep(act, intent, certificate)?;
    act.run(
        "INSERT INTO requests (scope, request_id, certificate, content_digest)
         VALUES (?1, ?2, ?3, ?4)",
        (
            intent.scope.as_str(),
            &intent.request_id,
            certificate,
            intent.content_digest.as_bytes(),
        ),
    )?;
    act.record(event)?;
    Ok(StoredIntent::New)
}

/// Moves an intent one step on: from prepared to authorised, or from there to signing. Issued
/// and abandoned are reached through [`complete`] and [`abandon`] only.
pub(super) fn advance(
    act: &Act<'_>,
    issuer: &GenerationId,
    serial: &Serial,
    from: IssuanceState,
    to: IssuanceState,
) -> Result<(), Failure> {
    let standing = Standing::find(act.connection(), issuer, serial)?;
    standing.require(from)?;
    if STEPS.contains(&(from, to)) {
        standing.enter(act, serial, to)
    } else {
        Err(standing.refusal())
    }
}

/// Records the signature and all that follows from it.
pub(super) fn complete(
    act: &mut Act<'_>,
    completion: &Completion,
    event: &AuditEvent,
) -> Result<(), Failure> {
    let serial = &completion.serial;
    let standing = Standing::find(act.connection(), &completion.issuer, serial)?;
    standing.require(IssuanceState::Signing)?;
    precedents::require_key_not_barred(act, standing.certificate)?;
    act.run(
        "INSERT INTO signatures (sequence, signature, issued) VALUES (?1, ?2, ?3)",
        (
            standing.certificate,
            &completion.signature,
            completion.issued.unix_millis(),
        ),
    )?;
    standing.enter(act, serial, IssuanceState::Issued)?;
    act.announce(standing.generation, News::Status(serial))?;
    certify(act, &standing, completion)?;
    if let Some(person) = &completion.person {
        precedents::confirm_name(act, person)?;
    }
    act.record(event)?;
    Ok(())
}

/// Gives up an intent. One that may have been signed is revoked with the reason
/// cessationOfOperation: nobody was given it and nothing is known against its key.
pub(super) fn abandon(
    act: &mut Act<'_>,
    issuer: &GenerationId,
    serial: &Serial,
    at: Timestamp,
    event: &AuditEvent,
) -> Result<(), Failure> {
    let standing = Standing::find(act.connection(), issuer, serial)?;
    match standing.state {
        IssuanceState::Issued | IssuanceState::Abandoned => return Err(standing.refusal()),
        IssuanceState::Prepared | IssuanceState::Authorised => {
            standing.enter(act, serial, IssuanceState::Abandoned)?;
            act.record(event)?;
        }
        IssuanceState::Signing => {
            let revocation = Revocation {
                effective: at.truncated_to_second(),
                reason: Some(Reason::CessationOfOperation),
                invalidity_date: None,
            };
            let change = Change::Abandon(&revocation);
            revocations::apply(act, &standing, serial, &change, event)?;
        }
    }
    precedents::forget_name(act, standing.certificate)
}

/// The issuer and serial of a request that was stored with this content.
pub(super) fn known_request(
    connection: &Connection,
    scope: &LineName,
    request_id: &str,
    content: &Sha256Digest,
) -> Result<Option<(GenerationId, Serial)>, Failure> {
    let sql = "SELECT r.content_digest, g.line, g.number, c.serial FROM requests r
               JOIN certificates c ON c.sequence = r.certificate
               JOIN generations g ON g.id = c.generation
               WHERE r.scope = ?1 AND r.request_id = ?2";
    let found = connection
        .prepare_cached(sql)?
        .query_one((scope.as_str(), request_id), |row| {
            let known = (columns::generation(row, 1, 2)?, columns::serial(row, 3)?);
            Ok((columns::digest(row, 0)?, known))
        })
        .optional()?;
    match found {
        None => Ok(None),
        Some((stored, known)) if stored == *content => Ok(Some(known)),
        Some(_) => {
            let request_id = request_id.to_owned();
            Err(RegistryError::RequestMismatch { request_id }.into())
        }
    }
}

fn insert_certificate(act: &Act<'_>, intent: &Intent, generation: i64) -> Result<i64, Failure> {
    let certifies = intent
        .certifies
        .as_ref()
        .map(|id| generations::row_id(act.connection(), id))
        .transpose()?;
    act.run(
        "INSERT INTO certificates (generation, serial, request_id, profile, tbs, key_hash,
             not_before, not_after, lint_version, actor, prepared, certifies)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
        (
            generation,
            intent.serial.as_bytes(),
            &intent.request_id,
            documents::row_id(act.connection(), &intent.profile)?,
            &intent.tbs,
            intent.key_hash.as_bytes(),
            intent.not_before.unix_millis(),
            intent.not_after.unix_millis(),
            intent.lint_version,
            actor_id(act, &intent.actor)?,
            intent.prepared.unix_millis(),
            certifies,
        ),
    )?;
    Ok(act.connection().last_insert_rowid())
}

/// Takes the serial number for ever (I3); the schema refuses one that is taken.
fn take_serial(
    act: &Act<'_>,
    intent: &Intent,
    generation: i64,
    certificate: i64,
) -> Result<(), Failure> {
    let sql = "INSERT INTO serials (generation, serial, certificate, state)
               VALUES (?1, ?2, ?3, ?4)";
    let row = (
        generation,
        intent.serial.as_bytes(),
        certificate,
        intent.state.as_str(),
    );
    match act.run(sql, row) {
        Ok(_) => Ok(()),
        Err(error) if is_constraint(&error) && is_taken(act, intent)? => {
            let serial = intent.serial.clone();
            Err(RegistryError::SerialTaken { serial }.into())
        }
        Err(error) => Err(error.into()),
    }
}

fn is_taken(act: &Act<'_>, intent: &Intent) -> Result<bool, Failure> {
    match Standing::find(act.connection(), &intent.issuer, &intent.serial) {
        Ok(_) => Ok(true),
        Err(Failure::Refused(RegistryError::NotFound { .. })) => Ok(false),
        Err(failure) => Err(failure),
    }
}

/// The generation that the certificate is for becomes ready; it is the one the intent named.
fn certify(act: &mut Act<'_>, standing: &Standing, completion: &Completion) -> Result<(), Failure> {
    let sql = "SELECT g.line, g.number FROM certificates c
               LEFT JOIN generations g ON g.id = c.certifies WHERE c.sequence = ?1";
    let intended = act
        .connection()
        .prepare_cached(sql)?
        .query_one([standing.certificate], |row| {
            columns::generation_if_any(row, 0, 1)
        })?;
    match (&completion.certifies, intended) {
        (None, None) => Ok(()),
        (Some((id, der)), Some(intended)) if *id == intended => generations::certify(act, id, der),
        (_, intended) => {
            let serial = &completion.serial;
            let subject = intended.map_or_else(|| "a leaf".to_owned(), |id| id.to_string());
            let object = format!("another subject of {serial} than {subject}");
            Err(RegistryError::NotFound { object }.into())
        }
    }
}

/// The small id of an actor, who is written down at the first act.
pub(super) fn actor_id(act: &Act<'_>, actor: &Actor) -> Result<i64, Failure> {
    let columns = (actor.kind().as_str(), actor.id(), actor.authentication());
    let sql = "SELECT id FROM actors WHERE kind = ?1 AND name = ?2 AND authentication = ?3";
    let known = act
        .connection()
        .prepare_cached(sql)?
        .query_one(columns, |row| row.get(0))
        .optional()?;
    if let Some(id) = known {
        return Ok(id);
    }
    let sql = "INSERT INTO actors (kind, name, authentication) VALUES (?1, ?2, ?3)";
    act.run(sql, columns)?;
    Ok(act.connection().last_insert_rowid())
}

/// The steps between intents.
const STEPS: [(IssuanceState, IssuanceState); 2] = [
    (IssuanceState::Prepared, IssuanceState::Authorised),
    (IssuanceState::Authorised, IssuanceState::Signing),
];
