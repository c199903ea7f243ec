//! The JSON of a statement (RFC 8785).

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::act::{Act, BOOTSTRAP};
use super::{ChainPlace, MAX_LEN, Statement, StatementError};
use crate::audit::event;
use crate::audit::note::KeyName;
use crate::digest::Sha256Digest;
use crate::timestamp::Timestamp;

/// What tells it from any other JSON that is signed.
const KIND: &str = "sceau-statement";

/// Octets of the origin of a log, at most.
const MAX_AUTHORITY: usize = 512;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Format {
    act: String,
    at: String,
    authority: String,
    expires: String,
    format: u32,
    kind: String,
    nonce: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    position: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    previous: Option<String>,
    request_id: String,
    subject: Map<String, Value>,
}

pub(super) fn write(statement: &Statement) -> Result<Vec<u8>, StatementError> {
    statement.require_sound()?;
    let place = statement.place.as_ref();
    let format = Format {
        act: statement.act.as_str().to_owned(),
        at: statement.at.to_string(),
        authority: statement.authority.to_string(),
        expires: statement.expires.to_string(),
        format: 1,
        kind: KIND.to_owned(),
        nonce: statement.nonce.to_string(),
        position: place.map(ChainPlace::position),
        previous: place
            .and_then(ChainPlace::previous)
            .map(Sha256Digest::to_string),
        request_id: statement.request_id.to_string(),
        subject: subject(&statement.act)?,
    };
    let json = serde_json_canonicalizer::to_vec(&format).map_err(json_error)?;
    if json.len() > MAX_LEN {
        return Err(StatementError::TooLarge { found: json.len() });
    }
    Ok(json)
}

pub(super) fn read(json: &[u8]) -> Result<Statement, StatementError> {
    if json.len() > MAX_LEN {
        return Err(StatementError::TooLarge { found: json.len() });
    }
    let format: Format = serde_json::from_slice(json).map_err(json_error)?;
    if format.format != 1 || format.kind != KIND {
        return Err(StatementError::Format);
    }
    let statement = Statement {
        at: moment(&format.at)?,
        authority: authority(&format.authority)?,
        expires: moment(&format.expires)?,
        nonce: format.nonce.parse()?,
        place: place(format.position, format.previous.as_deref())?,
        request_id: format.request_id.parse()?,
        act: act(&format.act, format.subject)?,
    };
    // What is read is written as it was read: one form for each content, none twice a member.
    if write(&statement)? != json {
        return Err(StatementError::NotCanonical);
    }
    Ok(statement)
}

fn place(
    position: Option<u64>,
    previous: Option<&str>,
) -> Result<Option<ChainPlace>, StatementError> {
    match (position, previous) {
        (None, None) => Ok(None),
        (Some(0), None) => Ok(Some(ChainPlace::First)),
        (Some(position @ 1..), Some(previous)) => {
            let previous = previous.parse().map_err(|_| StatementError::Place)?;
            Ok(Some(ChainPlace::After { position, previous }))
        }
        (Some(_), _) | (None, Some(_)) => Err(StatementError::Place),
    }
}

fn moment(text: &str) -> Result<Timestamp, StatementError> {
    Timestamp::parse_rfc3339(text).ok_or(StatementError::Time)
}

fn authority(text: &str) -> Result<KeyName, StatementError> {
    if text.len() > MAX_AUTHORITY {
        return Err(StatementError::Authority);
    }
    KeyName::new(text).map_err(|_| StatementError::Authority)
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "acts of the log are many, and a new one is asked for like the others"
)]
fn act(word: &str, subject: Map<String, Value>) -> Result<Act, StatementError> {
    if word == BOOTSTRAP {
        return content(subject).map(Act::Bootstrap);
    }
    let known = event::Act::ALL.into_iter().find(|act| act.as_str() == word);
    // One spelling for each act: those that have variants of their own, and no others, use them.
    match known.ok_or(StatementError::Act)? {
        event::Act::OperatorBootstrap | event::Act::OperatorIgnore => Err(StatementError::Act),
        event::Act::OperatorAssign => content(subject).map(Act::Assign),
        event::Act::OperatorWithdraw => content(subject).map(Act::Withdraw),
        event::Act::OperatorRevoke => content(subject).map(Act::Revoke),
        event::Act::OperatorRenew => content(subject).map(Act::Renew),
        event::Act::DocumentActivate => content(subject).map(Act::ActivateDocument),
        event::Act::IssuerActivate => content(subject).map(Act::ActivateIssuer),
        act => Ok(Act::Request {
            act,
            request: subject,
        }),
    }
}

fn content<T: DeserializeOwned>(subject: Map<String, Value>) -> Result<T, StatementError> {
    serde_json::from_value(Value::Object(subject)).map_err(json_error)
}

fn subject(act: &Act) -> Result<Map<String, Value>, StatementError> {
    let value = match act {
        Act::Bootstrap(content) => serde_json::to_value(content),
        Act::Assign(content) => serde_json::to_value(content),
        Act::Withdraw(content) => serde_json::to_value(content),
        Act::Revoke(content) => serde_json::to_value(content),
        Act::Renew(content) => serde_json::to_value(content),
        Act::ActivateDocument(content) => serde_json::to_value(content),
        Act::ActivateIssuer(content) => serde_json::to_value(content),
        Act::Request { request, .. } => return Ok(request.clone()),
    };
    match value.map_err(json_error)? {
        Value::Object(map) => Ok(map),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
            Err(StatementError::Act)
        }
    }
}

fn json_error(error: serde_json::Error) -> StatementError {
    let (line, column) = (error.line(), error.column());
    let reason = match error.classify() {
        serde_json::error::Category::Io | serde_json::error::Category::Eof => "it ends too soon",
        serde_json::error::Category::Syntax => "its syntax is wrong",
        serde_json::error::Category::Data => "a member is missing, unknown or of another kind",
    };
    StatementError::Json {
        reason: format!("{reason} (line {line}, column {column})"),
    }
}
