//! Signatures of each algorithm, verified by OpenSSL and by aws-lc.

use std::time::Duration;

use aws_lc_rs::digest;
use ca_core::algorithm::{KeyAlgorithm, SignatureAlgorithm};
use ca_core::signer::{KeyStore, SignInput, Signer, SignerError};

use crate::sandbox::{Sandbox, run, sandboxed, words};

const DEADLINE: Duration = Duration::from_secs(20);
const MESSAGE: &[u8] = "République, État et citoyens".as_bytes();

#[test]
fn signatures_of_every_algorithm_are_verified_by_openssl() {
    sandboxed(|sandbox| {
        let token = sandbox.token();
        for kind in KeyAlgorithm::ALL {
            let key = token.generate(kind, "issuer").unwrap();
            let public = sandbox.write("public.der", &key.public_key);
            for algorithm in algorithms_of(kind) {
                let digest = algorithm.digest().map(|hash| digest::digest(hash, MESSAGE));
                let input = digest
                    .as_ref()
                    .map_or(SignInput::Message(MESSAGE), |digest| {
                        SignInput::Digest(digest.as_ref())
                    });
                let signature = token.sign(&key.uri, algorithm, input, DEADLINE).unwrap();
                verify_with_openssl(sandbox, &public, algorithm, &signature);
            }
        }
    });
}

#[test]
fn ecdsa_signatures_are_minimal_der() {
    sandboxed(|sandbox| {
        let token = sandbox.token();
        let key = token.generate(KeyAlgorithm::P256, "issuer").unwrap();
        let algorithm = SignatureAlgorithm::EcdsaSha256;
        // One in 128 integers is shorter than 32 octets, one in two has a zero before it.
        for round in 0u16..600 {
            let digest = digest::digest(&digest::SHA256, &round.to_be_bytes());
            let input = SignInput::Digest(digest.as_ref());
            let signature = token.sign(&key.uri, algorithm, input, DEADLINE).unwrap();
            verify_with_aws_lc(&key.public_key, algorithm, &round.to_be_bytes(), &signature);
        }
    });
}

#[test]
fn input_that_does_not_fit_the_algorithm_is_refused() {
    sandboxed(|sandbox| {
        let token = sandbox.token();
        let p256 = token.generate(KeyAlgorithm::P256, "p256").unwrap().uri;
        let ed25519 = token
            .generate(KeyAlgorithm::Ed25519, "ed25519")
            .unwrap()
            .uri;
        let long = vec![0; (1 << 20) + 1];
        for (key, algorithm, input) in [
            (
                &p256,
                SignatureAlgorithm::EcdsaSha256,
                SignInput::Digest(&[7; 20]),
            ),
            (
                &p256,
                SignatureAlgorithm::EcdsaSha256,
                SignInput::Message(&[7; 32]),
            ),
            (
                &p256,
                SignatureAlgorithm::EcdsaSha384,
                SignInput::Digest(&[7; 48]),
            ),
            (
                &p256,
                SignatureAlgorithm::RsaSha256,
                SignInput::Digest(&[7; 32]),
            ),
            (
                &ed25519,
                SignatureAlgorithm::Ed25519,
                SignInput::Digest(&[7; 32]),
            ),
            (
                &ed25519,
                SignatureAlgorithm::Ed25519,
                SignInput::Message(&long),
            ),
        ] {
            let error = token.sign(key, algorithm, input, DEADLINE).unwrap_err();
            assert!(
                matches!(error, SignerError::Refused { .. }),
                "{}",
                words(&error)
            );
        }
    });
}

fn algorithms_of(kind: KeyAlgorithm) -> Vec<SignatureAlgorithm> {
    match kind {
        KeyAlgorithm::Rsa3072 | KeyAlgorithm::Rsa4096 => {
            vec![SignatureAlgorithm::RsaSha256, SignatureAlgorithm::RsaSha384]
        }
        KeyAlgorithm::P256 | KeyAlgorithm::P384 | KeyAlgorithm::Ed25519 => {
            vec![kind.signature_algorithm()]
        }
    }
}

fn verify_with_openssl(
    sandbox: &Sandbox,
    public: &str,
    algorithm: SignatureAlgorithm,
    signature: &[u8],
) {
    let message = sandbox.write("message", MESSAGE);
    let signature = sandbox.write("signature", signature);
    let mut arguments = vec!["pkeyutl", "-verify", "-rawin", "-pubin", "-keyform", "DER"];
    arguments.extend(["-inkey", public, "-in", &message, "-sigfile", &signature]);
    match algorithm {
        SignatureAlgorithm::EcdsaSha256 | SignatureAlgorithm::RsaSha256 => {
            arguments.extend(["-digest", "sha256"]);
        }
        SignatureAlgorithm::EcdsaSha384 | SignatureAlgorithm::RsaSha384 => {
            arguments.extend(["-digest", "sha384"]);
        }
        SignatureAlgorithm::Ed25519 => {}
    }
    let verdict = run("openssl", &arguments);
    assert!(
        verdict.contains("Signature Verified Successfully"),
        "{algorithm}: {verdict}"
    );
}

/// Verifies with the public key in a SubjectPublicKeyInfo, as the core will.
pub(crate) fn verify_with_aws_lc(
    info: &[u8],
    algorithm: SignatureAlgorithm,
    message: &[u8],
    signature: &[u8],
) {
    let info: spki::SubjectPublicKeyInfoRef<'_> = der::Decode::from_der(info).unwrap();
    let key = info.subject_public_key.as_bytes().unwrap();
    algorithm
        .verification()
        .verify_sig(key, message, signature)
        .unwrap();
}
