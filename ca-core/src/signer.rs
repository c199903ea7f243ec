//! Ports to the keys: [`KeyStore`] knows them, [`Signer`] uses them. Adapter: the `hsm` crate.
//!
//! - [`transport`]: what a token says so that another can hand it a key, and the wrapped key;
//! - `fault`: [`TokenFault`], why a token did not do as asked, for edges of any language.

mod fault;
pub mod transport;

use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize};

pub use self::fault::TokenFault;
use crate::algorithm::{KeyAlgorithm, SignatureAlgorithm};
use crate::signer::transport::{TransportKey, WrappedKey};

/// Where a key is: an RFC 7512 URI that names token and object id, never a PIN, for example
/// `pkcs11:token=sceau;id=%1f%a0;type=private`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
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

/// Longest [`SignInput::Message`], in octets: it crosses whole to where the key is.
pub const MAX_MESSAGE: usize = 1 << 20;

/// What is signed: the form is fixed by the algorithm ([`SignatureAlgorithm::digest`]).
#[derive(Clone, Copy, Debug)]
pub enum SignInput<'a> {
    /// The digest of the message, for ECDSA and RSA.
    Digest(&'a [u8]),
    /// The message itself, at most [`MAX_MESSAGE`] octets, for Ed25519 and ML-DSA.
    Message(&'a [u8]),
}

/// Signs with private keys that never leave their token.
///
/// Implementers are safe for concurrent use; a call waits at most `deadline` in all.
pub trait Signer: Send + Sync {
    /// Signs `input` with the private key `key`; returns the signature as X.509 carries it
    /// (ECDSA: DER ECDSA-Sig-Value; RSA, Ed25519 and ML-DSA: the raw octets).
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

    /// Takes note that a signature of `key` does not verify (I6). The token that made it is
    /// fenced: it signs no more until it is opened anew, since a device that is made to err can
    /// betray its keys by what it signs. Whether another token signs with a copy of the key, so
    /// that the same bytes may be signed once more.
    #[must_use]
    fn reject(&self, key: &KeyUri, signature: &[u8]) -> bool;

    /// How often what signs was replaced: a device came back, or a copy took over. Whoever
    /// verifies samples verifies the first signature after a change as well (I6). What cannot be
    /// replaced says 0.
    fn recoveries(&self) -> u64 {
        0
    }
}

/// Makes, finds and lists the keys of a token.
pub trait KeyStore: Send + Sync {
    /// Makes a key pair in the token with the attributes of HSM-01 and HSM-02, reads the
    /// attributes back and refuses the key if one differs.
    ///
    /// # Errors
    /// `Refused` if the token lacks the algorithm or does not honour an attribute.
    fn generate(&self, new: &NewKey<'_>) -> Result<StoredKey, SignerError>;

    /// The key that a URI names; exactly one private key must match.
    ///
    /// # Errors
    /// `Refused` if none or several match.
    fn find(&self, key: &KeyUri) -> Result<StoredKey, SignerError>;

    /// All key pairs of the tokens, in the order of their labels.
    ///
    /// # Errors
    /// As for [`Signer::sign`].
    fn list(&self) -> Result<Vec<StoredKey>, SignerError>;

    /// The key pairs with this public half, a DER SubjectPublicKeyInfo, in the tokens that
    /// answer: a key and its copies.
    ///
    /// # Errors
    /// As for [`Signer::sign`], if none was found and a token did not answer.
    fn with_public_key(&self, public_key: &[u8]) -> Result<Vec<StoredKey>, SignerError> {
        let mut keys = self.list()?;
        keys.retain(|key| key.public_key == public_key);
        Ok(keys)
    }

    /// Destroys both halves of a key pair for ever and proves that they are gone (HSM-06).
    ///
    /// # Errors
    /// `Refused` if none or several private keys match, or the token keeps the key.
    fn destroy(&self, key: &KeyUri) -> Result<(), SignerError>;

    /// Makes a pair in `token`, the first one if absent, under which another token may wrap a
    /// key: an RSA-4096 pair whose private half is for C_UnwrapKey only and never leaves. Like
    /// any pair it is destroyed by [`KeyStore::destroy`].
    ///
    /// # Errors
    /// `Refused` if the token lacks the mechanisms or does not honour an attribute.
    fn transport_key(&self, token: Option<&str>) -> Result<TransportKey, SignerError>;

    /// Wraps the private key `key` for the token of `transport` (C_WrapKey): nothing leaves the
    /// token that another than that one can open. The key stays as it is.
    ///
    /// # Errors
    /// `Refused` if the key is not extractable, or the two tokens have no way to wrap it in
    /// common.
    fn wrap_key(&self, key: &KeyUri, transport: &TransportKey) -> Result<WrappedKey, SignerError>;

    /// Takes a wrapped key into the token that holds the transport key (C_UnwrapKey), proves that
    /// it signs for its public key before it becomes an object of the token, and reads its
    /// attributes back: sensitive, not extractable, not modifiable, for signatures only. On
    /// failure nothing stays behind.
    ///
    /// # Errors
    /// `Refused` if the token cannot open it, has a key with this CKA_ID already, or the key does
    /// not sign for its public key.
    fn unwrap_key(&self, wrapped: &WrappedKey) -> Result<StoredKey, SignerError>;

    /// Makes an extractable key not extractable and not modifiable for ever, proven by reading
    /// back; may be repeated.
    ///
    /// # Errors
    /// `Refused` if none or several keys match, or the token does not honour it.
    fn seal(&self, key: &KeyUri) -> Result<StoredKey, SignerError>;

    /// The devices that hold the keys, as they describe themselves (HSM-08).
    fn tokens(&self) -> Vec<TokenInfo>;

    /// How each token does, by the last call that it answered or failed.
    fn health(&self) -> Vec<TokenHealth>;
}

/// How a token does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenHealth {
    /// What it is called, by its label where that is known.
    pub token: String,
    /// Whether it serves.
    pub state: TokenState,
}

/// Whether a token serves, and why not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenState {
    /// It does.
    Up,
    /// It failed so long ago, and is tried again.
    Recovering(Duration),
    /// It refused the PIN; no second login is tried (I9).
    Barred,
    /// It gave a wrong signature (I6).
    Fenced,
}

