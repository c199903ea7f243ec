//! Failures of token, Registry and audit log.

use std::error::Error;

use ca_core::audit::AuditDefect;
use ca_core::registry::{RegistryError, StoreFault};
use ca_core::signer::{SignerError, TokenFault};

use super::{bug, refused, unavailable};
use crate::error::Explanation;
use crate::message::Message;

/// A token that did not do as asked.
pub(crate) fn signer(error: &SignerError) -> Explanation {
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
pub(crate) fn fault(fault: &TokenFault) -> Message {
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
pub(crate) fn label(token: &str) -> &str {
    token.strip_prefix("token ").unwrap_or(token)
}

/// A Registry that did not do as asked.
pub(crate) fn registry(error: &RegistryError) -> Explanation {
    match error {
        RegistryError::Unavailable(fault) => {
            unavailable(Message::new("registry-unavailable")).cause(engine(fault))
        }
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
            unavailable(message.with("supported", supported))
        }
        RegistryError::Missing { place } => {
            unavailable(Message::new("registry-missing").with("place", place))
                .hint(Message::new("hint-registry-init"))
        }
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
        RegistryError::Overtaken { object } => {
            let object = Message::of("registry-object", object);
            unavailable(Message::new("registry-overtaken").say("object", object))
                .hint(Message::new("hint-same-request"))
        }
        RegistryError::Frozen { object } => {
            refused(Message::new("registry-frozen").with("object", object))
        }
        other => bug(other),
    }
}

/// The words of the storage engine, with their cause.
fn engine(fault: &StoreFault) -> Message {
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

/// An audit log that contradicts itself.
pub(crate) fn audit(defect: &AuditDefect) -> Explanation {
    let explanation = match defect {
        AuditDefect::Missing { index } => {
            refused(Message::new("audit-missing").count("index", *index))
        }
        AuditDefect::Altered { index } => {
            refused(Message::new("audit-altered").count("index", *index))
        }
        AuditDefect::Root { recorded, found } => {
            let message = Message::new("audit-root").with("recorded", recorded.root);
            refused(message.with("found", found.root))
        }
        AuditDefect::Unreadable(error) => return registry(error),
        other => return bug(other),
    };
    explanation.hint(Message::new("hint-audit-defect"))
}
