//! Signatures that are accepted, and what is said of the others.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{self, EcdsaKeyPair, Ed25519KeyPair, KeyPair, RsaKeyPair};
use const_oid::db::rfc8410;
use der::Encode;
use der::asn1::{Any, BitString, Null};
use pkcs1::RsaPssParamsOwned;
use proptest::prelude::*;
use spki::{AlgorithmIdentifierOwned, SubjectPublicKeyInfo};

use super::*;

const P256: ObjectIdentifier = rfc5912::SECP_256_R_1;
const MESSAGE: &[u8] = b"message";

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

fn identifier(oid: ObjectIdentifier, parameters: Option<Any>) -> Vec<u8> {
    AlgorithmIdentifierOwned { oid, parameters }
        .to_der()
        .unwrap()
}

/// SubjectPublicKeyInfo and signature.
fn p256() -> (Vec<u8>, Vec<u8>) {
    let key = EcdsaKeyPair::generate(&signature::ECDSA_P256_SHA256_ASN1_SIGNING).unwrap();
    let curve = Some(Any::from(der::AnyRef::from(&P256)));
    let spki = spki(rfc5912::ID_EC_PUBLIC_KEY, curve, key.public_key().as_ref());
    let signed = key.sign(&SystemRandom::new(), MESSAGE).unwrap();
    (spki, signed.as_ref().to_vec())
}

#[test]
fn own_signatures_verify_and_others_do_not() {
    let (spki, signature) = p256();
    let algorithm = SignatureAlgorithm::EcdsaSha256;
    assert_eq!(verify(&spki, algorithm, MESSAGE, &signature), Ok(()));
    assert_eq!(
        verify(&spki, algorithm, b"massage", &signature),
        Err(BadSignature)
    );
    assert_eq!(
        verify(&p256().0, algorithm, MESSAGE, &signature),
        Err(BadSignature)
    );
    for other in SignatureAlgorithm::ALL {
        let found = verify(&spki, other, MESSAGE, &signature);
        assert_eq!(found.is_ok(), other == algorithm, "{other}");
    }
}

#[test]
fn identifiers_have_exactly_the_parameters_prescribed() {
    let (spki, signature) = p256();
    let oid = rfc5912::ECDSA_WITH_SHA_256;
    let found = |parameters| verify_any(&spki, &identifier(oid, parameters), MESSAGE, &signature);
    assert_eq!(found(None), Ok(()));
    assert_eq!(
        found(Some(Any::from(Null))),
        Err(VerifyError::Parameters { oid })
    );
}

#[test]
fn a_key_of_another_kind_never_verifies() {
    let (elliptic, signature) = p256();
    let null = || Some(Any::from(Null));
    for (oid, parameters) in [
        (rfc5912::SHA_256_WITH_RSA_ENCRYPTION, null()),
        (rfc8410::ID_ED_25519, None),
        (rfc5912::ECDSA_WITH_SHA_384, None),
    ] {
        let found = verify_any(&elliptic, &identifier(oid, parameters), MESSAGE, &signature);
        assert_eq!(found, Err(VerifyError::BadSignature), "{oid}");
    }
    let key = Ed25519KeyPair::generate().unwrap();
    let edwards = spki(rfc8410::ID_ED_25519, None, key.public_key().as_ref());
    let signed = key.sign(MESSAGE);
    let ed25519 = identifier(rfc8410::ID_ED_25519, None);
    assert_eq!(
        verify_any(&edwards, &ed25519, MESSAGE, signed.as_ref()),
        Ok(())
    );
    let ecdsa = identifier(rfc5912::ECDSA_WITH_SHA_256, None);
    let found = verify_any(&edwards, &ecdsa, MESSAGE, signed.as_ref());
    assert_eq!(found, Err(VerifyError::BadSignature));
}

#[test]
fn broken_and_unknown_algorithms_are_told_apart() {
    let (spki, signature) = p256();
    let found = |oid| verify_any(&spki, &identifier(oid, None), MESSAGE, &signature);
    for oid in foreign::BROKEN_HASHES {
        assert_eq!(found(oid), Err(VerifyError::WeakHash { oid }));
    }
    let oid = ObjectIdentifier::new_unwrap("1.2.3.4");
    assert_eq!(found(oid), Err(VerifyError::UnsupportedAlgorithm { oid }));
    assert_eq!(
        verify_any(&spki, b"", MESSAGE, &signature),
        Err(VerifyError::Malformed)
    );
}

