//! Failures of token and Registry.

use std::error::Error;
use std::io;

use ca_core::anchor::InvalidAnchor;
use ca_core::anchor::standing::Gap;
use ca_core::audit::merkle::TreeHead;
use ca_core::registry::{RegistryError, StoreFault};
use ca_core::signer::{SignerError, TokenFault};
use ca_store::postgres::UnfitServer;
use ca_store::transfer::CopyError;
use ca_store::url::InvalidRegistryUrl;
use ca_store::url::postgres::InvalidPostgresUrl;

use super::{bug, refused, unavailable};
use crate::error::{Explanation, Kind};
use crate::message::Message;

/// A token that did not do as asked.
pub fn signer(error: &SignerError) -> Explanation {
    let about = |id, token: &str| Message::new(id).with("token", label(token));
    match error {
        SignerError::Busy { token } => unavailable(about("token-busy", token)),
        SignerError::Timeout { token } => {
            unavailable(about("token-timeout", token)).hint(Message::new("hint-same-request"))
        }
        SignerError::Unavailable { token, source } => pin(source).unwrap_or_else(|| {
            because(unavailable(about("token-unavailable", token)), source)
                .hint(Message::new("hint-token-module"))
        }),
        SignerError::Refused { token, source } => {
            because(refused(about("token-refused", token)), source)
        }
        SignerError::BadPin { token, source } => {
            because(unavailable(about("token-bad-pin", token)), source)
                .hint(Message::new("hint-token-pin"))
        }
        other => bug(other),
    }
}

/// Adds a fault, and what lies below it, as causes.
fn because(explanation: Explanation, source: &TokenFault) -> Explanation {
    let chain = std::iter::successors(Some(source), |fault| fault.below());
    chain.map(fault).fold(explanation, Explanation::cause)
}

/// A fault of a token, its module or its worker process. Words of others in it, such as a PKCS#11
/// return value, stay as they are.
pub fn fault(fault: &TokenFault) -> Message {
    let values = fault.values().into_iter();
    values.fold(
        Message::of("token-fault", fault.code()),
        |message, (name, value)| message.with(name, value),
    )
}

/// A PIN that could not be had; nothing for other faults.
fn pin(source: &TokenFault) -> Option<Explanation> {
    let explanation = unavailable(fault(source));
    if matches!(source, TokenFault::NoPin { .. } | TokenFault::PinForm) {
        return Some(explanation);
    }
    let hint = if let TokenFault::PinOpenToOthers { path, .. } = source {
        Message::new("hint-pin-mode").with("file", path)
    } else if matches!(
        source,
        TokenFault::PinFile { .. } | TokenFault::PinNotAFile { .. }
    ) {
        Message::new("hint-pin-file")
    } else {
        return None;
    };
    Some(explanation.hint(hint))
}

/// The label alone: the word before it is English.
pub fn label(token: &str) -> &str {
    token.strip_prefix("token ").unwrap_or(token)
}

/// A registry that was not copied.
pub fn copy(error: &CopyError) -> Explanation {
    let usage =
        |id, what, value: &str| Explanation::new(Kind::Usage, Message::new(id).with(what, value));
    match error {
        CopyError::Registry(error) => registry(error),
        CopyError::NoSource { place } => usage("registry-copy-no-source", "place", place)
            .hint(Message::new("hint-registry-copy-no-source")),
        CopyError::NotARegistry { place } => usage("registry-copy-not-a-registry", "place", place)
            .hint(Message::new("hint-registry-copy-no-source")),
        CopyError::NoDatabase { place } => usage("registry-copy-no-database", "place", place)
            .hint(Message::new("hint-registry-copy-no-database")),
        CopyError::NoFolder { folder } => usage("registry-copy-no-folder", "folder", folder)
            .hint(Message::new("hint-registry-copy-no-folder").with("folder", folder)),
        CopyError::Taken { place } => {
            refused(Message::new("registry-copy-taken").with("place", place))
                .hint(Message::new("hint-registry-copy-taken"))
        }
        CopyError::UnderWay { place } => {
            unavailable(Message::new("registry-copy-under-way").with("place", place))
                .hint(Message::new("hint-registry-copy-under-way"))
        }
        CopyError::Held { place, source } => {
            unavailable(Message::new("registry-copy-held").with("place", place))
                .cause(locked(source).unwrap_or_else(|| engine(source)))
                .hint(Message::new("hint-registry-copy-held"))
        }
        CopyError::Differs { table, row } => {
            let message = Message::new("registry-copy-differs").with("table", table);
            unavailable(message.with("row", row)).hint(Message::new("hint-registry-copy"))
        }
        CopyError::Column { .. } | _ => bug(error),
    }
}

/// What both engines say where somebody else holds what is asked for.
fn locked(source: &StoreFault) -> Option<Message> {
    let said: Vec<String> = source.chain().map(ToString::to_string).collect();
    let held = ["database is locked", "lock timeout"];
    let held = held
        .iter()
        .any(|words| said.iter().any(|said| said.contains(words)));
    held.then(|| Message::new("registry-locked"))
}

