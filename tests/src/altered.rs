//! The keys of a house as another token would tell of them, or as one that does not obey.

use std::fmt;
use std::sync::Arc;

use ca_core::signer::transport::{TransportKey, WrappedKey};
use ca_core::signer::{KeyStore, KeyUri, NewKey, SignerError, StoredKey, TokenHealth, TokenInfo};

/// Tells something else of keys and tokens than they are. Everything else goes to the real token.
pub struct Altered {
    inner: Arc<dyn KeyStore>,
    /// What it tells of each key.
    pub key: fn(&mut StoredKey),
    /// What it tells of each token.
    pub token: fn(&mut TokenInfo),
    /// Whether it says that it destroys keys, and does not.
    pub keeps: bool,
}

impl Altered {
    /// Tells all as it is.
    #[must_use]
    pub fn of(inner: &Arc<dyn KeyStore>) -> Self {
        Self {
            inner: Arc::clone(inner),
            key: |_| {},
            token: |_| {},
            keeps: false,
        }
    }

    fn told(&self, mut key: StoredKey) -> StoredKey {
        (self.key)(&mut key);
        key
    }
}

impl fmt::Debug for Altered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Altered").finish_non_exhaustive()
    }
}

impl KeyStore for Altered {
    fn generate(&self, new: &NewKey<'_>) -> Result<StoredKey, SignerError> {
        self.inner.generate(new)
    }

    fn find(&self, key: &KeyUri) -> Result<StoredKey, SignerError> {
        self.inner.find(key).map(|key| self.told(key))
    }

    fn list(&self) -> Result<Vec<StoredKey>, SignerError> {
        let keys = self.inner.list()?.into_iter();
        Ok(keys.map(|key| self.told(key)).collect())
    }

    fn destroy(&self, key: &KeyUri) -> Result<(), SignerError> {
        if self.keeps {
            return Ok(());
        }
        self.inner.destroy(key)
    }

    fn transport_key(&self, token: Option<&str>) -> Result<TransportKey, SignerError> {
        self.inner.transport_key(token)
    }

    fn wrap_key(&self, key: &KeyUri, to: &TransportKey) -> Result<WrappedKey, SignerError> {
        self.inner.wrap_key(key, to)
    }

    fn unwrap_key(&self, wrapped: &WrappedKey) -> Result<StoredKey, SignerError> {
        self.inner.unwrap_key(wrapped)
    }

    fn seal(&self, key: &KeyUri) -> Result<StoredKey, SignerError> {
        self.inner.seal(key)
    }

    fn tokens(&self) -> Vec<TokenInfo> {
        let mut tokens = self.inner.tokens();
        tokens.iter_mut().for_each(self.token);
        tokens
    }

    fn health(&self) -> Vec<TokenHealth> {
        self.inner.health()
    }
}
