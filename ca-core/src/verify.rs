//! Verification of signatures, with aws-lc only.
//!
//! [`verify`] is for what this CA signs: the algorithm is one of its table (I6).
//! [`verify_any`] is for requests and foreign certificates: the algorithm is read from their
//! AlgorithmIdentifier, whose parameters must be exactly those that its RFC prescribes.

use aws_lc_rs::signature::{self, UnparsedPublicKey, VerificationAlgorithm};
use const_oid::ObjectIdentifier;
use const_oid::db::{rfc5912, rfc8410};
use der::Decode;
use pkcs1::RsaPssParamsOwned;
use spki::{AlgorithmIdentifierRef, SubjectPublicKeyInfoRef};

use crate::algorithm::SignatureAlgorithm;

/// Verifies a signature made by a key of this CA; `spki` is the DER SubjectPublicKeyInfo.
///
/// # Errors
/// Fails if the signature is not by that key over `message`, or the key not of the kind that
/// `algorithm` needs.
pub fn verify(
    spki: &[u8],
    algorithm: SignatureAlgorithm,
    message: &[u8],
    signature: &[u8],
) -> Result<(), BadSignature> {
    UnparsedPublicKey::new(algorithm.verification(), spki)
        .verify(message, signature)
        .map_err(|_| BadSignature)
}

/// Verifies a signature under the algorithm that a request or a foreign certificate names.
///
/// RSA PKCS#1 and RSA-PSS with SHA-256, 384 or 512 (RFC 4055), ECDSA on P-256, P-384 or P-521
/// with the same hashes (RFC 5758), Ed25519 (RFC 8410).
///
/// # Errors
/// Says whether the algorithm is unknown, its hash broken, its parameters wrong, or the
/// signature not by that key over `message`.
pub fn verify_any(
    spki: &[u8],
    algorithm_identifier: &[u8],
    message: &[u8],
    signature: &[u8],
) -> Result<(), VerifyError> {
    let algorithm = AlgorithmIdentifierRef::from_der(algorithm_identifier)
        .map_err(|_| VerifyError::Malformed)?;
    let key = SubjectPublicKeyInfoRef::from_der(spki).map_err(|_| VerifyError::Malformed)?;
    let verification = verification(&algorithm, &key.algorithm)?;
    UnparsedPublicKey::new(verification, spki)
        .verify(message, signature)
        .map_err(|_| VerifyError::BadSignature)
}

/// How a signature under `algorithm` by a key of kind `key` is verified.
fn verification(
    algorithm: &AlgorithmIdentifierRef<'_>,
    key: &AlgorithmIdentifierRef<'_>,
) -> Result<&'static dyn VerificationAlgorithm, VerifyError> {
    let oid = algorithm.oid;
    if BROKEN_HASHES.contains(&oid) {
        return Err(VerifyError::WeakHash { oid });
    }
    if oid == rfc5912::ID_RSASSA_PSS {
        return rsa_pss(algorithm);
    }
    if let Some((_, verification)) = RSA_PKCS1.iter().find(|(known, _)| *known == oid) {
        return match algorithm.parameters {
            Some(parameters) if parameters.is_null() => Ok(*verification),
            Some(_) | None => Err(VerifyError::Parameters { oid }),
        };
    }
    if algorithm.parameters.is_some() && (is_ecdsa(oid) || oid == rfc8410::ID_ED_25519) {
        return Err(VerifyError::Parameters { oid });
    }
    if oid == rfc8410::ID_ED_25519 {
        return Ok(&signature::ED25519);
    }
    ecdsa(oid, key)
}

/// ECDSA: the curve comes from the key, the hash from the signature algorithm.
fn ecdsa(
    oid: ObjectIdentifier,
    key: &AlgorithmIdentifierRef<'_>,
) -> Result<&'static dyn VerificationAlgorithm, VerifyError> {
    let Ok(curve) = key.parameters_oid() else {
        let known = is_ecdsa(oid);
        return Err(if known {
            VerifyError::BadSignature
        } else {
            VerifyError::UnsupportedAlgorithm { oid }
        });
    };
    ECDSA
        .iter()
        .find(|(known, on, _)| *known == oid && *on == curve)
        .map(|(_, _, verification)| *verification)
        .ok_or(VerifyError::UnsupportedAlgorithm { oid })
}

fn is_ecdsa(oid: ObjectIdentifier) -> bool {
    ECDSA.iter().any(|(known, _, _)| *known == oid)
}

