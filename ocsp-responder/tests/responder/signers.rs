//! Which signers are used, and how they come and go.

use std::fs;
use std::sync::atomic::Ordering;
use std::time::Duration;

use ca_core::algorithm::KeyAlgorithm;
use ca_core::registry::records::{CrlRecord, FeedChange};
use ca_core::signer::{KeyStore, NewKey};
use ocsp_responder::answer::{Outcome, Refusal, Reply};
use ocsp_responder::signer::certificate::{CertificateDefect, ResponderCertificate};
use ocsp_responder::signer::{DelegatedSigner, Keys, SignerRefused};
use ocsp_responder::upkeep::Notice;
use x509_cert::ext::pkix::KeyUsages;

use crate::house::House;
use crate::pki::{NOW, Shape, TestIssuer};

fn defect(shape: &Shape) -> CertificateDefect {
    let house = House::new();
    let pem = house.citizens.certify(&house.key, shape);
    let keys = Keys::of(house.token.clone());
    match DelegatedSigner::load(pem.as_bytes(), &house.citizens.generation, &keys, NOW) {
        Err(SignerRefused::Certificate(defect)) => defect,
        other => panic!("{other:?}"),
    }
}

#[test]
fn ocsp_05_and_06_what_clients_refuse_is_refused() {
    let good = Shape::default();
    let usage = KeyUsages::KeyAgreement;
    let cases = [
        (Shape::for_servers(), CertificateDefect::Purpose),
        (
            Shape {
                nocheck: false,
                ..good.clone()
            },
            CertificateDefect::NoCheckMissing,
        ),
        (
            Shape {
                usage,
                ..good.clone()
            },
            CertificateDefect::KeyUsage,
        ),
        (
            Shape {
                ca: true,
                ..good.clone()
            },
            CertificateDefect::Authority,
        ),
        (
            Shape {
                crl: true,
                ..good.clone()
            },
            CertificateDefect::StatusPointer,
        ),
        (
            Shape {
                ocsp: true,
                ..good.clone()
            },
            CertificateDefect::StatusPointer,
        ),
        (
            Shape {
                not_before: 5,
                ..good.clone()
            },
            CertificateDefect::NotYetValid(NOW.plus(Duration::from_secs(5))),
        ),
        (
            Shape {
                not_after: -5,
                ..good
            },
            CertificateDefect::Expired(NOW.minus(Duration::from_secs(5))),
        ),
    ];
    for (shape, expected) in cases {
        assert_eq!(defect(&shape), expected);
    }
}

#[test]
fn certificate_of_another_issuer_is_refused() {
    let house = House::new();
    let pem = |issuer: &TestIssuer| issuer.certify(&house.key, &Shape::default());
    let read =
        |pem: &str| ResponderCertificate::from_pem(pem.as_bytes(), &house.citizens.generation);
    assert!(read(&pem(&house.citizens)).is_ok());
    assert_eq!(
        read(&pem(&TestIssuer::new("root-g1"))),
        Err(CertificateDefect::OtherIssuer)
    );
    let impostor = TestIssuer::new("citizens-g1");
    assert_eq!(read(&pem(&impostor)), Err(CertificateDefect::Signature));
    let two = pem(&house.citizens).replace("CERTIFICATE", "PUBLIC KEY");
    for text in ["", "-----BEGIN CERTIFICATE-----", &two] {
        assert_eq!(read(text), Err(CertificateDefect::NotPem));
    }
}

#[test]
fn truncated_certificates_are_refused() {
    let house = House::new();
    let pem = house.citizens.certify(&house.key, &Shape::default());
    let der = pem::parse(&pem).unwrap().into_contents();
    for length in 0..der.len() {
        let pem = pem::encode(&pem::Pem::new("CERTIFICATE", &der[..length]));
        let read = ResponderCertificate::from_pem(pem.as_bytes(), &house.citizens.generation);
        assert!(
            matches!(read, Err(CertificateDefect::Syntax(_))),
            "{length}"
        );
    }
}

#[test]
fn key_that_is_not_in_the_token_is_refused() {
    let house = House::new();
    let elsewhere = crate::pki::FakeToken::default();
    let key = elsewhere
        .generate(&NewKey::new(KeyAlgorithm::Ed25519, "x"))
        .unwrap();
    let pem = house.citizens.certify(&key, &Shape::default());
    let keys = Keys::of(house.token.clone());
    let loaded = DelegatedSigner::load(pem.as_bytes(), &house.citizens.generation, &keys, NOW);
    assert!(matches!(loaded, Err(SignerRefused::NoKey)));
}

#[test]
fn i06_token_that_signs_wrongly_fails_the_self_test() {
    let house = House::new();
    let pem = house.citizens.certify(&house.key, &Shape::default());
    let keys = Keys::of(house.token.clone());
    house.token.signs_wrongly.store(true, Ordering::SeqCst);
    let loaded = DelegatedSigner::load(pem.as_bytes(), &house.citizens.generation, &keys, NOW);
    assert!(matches!(loaded, Err(SignerRefused::SelfTest(_))));
}

