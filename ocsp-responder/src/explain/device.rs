//! Failures of registry and token. What the engine and the module said stays as it is.

use ca_core::registry::RegistryError;
use ca_core::signer::{SignerError, TokenFault};

use super::{Explanation, Kind};
use crate::i18n::Message;

impl From<&RegistryError> for Explanation {
    fn from(error: &RegistryError) -> Self {
        let told = Self::new(Kind::Unavailable, Message::new("registry"));
        match error {
            RegistryError::Missing { place } => told
                .because(Message::new("registry-missing").with("place", place))
                .hint("hint-registry-missing"),
            RegistryError::ReadOnly(_) => told
                .because(Message::new("registry-read-only"))
                .sources(error)
                .hint("hint-registry-group"),
            RegistryError::Unavailable(_) => told
                .because(Message::new("registry-unavailable"))
                .sources(error),
            RegistryError::Inaccessible(_) => told
                .because(Message::new("registry-inaccessible"))
                .sources(error)
                .hint("hint-registry-group"),
            RegistryError::Failing(_) => told
                .because(Message::new("registry-failing"))
                .sources(error),
            RegistryError::Damaged(_) => told
                .because(Message::new("registry-damaged"))
                .sources(error),
            RegistryError::Schema { found, supported } => {
                let message = Message::new("registry-schema").with("found", found);
                told.because(message.with("supported", supported))
            }
            RegistryError::Stale(_) => {
                // Not to be tried again by a service manager: a person decides.
                let kind = Kind::Refused;
                let told = Self { kind, ..told };
                told.because(Message::new("registry-put-back"))
                    .hint("hint-registry-put-back")
            }
            RegistryError::Moved { place } => Self {
                kind: Kind::Refused,
                ..told
            }
            .because(Message::new("registry-moved").with("place", place))
            .hint("hint-registry-moved"),
            RegistryError::ReadingCopy { place } => Self {
                kind: Kind::Refused,
                ..told
            }
            .because(Message::new("registry-reading-copy").with("place", place)),
            // Acts of the authority, of which a responder does none.
            RegistryError::Full(_)
            | RegistryError::NotFound { .. }
            | RegistryError::Exists { .. }
            | RegistryError::SerialTaken { .. }
            | RegistryError::RequestMismatch { .. }
            | RegistryError::KeyBarred
            | RegistryError::Overtaken { .. }
            | RegistryError::WrongState { .. }
            | RegistryError::CrlNumber { .. }
            | RegistryError::Frozen { .. }
            | _ => told.verbatim(error),
        }
    }
}

impl From<&SignerError> for Explanation {
    fn from(error: &SignerError) -> Self {
        let told = |id, token: &str| {
            let token = token.strip_prefix("token ").unwrap_or(token);
            Self::new(Kind::Unavailable, Message::new("token"))
                .because(Message::new(id).with("token", token))
        };
        match error {
            SignerError::Busy { token } => told("token-busy", token),
            SignerError::Timeout { token } => told("token-timeout", token),
            SignerError::Unavailable { token, source } => {
                by_fault(told("token-unavailable", token), source).hint("hint-token")
            }
            SignerError::Refused { token, source } => {
                by_fault(told("token-refused", token), source)
            }
            SignerError::BadPin { token, source } => {
                // Not to be tried again by a service manager: tokens lock (I9).
                let kind = Kind::Refused;
                let told = told("token-bad-pin", token);
                by_fault(Self { kind, ..told }, source).hint("hint-pin")
            }
            other => Self::new(Kind::Unavailable, Message::new("token")).verbatim(other),
        }
    }
}

/// Adds a fault of a token, and what lies below it. What others said in it stays as it is.
fn by_fault(explanation: Explanation, source: &TokenFault) -> Explanation {
    let chain = std::iter::successors(Some(source), |fault| fault.below());
    chain.fold(explanation, |explanation, fault| {
        let values = fault.values().into_iter();
        let message = values.fold(
            Message::of("token-fault", fault.code()),
            |message, (name, value)| message.with(name, value),
        );
        explanation.because(message)
    })
}