/// RSA-PSS with full parameters: one hash for message and mask, a salt as long as the hash
/// (ALG-03).
fn rsa_pss(
    algorithm: &AlgorithmIdentifierRef<'_>,
) -> Result<&'static dyn VerificationAlgorithm, VerifyError> {
    let wrong = VerifyError::Parameters { oid: algorithm.oid };
    let parameters = algorithm.parameters.ok_or(wrong)?;
    let pss: RsaPssParamsOwned = parameters.decode_as().map_err(|_| wrong)?;
    let hash = pss.hash.oid;
    if hash == rfc5912::ID_SHA_1 {
        return Err(VerifyError::WeakHash { oid: hash });
    }
    let mask_hash = pss.mask_gen.parameters.map(|inner| inner.oid);
    RSA_PSS
        .iter()
        .find(|(known, salt, _)| {
            *known == hash
                && *salt == pss.salt_len
                && mask_hash == Some(hash)
                && pss.mask_gen.oid == rfc5912::ID_MGF_1
        })
        .map(|(_, _, verification)| *verification)
        .ok_or(wrong)
}

/// The signature is not by that key over that message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the signature does not verify")]
pub struct BadSignature;

/// Why a foreign signature was not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum VerifyError {
    /// The signature is not by that key over that message.
    #[error("the signature does not verify")]
    BadSignature,
    /// The algorithm is not one of those accepted.
    #[error("signature algorithm {oid} is not accepted")]
    UnsupportedAlgorithm {
        /// The algorithm.
        oid: ObjectIdentifier,
    },
    /// The hash is broken: MD2, MD5, SHA-1 or SHA-224 (ALG-02).
    #[error("signature algorithm {oid} uses a broken or too short hash")]
    WeakHash {
        /// The signature algorithm, or the hash in RSA-PSS parameters.
        oid: ObjectIdentifier,
    },
    /// The parameters are not those that the algorithm prescribes.
    #[error("signature algorithm {oid} has wrong parameters")]
    Parameters {
        /// The algorithm.
        oid: ObjectIdentifier,
    },
    /// The key or the AlgorithmIdentifier is not DER.
    #[error("the key or the algorithm identifier is not DER")]
    Malformed,
}

/// md2, md5, sha1 and sha224 with RSA, DSA with SHA-1, ECDSA with SHA-1 and SHA-224.
const BROKEN_HASHES: [ObjectIdentifier; 8] = [
    rfc5912::MD_2_WITH_RSA_ENCRYPTION,
    rfc5912::MD_5_WITH_RSA_ENCRYPTION,
    rfc5912::SHA_1_WITH_RSA_ENCRYPTION,
    rfc5912::SHA_224_WITH_RSA_ENCRYPTION,
    rfc5912::DSA_WITH_SHA_1,
    rfc5912::DSA_WITH_SHA_224,
    ObjectIdentifier::new_unwrap("1.2.840.10045.4.1"),
    rfc5912::ECDSA_WITH_SHA_224,
];

static RSA_PKCS1: [(ObjectIdentifier, &dyn VerificationAlgorithm); 3] = [
    (
        rfc5912::SHA_256_WITH_RSA_ENCRYPTION,
        &signature::RSA_PKCS1_2048_8192_SHA256,
    ),
    (
        rfc5912::SHA_384_WITH_RSA_ENCRYPTION,
        &signature::RSA_PKCS1_2048_8192_SHA384,
    ),
    (
        rfc5912::SHA_512_WITH_RSA_ENCRYPTION,
        &signature::RSA_PKCS1_2048_8192_SHA512,
    ),
];

/// Hash, salt length, how to verify.
static RSA_PSS: [(ObjectIdentifier, u8, &dyn VerificationAlgorithm); 3] = [
    (
        rfc5912::ID_SHA_256,
        32,
        &signature::RSA_PSS_2048_8192_SHA256,
    ),
    (
        rfc5912::ID_SHA_384,
        48,
        &signature::RSA_PSS_2048_8192_SHA384,
    ),
    (
        rfc5912::ID_SHA_512,
        64,
        &signature::RSA_PSS_2048_8192_SHA512,
    ),
];

const P256: ObjectIdentifier = rfc5912::SECP_256_R_1;
const P384: ObjectIdentifier = rfc5912::SECP_384_R_1;
const P521: ObjectIdentifier = rfc5912::SECP_521_R_1;

