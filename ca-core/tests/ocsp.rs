//! Answers built by the core, judged by OpenSSL and GnuTLS.

#![allow(clippy::unwrap_used, reason = "a judge that is missing ends the test")]

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use aws_lc_rs::encoding::{AsDer, EcPrivateKeyRfc5915Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair};
use ca_core::algorithm::SignatureAlgorithm;
use ca_core::ocsp::extension::Nonce;
use ca_core::ocsp::issuer_hashes::IssuerHashes;
use ca_core::ocsp::request::OcspRequest;
use ca_core::ocsp::response::assemble;
use ca_core::ocsp::response_data::{ResponderId, ResponseData};
use ca_core::ocsp::single_response::SingleResponse;
use ca_core::ocsp::status::CertStatus;
use ca_core::revocation::{Reason, Revocation, Suspension};
use ca_core::timestamp::Timestamp;
use der::{Decode, Encode};
use x509_cert::Certificate;

const ISSUER: &[u8] = include_bytes!("data/ocsp/issuer.der");
const SERIAL: &str = "0x40AB0C1122334455667788990011223344";

/// Requests for `SERIAL` by OpenSSL, GnuTLS and Python cryptography.
const REQUESTS: [&[u8]; 8] = [
    include_bytes!("data/ocsp/openssl-sha1.der"),
    include_bytes!("data/ocsp/openssl-sha256.der"),
    include_bytes!("data/ocsp/openssl-sha384.der"),
    include_bytes!("data/ocsp/openssl-sha512.der"),
    include_bytes!("data/ocsp/openssl-nonce.der"),
    include_bytes!("data/ocsp/openssl-signed.der"),
    include_bytes!("data/ocsp/gnutls.der"),
    include_bytes!("data/ocsp/python-nonce-32.der"),
];

/// A responder with a key of its own, in a directory where judges can read its certificate.
struct Responder {
    directory: PathBuf,
    key: EcdsaKeyPair,
    certificate: Vec<u8>,
}

impl Responder {
    fn new(test: &str) -> Self {
        let name = format!("sceau-{test}-{}", std::process::id());
        let directory = std::env::temp_dir().join(name);
        fs::create_dir_all(&directory).unwrap();
        let key = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).unwrap();
        let private: EcPrivateKeyRfc5915Der<'_> = key.private_key().as_der().unwrap();
        fs::write(directory.join("key.der"), private.as_ref()).unwrap();
        let mut responder = Self {
            directory,
            key,
            certificate: Vec::new(),
        };
        let subject = "req -x509 -new -key key.der -keyform DER -subj /CN=responder";
        let rest = "-days 2 -addext extendedKeyUsage=OCSPSigning -out responder.pem";
        responder
            .judge(&format!("openssl {subject} {rest}"))
            .unwrap();
        responder
            .judge("openssl x509 -in responder.pem -outform DER -out responder.der")
            .unwrap();
        responder.certificate = fs::read(responder.directory.join("responder.der")).unwrap();
        fs::write(responder.directory.join("issuer.der"), ISSUER).unwrap();
        responder
    }

    /// Runs a judge and returns all that it says, as `Ok` if it is content.
    fn judge(&self, command: &str) -> Result<String, String> {
        let mut words = command.split_whitespace();
        let mut judge = Command::new(words.next().unwrap());
        let output = judge
            .args(words)
            .current_dir(&self.directory)
            .output()
            .unwrap();
        let said = [output.stdout, output.stderr].concat();
        let said = String::from_utf8_lossy(&said).into_owned();
        if output.status.success() {
            Ok(said)
        } else {
            Err(said)
        }
    }

    /// Leaves `request` and the answer with `status` to it for the judges.
    fn answer(&self, request: &[u8], status: &CertStatus, nonce: Option<&Nonce>) {
        fs::write(self.directory.join("request.der"), request).unwrap();
        let from = Timestamp::parse_rfc3339("2026-01-02T03:04:05Z").unwrap();
        let single = |id| SingleResponse::new(id, status.clone(), from, Timestamp::NO_END).unwrap();
        let asked = OcspRequest::parse(request).unwrap();
        let singles = asked.cert_ids().iter().cloned().map(single).collect();
        let public = self.key.public_key().as_ref();
        let id = ResponderId::by_key(public).unwrap();
        let data = ResponseData::new(id, from, singles, nonce.or(asked.nonce())).unwrap();
        let tbs = data.to_be_signed().unwrap();
        let signature = self.key.sign(&SystemRandom::new(), &tbs).unwrap();
        let algorithm = SignatureAlgorithm::EcdsaSha256.identifier();
        let der = assemble(&tbs, &algorithm, signature.as_ref(), &[&self.certificate]).unwrap();
        fs::write(self.directory.join("response.der"), der).unwrap();
    }
}

impl Drop for Responder {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.directory).unwrap();
    }
}

