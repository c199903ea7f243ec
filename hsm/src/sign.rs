//! Signature mechanisms, and the form of their input and output.

use ca_core::algorithm::{KeyAlgorithm, SignatureAlgorithm};
use ca_core::signer::SignInput;
use cryptoki::mechanism::Mechanism;
use cryptoki::mechanism::eddsa::{EddsaParams, EddsaSignatureScheme};
use cryptoki::session::Session;
use der::asn1::{Null, ObjectIdentifier, OctetStringRef, UintRef};
use der::{Encode, Sequence};
use spki::AlgorithmIdentifierRef;

use crate::failure::Failure;
use crate::keys::KnownKey;

/// Longest message that is signed whole (design §6).
const MAX_MESSAGE: usize = 1 << 20;

const SHA256: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.1");
const SHA384: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.2");

/// What `algorithm` gives to C_Sign for `input`.
pub(crate) fn prepare(
    algorithm: SignatureAlgorithm,
    input: SignInput<'_>,
) -> Result<Vec<u8>, Failure> {
    let octets = match (input, algorithm.digest()) {
        (SignInput::Digest(octets), Some(hash)) if octets.len() == hash.output_len => octets,
        (SignInput::Message(octets), None) if octets.len() <= MAX_MESSAGE => octets,
        (SignInput::Digest(_) | SignInput::Message(_), _) => {
            return Err(Failure::refused(format!("not an input of {algorithm}")));
        }
    };
    match algorithm {
        SignatureAlgorithm::RsaSha256 => digest_info(SHA256, octets),
        SignatureAlgorithm::RsaSha384 => digest_info(SHA384, octets),
        SignatureAlgorithm::EcdsaSha256
        | SignatureAlgorithm::EcdsaSha384
        | SignatureAlgorithm::Ed25519 => Ok(octets.to_vec()),
    }
}

/// Signs what [`prepare`] gave; returns the signature as X.509 carries it.
pub(crate) fn sign(
    session: &Session,
    key: KnownKey,
    algorithm: SignatureAlgorithm,
    prepared: &[u8],
) -> Result<Vec<u8>, Failure> {
    let fits = key.algorithm.is_some_and(|kind| fits(kind, algorithm));
    if !fits {
        return Err(Failure::refused(format!(
            "the key does not sign with {algorithm}"
        )));
    }
    let signature = session.sign(&mechanism(algorithm), key.handle, prepared)?;
    match algorithm {
        SignatureAlgorithm::EcdsaSha256 => ecdsa_sig_value(&signature, 32),
        SignatureAlgorithm::EcdsaSha384 => ecdsa_sig_value(&signature, 48),
        SignatureAlgorithm::RsaSha256
        | SignatureAlgorithm::RsaSha384
        | SignatureAlgorithm::Ed25519 => Ok(signature),
    }
}

/// ECDSA has one hash per curve here; RSA keys of both lengths take both hashes.
const fn fits(key: KeyAlgorithm, algorithm: SignatureAlgorithm) -> bool {
    match algorithm {
        SignatureAlgorithm::EcdsaSha256 => matches!(key, KeyAlgorithm::P256),
        SignatureAlgorithm::EcdsaSha384 => matches!(key, KeyAlgorithm::P384),
        SignatureAlgorithm::RsaSha256 | SignatureAlgorithm::RsaSha384 => {
            matches!(key, KeyAlgorithm::Rsa3072 | KeyAlgorithm::Rsa4096)
        }
        SignatureAlgorithm::Ed25519 => matches!(key, KeyAlgorithm::Ed25519),
    }
}

fn mechanism(algorithm: SignatureAlgorithm) -> Mechanism<'static> {
    match algorithm {
        SignatureAlgorithm::EcdsaSha256 | SignatureAlgorithm::EcdsaSha384 => Mechanism::Ecdsa,
        SignatureAlgorithm::RsaSha256 | SignatureAlgorithm::RsaSha384 => Mechanism::RsaPkcs,
        SignatureAlgorithm::Ed25519 => {
            Mechanism::Eddsa(EddsaParams::new(EddsaSignatureScheme::Ed25519))
        }
    }
}

/// DigestInfo (RFC 8017 9.2): CKM_RSA_PKCS only pads.
#[derive(Sequence)]
struct DigestInfo<'a> {
    digest_algorithm: AlgorithmIdentifierRef<'a>,
    digest: &'a OctetStringRef,
}

fn digest_info(oid: ObjectIdentifier, digest: &[u8]) -> Result<Vec<u8>, Failure> {
    let digest_algorithm = AlgorithmIdentifierRef {
        oid,
        parameters: Some(Null.into()),
    };
    let digest = OctetStringRef::new(digest).map_err(malformed)?;
    DigestInfo {
        digest_algorithm,
        digest,
    }
    .to_der()
    .map_err(malformed)
}

/// ECDSA-Sig-Value (RFC 3279 2.2.3); PKCS#11 gives r and s side by side (2.40 2.3.1).
#[derive(Sequence)]
struct EcdsaSigValue<'a> {
    r: UintRef<'a>,
    s: UintRef<'a>,
}

fn ecdsa_sig_value(signature: &[u8], half: usize) -> Result<Vec<u8>, Failure> {
    let (r, s) = signature
        .split_at_checked(half)
        .filter(|(_, s)| s.len() == half)
        .ok_or_else(|| Failure::refused("C_Sign: the signature has a wrong length"))?;
    let (r, s) = (
        UintRef::new(r).map_err(malformed)?,
        UintRef::new(s).map_err(malformed)?,
    );
    EcdsaSigValue { r, s }.to_der().map_err(malformed)
}

fn malformed(error: der::Error) -> Failure {
    Failure::refused(format!("C_Sign: {error}"))
}