#[test]
fn alg_03_pss_needs_full_parameters() {
    let key = RsaKeyPair::generate(aws_lc_rs::rsa::KeySize::Rsa2048).unwrap();
    let null = Some(Any::from(Null));
    let spki = spki(rfc5912::RSA_ENCRYPTION, null, key.public_key().as_ref());
    let mut signed = vec![0; key.public_modulus_len()];
    key.sign(
        &signature::RSA_PSS_SHA256,
        &SystemRandom::new(),
        MESSAGE,
        &mut signed,
    )
    .unwrap();
    let hash = |oid| AlgorithmIdentifierOwned {
        oid,
        parameters: Some(Any::from(Null)),
    };
    let pss = |message, mask, salt_len| {
        let parameters = RsaPssParamsOwned {
            hash: hash(message),
            mask_gen: spki::AlgorithmIdentifier {
                oid: rfc5912::ID_MGF_1,
                parameters: Some(hash(mask)),
            },
            salt_len,
            trailer_field: pkcs1::TrailerField::BC,
        };
        let parameters = Any::encode_from(&parameters).unwrap();
        verify_any(
            &spki,
            &identifier(rfc5912::ID_RSASSA_PSS, Some(parameters)),
            MESSAGE,
            &signed,
        )
    };
    let (sha1, sha256, sha384) = (rfc5912::ID_SHA_1, rfc5912::ID_SHA_256, rfc5912::ID_SHA_384);
    let wrong = Err(VerifyError::Parameters {
        oid: rfc5912::ID_RSASSA_PSS,
    });
    assert_eq!(pss(sha256, sha256, 32), Ok(()));
    assert_eq!(pss(sha256, sha256, 20), wrong);
    assert_eq!(pss(sha256, sha1, 32), wrong);
    assert_eq!(pss(sha384, sha384, 48), Err(VerifyError::BadSignature));
    assert_eq!(
        pss(sha1, sha1, 20),
        Err(VerifyError::WeakHash { oid: sha1 })
    );
}

#[test]
fn alg_03_keys_for_pss_sign_as_their_parameters_say_and_by_pss_only() {
    let key = RsaKeyPair::generate(aws_lc_rs::rsa::KeySize::Rsa2048).unwrap();
    let public = key.public_key().as_ref();
    let sign = |padding| {
        let mut signed = vec![0; key.public_modulus_len()];
        key.sign(padding, &SystemRandom::new(), MESSAGE, &mut signed)
            .unwrap();
        signed
    };
    let der = |algorithm: SignatureAlgorithm| algorithm.identifier().to_der().unwrap();
    let (sha256, sha384) = (
        SignatureAlgorithm::RsaPssSha256,
        SignatureAlgorithm::RsaPssSha384,
    );
    let restricted = |to: Option<SignatureAlgorithm>| {
        let parameters = to.and_then(|to| to.identifier().parameters);
        spki(rfc5912::ID_RSASSA_PSS, parameters, public)
    };
    let by_pss = sign(&signature::RSA_PSS_SHA256);
    for key in [restricted(None), restricted(Some(sha256))] {
        assert_eq!(verify_any(&key, &der(sha256), MESSAGE, &by_pss), Ok(()));
    }
    let found = verify_any(&restricted(Some(sha384)), &der(sha256), MESSAGE, &by_pss);
    let oid = rfc5912::ID_RSASSA_PSS;
    assert_eq!(found, Err(VerifyError::Parameters { oid }));
    let by_pkcs1 = sign(&signature::RSA_PKCS1_SHA256);
    let pkcs1 = der(SignatureAlgorithm::RsaSha256);
    let found = verify_any(&restricted(None), &pkcs1, MESSAGE, &by_pkcs1);
    assert_eq!(found, Err(VerifyError::BadSignature));
}

proptest! {
    #[test]
    fn verifying_never_panics(
        spki in prop::collection::vec(any::<u8>(), 0..64),
        algorithm in prop::collection::vec(any::<u8>(), 0..64),
    ) {
        prop_assert!(verify_any(&spki, &algorithm, MESSAGE, &[]).is_err());
    }
}
