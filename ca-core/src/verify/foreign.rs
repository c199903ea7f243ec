//! Algorithms in requests and foreign certificates: how they are verified, and what is said of
//! those that are not.

use aws_lc_rs::signature::{self, VerificationAlgorithm};
use const_oid::ObjectIdentifier;
use const_oid::db::rfc5912;
use spki::AlgorithmIdentifierRef;

use super::VerifyError;
use crate::algorithm::SignatureAlgorithm;
use crate::algorithm::pss::{PssDefect, PssHash};

/// How a signature under `algorithm` by a key of kind `key` is verified.
pub(super) fn verification(
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
    let of_the_table = SignatureAlgorithm::knows(oid);
    if algorithm.parameters.is_some() && (is_ecdsa(oid) || of_the_table) {
        return Err(VerifyError::Parameters { oid });
    }
    if is_ecdsa(oid) {
        return ecdsa(oid, key);
    }
    // One of the table comes here with a key that does not make such signatures.
    Err(if of_the_table {
        VerifyError::BadSignature
    } else {
        VerifyError::UnsupportedAlgorithm { oid }
    })
}

/// ECDSA: the curve comes from the key, the hash from the signature algorithm.
fn ecdsa(
    oid: ObjectIdentifier,
    key: &AlgorithmIdentifierRef<'_>,
) -> Result<&'static dyn VerificationAlgorithm, VerifyError> {
    let curve = key.parameters_oid();
    let curve = curve.map_err(|_| VerifyError::BadSignature)?;
    ECDSA
        .iter()
        .find(|(known, on, _)| *known == oid && *on == curve)
        .map(|(_, _, verification)| *verification)
        .ok_or(VerifyError::UnsupportedAlgorithm { oid })
}

fn is_ecdsa(oid: ObjectIdentifier) -> bool {
    ECDSA.iter().any(|(known, _, _)| *known == oid)
}

/// RSA-PSS with full parameters (ALG-03).
fn rsa_pss(
    algorithm: &AlgorithmIdentifierRef<'_>,
) -> Result<&'static dyn VerificationAlgorithm, VerifyError> {
    let wrong = VerifyError::Parameters { oid: algorithm.oid };
    let parameters = algorithm.parameters.ok_or(wrong)?;
    match PssHash::of_parameters(parameters) {
        Ok(hash) => Ok(hash.verification),
        Err(PssDefect::Sha1) => Err(VerifyError::WeakHash {
            oid: rfc5912::ID_SHA_1,
        }),
        Err(PssDefect::NotFull) => Err(wrong),
    }
}

/// A key for PSS signs with PSS only, and with the parameters beside it if there are any
/// (RFC 4055 3.3).
pub(super) fn check_restriction(
    algorithm: &AlgorithmIdentifierRef<'_>,
    key: &AlgorithmIdentifierRef<'_>,
) -> Result<(), VerifyError> {
    let hash = |of: &AlgorithmIdentifierRef<'_>| PssHash::of_parameters(of.parameters?).ok();
    let free = match (key.parameters, hash(key), hash(algorithm)) {
        (None, ..) => true,
        (Some(_), Some(prescribed), Some(used)) => std::ptr::eq(prescribed, used),
        (Some(_), ..) => false,
    };
    match algorithm.oid == rfc5912::ID_RSASSA_PSS {
        true if free => Ok(()),
        true => Err(VerifyError::Parameters { oid: algorithm.oid }),
        false => Err(VerifyError::BadSignature),
    }
}

/// md2, md5, sha1 and sha224 with RSA, DSA with SHA-1, ECDSA with SHA-1 and SHA-224.
pub(super) const BROKEN_HASHES: [ObjectIdentifier; 8] = [
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
