//! Why a head was not signed, or its signer not enrolled.

use std::collections::BTreeMap;

use crate::audit::head::HeadDefect;
use crate::authority::found::SettingsUnavailable;
use crate::authority::issue::IssueError;
use crate::authority::refusal::{ENCODING, RANDOM, Refusal, Rule, requirement_of};
use crate::random::RandomError;
use crate::registry::RegistryError;
use crate::signer::{KeyUri, SignerError};

/// Why a head was not signed, or its signer not enrolled.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum HeadError {
    /// The key has attributes that forbid its use (I8).
    #[error("the key {key} is not protected: {defects}")]
    Unprotected {
        /// The key.
        key: KeyUri,
        /// The attributes.
        defects: String,
    },
    /// Heads are signed by ECDSA on P-256 or P-384.
    #[error("the key {key} is of kind {found}, heads are signed with p256 or p384")]
    Algorithm {
        /// The key.
        key: KeyUri,
        /// Its kind, or `none` for one of no kind that issuers use.
        found: &'static str,
    },
    /// No certificate of a signer of heads that is in force is for this key.
    #[error("no audit signer certificate in force is for {key}")]
    NotEnrolled {
        /// The key.
        key: KeyUri,
    },
    /// The token gave a signature that the public key does not verify (I6).
    #[error("the token gave a wrong signature for {key}")]
    WrongSignature {
        /// The key.
        key: KeyUri,
    },
    /// The log does not contain a head that was signed or that its anchor knows: it was cut or
    /// rewritten, or its hashes were. The token signs no such log (AUD-03).
    #[error("the log does not contain the known head of {size} events")]
    Contradicted {
        /// Events under that head.
        size: u64,
    },
    /// The log has no events: there is nothing to sign.
    #[error("the log has no events")]
    Empty,
    /// The head that was signed does not verify, or cannot be written as a signed note.
    #[error("the signed head is not sound")]
    Unsound(#[from] HeadDefect),
    /// The authority document cannot be had.
    #[error(transparent)]
    NoSettings(#[from] SettingsUnavailable),
    /// The request cannot be encoded.
    #[error("the request cannot be encoded")]
    Encoding(#[from] der::Error),
    /// The certificate was not issued.
    #[error(transparent)]
    Issue(#[from] IssueError),
    /// The token failed.
    #[error(transparent)]
    Signer(#[from] SignerError),
    /// The Registry failed.
    #[error(transparent)]
    Registry(#[from] RegistryError),
    /// The random generator failed.
    #[error(transparent)]
    Random(#[from] RandomError),
}

impl HeadError {
    /// The id of the requirement that refuses; nothing for what no requirement is about.
    #[must_use]
    pub fn requirement(&self) -> Option<&'static str> {
        requirement_of(self.rule())
    }
}

impl Rule for HeadError {
    fn rule(&self) -> &'static str {
        match self {
            Self::Unprotected { .. } => "HSM-01",
            Self::Algorithm { .. } | Self::Contradicted { .. } => "AUD-03",
            Self::NotEnrolled { .. } => "audit-not-enrolled",
            Self::WrongSignature { .. } => "audit-wrong-signature",
            Self::Empty => "audit-empty",
            Self::Unsound(_) => "audit-unsound",
            Self::NoSettings(error) => error.rule(),
            Self::Encoding(_) => ENCODING,
            Self::Issue(error) => error.rule(),
            Self::Signer(error) => error.rule(),
            Self::Registry(error) => error.rule(),
            Self::Random(_) => RANDOM,
        }
    }
}

impl Refusal for HeadError {
    fn is_refusal(&self) -> bool {
        match self {
            Self::Unprotected { .. }
            | Self::Algorithm { .. }
            | Self::NotEnrolled { .. }
            | Self::Contradicted { .. } => true,
            Self::Issue(error) => error.is_refusal(),
            Self::Registry(error) => error.is_refusal(),
            Self::WrongSignature { .. }
            | Self::Empty
            | Self::Unsound(_)
            | Self::NoSettings(_)
            | Self::Encoding(_)
            | Self::Signer(_)
            | Self::Random(_) => false,
        }
    }

    fn details(&self) -> BTreeMap<&'static str, String> {
        match self {
            Self::Unprotected { defects, .. } => [("defects", defects.clone())].into(),
            Self::Issue(error) => error.details(),
            Self::Algorithm { .. }
            | Self::NotEnrolled { .. }
            | Self::Contradicted { .. }
            | Self::WrongSignature { .. }
            | Self::Empty
            | Self::Unsound(_)
            | Self::NoSettings(_)
            | Self::Encoding(_)
            | Self::Signer(_)
            | Self::Registry(_)
            | Self::Random(_) => BTreeMap::new(),
        }
    }
}
