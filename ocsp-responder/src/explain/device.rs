//! Failures of registry and token. What the engine and the module said stays as it is.

use ca_core::registry::RegistryError;
use ca_core::signer::SignerError;

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
            RegistryError::Damaged(_) => told
                .because(Message::new("registry-damaged"))
                .sources(error),
            RegistryError::Schema { found, supported } => {
                let message = Message::new("registry-schema").with("found", found);
                told.because(message.with("supported", supported))
            }
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
                .sources(error)
        };
        match error {
            SignerError::Busy { token } => told("token-busy", token),
            SignerError::Timeout { token } => told("token-timeout", token),
            SignerError::Unavailable { token, .. } => {
                told("token-unavailable", token).hint("hint-token")
            }
            SignerError::Refused { token, .. } => told("token-refused", token),
            SignerError::BadPin { token, .. } => told("token-bad-pin", token).hint("hint-pin"),
            other => Self::new(Kind::Unavailable, Message::new("token")).verbatim(other),
        }
    }
}
