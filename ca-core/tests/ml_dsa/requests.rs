//! Requests that OpenSSL signed, and others that only look like it.

use ca_core::csr::{Csr, CsrError};
use ca_core::subject_key::{KeyDefect, KeyKind};
use ca_core::verify::{VerifyError, verify_any};
use const_oid::ObjectIdentifier;
use const_oid::db::fips204;
use der::{Decode, Encode};
use x509_cert::request::CertReq;

const HASHED: ObjectIdentifier = fips204::ID_HASH_ML_DSA_44_WITH_SHA_512;
const PURE: ObjectIdentifier = fips204::ID_ML_DSA_44;

fn read(name: &str) -> Vec<u8> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/csr");
    let file = std::fs::read(format!("{folder}/{name}.pem")).unwrap();
    pem::parse(file).unwrap().into_contents()
}

fn refusal(name: &str) -> CsrError {
    Csr::parse(&read(name)).unwrap_err()
}

fn defect(name: &str) -> KeyDefect {
    match refusal(name) {
        CsrError::Key(defect) => defect,
        other => panic!("{name}: {other:?}"),
    }
}

fn signature(name: &str) -> VerifyError {
    match refusal(name) {
        CsrError::Signature(error) => error,
        other => panic!("{name}: {other:?}"),
    }
}

#[test]
fn alg_06_hash_ml_dsa_is_refused_for_keys_and_signatures() {
    let refused = KeyDefect::UnsupportedAlgorithm { oid: HASHED };
    assert_eq!(defect("bad-ml-dsa-hash-key"), refused);
    let refused = VerifyError::UnsupportedAlgorithm { oid: HASHED };
    assert_eq!(signature("bad-ml-dsa-hash-signature"), refused);
    // Under the other name it is not a signature over the message.
    let refused = VerifyError::BadSignature;
    assert_eq!(signature("bad-ml-dsa-hash-as-pure"), refused);
}

#[test]
fn alg_06_parameters_and_contexts_are_refused() {
    let refused = KeyDefect::Parameters { oid: PURE };
    assert_eq!(defect("bad-ml-dsa-key-null"), refused);
    let refused = VerifyError::Parameters { oid: PURE };
    assert_eq!(signature("bad-ml-dsa-signature-null"), refused);
    // RFC 9881 3: the context is the empty string.
    let refused = VerifyError::BadSignature;
    assert_eq!(signature("bad-ml-dsa-context"), refused);
}

#[test]
fn alg_06_a_key_that_lacks_an_octet_is_refused() {
    let refused = KeyDefect::Length {
        kind: KeyKind::MlDsa44,
        found: 1311,
        expected: 1312,
    };
    assert_eq!(defect("bad-ml-dsa-cut"), refused);
}

/// The request was signed by nobody: to verify its signature is no proof of possession.
#[test]
fn crt_18_a_signature_without_private_key_verifies_and_its_key_is_refused() {
    let kind = KeyKind::MlDsa44;
    assert_eq!(defect("bad-ml-dsa-zero"), KeyDefect::ShortVector { kind });
    let request = CertReq::from_der(&read("bad-ml-dsa-zero")).unwrap();
    let found = verify_any(
        &request.info.public_key.to_der().unwrap(),
        &request.algorithm.to_der().unwrap(),
        &request.info.to_der().unwrap(),
        request.signature.as_bytes().unwrap(),
    );
    assert_eq!(found, Ok(()));
}

#[test]
fn crt_18_no_octet_of_an_ml_dsa_request_can_be_changed() {
    let good = read("cryptography-ml-dsa-65");
    assert!(Csr::parse(&good).is_ok());
    for place in 0..good.len() {
        let mut changed = good.clone();
        changed[place] ^= 1 << (place % 8);
        assert!(Csr::parse(&changed).is_err(), "octet {place}");
    }
    for length in (0..good.len()).step_by(7) {
        assert!(Csr::parse(&good[..length]).is_err(), "{length} octets");
    }
}
