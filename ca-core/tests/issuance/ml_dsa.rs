//! Issuers with ML-DSA keys: what they sign is clean, and another implementation verifies it.

use ::ml_dsa::pkcs8::EncodePublicKey;
use ::ml_dsa::pkcs8::spki::AssociatedAlgorithmIdentifier;
use ::ml_dsa::{
    Keypair, MlDsa44, MlDsa65, MlDsa87, MlDsaParams, Signature, Signer, SigningKey, Verifier,
    VerifyingKey,
};
use ca_core::algorithm_table::{AlgorithmRefusal, AlgorithmTable};
use ca_core::certificate::request::PrepareError;
use ca_core::certificate::{Summary, assemble};
use ca_core::lint::{self, LintInput, Severity};
use ca_core::subject_key::SubjectKey;
use ca_core::verify::verify;
use der::{Decode, Encode};
use x509_cert::Certificate;

use crate::house::{House, Key, Wish, now};
use crate::{PERSON, chad, prepared, refusal, shipped};

/// A house whose issuer has this key.
fn house_of<P>(key: &SigningKey<P>) -> House
where
    P: MlDsaParams + AssociatedAlgorithmIdentifier<Params = der::AnyRef<'static>>,
{
    let spki = key.verifying_key().to_public_key_der().unwrap();
    House {
        key: SubjectKey::from_spki(spki.as_bytes()).unwrap(),
        ..chad()
    }
}

fn issues<P>()
where
    P: MlDsaParams + AssociatedAlgorithmIdentifier<Params = der::AnyRef<'static>>,
{
    let pair = SigningKey::<P>::from_seed(&[5; 32].into());
    let (house, profile) = (house_of(&pair), shipped("citizen-signature"));
    let algorithm = house.issuer().algorithm;
    for key in Key::ALL {
        let wish = Wish {
            key,
            ..Wish::person(PERSON)
        };
        let tbs = prepared(&house, &profile, &wish);
        let findings = lint::check(&LintInput {
            tbs: &tbs,
            issuer: None,
            signing_time: Some(now()),
            governing: Some(&house.governing(&profile)),
            key: Some(&key.subject_key()),
        });
        let mut errors = findings.unwrap().into_iter();
        let error = errors.find(|finding| finding.severity == Severity::Error);
        assert!(error.is_none(), "{key:?}: {error:?}");
        let signature = pair.sign(&tbs).encode();
        verify(house.key.spki(), algorithm, &tbs, &signature).unwrap();
        let der = assemble(&tbs, &signature).unwrap();
        let summary = Summary::of(&der).unwrap();
        assert_eq!(summary.public_key, key.subject_key().spki());
        let read = Certificate::from_der(&der).unwrap();
        assert_eq!(*read.signature_algorithm(), algorithm.identifier());
        let outside = read.tbs_certificate().to_der().unwrap();
        let judge = VerifyingKey::<P>::try_from(spki_of(&house)).unwrap();
        let signature = read.signature().as_bytes().unwrap();
        let signature = Signature::<P>::try_from(signature).unwrap();
        judge.verify(&outside, &signature).unwrap();
    }
}

fn spki_of(house: &House) -> spki::SubjectPublicKeyInfoRef<'_> {
    Decode::from_der(house.key.spki()).unwrap()
}

#[test]
fn alg_06_certificates_of_ml_dsa_issuers_are_clean_and_verify_elsewhere() {
    issues::<MlDsa44>();
    issues::<MlDsa65>();
    issues::<MlDsa87>();
}

#[test]
fn alg_04_a_table_keeps_ml_dsa_keys_below_issuers_of_their_own_kind() {
    let profile = shipped("agency-seal");
    let wish = |key| Wish {
        key,
        ..Wish::person(crate::AGENCY)
    };
    let stronger = |text: String, kind: &str, strength: u16| {
        let row = format!("kind = \"{kind}\"\nstrength = ");
        text.replace(&format!("{row}128"), &format!("{row}{strength}"))
    };
    let text = AlgorithmTable::shipped().text().to_owned();
    let text = stronger(text, "ml-dsa-44", 192);
    let text = stronger(text, "ml-dsa-65", 192);
    let text = stronger(text, "ml-dsa-87", 256);
    let table = AlgorithmTable::parse(&text).unwrap();
    let of_p384 = House {
        algorithms: table.clone(),
        ..chad()
    };
    let of_ml_dsa = House {
        algorithms: table,
        ..house_of(&SigningKey::<MlDsa65>::from_seed(&[6; 32].into()))
    };
    for key in [Key::MlDsa44, Key::MlDsa65] {
        let error = refusal(&of_p384, &profile, &wish(key));
        assert!(
            matches!(
                error,
                PrepareError::Algorithm(AlgorithmRefusal::WeakerIssuer { .. })
            ),
            "{error:?}"
        );
        drop(prepared(&of_ml_dsa, &profile, &wish(key)));
    }
    drop(prepared(&of_ml_dsa, &profile, &wish(Key::P521)));
    drop(refusal(&of_ml_dsa, &profile, &wish(Key::MlDsa87)));
    drop(prepared(&chad(), &profile, &wish(Key::MlDsa87)));
}