impl TokenState {
    /// The word in reports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Up => "up",
            Self::Recovering(_) => "recovering",
            Self::Barred => "barred",
            Self::Fenced => "fenced",
        }
    }
}

/// A key pair to make.
#[derive(Clone, Copy, Debug)]
pub struct NewKey<'a> {
    /// What the key is for.
    pub algorithm: KeyAlgorithm,
    /// CKA_LABEL.
    pub label: &'a str,
    /// The label of the token; absent for the first one.
    pub token: Option<&'a str>,
    /// CKA_EXTRACTABLE, so that the key can be wrapped for another token. It is no issuer's (I8)
    /// until [`KeyStore::seal`] has taken this back.
    pub exportable: bool,
}

impl<'a> NewKey<'a> {
    /// A pair in the first token.
    #[must_use]
    pub const fn new(algorithm: KeyAlgorithm, label: &'a str) -> Self {
        Self {
            algorithm,
            label,
            token: None,
            exportable: false,
        }
    }
}

/// What a token says of itself (CK_TOKEN_INFO), without trailing blanks (HSM-08).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenInfo {
    /// The label.
    pub label: String,
    /// The manufacturer of the device.
    pub manufacturer: String,
    /// The model of the device.
    pub model: String,
    /// The serial number of the device.
    pub serial: String,
    /// The version of its firmware.
    pub firmware: String,
}

impl TokenInfo {
    /// Label and serial number.
    #[must_use]
    pub fn name(&self) -> TokenName {
        TokenName {
            label: self.label.clone(),
            serial: self.serial.clone(),
        }
    }
}

/// Which token: a label may pass to another device, its serial number does not.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct TokenName {
    /// The label.
    pub label: String,
    /// The serial number of the device.
    pub serial: String,
}

impl fmt::Display for TokenName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.label, self.serial)
    }
}

/// A private key in a token, as its attributes tell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredKey {
    /// Where it is.
    pub uri: KeyUri,
    /// The token that holds it.
    pub token: TokenName,
    /// CKA_ID.
    pub id: Vec<u8>,
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
    /// CKA_COPYABLE; false where the token does not know it.
    pub copyable: bool,
    /// CKA_SIGN.
    pub sign: bool,
    /// Any of CKA_DECRYPT, CKA_UNWRAP and CKA_DERIVE.
    pub other_use: bool,
}

impl KeyProtection {
    /// The attributes that forbid the key to be an issuer's, by their PKCS#11 names (I8,
    /// HSM-01, HSM-02).
    #[must_use]
    pub fn defects(&self) -> Vec<&'static str> {
        let required = [
            (self.local, "CKA_LOCAL is false"),
            (self.sensitive, "CKA_SENSITIVE is false"),
            (self.always_sensitive, "CKA_ALWAYS_SENSITIVE is false"),
            (!self.extractable, "CKA_EXTRACTABLE is true"),
            (self.never_extractable, "CKA_NEVER_EXTRACTABLE is false"),
            (!self.modifiable, "CKA_MODIFIABLE is true"),
            (!self.copyable, "CKA_COPYABLE is true"),
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

impl SignerError {
    /// The token that failed.
    #[must_use]
    pub fn token(&self) -> &str {
        match self {
            Self::Busy { token }
            | Self::Timeout { token }
            | Self::Unavailable { token, .. }
            | Self::Refused { token, .. }
            | Self::BadPin { token, .. } => token,
        }
    }
}
