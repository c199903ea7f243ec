//! ALG-06: ML-DSA keys (FIPS 204, RFC 9881) that the token makes.

use std::time::Duration;

use ca_core::algorithm::{KeyAlgorithm, SignatureAlgorithm};
use ca_core::signer::{KeyStore, NewKey, SignInput, Signer, SignerError, StoredKey};
use cryptoki::mechanism::Mechanism;
use cryptoki::mechanism::MechanismType;
use cryptoki::mechanism::dsa::{HashSignAdditionalContext, HedgeType};
use cryptoki::object::{Attribute, AttributeType};
use der::Decode;
use hsm::token::Token;
use spki::SubjectPublicKeyInfoRef;

use crate::judge;
use crate::sandbox::{PIN, sandboxed, session, words};

const DEADLINE: Duration = Duration::from_secs(20);

/// Object identifiers (RFC 9881 2) and octets of a public key and of a signature (FIPS 204 4).
const ML_DSA: [(KeyAlgorithm, &str, usize, usize); 3] = [
    (KeyAlgorithm::MlDsa44, "2.16.840.1.101.3.4.3.17", 1312, 2420),
    (KeyAlgorithm::MlDsa65, "2.16.840.1.101.3.4.3.18", 1952, 3309),
    (KeyAlgorithm::MlDsa87, "2.16.840.1.101.3.4.3.19", 2592, 4627),
];

#[test]
fn alg_06_keys_and_signatures_have_the_form_of_rfc_9881() {
    sandboxed(|sandbox| {
        let token = sandbox.token();
        for (algorithm, oid, key_octets, signature_octets) in ML_DSA {
            let key = token.generate(&NewKey::new(algorithm, "issuer")).unwrap();
            let info = SubjectPublicKeyInfoRef::from_der(&key.public_key).unwrap();
            assert_eq!(info.algorithm.oid.to_string(), oid);
            assert!(info.algorithm.parameters.is_none(), "{algorithm}");
            assert_eq!(
                info.subject_public_key.as_bytes().unwrap().len(),
                key_octets
            );
            assert_eq!(sign(&token, &key, b"message").len(), signature_octets);
        }
    });
}

#[test]
fn alg_06_keys_are_listed_and_found_with_their_parameter_set() {
    sandboxed(|sandbox| {
        let token = sandbox.token();
        let made = ML_DSA.map(|(algorithm, ..)| {
            let label = algorithm.to_string();
            token.generate(&NewKey::new(algorithm, &label)).unwrap()
        });
        for (key, (algorithm, ..)) in made.iter().zip(ML_DSA) {
            assert_eq!(key.algorithm, Some(algorithm));
            assert_eq!(key.protection.defects(), Vec::<&str>::new(), "{algorithm}");
            assert_eq!(token.find(&key.uri).unwrap(), *key);
        }
        assert_eq!(token.list().unwrap(), made);
    });
}

#[test]
fn alg_06_signatures_are_hedged_and_fit_one_message_only() {
    sandboxed(|sandbox| {
        let token = sandbox.token();
        for (algorithm, ..) in ML_DSA {
            let key = token.generate(&NewKey::new(algorithm, "issuer")).unwrap();
            let algorithm = algorithm.signature_algorithm();
            let (first, second) = (sign(&token, &key, b"one"), sign(&token, &key, b"one"));
            assert_ne!(
                first, second,
                "{algorithm} takes fresh randomness (FIPS 204 3.4)"
            );
            for signature in [&first, &second] {
                judge::aws_lc_verifies(&key.public_key, algorithm, b"one", signature);
            }
            let info = SubjectPublicKeyInfoRef::from_der(&key.public_key).unwrap();
            let public = info.subject_public_key.as_bytes().unwrap();
            let verify = algorithm.verification();
            verify.verify_sig(public, b"two", &first).unwrap_err();
            let mut flipped = first.clone();
            flipped[100] ^= 1;
            verify.verify_sig(public, b"one", &flipped).unwrap_err();
        }
    });
}

#[test]
fn alg_06_a_list_of_a_mebibyte_is_signed_and_no_more() {
    sandboxed(|sandbox| {
        let token = sandbox.token();
        let new = NewKey::new(KeyAlgorithm::MlDsa65, "issuer");
        let key = token.generate(&new).unwrap();
        let message = vec![7; 1 << 20];
        let signature = sign(&token, &key, &message);
        let algorithm = SignatureAlgorithm::MlDsa65;
        judge::aws_lc_verifies(&key.public_key, algorithm, &message, &signature);
        for input in [
            SignInput::Message(&[&message[..], b"x"].concat()),
            SignInput::Digest(&[7; 32]),
        ] {
            let error = token
                .sign(&key.uri, algorithm, input, DEADLINE)
                .unwrap_err();
            assert!(
                matches!(error, SignerError::Refused { .. }),
                "{}",
                words(&error)
            );
        }
    });
}

/// HashML-DSA is not for certificates (RFC 9881 8.3): the key is for the pure form alone.
#[test]
fn hsm_02_ml_dsa_key_signs_no_hash() {
    sandboxed(|sandbox| {
        let token = sandbox.token();
        let new = NewKey::new(KeyAlgorithm::MlDsa87, "issuer");
        token.generate(&new).unwrap();
        let session = session(PIN);
        let named = [
            Attribute::Private(true),
            Attribute::Label(b"issuer".to_vec()),
        ];
        let key = session.find_objects(&named).unwrap()[0];
        let allowed = session.get_attributes(key, &[AttributeType::AllowedMechanisms]);
        let pure = Attribute::AllowedMechanisms(vec![MechanismType::ML_DSA]);
        assert_eq!(allowed.unwrap(), [pure]);
        let context =
            HashSignAdditionalContext::new(HedgeType::Preferred, None, MechanismType::SHA512);
        let hashed = Mechanism::HashMlDsa(context);
        session.sign(&hashed, key, &[7; 64]).unwrap_err();
    });
}

fn sign(token: &Token, key: &StoredKey, message: &[u8]) -> Vec<u8> {
    let algorithm = key.algorithm.unwrap().signature_algorithm();
    let input = SignInput::Message(message);
    let signature = token.sign(&key.uri, algorithm, input, DEADLINE);
    signature.unwrap_or_else(|error| panic!("{}", words(&error)))
}
