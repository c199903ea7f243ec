//! ML-DSA (RFC 9881, ALG-06), judged by three implementations that are not the one verifying:
//! the crate `ml-dsa`, OpenSSL (the requests in `data/csr`) and the vectors of Wycheproof.

#![allow(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::panic,
    clippy::wildcard_enum_match_arm,
    reason = "a test tells what went wrong by a panic"
)]

#[path = "ml_dsa/implementations.rs"]
mod implementations;
#[path = "ml_dsa/requests.rs"]
mod requests;
#[path = "ml_dsa/vectors.rs"]
mod vectors;

use ca_core::algorithm::{KeyAlgorithm, SignatureAlgorithm};
use ca_core::subject_key::{KeyDefect, KeyKind, SubjectKey};
use const_oid::ObjectIdentifier;
use const_oid::db::fips204;
use der::Encode;
use der::asn1::{Any, BitString, Null};
use spki::{AlgorithmIdentifierOwned, SubjectPublicKeyInfo};

/// Identifier, kind of key and octets of a key (RFC 9881 table 1, FIPS 204 table 2).
const SETS: [(ObjectIdentifier, KeyKind, usize); 3] = [
    (fips204::ID_ML_DSA_44, KeyKind::MlDsa44, 1312),
    (fips204::ID_ML_DSA_65, KeyKind::MlDsa65, 1952),
    (fips204::ID_ML_DSA_87, KeyKind::MlDsa87, 2592),
];
const ALGORITHMS: [SignatureAlgorithm; 3] = [
    SignatureAlgorithm::MlDsa44,
    SignatureAlgorithm::MlDsa65,
    SignatureAlgorithm::MlDsa87,
];
/// id-hash-ml-dsa-44-with-sha512 and its greater sisters (NIST CSOR).
const HASHED: [ObjectIdentifier; 3] = [
    fips204::ID_HASH_ML_DSA_44_WITH_SHA_512,
    fips204::ID_HASH_ML_DSA_65_WITH_SHA_512,
    fips204::ID_HASH_ML_DSA_87_WITH_SHA_512,
];

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

/// Octets that look random and are the same each time.
fn octets(length: usize) -> Vec<u8> {
    let step = |state: &mut u64| {
        *state = state.wrapping_mul(6_364_136_223_846_793_005) + 1;
        Some(u8::try_from(*state >> 56).unwrap())
    };
    std::iter::successors(Some(7_u64), |state| Some(*state))
        .scan(9, |state, _| step(state))
        .take(length)
        .collect()
}

#[test]
fn alg_06_identifiers_are_those_of_rfc_9881_without_parameters() {
    for (place, (name, der)) in [
        ("ml-dsa-44", "300b0609608648016503040311"),
        ("ml-dsa-65", "300b0609608648016503040312"),
        ("ml-dsa-87", "300b0609608648016503040313"),
    ]
    .into_iter()
    .enumerate()
    {
        let key: KeyAlgorithm = name.parse().unwrap();
        let algorithm = key.signature_algorithm();
        assert_eq!(algorithm, ALGORITHMS[place]);
        assert_eq!(hex::encode(algorithm.identifier().to_der().unwrap()), der);
        assert!(algorithm.digest().is_none(), "the message is signed");
        assert_eq!(key.kind(), SETS[place].1);
        for (_, kind, _) in SETS {
            assert_eq!(algorithm.fits(kind), kind == key.kind());
        }
    }
}

#[test]
fn alg_06_keys_have_the_length_of_their_parameter_set_and_no_parameters() {
    for (oid, kind, length) in SETS {
        let key = SubjectKey::from_spki(&spki(oid, None, &octets(length))).unwrap();
        assert_eq!(key.kind(), kind);
        assert!(!kind.is_rsa() && !kind.is_weierstrass(), "it only signs");
        let null = spki(oid, Some(Any::from(Null)), &octets(length));
        let refused = SubjectKey::from_spki(&null);
        assert_eq!(refused, Err(KeyDefect::Parameters { oid }));
        for found in [0, 32, length - 1, length + 1, 1312, 1952, 2592] {
            let judged = SubjectKey::from_spki(&spki(oid, None, &octets(found)));
            let wrong = KeyDefect::Length {
                kind,
                found,
                expected: length,
            };
            let expected = if found == length { None } else { Some(wrong) };
            assert_eq!(judged.err(), expected, "{kind}: {found}");
        }
    }
}

#[test]
fn alg_06_keys_for_hash_ml_dsa_are_not_certified() {
    for ((_, _, length), oid) in SETS.into_iter().zip(HASHED) {
        let judged = SubjectKey::from_spki(&spki(oid, None, &octets(length)));
        assert_eq!(judged, Err(KeyDefect::UnsupportedAlgorithm { oid }));
        assert!(!SignatureAlgorithm::knows(oid));
    }
}

/// With t1 near zero a signature takes no private key.
#[test]
fn crt_17_ml_dsa_keys_near_zero_are_refused() {
    for (oid, kind, length) in SETS {
        let short = Err(KeyDefect::ShortVector { kind });
        let judged = |key: &[u8]| SubjectKey::from_spki(&spki(oid, None, key));
        for near in [[0; 5], [0xff; 5], [1, 4, 0x10, 0x40, 0]] {
            let mut key = octets(length);
            for four in key[32..].chunks_mut(5) {
                four.copy_from_slice(&near);
            }
            assert_eq!(judged(&key), short, "{near:?}");
        }
        let mut one_polynomial = octets(length);
        one_polynomial[length - 320..].fill(0);
        assert_eq!(judged(&one_polynomial), short);
        let mut half_of_one = octets(length);
        half_of_one[length - 100..].fill(0);
        assert!(judged(&half_of_one).is_ok(), "chance is not called short");
    }
}
