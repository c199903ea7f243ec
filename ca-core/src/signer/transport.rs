//! How a private key goes from one token to another without being seen: wrapped.
//!
//! The destination makes an RSA pair and gives its public half away: a [`TransportKey`]. The
//! source makes an AES key of its own, wraps the private key under that, wraps the AES key under
//! the transport key (RSAES-OAEP, RFC 8017 7.1) and gives both away: a [`WrappedKey`]. Only the
//! destination can open it. [`file`](mod@file) has the files in which both travel.
//!
//! Mechanisms that detect no change are not among those taken: CKM_AES_CBC_PAD unwraps what an
//! attacker altered into another key and says nothing.

pub mod file;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::algorithm::KeyAlgorithm;
use crate::digest::Sha256Digest;
use crate::signer::{KeyUri, TokenInfo};

/// The public half of a pair that a token made to receive keys, and what that token can open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TransportKey {
    /// The private half, in the token that is to receive.
    pub uri: KeyUri,
    /// That token.
    pub token: TokenInfo,
    /// DER SubjectPublicKeyInfo, rsaEncryption.
    #[serde(with = "hex")]
    pub public_key: Vec<u8>,
    /// How that token unwraps secret keys, best first.
    pub secret_wrappings: Vec<SecretWrapping>,
    /// How that token unwraps private keys, best first.
    pub key_wrappings: Vec<KeyWrapping>,
}

impl TransportKey {
    /// What operators compare before they let a key out: the SHA-256 of the public key.
    #[must_use]
    pub fn fingerprint(&self) -> Sha256Digest {
        Sha256Digest::of(&self.public_key)
    }
}

/// How an AES key is wrapped under the transport key: the hash of RSAES-OAEP and of its mask.
/// SHA-1 is sound there (RFC 8017 B.1); some tokens have no other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SecretWrapping {
    /// CKM_RSA_PKCS_OAEP with SHA-256.
    #[serde(rename = "CKM_RSA_PKCS_OAEP/SHA-256")]
    OaepSha256,
    /// CKM_RSA_PKCS_OAEP with SHA-1.
    #[serde(rename = "CKM_RSA_PKCS_OAEP/SHA-1")]
    OaepSha1,
}

impl SecretWrapping {
    /// All, best first.
    pub const ALL: [Self; 2] = [Self::OaepSha256, Self::OaepSha1];

    /// The name of the mechanism, and the hash.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::OaepSha256 => "CKM_RSA_PKCS_OAEP/SHA-256",
            Self::OaepSha1 => "CKM_RSA_PKCS_OAEP/SHA-1",
        }
    }
}

/// How a private key, as PKCS#8 (RFC 5958), is wrapped under the AES key; by mechanisms that
/// detect any change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum KeyWrapping {
    /// CKM_AES_KEY_WRAP_PAD: AES key wrap with padding (RFC 5649).
    #[serde(rename = "CKM_AES_KEY_WRAP_PAD")]
    AesKeyWrapPad,
    /// CKM_AES_GCM (NIST SP 800-38D), a tag of 128 bits.
    #[serde(rename = "CKM_AES_GCM")]
    AesGcm,
}

impl KeyWrapping {
    /// All, best first.
    pub const ALL: [Self; 2] = [Self::AesKeyWrapPad, Self::AesGcm];

    /// The name of the mechanism.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AesKeyWrapPad => "CKM_AES_KEY_WRAP_PAD",
            Self::AesGcm => "CKM_AES_GCM",
        }
    }
}

/// A private key, wrapped for one token. No secret is in it that another could read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WrappedKey {
    /// What the key is for.
    #[serde(serialize_with = "algorithm_name", deserialize_with = "algorithm")]
    pub algorithm: KeyAlgorithm,
    /// Its public half, as DER SubjectPublicKeyInfo.
    #[serde(with = "hex")]
    pub public_key: Vec<u8>,
    /// CKA_ID, the same in both tokens.
    #[serde(with = "hex")]
    pub id: Vec<u8>,
    /// CKA_LABEL, the same in both tokens.
    pub label: String,
    /// The token that it comes from.
    pub source: TokenInfo,
    /// The private half of the transport key, in the token that can open it.
    pub transport: KeyUri,
    /// How `wrapped_secret` is wrapped.
    pub secret_wrapping: SecretWrapping,
    /// How `wrapped_key` is wrapped.
    pub key_wrapping: KeyWrapping,
    /// The AES-256 key, under the transport key.
    #[serde(with = "hex")]
    pub wrapped_secret: Vec<u8>,
    /// The private key, under the AES-256 key.
    #[serde(with = "hex")]
    pub wrapped_key: Vec<u8>,
}

fn algorithm_name<S: Serializer>(algorithm: &KeyAlgorithm, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(algorithm.as_str())
}

fn algorithm<'de, D: Deserializer<'de>>(from: D) -> Result<KeyAlgorithm, D::Error> {
    let name = String::deserialize(from)?;
    name.parse()
        .map_err(|_| D::Error::custom(format!("{name} is not an algorithm of keys")))
}