/// A text that names no registry.
pub fn registry_url(error: &InvalidRegistryUrl) -> Message {
    let InvalidRegistryUrl::Postgres(error) = error else {
        return Message::new("value-fault-registry-url");
    };
    match error {
        InvalidPostgresUrl::Syntax(words) => {
            Message::new("registry-url-syntax").with("words", words)
        }
        InvalidPostgresUrl::Password => Message::new("registry-url-password"),
        InvalidPostgresUrl::Database => Message::new("registry-url-database"),
        InvalidPostgresUrl::Key { key } => Message::new("registry-url-key").with("key", key),
        InvalidPostgresUrl::Unprotected { host } => {
            Message::new("registry-url-unprotected").with("host", host)
        }
        InvalidPostgresUrl::Mode { mode, fitting } => Message::new("registry-url-mode")
            .with("mode", mode)
            .with("fitting", fitting),
        InvalidPostgresUrl::Identity => Message::new("registry-url-identity"),
        other => Message::verbatim(other),
    }
}

/// A Registry that did not do as asked.
pub fn registry(error: &RegistryError) -> Explanation {
    match error {
        RegistryError::Unavailable(fault) => {
            let why = unavailable(Message::new("registry-unavailable")).cause(engine(fault));
            match engine_hint(fault) {
                Some(hint) => why.hint(Message::new(hint)),
                None => why,
            }
        }
        RegistryError::Inaccessible(fault) => unavailable(Message::new("registry-inaccessible"))
            .cause(engine(fault))
            .hint(Message::new("hint-registry-rights")),
        RegistryError::Failing(fault) => unavailable(Message::new("registry-failing"))
            .cause(engine(fault))
            .hint(Message::new("hint-registry-failing")),
        RegistryError::Full(fault) => unavailable(Message::new("registry-full"))
            .cause(engine(fault))
            .hint(Message::new("hint-registry-full")),
        RegistryError::ReadOnly(fault) => unavailable(Message::new("registry-read-only"))
            .cause(engine(fault))
            .hint(Message::new("hint-registry-rights")),
        RegistryError::Damaged(fault) => unavailable(Message::new("registry-damaged"))
            .cause(engine(fault))
            .hint(Message::new("hint-registry-damaged")),
        RegistryError::Schema { found, supported } => {
            let message = Message::new("registry-schema").with("found", found);
            let hint = if found > supported {
                "hint-registry-newer"
            } else {
                "hint-registry-damaged"
            };
            unavailable(message.with("supported", supported)).hint(Message::new(hint))
        }
        RegistryError::Missing { place } => {
            unavailable(Message::new("registry-missing").with("place", place))
                .hint(Message::new("hint-registry-init"))
        }
        RegistryError::Stale(gap) => stale(gap),
        RegistryError::Moved { place } => {
            refused(Message::new("registry-moved").with("place", place))
                .hint(Message::new("hint-registry-moved"))
        }
        RegistryError::ReadingCopy { place } => {
            refused(Message::new("registry-reading-copy").with("place", place))
                .hint(Message::new("hint-registry-reading-copy"))
        }
        RegistryError::Anchor(fault) => unavailable(Message::new("registry-anchor"))
            .cause(anchor(fault))
            .hint(Message::new("hint-registry-anchor")),
        RegistryError::NotFound { object } => {
            refused(Message::new("registry-not-found").with("object", object))
        }
        RegistryError::Exists { object } => {
            refused(Message::new("registry-exists").with("object", object))
        }
        RegistryError::SerialTaken { serial } => {
            unavailable(Message::new("registry-serial-taken").with("serial", serial))
        }
        RegistryError::RequestMismatch { request_id } => {
            refused(Message::new("registry-request-mismatch").with("request", request_id))
                .hint(Message::new("hint-other-request"))
        }
        RegistryError::WrongState { object, state } => {
            let message = Message::new("registry-wrong-state").with("object", object);
            refused(message.say("state", state_word(state)))
        }
        RegistryError::CrlNumber { number, last } => {
            let message = Message::new("registry-crl-number").with("number", number);
            unavailable(message.with("last", last)).hint(Message::new("hint-crl-again"))
        }
        RegistryError::KeyBarred => refused(Message::new("issue-key-barred"))
            .by(Some("CRT-17"))
            .hint(Message::new("hint-sound-key")),
        RegistryError::Overtaken { object: "basis" } => {
            unavailable(Message::new("registry-basis")).hint(Message::new("hint-same-request"))
        }
        RegistryError::Overtaken { object: "standing" } => {
            unavailable(Message::new("registry-standing"))
                .hint(Message::new("hint-registry-standing"))
        }
        RegistryError::Overtaken { object } => {
            let object = Message::of("registry-object", object);
            unavailable(Message::new("registry-overtaken").say("object", object))
                .hint(Message::new("hint-same-request"))
        }
        RegistryError::LeaseLost { job } => {
            unavailable(Message::new("job-lease-lost").with("job", job))
                .hint(Message::new("hint-job-lease-lost"))
        }
        RegistryError::NotOfThisJob { job, act } => {
            let message = Message::new("job-not-of-this-kind").with("job", job);
            refused(message.with("act", act))
        }
        RegistryError::Frozen { object } => {
            refused(Message::new("registry-frozen").with("object", object))
        }
        other => bug(other),
    }
}