/// Each status with what OpenSSL prints for it.
fn statuses() -> [(CertStatus, &'static [&'static str]); 5] {
    const TIME: &str = "Revocation Time: Jan  1 00:00:59 2026 GMT";
    let effective = Timestamp::parse_rfc3339("2026-01-01T00:00:59Z").unwrap();
    let revoked = |reason| {
        CertStatus::revoked(&Revocation {
            effective,
            reason,
            invalidity_date: None,
        })
        .unwrap()
    };
    [
        (CertStatus::GOOD, &["Cert Status: good"]),
        (CertStatus::UNKNOWN, &["Cert Status: unknown"]),
        (revoked(None), &["Cert Status: revoked", TIME]),
        (
            revoked(Some(Reason::KeyCompromise)),
            &[
                "Cert Status: revoked",
                TIME,
                "Revocation Reason: keyCompromise (0x1)",
            ],
        ),
        (
            CertStatus::suspended(&Suspension { effective }).unwrap(),
            &[
                "Cert Status: revoked",
                TIME,
                "Revocation Reason: certificateHold (0x6)",
            ],
        ),
    ]
}

#[test]
fn openssl_reads_and_verifies_every_answer() {
    let responder = Responder::new("openssl");
    for request in REQUESTS {
        for (status, said) in statuses() {
            responder.answer(request, &status, None);
            let command = "openssl ocsp -reqin request.der -respin response.der -resp_text";
            let text = responder
                .judge(&format!("{command} -VAfile responder.pem"))
                .unwrap();
            let times = [
                "This Update: Jan  2 03:04:05 2026",
                "Next Update: Dec 31 23:59:59 9999",
            ];
            for part in said
                .iter()
                .chain(&times)
                .chain(&["Response verify OK", &SERIAL[2..]])
            {
                assert!(text.contains(part), "{part} is not in {text}");
            }
        }
    }
}

#[test]
fn ocsp_03_openssl_finds_its_cert_id_under_each_hash() {
    let responder = Responder::new("cert-id");
    for (hash, request) in ["sha1", "sha256", "sha384", "sha512"]
        .into_iter()
        .zip(REQUESTS)
    {
        responder.answer(request, &CertStatus::GOOD, None);
        let asked = format!("openssl ocsp -{hash} -issuer issuer.der -serial {SERIAL} -no_nonce");
        let text = responder.judge(&format!(
            "{asked} -respin response.der -VAfile responder.pem"
        ));
        assert!(text.unwrap().contains(&format!("{SERIAL}: good")), "{hash}");
    }
}

#[test]
fn ocsp_07_openssl_notices_a_wrong_nonce() {
    let responder = Responder::new("nonce");
    let other = Nonce::try_from(&[1; 16][..]).unwrap();
    let request = include_bytes!("data/ocsp/openssl-nonce.der");
    responder.answer(request, &CertStatus::GOOD, Some(&other));
    let command = "openssl ocsp -reqin request.der -respin response.der -VAfile responder.pem";
    assert!(
        responder
            .judge(command)
            .unwrap_err()
            .contains("Nonce Verify error")
    );
}

#[test]
fn gnutls_reads_and_verifies_every_answer() {
    let responder = Responder::new("gnutls");
    for (status, _) in statuses() {
        responder.answer(include_bytes!("data/ocsp/gnutls.der"), &status, None);
        let verify = "ocsptool --verify-response --load-signer responder.pem";
        let text = responder
            .judge(&format!("{verify} --load-response response.der"))
            .unwrap();
        assert!(text.contains("Success."), "{text}");
    }
}

#[test]
fn judges_notice_a_damaged_signature() {
    let responder = Responder::new("damaged");
    responder.answer(REQUESTS[0], &CertStatus::GOOD, None);
    let path = responder.directory.join("response.der");
    let mut der = fs::read(&path).unwrap();
    let produced = der.windows(15).position(|part| part == b"20260102030405Z");
    der[produced.unwrap() + 14 - 1] ^= 1;
    fs::write(&path, der).unwrap();
    let openssl = "openssl ocsp -reqin request.der -respin response.der -VAfile responder.pem";
    assert!(
        responder
            .judge(openssl)
            .unwrap_err()
            .contains("Response Verify Failure")
    );
    let gnutls = "ocsptool --verify-response --load-signer responder.pem";
    let text = responder.judge(&format!("{gnutls} --load-response response.der"));
    assert!(!text.unwrap_or_else(|said| said).contains("Success."));
}

#[test]
fn every_real_request_matches_its_issuer() {
    let issuer = Certificate::from_der(ISSUER).unwrap();
    let subject = issuer.tbs_certificate();
    let key = subject
        .subject_public_key_info()
        .subject_public_key
        .raw_bytes();
    let hashes = IssuerHashes::new(&subject.subject().to_der().unwrap(), key);
    for request in REQUESTS {
        let asked = OcspRequest::parse(request).unwrap();
        assert!(
            asked
                .cert_ids()
                .iter()
                .all(|cert_id| hashes.matches(cert_id))
        );
    }
}
