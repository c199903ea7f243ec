//! Intents to sign, from their storing to their end as certificate or as nothing.

use crate::session::Session;
use ca_core::actor::Actor;
use ca_core::audit::event::AuditEvent;
use ca_core::digest::Sha256Digest;
use ca_core::generation::{GenerationId, LineName};
use ca_core::registration::SealedRegistration;
use ca_core::registry::RegistryError;
use ca_core::registry::records::{Completion, Intent, IssuanceState, Person, StoredIntent};
use ca_core::revocation::{Reason, Revocation};
use ca_core::serial::Serial;
use ca_core::timestamp::Timestamp;

use super::act::{Act, News};
use super::attributes;
use super::bodies::{Kind, Packed, Shelf};
use super::columns;
use super::generations;
use super::marks::{self, Mark, RowIds};
use super::precedents;
use super::registrations;
use super::revocations::{self, Change};
use super::rows::{Table, Touched};
use super::serials::Standing;
use crate::fault::Failure;

/// What its own thread makes of an intent, so that the one that writes for all only writes.
#[derive(Debug)]
pub(crate) struct Brought {
    /// By which the subject is found.
    digests: Vec<i64>,
    tbs: Option<Packed>,
    event: Option<Packed>,
}

impl Brought {
    /// Reads the subject and packs what can be.
    pub(crate) fn of(intent: &Intent, event: &AuditEvent, shelf: &Shelf) -> Self {
        Self {
            digests: attributes::digests(&intent.tbs),
            tbs: shelf.pack_certificate(&intent.issuer, &intent.tbs),
            event: shelf.pack_event(event),
        }
    }
}

/// Stores an intent with its serial number, its request id and the digests by which its subject
/// is found.
pub(crate) fn store(
    act: &mut Act<'_>,
    intent: &Intent,
    brought: &Brought,
    registration: Option<&SealedRegistration>,
    event: &AuditEvent,
) -> Result<StoredIntent, Failure> {
    let generation = act.named_generation(&intent.issuer, &intent.issuer_name_hash)?;
    act.touch(touched(intent, generation))?;
    let has_precedents = precedents::may_have(act, intent, generation)?;
    if has_precedents {
        act.wait_no_more()?;
        let (scope, id, content) = (&intent.scope, &intent.request_id, &intent.content_digest);
        if let Some((issuer, serial)) = known_request(act.session(), scope, id, content)? {
            return Ok(StoredIntent::Known { issuer, serial });
        }
    }
    if intent.basis.is_some_and(|basis| basis != act.basis()) {
        return Err(RegistryError::Overtaken { object: "basis" }.into());
    }
    if has_precedents {
        precedents::hold(act, intent)?;
        require_serial_free(act, intent, generation)?;
    }
    let event = act.record_of(&intent.serial, event, brought.event.as_ref())?;
    let certificate = insert_certificate(act, intent, brought, generation, event)?;
    let serial = intent.serial.as_bytes();
    let state = intent.state.as_str();
    act.add(Table::Serials, (generation, serial, certificate, state))?;
    precedents::keep(act, intent, certificate)?;
    attributes::keep(act, certificate, &brought.digests)?;
    if let Some(registration) = registration {
        registrations::keep(act, certificate, registration)?;
    }
    act.add(
        Table::Requests,
        (
            intent.scope.as_str(),
            &intent.request_id,
            certificate,
            intent.content_digest.as_bytes(),
        ),
    )?;
    Ok(StoredIntent::New)
}

/// Moves an intent one step on: from prepared to authorised, or from there to signing. Issued
/// and abandoned are reached through [`complete`] and [`abandon`] only.
pub(crate) fn advance(
    act: &Act<'_>,
    issuer: &GenerationId,
    serial: &Serial,
    from: IssuanceState,
    to: IssuanceState,
) -> Result<(), Failure> {
    let standing = Standing::find(act.session(), issuer, serial)?;
    standing.require(from)?;
    if STEPS.contains(&(from, to)) {
        standing.enter(act, serial, to)
    } else {
        Err(standing.refusal())
    }
}

/// Records the signature and all that follows from it.
pub(crate) fn complete(
    act: &mut Act<'_>,
    completion: &Completion,
    event: &AuditEvent,
    packed: Option<&Packed>,
) -> Result<(), Failure> {
    let serial = &completion.serial;
    let generation = act.generation(&completion.issuer)?;
    if completion.certifies.is_some() {
        act.wait_no_more()?;
    }
    let person = completion.person.as_ref().map(person_touched);
    let mut touched = vec![Touched::Serial(generation, serial.as_bytes().to_vec())];
    touched.extend(person);
    act.touch(touched)?;
    let standing = Standing::of(act.session(), &completion.issuer, generation, serial)?;
    standing.require(IssuanceState::Signing)?;
    let intended = intended(act.session(), &standing)?;
    let event = act.record_of(serial, event, packed)?;
    act.add(
        Table::Signatures,
        (
            standing.certificate,
            &completion.signature,
            completion.issued.unix_millis(),
            event,
        ),
    )?;
    let mark = (Mark::Issued, marks::day(completion.issued));
    marks::keep(act, standing.certificate, &[mark])?;
    act.add(Table::Issued, (generation, serial.as_bytes()))?;
    act.announce(standing.generation, News::Status(serial))?;
    certify(act, intended, completion)?;
    if let Some(person) = &completion.person {
        precedents::confirm_name(act, person)?;
    }
    Ok(())
}

