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
use spki::{AlgorithmIdentifierRef, SubjectPublicKeyInfoRef};

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
        let (algorithm, octets) = split(der)?;
        let kind = kind(&algorithm, octets)?;
        match kind {
            KeyKind::Rsa { bits } => rsa::judge(bits, octets)?,
            KeyKind::P256 | KeyKind::P384 | KeyKind::P521 => elliptic::judge(kind, octets)?,
            KeyKind::Ed25519 => edwards::judge(octets)?,
        }
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

/// The AlgorithmIdentifier and the content of the BIT STRING.
fn split(der: &[u8]) -> Result<(AlgorithmIdentifierRef<'_>, &[u8]), KeyDefect> {
    let spki = SubjectPublicKeyInfoRef::from_der(der).map_err(KeyDefect::Malformed)?;
    let octets = spki.subject_public_key.as_bytes();
    Ok((spki.algorithm, octets.ok_or(KeyDefect::UnusedBits)?))
}

fn kind(algorithm: &AlgorithmIdentifierRef<'_>, octets: &[u8]) -> Result<KeyKind, KeyDefect> {
    match algorithm.oid {
        rfc5912::RSA_ENCRYPTION => rsa::kind(algorithm, octets),
        rfc5912::ID_EC_PUBLIC_KEY => elliptic::kind(algorithm),
        rfc8410::ID_ED_25519 => edwards::kind(algorithm),
        oid => Err(KeyDefect::UnsupportedAlgorithm { oid }),
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
    /// Algorithm and size of the key in a DER SubjectPublicKeyInfo, without a judgement on the
    /// key itself.
    ///
    /// # Errors
    /// Fails if it is not RSA, on a named NIST curve or Ed25519.
    pub fn of_spki(der: &[u8]) -> Result<Self, KeyDefect> {
        let (algorithm, octets) = split(der)?;
        kind(&algorithm, octets)
    }

    /// Whether the key is RSA, the only kind that can decipher keys (CRT-10).
    #[must_use]
    pub const fn is_rsa(self) -> bool {
        matches!(self, Self::Rsa { .. })
    }

    /// Whether the key is on a curve that keys can be agreed on with (CRT-10).
    #[must_use]
    pub const fn is_weierstrass(self) -> bool {
        matches!(self, Self::P256 | Self::P384 | Self::P521)
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

#[cfg(test)]
mod tests {
    use const_oid::ObjectIdentifier;
    use der::asn1::{Any, BitString, Null, UintRef};
    use der::{AnyRef, Encode};
    use pkcs1::RsaPublicKeyRef;
    use proptest::prelude::*;
    use spki::{AlgorithmIdentifier, SubjectPublicKeyInfo};

    use super::*;

    fn spki(oid: ObjectIdentifier, parameters: Option<Any>, key: &[u8]) -> Vec<u8> {
        let algorithm = AlgorithmIdentifier { oid, parameters };
        let subject_public_key = BitString::from_bytes(key).unwrap();
        SubjectPublicKeyInfo {
            algorithm,
            subject_public_key,
        }
        .to_der()
        .unwrap()
    }

    fn rsa(modulus: &[u8], exponent: &[u8]) -> Result<SubjectKey, KeyDefect> {
        let modulus = UintRef::new(modulus).unwrap();
        let public_exponent = UintRef::new(exponent).unwrap();
        let key = RsaPublicKeyRef {
            modulus,
            public_exponent,
        }
        .to_der()
        .unwrap();
        let null = Some(Any::from(Null));
        SubjectKey::from_spki(&spki(rfc5912::RSA_ENCRYPTION, null, &key))
    }

    fn elliptic(curve: ObjectIdentifier, point: &[u8]) -> Result<SubjectKey, KeyDefect> {
        let curve = Some(Any::from(AnyRef::from(&curve)));
        SubjectKey::from_spki(&spki(rfc5912::ID_EC_PUBLIC_KEY, curve, point))
    }

    fn edwards(key: &[u8]) -> Result<SubjectKey, KeyDefect> {
        SubjectKey::from_spki(&spki(rfc8410::ID_ED_25519, None, key))
    }

    /// An odd number of these octets without a factor below 752.
    fn modulus(octets: usize) -> Vec<u8> {
        let mut modulus = vec![0xbf; octets];
        for last in (1..=255).step_by(2) {
            modulus[octets - 1] = last;
            for next in 0..=255 {
                modulus[octets - 2] = next;
                if rsa(&modulus, &[1, 0, 1]).is_ok() {
                    return modulus;
                }
            }
        }
        panic!("no such number");
    }

    #[test]
    fn alg_01_short_and_endless_rsa_keys_are_refused() {
        let good = modulus(384);
        assert_eq!(
            rsa(&good, &[1, 0, 1]).unwrap().kind(),
            KeyKind::Rsa { bits: 3072 }
        );
        for (octets, bits) in [(256, 2048), (374, 2992), (1025, 8200)] {
            let refused = KeyDefect::ModulusSize {
                bits,
                least: 3000,
                most: 8192,
            };
            assert_eq!(rsa(&vec![0xbf; octets], &[1, 0, 1]), Err(refused));
        }
    }

    #[test]
    fn crt_17_exponents_are_odd_and_from_65537_to_256_bits() {
        let modulus = modulus(384);
        for good in [&[1, 0, 1][..], &[0xff; 32], &[1, 0, 0, 0, 1]] {
            assert!(rsa(&modulus, good).is_ok(), "{good:?}");
        }
        let wide = [1; 33];
        for (wrong, text) in [
            (&[3][..], "3"),
            (&[0xff, 0xff], "65535"),
            (&[1, 0, 2], "65538"),
            (&[0], "0"),
        ] {
            let refused = KeyDefect::Exponent {
                exponent: text.to_owned(),
            };
            assert_eq!(rsa(&modulus, wrong), Err(refused));
        }
        assert!(matches!(
            rsa(&modulus, &wide),
            Err(KeyDefect::Exponent { .. })
        ));
    }

    #[test]
    fn crt_17_moduli_with_a_small_factor_are_refused() {
        let good = modulus(384);
        for prime in [2u32, 3, 5, 251, 743, 751] {
            let mut carry = 0;
            let mut product: Vec<u8> = good
                .iter()
                .rev()
                .map(|octet| {
                    carry += u32::from(*octet) * prime;
                    let low = u8::try_from(carry & 0xff).unwrap();
                    carry >>= 8;
                    low
                })
                .collect();
            product.extend(carry.to_le_bytes());
            product.reverse();
            let first = product.iter().position(|octet| *octet != 0).unwrap();
            let refused = Err(KeyDefect::SmallFactor { prime });
            assert_eq!(rsa(&product[first..], &[1, 0, 1]), refused);
        }
    }

    #[test]
    fn crt_17_points_at_infinity_and_off_the_curve_are_refused() {
        for (oid, octets, curve) in [
            (rfc5912::SECP_256_R_1, 32, KeyKind::P256),
            (rfc5912::SECP_384_R_1, 48, KeyKind::P384),
            (rfc5912::SECP_521_R_1, 66, KeyKind::P521),
        ] {
            assert_eq!(
                elliptic(oid, &[0]),
                Err(KeyDefect::PointAtInfinity { curve })
            );
            let mut point = vec![0; 1 + 2 * octets];
            point[0] = 4;
            assert_eq!(
                elliptic(oid, &point),
                Err(KeyDefect::PointOffCurve { curve })
            );
            point[0] = 6;
            assert_eq!(
                elliptic(oid, &point),
                Err(KeyDefect::PointForm { curve }),
                "hybrid"
            );
            assert_eq!(elliptic(oid, &[]), Err(KeyDefect::PointForm { curve }));
            point[1..].fill(0xff);
            point[0] = 4;
            assert_eq!(
                elliptic(oid, &point),
                Err(KeyDefect::PointOffCurve { curve })
            );
        }
    }

    #[test]
    fn ed25519_keys_anybody_can_sign_under_are_refused() {
        for (first, sign) in [(0, 0), (1, 0), (1, 0x80)] {
            let mut key = [0; 32];
            (key[0], key[31]) = (first, sign);
            assert_eq!(edwards(&key), Err(KeyDefect::LowOrder));
        }
        assert_eq!(
            edwards(&[7; 31]),
            Err(KeyDefect::EdwardsLength { found: 31 })
        );
        assert_eq!(edwards(&[7; 32]).unwrap().kind().to_string(), "Ed25519");
    }

    #[test]
    fn parameters_are_those_that_the_algorithm_prescribes() {
        let null = || Some(Any::from(Null));
        let oid = rfc8410::ID_ED_25519;
        let found = SubjectKey::from_spki(&spki(oid, null(), &[7; 32]));
        assert_eq!(found, Err(KeyDefect::Parameters { oid }));
        let oid = rfc5912::RSA_ENCRYPTION;
        let found = SubjectKey::from_spki(&spki(oid, None, &[0x30, 0]));
        assert_eq!(found, Err(KeyDefect::Parameters { oid }));
        let oid = rfc5912::ID_EC_PUBLIC_KEY;
        let found = SubjectKey::from_spki(&spki(oid, None, &[4]));
        assert_eq!(found, Err(KeyDefect::Parameters { oid }));
        let found = SubjectKey::from_spki(&spki(oid, null(), &[4]));
        assert_eq!(found, Err(KeyDefect::UnnamedCurve));
    }

    #[test]
    fn key_identifier_is_sha_1_of_the_key_octets() {
        let key = edwards(&[7; 32]).unwrap();
        let sha1 = digest(&SHA1_FOR_LEGACY_USE_ONLY, &[7; 32]);
        assert_eq!(key.key_identifier(), sha1.as_ref());
        assert_eq!(key.hash(), Sha256Digest::of(key.spki()));
    }

    proptest! {
        #[test]
        fn judging_never_panics(der in prop::collection::vec(any::<u8>(), 0..128)) {
            drop(SubjectKey::from_spki(&der));
        }

        #[test]
        fn judging_keys_never_panics(key in prop::collection::vec(any::<u8>(), 0..140)) {
            drop(edwards(&key));
            drop(elliptic(rfc5912::SECP_256_R_1, &key));
            let null = Some(Any::from(Null));
            drop(SubjectKey::from_spki(&spki(rfc5912::RSA_ENCRYPTION, null, &key)));
        }
    }
}