static ECDSA: [(
    ObjectIdentifier,
    ObjectIdentifier,
    &dyn VerificationAlgorithm,
); 9] = [
    (
        rfc5912::ECDSA_WITH_SHA_256,
        P256,
        &signature::ECDSA_P256_SHA256_ASN1,
    ),
    (
        rfc5912::ECDSA_WITH_SHA_384,
        P256,
        &signature::ECDSA_P256_SHA384_ASN1,
    ),
    (
        rfc5912::ECDSA_WITH_SHA_512,
        P256,
        &signature::ECDSA_P256_SHA512_ASN1,
    ),
    (
        rfc5912::ECDSA_WITH_SHA_256,
        P384,
        &signature::ECDSA_P384_SHA256_ASN1,
    ),
    (
        rfc5912::ECDSA_WITH_SHA_384,
        P384,
        &signature::ECDSA_P384_SHA384_ASN1,
    ),
    (
        rfc5912::ECDSA_WITH_SHA_512,
        P384,
        &signature::ECDSA_P384_SHA512_ASN1,
    ),
    (
        rfc5912::ECDSA_WITH_SHA_256,
        P521,
        &signature::ECDSA_P521_SHA256_ASN1,
    ),
    (
        rfc5912::ECDSA_WITH_SHA_384,
        P521,
        &signature::ECDSA_P521_SHA384_ASN1,
    ),
    (
        rfc5912::ECDSA_WITH_SHA_512,
        P521,
        &signature::ECDSA_P521_SHA512_ASN1,
    ),
];

#[cfg(test)]
mod tests {
    use aws_lc_rs::rand::SystemRandom;
    use aws_lc_rs::signature::{EcdsaKeyPair, Ed25519KeyPair, KeyPair, RsaKeyPair};
    use der::Encode;
    use der::asn1::{Any, BitString, Null};
    use pkcs1::RsaPssParamsOwned;
    use proptest::prelude::*;
    use spki::{AlgorithmIdentifierOwned, SubjectPublicKeyInfo};

    use super::*;

    const MESSAGE: &[u8] = b"message";

    fn spki(oid: ObjectIdentifier, parameters: Option<Any>, key: &[u8]) -> Vec<u8> {
        let algorithm = AlgorithmIdentifierOwned { oid, parameters };
        let subject_public_key = BitString::from_bytes(key).unwrap();
        SubjectPublicKeyInfo {
            algorithm,
            subject_public_key,
        }
        .to_der()
        .unwrap()
    }

    fn identifier(oid: ObjectIdentifier, parameters: Option<Any>) -> Vec<u8> {
        AlgorithmIdentifierOwned { oid, parameters }
            .to_der()
            .unwrap()
    }

    /// SubjectPublicKeyInfo and signature.
    fn p256() -> (Vec<u8>, Vec<u8>) {
        let key = EcdsaKeyPair::generate(&signature::ECDSA_P256_SHA256_ASN1_SIGNING).unwrap();
        let curve = Some(Any::from(der::AnyRef::from(&P256)));
        let spki = spki(rfc5912::ID_EC_PUBLIC_KEY, curve, key.public_key().as_ref());
        let signed = key.sign(&SystemRandom::new(), MESSAGE).unwrap();
        (spki, signed.as_ref().to_vec())
    }

    #[test]
    fn own_signatures_verify_and_others_do_not() {
        let (spki, signature) = p256();
        let algorithm = SignatureAlgorithm::EcdsaSha256;
        assert_eq!(verify(&spki, algorithm, MESSAGE, &signature), Ok(()));
        assert_eq!(
            verify(&spki, algorithm, b"massage", &signature),
            Err(BadSignature)
        );
        assert_eq!(
            verify(&p256().0, algorithm, MESSAGE, &signature),
            Err(BadSignature)
        );
        for other in SignatureAlgorithm::ALL {
            let found = verify(&spki, other, MESSAGE, &signature);
            assert_eq!(found.is_ok(), other == algorithm, "{other}");
        }
    }

    #[test]
    fn identifiers_have_exactly_the_parameters_prescribed() {
        let (spki, signature) = p256();
        let oid = rfc5912::ECDSA_WITH_SHA_256;
        let found =
            |parameters| verify_any(&spki, &identifier(oid, parameters), MESSAGE, &signature);
        assert_eq!(found(None), Ok(()));
        assert_eq!(
            found(Some(Any::from(Null))),
            Err(VerifyError::Parameters { oid })
        );
    }

