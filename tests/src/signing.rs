//! The signer of a house, with something done before, after or in place of its signatures.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use ca_core::algorithm::SignatureAlgorithm;
use ca_core::authority::{Authority, Ports};
use ca_core::signer::{KeyUri, SignInput, Signer, SignerError};

use crate::house::House;

/// A signature that is asked for: of which key, and how the real token answers.
pub struct Wanted<'a> {
    /// The key.
    pub key: &'a KeyUri,
    sign: &'a dyn Fn() -> Result<Vec<u8>, SignerError>,
}

impl Wanted<'_> {
    /// Has the real token sign.
    ///
    /// # Errors
    /// As the token.
    pub fn sign(&self) -> Result<Vec<u8>, SignerError> {
        (self.sign)()
    }

    /// The real token's signature with a wrong bit.
    ///
    /// # Errors
    /// As the token.
    pub fn sign_wrongly(&self) -> Result<Vec<u8>, SignerError> {
        let mut signature = self.sign()?;
        *signature.last_mut().expect("signatures are not empty") ^= 1;
        Ok(signature)
    }
}

impl fmt::Debug for Wanted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Wanted").field(self.key).finish()
    }
}

/// What is done for each signature that is asked for.
type Act = dyn Fn(&Wanted<'_>) -> Result<Vec<u8>, SignerError> + Send + Sync;

struct Through {
    token: Arc<dyn Signer>,
    act: Box<Act>,
    has_copy: bool,
}

impl Signer for Through {
    fn sign(
        &self,
        key: &KeyUri,
        algorithm: SignatureAlgorithm,
        input: SignInput<'_>,
        deadline: Duration,
    ) -> Result<Vec<u8>, SignerError> {
        let sign = &|| self.token.sign(key, algorithm, input, deadline);
        (self.act)(&Wanted { key, sign })
    }

    /// The real token did nothing wrong: it is not told.
    fn reject(&self, _: &KeyUri, _: &[u8]) -> bool {
        self.has_copy
    }
}

impl House {
    /// Ports of this house through which each signature goes by `act`; a signature that does not
    /// verify is made once more if another token `has_copy` of the key.
    pub fn signing(
        &self,
        has_copy: bool,
        act: impl Fn(&Wanted<'_>) -> Result<Vec<u8>, SignerError> + Send + Sync + 'static,
    ) -> Ports {
        let signer = Through {
            token: Arc::clone(&self.ports.signer),
            act: Box::new(act),
            has_copy,
        };
        Ports {
            signer: Arc::new(signer),
            ..self.ports.clone()
        }
    }

    /// An authority that signs so.
    pub fn authority_signing(
        &self,
        act: impl Fn(&Wanted<'_>) -> Result<Vec<u8>, SignerError> + Send + Sync + 'static,
    ) -> Authority {
        Authority::new(self.signing(false, act))
    }
}
