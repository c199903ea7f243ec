//! Issuers and their keys.

use ca_core::authority::Rule;
use ca_core::authority::issuers::IssuerError;

use super::{bug, random, refused, registry, signer, unavailable};
use crate::error::Explanation;
use crate::message::Message;

/// An issuer that cannot be used.
pub fn issuer(error: &IssuerError) -> Explanation {
    issuer_cause(error).named(error.rule())
}

fn issuer_cause(error: &IssuerError) -> Explanation {
    match error {
        IssuerError::UnknownLine { line } => {
            refused(Message::new("issuer-unknown").with("issuer", line))
                .hint(Message::new("hint-issuer-list"))
        }
        IssuerError::UnknownGeneration { generation } => {
            refused(Message::new("issuer-unknown").with("issuer", generation))
                .hint(Message::new("hint-issuer-list"))
        }
        IssuerError::NoActive { line } => {
            refused(Message::new("issuer-none-active").with("line", line))
                .hint(Message::new("hint-issuer-activate"))
        }
        IssuerError::Withdrawn { generation } => {
            refused(Message::new("issuer-withdrawn").with("generation", generation))
                .hint(Message::new("hint-issuer-next"))
        }
        IssuerError::KeyUnprotected {
            generation,
            defects,
        } => {
            let message = Message::new("issuer-key-unprotected").with("generation", generation);
            refused(message.with("defects", defects))
        }
        IssuerError::KeyMismatch { generation } => {
            refused(Message::new("issuer-key-mismatch").with("generation", generation))
                .hint(Message::new("hint-issuer-key"))
        }
        IssuerError::WrongSignature { generation } => {
            unavailable(Message::new("issuer-wrong-signature").with("generation", generation))
                .hint(Message::new("hint-same-request"))
        }
        IssuerError::Signer(error) => signer(error),
        IssuerError::Registry(error) => registry(error),
        IssuerError::Random(_) => random(),
        other => bug(other),
    }
}