    #[test]
    fn a_key_of_another_kind_never_verifies() {
        let (elliptic, signature) = p256();
        let null = || Some(Any::from(Null));
        for (oid, parameters) in [
            (rfc5912::SHA_256_WITH_RSA_ENCRYPTION, null()),
            (rfc8410::ID_ED_25519, None),
            (rfc5912::ECDSA_WITH_SHA_384, None),
        ] {
            let found = verify_any(&elliptic, &identifier(oid, parameters), MESSAGE, &signature);
            assert_eq!(found, Err(VerifyError::BadSignature), "{oid}");
        }
        let key = Ed25519KeyPair::generate().unwrap();
        let edwards = spki(rfc8410::ID_ED_25519, None, key.public_key().as_ref());
        let signed = key.sign(MESSAGE);
        let ed25519 = identifier(rfc8410::ID_ED_25519, None);
        assert_eq!(
            verify_any(&edwards, &ed25519, MESSAGE, signed.as_ref()),
            Ok(())
        );
        let ecdsa = identifier(rfc5912::ECDSA_WITH_SHA_256, None);
        let found = verify_any(&edwards, &ecdsa, MESSAGE, signed.as_ref());
        assert_eq!(found, Err(VerifyError::BadSignature));
    }

    #[test]
    fn broken_and_unknown_algorithms_are_told_apart() {
        let (spki, signature) = p256();
        let found = |oid| verify_any(&spki, &identifier(oid, None), MESSAGE, &signature);
        for oid in BROKEN_HASHES {
            assert_eq!(found(oid), Err(VerifyError::WeakHash { oid }));
        }
        let oid = ObjectIdentifier::new_unwrap("1.2.3.4");
        assert_eq!(found(oid), Err(VerifyError::UnsupportedAlgorithm { oid }));
        assert_eq!(
            verify_any(&spki, b"", MESSAGE, &signature),
            Err(VerifyError::Malformed)
        );
    }

    #[test]
    fn alg_03_pss_needs_full_parameters() {
        let key = RsaKeyPair::generate(aws_lc_rs::rsa::KeySize::Rsa2048).unwrap();
        let null = Some(Any::from(Null));
        let spki = spki(rfc5912::RSA_ENCRYPTION, null, key.public_key().as_ref());
        let mut signed = vec![0; key.public_modulus_len()];
        key.sign(
            &signature::RSA_PSS_SHA256,
            &SystemRandom::new(),
            MESSAGE,
            &mut signed,
        )
        .unwrap();
        let hash = |oid| AlgorithmIdentifierOwned {
            oid,
            parameters: Some(Any::from(Null)),
        };
        let pss = |message, mask, salt_len| {
            let parameters = RsaPssParamsOwned {
                hash: hash(message),
                mask_gen: spki::AlgorithmIdentifier {
                    oid: rfc5912::ID_MGF_1,
                    parameters: Some(hash(mask)),
                },
                salt_len,
                trailer_field: pkcs1::TrailerField::BC,
            };
            let parameters = Any::encode_from(&parameters).unwrap();
            verify_any(
                &spki,
                &identifier(rfc5912::ID_RSASSA_PSS, Some(parameters)),
                MESSAGE,
                &signed,
            )
        };
        let (sha1, sha256, sha384) = (rfc5912::ID_SHA_1, rfc5912::ID_SHA_256, rfc5912::ID_SHA_384);
        let wrong = Err(VerifyError::Parameters {
            oid: rfc5912::ID_RSASSA_PSS,
        });
        assert_eq!(pss(sha256, sha256, 32), Ok(()));
        assert_eq!(pss(sha256, sha256, 20), wrong);
        assert_eq!(pss(sha256, sha1, 32), wrong);
        assert_eq!(pss(sha384, sha384, 48), Err(VerifyError::BadSignature));
        assert_eq!(
            pss(sha1, sha1, 20),
            Err(VerifyError::WeakHash { oid: sha1 })
        );
    }

    proptest! {
        #[test]
        fn verifying_never_panics(
            spki in prop::collection::vec(any::<u8>(), 0..64),
            algorithm in prop::collection::vec(any::<u8>(), 0..64),
        ) {
            prop_assert!(verify_any(&spki, &algorithm, MESSAGE, &[]).is_err());
        }
    }
}
