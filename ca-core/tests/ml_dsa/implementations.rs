//! What aws-lc signs is verified by the crate `ml-dsa`, and the other way round.

use aws_lc_rs::signature::{self, KeyPair, PqdsaKeyPair, PqdsaSigningAlgorithm, UnparsedPublicKey};
use aws_lc_rs::{digest, encoding::AsDer};
use ca_core::algorithm::SignatureAlgorithm;
use ca_core::subject_key::SubjectKey;
use ca_core::verify::{BadSignature, verify, verify_any};
use der::{Decode, Encode};
use ml_dsa::pkcs8::EncodePublicKey;
use ml_dsa::pkcs8::spki::AssociatedAlgorithmIdentifier;
use ml_dsa::{
    Keypair, MlDsa44, MlDsa65, MlDsa87, MlDsaParams, Signature, Signer, SigningKey, Verifier,
    VerifyingKey,
};
use spki::SubjectPublicKeyInfoRef;

use crate::{ALGORITHMS, SETS};

const MESSAGE: &[u8] = b"to be signed";

/// SubjectPublicKeyInfo and signature.
fn signed<P>(seed: u8) -> (Vec<u8>, Vec<u8>)
where
    P: MlDsaParams + AssociatedAlgorithmIdentifier<Params = der::AnyRef<'static>>,
{
    let key = SigningKey::<P>::from_seed(&[seed; 32].into());
    let spki = key.verifying_key().to_public_key_der().unwrap();
    let signature = key.sign(MESSAGE).encode();
    (spki.as_bytes().to_vec(), signature.to_vec())
}

fn by_the_crate(seed: u8) -> [(Vec<u8>, Vec<u8>); 3] {
    [
        signed::<MlDsa44>(seed),
        signed::<MlDsa65>(seed),
        signed::<MlDsa87>(seed),
    ]
}

#[test]
fn alg_06_signatures_of_another_implementation_verify_under_their_own_algorithm_only() {
    for (place, (spki, signature)) in by_the_crate(1).into_iter().enumerate() {
        let key = SubjectKey::from_spki(&spki).unwrap();
        assert_eq!(key.kind(), SETS[place].1);
        for algorithm in SignatureAlgorithm::ALL {
            let found = verify(&spki, algorithm, MESSAGE, &signature);
            assert_eq!(found.is_ok(), algorithm == ALGORITHMS[place], "{algorithm}");
            let identifier = algorithm.identifier().to_der().unwrap();
            let found = verify_any(&spki, &identifier, MESSAGE, &signature);
            assert_eq!(found.is_ok(), algorithm == ALGORITHMS[place], "{algorithm}");
        }
        let (other, _) = &by_the_crate(2)[place];
        let found = verify(other, ALGORITHMS[place], MESSAGE, &signature);
        assert_eq!(found, Err(BadSignature));
    }
}

#[test]
fn alg_06_one_flipped_bit_is_found_in_signature_message_and_key() {
    for (place, (spki, signature)) in by_the_crate(3).into_iter().enumerate() {
        let algorithm = ALGORITHMS[place];
        let flipped = |octets: &[u8], bit: usize| {
            let mut octets = octets.to_vec();
            octets[bit / 8] ^= 1 << (bit % 8);
            octets
        };
        let refused = |spki: &[u8], message: &[u8], signature: &[u8], what: &str| {
            let found = verify(spki, algorithm, message, signature);
            assert_eq!(found, Err(BadSignature), "{algorithm}: {what}");
        };
        for bit in (0..signature.len() * 8).step_by(53) {
            refused(&spki, MESSAGE, &flipped(&signature, bit), "signature");
        }
        for bit in 0..MESSAGE.len() * 8 {
            refused(&spki, &flipped(MESSAGE, bit), &signature, "message");
        }
        let head = spki.len() - SETS[place].2;
        for bit in (head * 8..spki.len() * 8).step_by(53) {
            refused(&flipped(&spki, bit), MESSAGE, &signature, "key");
        }
        let cut = &signature[..signature.len() - 1];
        refused(&spki, MESSAGE, cut, "shorter");
        refused(&spki, MESSAGE, &[&signature[..], &[0]].concat(), "longer");
    }
}

/// A digest is not the message representative μ, which depends on the key (FIPS 204 6.2).
#[test]
fn alg_06_the_digest_of_a_message_is_never_taken_for_it() {
    for (place, (spki, signature)) in by_the_crate(4).into_iter().enumerate() {
        let algorithm = ALGORITHMS[place];
        let sha512 = digest::digest(&digest::SHA512, MESSAGE);
        let key = UnparsedPublicKey::new(algorithm.verification(), &spki);
        assert!(key.verify_digest(&sha512, &signature).is_err());
        let found = verify(&spki, algorithm, sha512.as_ref(), &signature);
        assert_eq!(found, Err(BadSignature));
    }
}

fn verified_by_the_crate<P>(algorithm: &'static PqdsaSigningAlgorithm)
where
    P: MlDsaParams + AssociatedAlgorithmIdentifier<Params = der::AnyRef<'static>>,
{
    let pair = PqdsaKeyPair::generate(algorithm).unwrap();
    let mut signed = vec![0; algorithm.signature_len()];
    let length = pair.sign(MESSAGE, &mut signed).unwrap();
    let spki = pair.public_key().as_der().unwrap();
    let key = SubjectKey::from_spki(spki.as_ref()).unwrap();
    let spki = SubjectPublicKeyInfoRef::from_der(key.spki()).unwrap();
    let judge = VerifyingKey::<P>::try_from(spki).unwrap();
    let signature = Signature::<P>::try_from(&signed[..length]).unwrap();
    judge.verify(MESSAGE, &signature).unwrap();
    assert!(judge.verify(b"another", &signature).is_err());
}

#[test]
fn alg_06_keys_and_signatures_of_aws_lc_are_read_by_another_implementation() {
    verified_by_the_crate::<MlDsa44>(&signature::ML_DSA_44_SIGNING);
    verified_by_the_crate::<MlDsa65>(&signature::ML_DSA_65_SIGNING);
    verified_by_the_crate::<MlDsa87>(&signature::ML_DSA_87_SIGNING);
}