/// Gives up an intent. One that may have been signed is revoked with the reason
/// cessationOfOperation: nobody was given it and nothing is known against its key.
pub(crate) fn abandon(
    act: &mut Act<'_>,
    issuer: &GenerationId,
    serial: &Serial,
    at: Timestamp,
    event: &AuditEvent,
) -> Result<(), Failure> {
    let standing = Standing::find(act.session(), issuer, serial)?;
    match standing.state {
        IssuanceState::Issued | IssuanceState::Abandoned => return Err(standing.refusal()),
        IssuanceState::Prepared | IssuanceState::Authorised => {
            standing.enter(act, serial, IssuanceState::Abandoned)?;
            marks::keep(act, standing.certificate, &[(Mark::Abandoned, 0)])?;
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
pub(crate) fn known_request(
    session: &dyn Session,
    scope: &LineName,
    request_id: &str,
    content: &Sha256Digest,
) -> Result<Option<(GenerationId, Serial)>, Failure> {
    let sql = "SELECT r.content_digest, g.line, g.number, c.serial FROM requests r
               JOIN certificates c ON c.sequence = r.certificate
               JOIN generations g ON g.id = c.generation
               WHERE r.scope = ?1 AND r.request_id = ?2";
    let found = session.optional(sql, (scope.as_str(), request_id), |row| {
        let known = (columns::generation(row, 1, 2)?, columns::serial(row, 3)?);
        Ok((columns::digest(row, 0)?, known))
    })?;
    match found {
        None => Ok(None),
        Some((stored, known)) if stored == *content => Ok(Some(known)),
        Some(_) => {
            let request_id = request_id.to_owned();
            Err(RegistryError::RequestMismatch { request_id }.into())
        }
    }
}

fn insert_certificate(
    act: &mut Act<'_>,
    intent: &Intent,
    brought: &Brought,
    generation: i64,
    event: i64,
) -> Result<i64, Failure> {
    let certifies = intent.certifies.as_ref();
    let certifies = certifies.map(|id| act.generation(id)).transpose()?;
    let (profile, actor) = (act.document(&intent.profile)?, act.actor(&intent.actor)?);
    let ids = RowIds {
        generation,
        profile,
        actor,
    };
    let kind = Kind::Certificate(generation);
    let tbs = act.pack(kind, &intent.tbs, brought.tbs.as_ref())?;
    let certificate = act.next_certificate()?;
    act.add(
        Table::Certificates,
        (
            certificate,
            generation,
            intent.serial.as_bytes(),
            &intent.request_id,
            ids.profile,
            &*tbs.octets,
            intent.key_hash.as_bytes(),
            intent.not_before.unix_millis(),
            intent.not_after.unix_millis(),
            intent.lint_version,
            ids.actor,
            intent.prepared.unix_millis(),
            certifies,
            tbs.dictionary,
            event,
        ),
    )?;
    marks::keep_intent(act, certificate, intent, ids)?;
    Ok(certificate)
}

/// What an intent is held against, and what it adds.
fn touched(intent: &Intent, generation: i64) -> Vec<Touched> {
    let mut touched = vec![
        Touched::Key(intent.key_hash),
        Touched::Serial(generation, intent.serial.as_bytes().to_vec()),
        Touched::Request(intent.scope.as_str().to_owned(), intent.request_id.clone()),
    ];
    touched.extend(intent.person.as_ref().map(person_touched));
    touched
}

const fn person_touched(person: &Person) -> Touched {
    Touched::Person(person.identifier)
}

/// A serial number is taken for ever (I3).
fn require_serial_free(act: &Act<'_>, intent: &Intent, generation: i64) -> Result<(), Failure> {
    let sql = "SELECT EXISTS (SELECT 1 FROM serials WHERE generation = ?1 AND serial = ?2)";
    let key = (generation, intent.serial.as_bytes());
    if act.session().only(sql, key)? {
        let serial = intent.serial.clone();
        return Err(RegistryError::SerialTaken { serial }.into());
    }
    Ok(())
}

/// The generation that an intent's certificate is for, if it is an issuer's. The key of a leaf
/// must not have been barred since the intent was stored (CRT-17); issuers certify their own.
fn intended(session: &dyn Session, standing: &Standing) -> Result<Option<GenerationId>, Failure> {
    let sql = "SELECT g.line, g.number, c.certifies IS NULL AND (
                   EXISTS (SELECT 1 FROM compromised_keys k WHERE k.key_hash = c.key_hash)
                   OR EXISTS (SELECT 1 FROM generations k WHERE k.key_hash = c.key_hash))
               FROM certificates c LEFT JOIN generations g ON g.id = c.certifies
               WHERE c.sequence = ?1";
    let (intended, is_barred) = session.one(sql, [standing.certificate], |row| {
        Ok((columns::generation_if_any(row, 0, 1)?, row.get::<bool>(2)?))
    })?;
    if is_barred {
        return Err(RegistryError::KeyBarred.into());
    }
    Ok(intended)
}

/// The generation that the certificate is for becomes ready; it is the one the intent named.
fn certify(
    act: &mut Act<'_>,
    intended: Option<GenerationId>,
    completion: &Completion,
) -> Result<(), Failure> {
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
pub(crate) fn actor_id(act: &Act<'_>, actor: &Actor) -> Result<i64, Failure> {
    let columns = (actor.kind().as_str(), actor.id(), actor.authentication());
    let sql = "SELECT id FROM actors WHERE kind = ?1 AND name = ?2 AND authentication = ?3";
    let known = act.session().optional(sql, columns, |row| row.get(0))?;
    if let Some(id) = known {
        return Ok(id);
    }
    let sql = "INSERT INTO actors (kind, name, authentication) VALUES (?1, ?2, ?3)";
    act.insert(sql, "id", columns)
}

/// The steps between intents.
const STEPS: [(IssuanceState, IssuanceState); 2] = [
    (IssuanceState::Prepared, IssuanceState::Authorised),
    (IssuanceState::Authorised, IssuanceState::Signing),
];
