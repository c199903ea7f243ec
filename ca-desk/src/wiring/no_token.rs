//! No token: for commands that use no key.

use std::time::Duration;

use ca_core::algorithm::SignatureAlgorithm;
use ca_core::signer::transport::{TransportKey, WrappedKey};
use ca_core::signer::{
    KeyStore, KeyUri, NewKey, SignInput, Signer, SignerError, StoredKey, TokenFault, TokenHealth,
    TokenInfo,
};

/// Has no keys. A command that asks it for one was wired wrongly: a bug.
#[derive(Clone, Copy, Debug)]
pub(super) struct NoToken;

fn absent() -> SignerError {
    let source = TokenFault::NoTokenConfigured;
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

    fn reject(&self, _: &KeyUri, _: &[u8]) -> bool {
        false
    }
}

impl KeyStore for NoToken {
    fn generate(&self, _: &NewKey<'_>) -> Result<StoredKey, SignerError> {
        Err(absent())
    }

    fn find(&self, _: &KeyUri) -> Result<StoredKey, SignerError> {
        Err(absent())
    }

    fn list(&self) -> Result<Vec<StoredKey>, SignerError> {
        Err(absent())
    }

    fn destroy(&self, _: &KeyUri) -> Result<(), SignerError> {
        Err(absent())
    }

    fn transport_key(&self, _: Option<&str>) -> Result<TransportKey, SignerError> {
        Err(absent())
    }

    fn wrap_key(&self, _: &KeyUri, _: &TransportKey) -> Result<WrappedKey, SignerError> {
        Err(absent())
    }

    fn unwrap_key(&self, _: &WrappedKey) -> Result<StoredKey, SignerError> {
        Err(absent())
    }

    fn seal(&self, _: &KeyUri) -> Result<StoredKey, SignerError> {
        Err(absent())
    }

    fn tokens(&self) -> Vec<TokenInfo> {
        Vec::new()
    }

    fn health(&self) -> Vec<TokenHealth> {
        Vec::new()
    }
}
