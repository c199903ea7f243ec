//! Subject keys, judged (CRT-17, ALG-02).
//!
//! [`SubjectKey`] is the SubjectPublicKeyInfo as it came, proven to hold a key that some date
//! may allow to be certified: its structure is right and nobody can compute its private half.
//! Whether its kind and size hold today is asked of [`crate::algorithm_table`].
//!
//! - `kind`: [`KeyKind`], the table of kinds, and which child reads which;
//! - `rsa`, `elliptic`, `edwards`, `ml_dsa`: the checks of one type of key each.

mod edwards;
mod elliptic;
mod kind;
mod ml_dsa;
mod rsa;

use std::fmt;

use aws_lc_rs::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};
use const_oid::ObjectIdentifier;
use const_oid::db::rfc5912;
use der::asn1::{AnyRef, BitStringRef};
use der::{Decode, Encode};
use spki::{AlgorithmIdentifierRef, SubjectPublicKeyInfoRef};

pub use self::kind::KeyKind;
use crate::digest::Sha256Digest;

/// Least bits in an RSA modulus: no table allows shorter ones for any date (ALG-01).
pub const LEAST_RSA_BITS: u32 = 1900;
/// Most bits in an RSA modulus, so that nobody can make verifiers slow.
pub const LARGEST_RSA_BITS: u32 = 8192;

/// A public key that may be certified.
#[derive(Clone, PartialEq, Eq)]
pub struct SubjectKey {
    spki: Vec<u8>,
    kind: KeyKind,
    identifier: [u8; 20],
    hash: Sha256Digest,
}

impl SubjectKey {
    /// Judges a DER SubjectPublicKeyInfo (RFC 5280 4.1.2.7).
    ///
    /// # Errors
    /// Says what is wrong with the key.
    pub fn from_spki(der: &[u8]) -> Result<Self, KeyDefect> {
        let (algorithm, octets) = split(der)?;
        Ok(Self {
            spki: der.to_vec(),
            kind: kind::Form::judge(&algorithm, octets)?,
            identifier: key_identifier(octets),
            hash: hash_of(der, &algorithm, octets).map_err(KeyDefect::Malformed)?,
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

    /// What the registry knows the key by, under whatever algorithm it is certified: see
    /// [`key_hash`].
    #[must_use]
    pub const fn hash(&self) -> Sha256Digest {
        self.hash
    }

    /// SHA-256 of the SubjectPublicKeyInfo as it came: what others call the key by.
    #[must_use]
    pub fn spki_sha256(&self) -> Sha256Digest {
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
        write!(f, "SubjectKey({}, {})", self.kind, self.spki_sha256())
    }
}

/// The AlgorithmIdentifier and the content of the BIT STRING.
fn split(der: &[u8]) -> Result<(AlgorithmIdentifierRef<'_>, &[u8]), KeyDefect> {
    let spki = SubjectPublicKeyInfoRef::from_der(der).map_err(KeyDefect::Malformed)?;
    let octets = spki.subject_public_key.as_bytes();
    Ok((spki.algorithm, octets.ok_or(KeyDefect::UnusedBits)?))
}

/// What the registry knows a key by (CRT-17, CRT-21): SHA-256 of its SubjectPublicKeyInfo, for
/// every RSA key in the form of RFC 8017 A.1, algorithm rsaEncryption with NULL. A modulus that
/// is barred under one name must not come back under another, or with other parameters.
#[must_use]
pub fn key_hash(spki: &[u8]) -> Sha256Digest {
    let canonical = split(spki)
        .ok()
        .and_then(|(algorithm, octets)| hash_of(spki, &algorithm, octets).ok());
    canonical.unwrap_or_else(|| Sha256Digest::of(spki))
}

fn hash_of(
    spki: &[u8],
    algorithm: &AlgorithmIdentifierRef<'_>,
    octets: &[u8],
) -> der::Result<Sha256Digest> {
    if algorithm.oid != rfc5912::ID_RSASSA_PSS {
        return Ok(Sha256Digest::of(spki));
    }
    let canonical = SubjectPublicKeyInfoRef {
        algorithm: AlgorithmIdentifierRef {
            oid: rfc5912::RSA_ENCRYPTION,
            parameters: Some(AnyRef::NULL),
        },
        subject_public_key: BitStringRef::from_bytes(octets)?,
    };
    Ok(Sha256Digest::of(&canonical.to_der()?))
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
    /// Not an algorithm of the table (ALG-02).
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
    /// An Ed25519 or ML-DSA key of the wrong length (RFC 8410 4, RFC 9881 4).
    #[error("{kind} key of {found} octets, not {expected}")]
    Length {
        /// What its algorithm says that it is.
        kind: KeyKind,
        /// Octets in the key.
        found: usize,
        /// Octets of keys of this kind.
        expected: usize,
    },
    /// An Ed25519 point under which anybody can sign.
    #[error("the Ed25519 key has low order")]
    LowOrder,
    /// An ML-DSA key whose vector t1 is near zero, so that anybody can sign.
    #[error("the vector of the {kind} key is short")]
    ShortVector {
        /// The key.
        kind: KeyKind,
    },
    /// The RSA modulus is too short or too long for any date (ALG-01).
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
    /// The RSA modulus is of the family that the Infineon library made (CVE-2017-15361,
    /// CRT-17).
    #[error("the RSA key was made by a library whose keys can be factored (ROCA)")]
    Roca,
    /// The primes of the RSA modulus are so close that Fermat's method finds them (CRT-17).
    #[error("the primes of the RSA modulus are close: {rounds} rounds of Fermat's method")]
    ClosePrimes {
        /// Rounds that it took, at most 100.
        rounds: u32,
    },
    /// The RSA exponent is even, below 65537 or not below 2^256 (CRT-17).
    #[error("RSA exponent {exponent} is not odd and from 65537 to below 2^256")]
    Exponent {
        /// The exponent: decimal up to 64 bits, `0x` and hexadecimal above.
        exponent: String,
    },
}

impl KeyDefect {
    /// The id of the requirement that the key misses.
    #[must_use]
    pub const fn requirement(&self) -> &'static str {
        match self {
            Self::ModulusSize { .. } => "ALG-01",
            Self::UnsupportedAlgorithm { .. }
            | Self::UnsupportedCurve { .. }
            | Self::Parameters { .. } => "ALG-02",
            Self::Malformed(_)
            | Self::UnusedBits
            | Self::UnnamedCurve
            | Self::PointForm { .. }
            | Self::PointAtInfinity { .. }
            | Self::PointOffCurve { .. }
            | Self::Length { .. }
            | Self::LowOrder
            | Self::ShortVector { .. }
            | Self::SmallFactor { .. }
            | Self::Roca
            | Self::ClosePrimes { .. }
            | Self::Exponent { .. } => "CRT-17",
        }
    }
}

#[cfg(test)]
mod tests;
