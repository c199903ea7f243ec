//! The form of input and output of signatures; the mechanisms are in the table.

use ca_core::algorithm::SignatureAlgorithm;
use ca_core::signer::{MAX_MESSAGE, SignInput, TokenFault};
use cryptoki::session::Session;
use der::asn1::{Null, ObjectIdentifier, OctetStringRef, UintRef};
use der::{Encode, Sequence};
use spki::AlgorithmIdentifierRef;

use crate::device::keys::KnownKey;
use crate::device::mechanism::{self, Input, Output};
use crate::failure::Failure;

/// What `algorithm` gives to C_Sign for `input`.
pub(crate) fn prepare(
    algorithm: SignatureAlgorithm,
    input: SignInput<'_>,
) -> Result<Vec<u8>, Failure> {
    let octets = match (input, algorithm.digest()) {
        (SignInput::Digest(octets), Some(hash)) if octets.len() == hash.output_len => octets,
        (SignInput::Message(octets), None) if octets.len() <= MAX_MESSAGE => octets,
        (SignInput::Digest(_) | SignInput::Message(_), _) => {
            return Err(Failure::Refused(TokenFault::Input {
                algorithm: algorithm.to_string(),
            }));
        }
    };
    match mechanism::signature(algorithm).input {
        Input::DigestInfo(hash) => digest_info(hash, octets),
        Input::Plain => Ok(octets.to_vec()),
    }
}

/// Signs what [`prepare`] gave; returns the signature as X.509 carries it.
pub(crate) fn sign(
    session: &Session,
    key: KnownKey,
    algorithm: SignatureAlgorithm,
    prepared: &[u8],
) -> Result<Vec<u8>, Failure> {
    if !key.kind.is_some_and(|kind| algorithm.fits(kind)) {
        return Err(Failure::Refused(TokenFault::KeyKind {
            algorithm: algorithm.to_string(),
        }));
    }
    let row = mechanism::signature(algorithm);
    let signature = session.sign(&row.mechanism, key.handle, prepared)?;
    match row.output {
        Output::Halves(half) => ecdsa_sig_value(&signature, half),
        Output::Plain => Ok(signature),
    }
}

/// DigestInfo (RFC 8017 9.2).
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

/// ECDSA-Sig-Value (RFC 3279 2.2.3).
#[derive(Sequence)]
struct EcdsaSigValue<'a> {
    r: UintRef<'a>,
    s: UintRef<'a>,
}

fn ecdsa_sig_value(signature: &[u8], half: usize) -> Result<Vec<u8>, Failure> {
    let (r, s) = signature
        .split_at_checked(half)
        .filter(|(_, s)| s.len() == half)
        .ok_or_else(|| output("the signature has a wrong length"))?;
    let (r, s) = (
        UintRef::new(r).map_err(malformed)?,
        UintRef::new(s).map_err(malformed)?,
    );
    EcdsaSigValue { r, s }.to_der().map_err(malformed)
}

fn malformed(error: der::Error) -> Failure {
    output(error)
}

fn output(words: impl ToString) -> Failure {
    Failure::Refused(TokenFault::Output {
        words: words.to_string(),
    })
}