/// What is wrong with an anchor's file.
fn anchor(fault: &StoreFault) -> Message {
    match fault.chain().find_map(|error| error.downcast_ref()) {
        Some(InvalidAnchor::Syntax(_)) => Message::new("registry-anchor-syntax"),
        Some(InvalidAnchor::Format { found }) => {
            Message::new("registry-anchor-format").with("found", found)
        }
        Some(InvalidAnchor::Value { found }) => {
            Message::new("registry-anchor-value").with("found", found)
        }
        Some(_) | None => system(fault),
    }
}

/// A fault of the operating system in the operator's language, and what engines say as it is.
pub(super) fn system(fault: &StoreFault) -> Message {
    let said = fault.chain().find_map(|error| error.downcast_ref());
    said.map_or_else(|| engine(fault), super::io)
}

/// A Registry that lacks what its anchor knows (OPS-03).
fn stale(gap: &Gap) -> Explanation {
    refused(Message::new("registry-stale"))
        .cause(self::gap(gap))
        .by(Some("OPS-03"))
        .hint(Message::new("hint-registry-stale"))
}

/// What a Registry lacks of what its anchor knows.
pub fn gap(gap: &Gap) -> Message {
    let heads = |id, known: &TreeHead, found: &TreeHead| {
        let message = Message::new(id).count("known", known.size);
        message.count("found", found.size)
    };
    match gap {
        Gap::Shorter { known, found } => heads("registry-stale-shorter", known, found),
        Gap::Fork { known, found } => heads("registry-stale-fork", known, found),
        Gap::CrlNumber {
            generation,
            known,
            found,
        } => Message::new("registry-stale-crl-number")
            .with("generation", generation)
            .with("known", known)
            .with("found", found),
        Gap::PutBack { found } => {
            Message::new("registry-stale-put-back").count("found", found.size)
        }
        other => Message::verbatim(other),
    }
}

/// A server that is not used as it is.
fn unfit(fault: &StoreFault) -> Option<&UnfitServer> {
    fault.chain().find_map(|error| error.downcast_ref())
}

/// What nobody but the operating system said: it can be told in the operator's language.
fn refused_connection(fault: &StoreFault) -> bool {
    let mut said = fault
        .chain()
        .filter_map(|error| error.downcast_ref::<io::Error>());
    said.any(|error| error.kind() == io::ErrorKind::ConnectionRefused)
}

/// What to do about a server that is not there, or not used.
fn engine_hint(fault: &StoreFault) -> Option<&'static str> {
    match unfit(fault) {
        Some(UnfitServer::Setting { .. }) => Some("hint-server-setting"),
        Some(UnfitServer::Encoding { .. }) => Some("hint-server-encoding"),
        Some(_) => None,
        None if refused_connection(fault) => Some("hint-server-refused"),
        None => None,
    }
}

/// The words of the storage engine, with their cause.
fn engine(fault: &StoreFault) -> Message {
    match unfit(fault) {
        Some(UnfitServer::Version { found }) => {
            return Message::new("server-version").with("found", found);
        }
        Some(UnfitServer::Encoding { found }) => {
            return Message::new("server-encoding").with("found", found);
        }
        Some(UnfitServer::Replica) => return Message::new("server-replica"),
        Some(UnfitServer::Setting { setting }) => {
            return Message::new("server-setting").with("setting", setting);
        }
        Some(_) | None => {}
    }
    if refused_connection(fault) {
        return Message::new("server-refused");
    }
    let words = fault.to_string();
    // Engines repeat themselves from cause to cause.
    let below = fault
        .source()
        .map(ToString::to_string)
        .filter(|below| !words.contains(below));
    Message::verbatim(below.map_or_else(|| words.clone(), |below| format!("{words}: {below}")))
}

/// A state in the operator's language.
pub(super) fn state_word(state: &str) -> Message {
    match state {
        "pending" => Message::new("state-pending"),
        "ready" => Message::new("state-ready"),
        "active" => Message::new("state-active"),
        "retired" => Message::new("state-retired"),
        "prepared" => Message::new("state-prepared"),
        "authorised" => Message::new("state-authorised"),
        "signing" => Message::new("state-signing"),
        "issued" => Message::new("state-issued"),
        "abandoned" => Message::new("state-abandoned"),
        "good" => Message::new("status-good"),
        "suspended" => Message::new("status-suspended"),
        "revoked" => Message::new("status-revoked"),
        other => Message::verbatim(other),
    }
}
