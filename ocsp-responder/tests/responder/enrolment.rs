//! How a responder gets a signer.

use std::fs;
use std::process::Command;

use ca_core::algorithm::KeyAlgorithm;
use ca_core::csr::Csr;
use ca_core::signer::KeyStore;
use ocsp_responder::enrol::{self, InstallError};
use ocsp_responder::signer::{Keys, SignerRefused};

use crate::house::House;
use crate::pki::{NOW, Shape};

#[test]
fn request_proves_possession_and_names_the_issuer() {
    let house = House::new();
    let keys = Keys::of(house.token.clone());
    let issuer = &house.citizens.generation.id;
    let pem = enrol::request(issuer, KeyAlgorithm::Ed25519, None, &keys).unwrap();
    let csr = Csr::parse(pem.as_bytes()).unwrap();
    assert_eq!(csr.subject(), "CN=OCSP citizens-g1");
    assert!(csr.requested_extensions().is_empty());
    let stored = house.token.list().unwrap().pop().unwrap();
    assert_eq!(
        (stored.label.as_str(), stored.public_key.as_slice()),
        ("ocsp-citizens-g1", csr.key().spki())
    );
}

#[test]
fn openssl_accepts_the_request() {
    let house = House::new();
    let keys = Keys::of(house.token.clone());
    let pem = enrol::request(
        &house.citizens.generation.id,
        KeyAlgorithm::Ed25519,
        None,
        &keys,
    )
    .unwrap();
    let file = house.folder.path().join("request.pem");
    fs::write(&file, pem).unwrap();
    let mut verify = Command::new("openssl");
    let output = verify
        .args(["req", "-verify", "-noout", "-in"])
        .arg(&file)
        .output();
    let output = output.expect("openssl is installed");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

#[test]
fn good_certificate_is_installed_and_a_bad_one_is_not() {
    let house = House::new();
    let keys = Keys::of(house.token.clone());
    let folder = house.folder.path().join("new/signers");
    let install = |shape: &Shape| {
        let pem = house.citizens.certify(&house.key, shape);
        enrol::install(
            pem.as_bytes(),
            &house.citizens.generation,
            &keys,
            NOW,
            &folder,
        )
    };
    let refused = install(&Shape::for_servers());
    assert!(matches!(
        refused,
        Err(InstallError::Refused(SignerRefused::Certificate(_)))
    ));
    assert!(!folder.exists());
    let path = install(&Shape::default()).unwrap();
    assert_eq!(path, folder.join("citizens-g1.pem"));
    assert!(
        fs::read_to_string(path)
            .unwrap()
            .starts_with("-----BEGIN CERTIFICATE-----\n")
    );
}
