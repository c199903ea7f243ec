//! The requests that changes were asked for by, whatever the change; those for certificates are
//! with the intents.

use ca_core::digest::Sha256Digest;
use ca_core::registry::RegistryError;
use ca_core::registry::act_request::ActRequest;

use super::act::Act;
use super::columns;
use crate::fault::Failure;
use crate::session::Session;

/// The place of the event that carried a request.
pub(crate) fn known(session: &dyn Session, request: &ActRequest) -> Result<Option<u64>, Failure> {
    let sql = "SELECT content, event FROM acts WHERE space = ?1 AND request_id = ?2";
    let key = (request.space(), request.id().as_str());
    let found = session.optional(sql, key, |row| {
        Ok((columns::digest(row, 0)?, columns::unsigned(row, 1)?))
    })?;
    match found {
        None => Ok(None),
        Some((content, event)) if content == *request.content() => Ok(Some(event)),
        Some(_) => {
            let request_id = request.id().to_string();
            Err(RegistryError::RequestMismatch { request_id }.into())
        }
    }
}

/// Records a request with the event at a place, unless it is known.
pub(crate) fn add(act: &Act<'_>, request: &ActRequest, event: i64) -> Result<(), Failure> {
    if known(act.session(), request)?.is_some() {
        let object = format!("request {}", request.id());
        return Err(RegistryError::Exists { object }.into());
    }
    let sql = "INSERT INTO acts (space, request_id, content, statement, event)
               VALUES (?1, ?2, ?3, ?4, ?5)";
    let row = (
        request.space(),
        request.id().as_str(),
        Sha256Digest::as_bytes(request.content()),
        request.statement(),
        event,
    );
    act.run(sql, row)?;
    Ok(())
}
