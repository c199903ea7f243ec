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
