//! Why something was not done to a key.

use std::collections::BTreeMap;

use crate::authority::refusal::{RANDOM, Refusal, Rule, requirement_of};
use crate::digest::Sha256Digest;
use crate::generation::GenerationId;
use crate::random::RandomError;
use crate::registry::RegistryError;
use crate::signer::{KeyUri, SignerError, TokenName};

/// Why something was not done to a key.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum KeyError {
    /// An issuer still needs it (HSM-06).
    #[error("{generation} still needs the key")]
    InUse {
        /// The generation.
        generation: GenerationId,
    },
    /// Its public half cannot be read, so that nobody can tell whether an issuer needs it.
    #[error("the public half of {key} cannot be read")]
    Anonymous {
        /// The key.
        key: KeyUri,
    },
    /// It was not destroyed in all tokens.
    #[error("the key is still in {token}")]
    StillThere {
        /// A token that has it.
        token: TokenName,
    },
    /// No backup of it was recorded: a key of unknown origin enters no token (I8).
    #[error("no backup of the key {key} is recorded")]
    NoBackup {
        /// What the Registry would know it by.
        key: Sha256Digest,
    },
    /// The token did not restore it with the attributes that an issuer's key must have (I8).
    #[error("the restored key is not protected: {defects}")]
    Unprotected {
        /// The attributes.
        defects: String,
    },
    /// The token did not do as asked.
    #[error(transparent)]
    Signer(#[from] SignerError),
    /// The act could not be recorded.
    #[error(transparent)]
    Registry(#[from] RegistryError),
    /// The random generator failed.
    #[error(transparent)]
    Random(#[from] RandomError),
}

impl KeyError {
    /// The id of the requirement that refuses, such as `HSM-06`; nothing for what no
    /// requirement is about.
    #[must_use]
    pub fn requirement(&self) -> Option<&'static str> {
        requirement_of(self.rule())
    }
}

impl Rule for KeyError {
    fn rule(&self) -> &'static str {
        match self {
            Self::InUse { .. } | Self::StillThere { .. } | Self::NoBackup { .. } => "HSM-06",
            Self::Unprotected { .. } => "HSM-01",
            Self::Anonymous { .. } => "key-anonymous",
            Self::Signer(error) => error.rule(),
            Self::Registry(error) => error.rule(),
            Self::Random(_) => RANDOM,
        }
    }
}

impl Refusal for KeyError {
    fn is_refusal(&self) -> bool {
        match self {
            Self::InUse { .. }
            | Self::Anonymous { .. }
            | Self::NoBackup { .. }
            | Self::Unprotected { .. } => true,
            Self::StillThere { .. } | Self::Signer(_) | Self::Random(_) => false,
            Self::Registry(error) => error.is_refusal(),
        }
    }

    fn details(&self) -> BTreeMap<&'static str, String> {
        match self {
            Self::InUse { generation } => [("needed_by", generation.to_string())].into(),
            Self::StillThere { token } => [("still_in", token.to_string())].into(),
            Self::Unprotected { defects } => [("defects", defects.clone())].into(),
            Self::Anonymous { .. }
            | Self::NoBackup { .. }
            | Self::Signer(_)
            | Self::Registry(_)
            | Self::Random(_) => BTreeMap::new(),
        }
    }
}
