//! No token: for commands that use no key.

use std::time::Duration;

use ca_core::algorithm::{KeyAlgorithm, SignatureAlgorithm};
use ca_core::signer::{KeyStore, KeyUri, SignInput, Signer, SignerError, StoredKey, TokenFault};

/// Has no keys. A command that asks it for one was wired wrongly: a bug.
#[derive(Clone, Copy, Debug)]
pub(super) struct NoToken;

fn absent() -> SignerError {
    let source = TokenFault::new("this command was wired without a token");
    SignerError::Unavailable {
        token: "token".to_owned(),
        source,
    }
}

impl Signer for NoToken {
    fn sign(
        &self,
        _: &KeyUri,
        _: SignatureAlgorithm,
        _: SignInput<'_>,
        _: Duration,
    ) -> Result<Vec<u8>, SignerError> {
        Err(absent())
    }
}

impl KeyStore for NoToken {
    fn generate(&self, _: KeyAlgorithm, _: &str) -> Result<StoredKey, SignerError> {
        Err(absent())
    }

    fn find(&self, _: &KeyUri) -> Result<StoredKey, SignerError> {
        Err(absent())
    }

    fn list(&self) -> Result<Vec<StoredKey>, SignerError> {
        Err(absent())
    }
}
