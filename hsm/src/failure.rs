//! What went wrong below the ports, sorted by what can be done about it.

use ca_core::signer::{SignerError, TokenFault};
use serde::{Deserialize, Serialize};

/// A failure, sorted by what can be done about it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) enum Failure {
    /// No session became free; nothing was asked of the token.
    Busy,
    /// The time is over and the token may have done its work.
    Timeout,
    /// Module, token, session or handle is gone: a new session may find them again.
    Lost(TokenFault),
    /// The token is well and says no.
    Refused(TokenFault),
    /// The PIN is wrong, expired or locked: never try again (I9).
    BadPin(TokenFault),
}

impl Failure {
    /// What token, module or operating system said.
    pub(crate) const fn fault(&self) -> Option<&TokenFault> {
        match self {
            Self::Busy | Self::Timeout => None,
            Self::Lost(fault) | Self::Refused(fault) | Self::BadPin(fault) => Some(fault),
        }
    }

    /// The failure as the ports tell it.
    pub(crate) fn of(self, token: &str) -> SignerError {
        let token = token.to_owned();
        match self {
            Self::Busy => SignerError::Busy { token },
            Self::Timeout => SignerError::Timeout { token },
            Self::Lost(source) => SignerError::Unavailable { token, source },
            Self::Refused(source) => SignerError::Refused { token, source },
            Self::BadPin(source) => SignerError::BadPin { token, source },
        }
    }
}
