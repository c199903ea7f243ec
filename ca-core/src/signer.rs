//! Ports to the keys: [`KeyStore`] knows them, [`Signer`] uses them. Adapter: the `hsm` crate.

use std::fmt;
use std::time::Duration;

use crate::algorithm::{KeyAlgorithm, SignatureAlgorithm};
use crate::random::RandomError;

/// Where a key is: an RFC 7512 URI that names token and object id, never a PIN, for example
/// `pkcs11:token=sceau;id=%1f%a0;type=private`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct KeyUri(String);

impl KeyUri {
    /// Takes a URI as the key store wrote it; the key store judges it at use.
    #[must_use]
    pub fn new(uri: impl Into<String>) -> Self {
        Self(uri.into())
    }

    /// The URI as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for KeyUri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What is signed: the form is fixed by the algorithm ([`SignatureAlgorithm::digest`]).
#[derive(Clone, Copy, Debug)]
pub enum SignInput<'a> {
    /// The digest of the message, for ECDSA and RSA.
    Digest(&'a [u8]),
    /// The message itself, at most 1 MiB, for Ed25519.
    Message(&'a [u8]),
}

/// Signs with private keys that never leave their token.
///
/// Implementers are safe for concurrent use; a call waits at most `deadline` in all.
pub trait Signer: Send + Sync {
    /// Signs `input` with the private key `key`; returns the signature as X.509 carries it
    /// (ECDSA: DER ECDSA-Sig-Value; RSA and Ed25519: the raw octets).
    ///
    /// The result is not yet to be trusted: the caller verifies it (I6).
    ///
    /// # Errors
    /// One of the five [`SignerError`]s. After `Timeout` the token may have signed.
    fn sign(
        &self,
        key: &KeyUri,
        algorithm: SignatureAlgorithm,
        input: SignInput<'_>,
        deadline: Duration,
    ) -> Result<Vec<u8>, SignerError>;
}

/// Makes, finds and lists the keys of a token.
pub trait KeyStore: Send + Sync {
    /// Makes a key pair in the token with the attributes of HSM-01 and HSM-02, reads the
    /// attributes back and refuses the key if one differs.
    ///
    /// # Errors
    /// `Refused` if the token lacks the algorithm or does not honour an attribute.
    fn generate(&self, algorithm: KeyAlgorithm, label: &str) -> Result<StoredKey, SignerError>;

    /// The key that a URI names; exactly one private key must match.
    ///
    /// # Errors
    /// `Refused` if none or several match.
    fn find(&self, key: &KeyUri) -> Result<StoredKey, SignerError>;

    /// All key pairs of the token, in the order of their labels.
    ///
    /// # Errors
    /// As for [`Signer::sign`].
    fn list(&self) -> Result<Vec<StoredKey>, SignerError>;
}

/// A private key in a token, as its attributes tell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredKey {
    /// Where it is.
    pub uri: KeyUri,
    /// CKA_LABEL.
    pub label: String,
    /// What it can serve as; absent for kinds that issuers cannot use. Where a token does not
    /// tell the padding of an RSA key, PKCS#1 is said here and PSS works as well: what an
    /// issuer signs with is decided by its generation, not by this.
    pub algorithm: Option<KeyAlgorithm>,
    /// The public half, as DER SubjectPublicKeyInfo; empty where it cannot be read.
    pub public_key: Vec<u8>,
    /// The attributes that decide whether the key may be an issuer's (I8).
    pub protection: KeyProtection,
}

/// Attributes of a private key (PKCS#11 2.40 4.9, HSM-01, HSM-02).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyProtection {
    /// CKA_LOCAL: made in this token.
    pub local: bool,
    /// CKA_SENSITIVE.
    pub sensitive: bool,
    /// CKA_ALWAYS_SENSITIVE.
    pub always_sensitive: bool,
    /// CKA_EXTRACTABLE.
    pub extractable: bool,
    /// CKA_NEVER_EXTRACTABLE.
    pub never_extractable: bool,
    /// CKA_MODIFIABLE.
    pub modifiable: bool,
    /// CKA_SIGN.
    pub sign: bool,
    /// Any of CKA_DECRYPT, CKA_UNWRAP and CKA_DERIVE.
    pub other_use: bool,
}

impl KeyProtection {
    /// The attributes that forbid the key to be an issuer's, by their PKCS#11 names (I8).
    #[must_use]
    pub fn defects(&self) -> Vec<&'static str> {
        let required = [
            (self.local, "CKA_LOCAL is false"),
            (self.sensitive, "CKA_SENSITIVE is false"),
            (self.always_sensitive, "CKA_ALWAYS_SENSITIVE is false"),
            (!self.extractable, "CKA_EXTRACTABLE is true"),
            (self.never_extractable, "CKA_NEVER_EXTRACTABLE is false"),
            (self.sign, "CKA_SIGN is false"),
            (
                !self.other_use,
                "CKA_DECRYPT, CKA_UNWRAP or CKA_DERIVE is true",
            ),
        ];
        required
            .iter()
            .filter(|(holds, _)| !holds)
            .map(|(_, defect)| *defect)
            .collect()
    }
}

/// Why a token did not do as asked. The text names the token and the PKCS#11 function and
/// return value; never a PIN.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SignerError {
    /// All sessions are in use; nothing was signed; try again later.
    #[error("all sessions of {token} are busy")]
    Busy {
        /// The token.
        token: String,
    },
    /// No answer within the deadline; a signature may have been made.
    #[error("{token} did not answer in time")]
    Timeout {
        /// The token.
        token: String,
    },
    /// The module, the token or the connection is not there.
    #[error("{token} is not available")]
    Unavailable {
        /// The token.
        token: String,
        /// The PKCS#11 function and return value, or the loader's words.
        #[source]
        source: TokenFault,
    },
    /// The token is there and says no: no such key, mechanism or attribute.
    #[error("{token} refused")]
    Refused {
        /// The token.
        token: String,
        /// What was refused and why.
        #[source]
        source: TokenFault,
    },
    /// The PIN is wrong or locked; no second login is tried (I9).
    #[error("{token} did not accept the PIN")]
    BadPin {
        /// The token.
        token: String,
        /// The PKCS#11 return value.
        #[source]
        source: TokenFault,
    },
}

/// What a token said, for example `C_Sign: CKR_DEVICE_ERROR`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct TokenFault(String);

impl TokenFault {
    /// The token's words.
    #[must_use]
    pub fn new(words: impl Into<String>) -> Self {
        Self(words.into())
    }
}

impl From<RandomError> for TokenFault {
    fn from(error: RandomError) -> Self {
        Self(error.to_string())
    }
}
