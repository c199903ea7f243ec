//! Subject keys, judged (CRT-17, ALG-01, ALG-02).
//!
//! [`SubjectKey`] is the SubjectPublicKeyInfo as it came, proven to hold a key that may be
//! certified; the checks of one key type are a child each.

mod edwards;
mod elliptic;
mod rsa;

use std::fmt;

use aws_lc_rs::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};
use const_oid::ObjectIdentifier;
use const_oid::db::{rfc5912, rfc8410};
use der::Decode;
use spki::SubjectPublicKeyInfoRef;

use crate::digest::Sha256Digest;

/// Least bits in an RSA modulus: shorter ones get no certificate after 2026 (ALG-01).
pub const MIN_RSA_BITS: u32 = 3000;
/// Most bits in an RSA modulus, so that nobody can make verifiers slow.
pub const MAX_RSA_BITS: u32 = 8192;

/// A public key that may be certified.
#[derive(Clone, PartialEq, Eq)]
pub struct SubjectKey {
    spki: Vec<u8>,
    kind: KeyKind,
    identifier: [u8; 20],
}

impl SubjectKey {
    /// Judges a DER SubjectPublicKeyInfo (RFC 5280 4.1.2.7).
    ///
    /// # Errors
    /// Says what is wrong with the key.
    pub fn from_spki(der: &[u8]) -> Result<Self, KeyDefect> {
        let spki = SubjectPublicKeyInfoRef::from_der(der).map_err(KeyDefect::Malformed)?;
        let octets = spki
            .subject_public_key
            .as_bytes()
            .ok_or(KeyDefect::UnusedBits)?;
        let oid = spki.algorithm.oid;
        let kind = if oid == rfc5912::RSA_ENCRYPTION {
            rsa::judge(&spki.algorithm, octets)?
        } else if oid == rfc5912::ID_EC_PUBLIC_KEY {
            elliptic::judge(&spki.algorithm, octets)?
        } else if oid == rfc8410::ID_ED_25519 {
            edwards::judge(&spki.algorithm, octets)?
        } else {
            return Err(KeyDefect::UnsupportedAlgorithm { oid });
        };
        Ok(Self {
            spki: der.to_vec(),
            kind,
            identifier: key_identifier(octets),
        })
    }

    /// The DER SubjectPublicKeyInfo, as it came.
    #[must_use]
    pub fn spki(&self) -> &[u8] {
        &self.spki
    }

    /// Algorithm and size.
    #[must_use]
    pub const fn kind(&self) -> KeyKind {
        self.kind
    }

    /// SHA-256 of the SubjectPublicKeyInfo: what the registry knows a key by.
    #[must_use]
    pub fn hash(&self) -> Sha256Digest {
        Sha256Digest::of(&self.spki)
    }

    /// The subject key identifier: SHA-1 of the BIT STRING content (RFC 5280 4.2.1.2,
    /// method 1).
    #[must_use]
    pub const fn key_identifier(&self) -> [u8; 20] {
        self.identifier
    }
}

impl fmt::Debug for SubjectKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SubjectKey({}, {})", self.kind, self.hash())
    }
}

/// SHA-1 of the key octets, as an identifier only: no security hangs on it.
fn key_identifier(octets: &[u8]) -> [u8; 20] {
    let mut identifier = [0; 20];
    let digest = digest(&SHA1_FOR_LEGACY_USE_ONLY, octets);
    identifier
        .iter_mut()
        .zip(digest.as_ref())
        .for_each(|(to, from)| *to = *from);
    identifier
}

/// Algorithm and size of a subject key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum KeyKind {
    /// RSA (RFC 8017).
    Rsa {
        /// Bits in the modulus.
        bits: u32,
    },
    /// NIST P-256 (FIPS 186-5).
    P256,
    /// NIST P-384.
    P384,
    /// NIST P-521.
    P521,
    /// Ed25519 (RFC 8032).
    Ed25519,
}

impl KeyKind {
    /// Whether the key is RSA, the only kind that can decipher keys (CRT-10).
    #[must_use]
    pub const fn is_rsa(self) -> bool {
        matches!(self, Self::Rsa { .. })
    }
}

/// `RSA 3072`, `P-256`, `Ed25519`.
impl fmt::Display for KeyKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rsa { bits } => write!(f, "RSA {bits}"),
            Self::P256 => f.write_str("P-256"),
            Self::P384 => f.write_str("P-384"),
            Self::P521 => f.write_str("P-521"),
            Self::Ed25519 => f.write_str("Ed25519"),
        }
    }
}

/// Why a key may not be certified.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum KeyDefect {
    /// Not a DER SubjectPublicKeyInfo, or its content not a key.
    #[error("the public key is not DER")]
    Malformed(#[source] der::Error),
    /// The key's BIT STRING is not whole octets.
    #[error("the public key is not a whole number of octets")]
    UnusedBits,
    /// Not RSA, EC or Ed25519.
    #[error("key algorithm {oid} is not accepted")]
    UnsupportedAlgorithm {
        /// The algorithm.
        oid: ObjectIdentifier,
    },
    /// Parameters other than those that the algorithm prescribes.
    #[error("key algorithm {oid} has wrong parameters")]
    Parameters {
        /// The algorithm.
        oid: ObjectIdentifier,
    },
    /// A curve other than P-256, P-384 and P-521 (ALG-02).
    #[error("elliptic curve {oid} is not accepted")]
    UnsupportedCurve {
        /// The curve.
        oid: ObjectIdentifier,
    },
    /// The curve is not named but described (RFC 5480 2.1.1).
    #[error("the elliptic curve is not named")]
    UnnamedCurve,
    /// The point is compressed, hybrid or of the wrong length (RFC 5480 2.2).
    #[error("the point of the {curve} key is not in uncompressed form")]
    PointForm {
        /// The curve.
        curve: KeyKind,
    },
    /// The point at infinity.
    #[error("the {curve} key is the point at infinity")]
    PointAtInfinity {
        /// The curve.
        curve: KeyKind,
    },
    /// The point does not satisfy the curve's equation.
    #[error("the point of the key is not on {curve}")]
    PointOffCurve {
        /// The curve.
        curve: KeyKind,
    },
    /// An Ed25519 key of the wrong length.
    #[error("an Ed25519 key of {found} octets, not 32")]
    EdwardsLength {
        /// Octets in the key.
        found: usize,
    },
    /// An Ed25519 point under which anybody can sign.
    #[error("the Ed25519 key has low order")]
    LowOrder,
    /// The RSA modulus is too short or too long (ALG-01).
    #[error("RSA modulus of {bits} bits, allowed are {least} to {most}")]
    ModulusSize {
        /// Bits in the modulus.
        bits: u32,
        /// Least bits allowed.
        least: u32,
        /// Most bits allowed.
        most: u32,
    },
    /// The RSA modulus has a small factor (CRT-17).
    #[error("the RSA modulus is divisible by {prime}")]
    SmallFactor {
        /// The factor.
        prime: u32,
    },
    /// The RSA exponent is even, below 65537 or not below 2^256 (CRT-17).
    #[error("RSA exponent {exponent} is not odd and from 65537 to below 2^256")]
    Exponent {
        /// The exponent: decimal up to 64 bits, `0x` and hexadecimal above.
        exponent: String,
    },
}
