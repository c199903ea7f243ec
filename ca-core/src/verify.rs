//! Verification of signatures, with aws-lc only.
//!
//! [`verify`] is for what this CA signs: the algorithm is one of its table (I6).
//! [`verify_any`] is for requests and foreign certificates: the algorithm is read from their
//! AlgorithmIdentifier, whose parameters must be exactly those that its RFC prescribes. It takes
//! the algorithms of the table, and a few more that others sign with: `foreign`.

mod foreign;

use aws_lc_rs::signature::{UnparsedPublicKey, VerificationAlgorithm};
use const_oid::ObjectIdentifier;
use const_oid::db::rfc5912;
use der::Decode;
use spki::{AlgorithmIdentifierRef, SubjectPublicKeyInfoRef};

use crate::algorithm::SignatureAlgorithm;
use crate::subject_key::KeyKind;

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
/// with the same hashes (RFC 5758), Ed25519 (RFC 8410), pure ML-DSA (RFC 9881).
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
    let verification = match of_the_table(spki, algorithm_identifier) {
        Some(verification) => verification,
        None => foreign::verification(&algorithm, &key.algorithm)?,
    };
    // aws-lc reads RSA keys under the name rsaEncryption only, or without any name.
    let key = if key.algorithm.oid == rfc5912::ID_RSASSA_PSS {
        foreign::check_restriction(&algorithm, &key.algorithm)?;
        key.subject_public_key.raw_bytes()
    } else {
        spki
    };
    UnparsedPublicKey::new(verification, key)
        .verify(message, signature)
        .map_err(|_| VerifyError::BadSignature)
}

/// An algorithm that this CA signs with too, by a key that makes such signatures.
fn of_the_table(spki: &[u8], identifier: &[u8]) -> Option<&'static dyn VerificationAlgorithm> {
    let known = SignatureAlgorithm::from_identifier(identifier)?;
    let kind = KeyKind::of_spki(spki).ok()?;
    known.fits(kind).then(|| known.verification())
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

impl VerifyError {
    /// The id of the requirement that the signature misses.
    #[must_use]
    pub const fn requirement(&self) -> &'static str {
        match self {
            Self::UnsupportedAlgorithm { .. } | Self::WeakHash { .. } => "ALG-02",
            Self::Parameters { .. } => "ALG-03",
            Self::BadSignature | Self::Malformed => "CRT-18",
        }
    }
}

#[cfg(test)]
mod tests;
