//! A private key signs for a public one, or it does not.

use aws_lc_rs::digest;
use ca_core::algorithm::KeyAlgorithm;
use ca_core::signer::SignInput;
use ca_core::verify::verify;
use cryptoki::object::ObjectHandle;
use cryptoki::session::Session;

use crate::device::keys::KnownKey;
use crate::device::sign;
use crate::failure::Failure;

/// Before the challenge, so that it is a signature of nothing else.
const CONTEXT: &[u8] = b"sceau: proof of a key in its token\0";

/// Whether `key` signs a fresh challenge so that it verifies with `public_key`, a DER
/// SubjectPublicKeyInfo. The verifier is not the token.
pub(crate) fn signs_for(
    session: &Session,
    key: ObjectHandle,
    algorithm: KeyAlgorithm,
    public_key: &[u8],
) -> Result<bool, Failure> {
    let signature_algorithm = algorithm.signature_algorithm();
    let mut challenge = CONTEXT.to_vec();
    challenge.extend(session.generate_random_vec(32)?);
    let hashed = signature_algorithm
        .digest()
        .map(|hash| digest::digest(hash, &challenge));
    let input = hashed
        .as_ref()
        .map_or(SignInput::Message(&challenge), |digest| {
            SignInput::Digest(digest.as_ref())
        });
    let prepared = sign::prepare(signature_algorithm, input)?;
    let known = KnownKey {
        handle: key,
        kind: Some(algorithm.kind()),
    };
    let signature = match sign::sign(session, known, signature_algorithm, &prepared) {
        Ok(signature) => signature,
        Err(Failure::Refused(_)) => return Ok(false),
        Err(failure) => return Err(failure),
    };
    Ok(verify(public_key, signature_algorithm, &challenge, &signature).is_ok())
}