/// One round of upkeep, without its wait.
fn keep_up(house: &mut House) {
    let (sender, receiver) = std::sync::mpsc::channel();
    sender.send(Notice::Issuers).unwrap();
    house
        .notices
        .try_iter()
        .for_each(|notice| sender.send(notice).unwrap());
    assert!(house.upkeep.step(&receiver).unwrap());
}

#[test]
fn new_signer_takes_over_and_a_bad_one_does_not() {
    let mut house = House::new();
    let file = house.folder.path().join("citizens-g1.pem");
    let old = house.key.clone();
    house.key = house
        .token
        .generate(&NewKey::new(KeyAlgorithm::Ed25519, "ocsp"))
        .unwrap();
    fs::write(&file, house.citizens.certify(&house.key, &Shape::default())).unwrap();
    keep_up(&mut house);
    let first = house.request(&house.issue(1));
    house.opened(&house.ask(&first));
    fs::write(&file, house.citizens.certify(&old, &Shape::for_servers())).unwrap();
    keep_up(&mut house);
    assert!(
        house
            .upkeep
            .signers()
            .refusal(&house.citizens.generation.id)
            .is_some()
    );
    let second = house.request(&house.issue(2));
    house.opened(&house.ask(&second));
}

#[test]
fn without_signer_later_and_with_one_again() {
    let mut house = House::new();
    let file = house.folder.path().join("citizens-g1.pem");
    let pem = fs::read(&file).unwrap();
    fs::remove_file(&file).unwrap();
    keep_up(&mut house);
    let request = house.request(&house.issue(1));
    assert!(matches!(
        house.ask(&request),
        Reply::Refused(Refusal::TryLater)
    ));
    fs::write(&file, pem).unwrap();
    keep_up(&mut house);
    assert_eq!(house.ask(&request).outcome(), Outcome::Good);
}

#[test]
fn expired_signer_signs_no_more() {
    let mut house = House::with(&Shape {
        not_after: 3600,
        ..Shape::default()
    });
    house.clock.advance(Duration::from_secs(3601));
    keep_up(&mut house);
    let issuer = &house.citizens.generation.id;
    let refusal = house.upkeep.signers().refusal(issuer);
    assert!(refusal.is_some(), "the log and `check` say why");
    let request = house.request(&house.issue(1));
    assert!(matches!(
        house.ask(&request),
        Reply::Refused(Refusal::TryLater)
    ));
}

#[test]
fn published_crl_is_read_and_an_older_one_is_not() {
    let mut house = House::new();
    let issuer = house.citizens.generation.id.clone();
    for (number, expected) in [(5, 5), (4, 5), (6, 6)] {
        house.source.crls.lock().unwrap().push(CrlRecord {
            issuer: issuer.clone(),
            number,
            this_update: NOW,
            next_update: NOW.plus(Duration::from_secs(60)),
            der: vec![0x30, 0],
        });
        house.source.push(FeedChange::Crl {
            issuer: issuer.clone(),
            number: 7,
        });
        house.follow();
        keep_up(&mut house);
        let catalogue = house.responder.catalogue();
        let crl = catalogue.named("citizens-g1").unwrap().crl.clone().unwrap();
        assert_eq!(crl.number, expected);
    }
}

#[test]
fn i10_crl_of_a_registry_that_was_put_back_is_served_only_if_it_is_newer() {
    let mut house = House::new();
    let issuer = house.citizens.generation.id.clone();
    let crl = |number| CrlRecord {
        issuer: issuer.clone(),
        number,
        this_update: NOW,
        next_update: NOW.plus(Duration::from_secs(60)),
        der: vec![0x30, 0],
    };
    let served = |house: &House| {
        let catalogue = house.responder.catalogue();
        catalogue
            .named("citizens-g1")
            .unwrap()
            .crl
            .clone()
            .unwrap()
            .number
    };
    house.source.crls.lock().unwrap().push(crl(5));
    for _ in 0..3 {
        house.source.push(FeedChange::Crl {
            issuer: issuer.clone(),
            number: 7,
        });
    }
    house.follow();
    keep_up(&mut house);
    assert_eq!(served(&house), 5);
    // Put back: a shorter feed, and an older list.
    house.source.forget_feed();
    house.source.acknowledge();
    *house.source.crls.lock().unwrap() = vec![crl(4)];
    house.follow();
    keep_up(&mut house);
    assert_eq!(served(&house), 5);
    // The next one is published before anybody looks at the shorter feed.
    for _ in 0..3 {
        house.source.push(FeedChange::Crl {
            issuer: issuer.clone(),
            number: 7,
        });
    }
    house.follow();
    house.source.forget_feed();
    house.source.acknowledge();
    house.source.crls.lock().unwrap().push(crl(6));
    house.source.push(FeedChange::Crl {
        issuer: issuer.clone(),
        number: 7,
    });
    house.follow();
    keep_up(&mut house);
    assert_eq!(served(&house), 6);
}
