//! The one table of algorithms: keys, signatures, their identifiers (TS 119 312, ALG-02).
//!
//! A new algorithm is a variant and a row in each of the two tables, a row for its kind of key
//! in [`crate::subject_key`] and one for its mechanism in the adapter of the token; all other
//! code goes through the rows (ALG-12). Which rows hold until when is not here but in
//! [`crate::algorithm_table`].
//!
//! The table of keys is here. `signature` is that of signatures, `pss` the parameters of one
//! kind of them.

pub(crate) mod pss;
mod signature;
#[cfg(test)]
pub(crate) mod toy;

use std::fmt;
use std::str::FromStr;

pub use self::signature::SignatureAlgorithm;
use crate::subject_key::KeyKind;

/// Keys of issuers and responders, each with the signature that it makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum KeyAlgorithm {
    /// ECDSA on NIST P-256.
    P256,
    /// ECDSA on NIST P-384.
    P384,
    /// ECDSA on NIST P-521.
    P521,
    /// RSA with a 3072-bit modulus, PKCS#1 v1.5.
    Rsa3072,
    /// RSA with a 4096-bit modulus, PKCS#1 v1.5.
    Rsa4096,
    /// RSA with a 3072-bit modulus, PSS.
    Rsa3072Pss,
    /// RSA with a 4096-bit modulus, PSS.
    Rsa4096Pss,
    /// Ed25519 (RFC 8032).
    Ed25519,
    /// ML-DSA of security category 2 (FIPS 204).
    MlDsa44,
    /// ML-DSA of security category 3 (FIPS 204).
    MlDsa65,
    /// ML-DSA of security category 5 (FIPS 204).
    MlDsa87,
    /// Not ours: shows what a new algorithm needs (ALG-12).
    #[cfg(test)]
    Toy,
}

/// What the program knows of a key algorithm.
struct KeyRow {
    name: &'static str,
    kind: KeyKind,
    signature: SignatureAlgorithm,
    /// Whether it signs fast enough to answer strangers.
    online: bool,
}

impl KeyAlgorithm {
    /// Those by which heads of the audit log are signed: ECDSA, as signed notes know it.
    pub const OF_HEADS: [Self; 2] = [Self::P256, Self::P384];

    /// All kinds, in the order in which help texts list them.
    pub const ALL: [Self; if cfg!(test) { 12 } else { 11 }] = [
        Self::P256,
        Self::P384,
        Self::P521,
        Self::Rsa3072,
        Self::Rsa4096,
        Self::Rsa3072Pss,
        Self::Rsa4096Pss,
        Self::Ed25519,
        Self::MlDsa44,
        Self::MlDsa65,
        Self::MlDsa87,
        #[cfg(test)]
        Self::Toy,
    ];

    const fn row(self) -> KeyRow {
        use SignatureAlgorithm as Signature;
        let (rsa3072, rsa4096) = (KeyKind::Rsa { bits: 3072 }, KeyKind::Rsa { bits: 4096 });
        match self {
            Self::P256 => key("p256", KeyKind::P256, Signature::EcdsaSha256, true),
            Self::P384 => key("p384", KeyKind::P384, Signature::EcdsaSha384, true),
            Self::P521 => key("p521", KeyKind::P521, Signature::EcdsaSha512, true),
            Self::Rsa3072 => key("rsa3072", rsa3072, Signature::RsaSha256, true),
            Self::Rsa4096 => key("rsa4096", rsa4096, Signature::RsaSha384, false),
            Self::Rsa3072Pss => key("rsa3072-pss", rsa3072, Signature::RsaPssSha256, true),
            Self::Rsa4096Pss => key("rsa4096-pss", rsa4096, Signature::RsaPssSha384, false),
            Self::Ed25519 => key("ed25519", KeyKind::Ed25519, Signature::Ed25519, true),
            Self::MlDsa44 => key("ml-dsa-44", KeyKind::MlDsa44, Signature::MlDsa44, true),
            Self::MlDsa65 => key("ml-dsa-65", KeyKind::MlDsa65, Signature::MlDsa65, true),
            Self::MlDsa87 => key("ml-dsa-87", KeyKind::MlDsa87, Signature::MlDsa87, true),
            #[cfg(test)]
            Self::Toy => key("toy", KeyKind::Toy, Signature::Toy, true),
        }
    }

    /// The name on the command line.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        self.row().name
    }

    /// The signature algorithm that a key of this kind uses; the hash is as long as the curve.
    #[must_use]
    pub const fn signature_algorithm(self) -> SignatureAlgorithm {
        self.row().signature
    }

    /// What its SubjectPublicKeyInfo says. An RSA key says `rsaEncryption` also where it makes
    /// PSS signatures (RFC 4055 1.2): old software reads no other.
    #[must_use]
    pub const fn kind(self) -> KeyKind {
        self.row().kind
    }

    /// Whether a responder may sign its answers so. RSA-4096 is slow for no gain: a responder's
    /// certificate lives 90 days.
    #[must_use]
    pub const fn suits_responder(self) -> bool {
        self.row().online
    }
}

const fn key(
    name: &'static str,
    kind: KeyKind,
    signature: SignatureAlgorithm,
    online: bool,
) -> KeyRow {
    KeyRow {
        name,
        kind,
        signature,
        online,
    }
}

impl fmt::Display for KeyAlgorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for KeyAlgorithm {
    type Err = UnknownAlgorithm;

    fn from_str(text: &str) -> Result<Self, UnknownAlgorithm> {
        let same = |algorithm: &Self| algorithm.as_str().eq_ignore_ascii_case(text);
        Self::ALL.into_iter().find(same).ok_or(UnknownAlgorithm)
    }
}

/// Not an algorithm of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an algorithm of the table")]
pub struct UnknownAlgorithm;
