//! Signatures of each algorithm that the token has, verified by OpenSSL and by aws-lc.

use std::time::Duration;

use aws_lc_rs::digest;
use ca_core::algorithm::{KeyAlgorithm, SignatureAlgorithm};
use ca_core::signer::{KeyStore, NewKey, SignInput, Signer, SignerError};
use der::asn1::{Any, BitString};
use der::{Encode, Tag};

use crate::judge::{self, PSS};
use crate::sandbox::{algorithms, sandboxed, words};

const DEADLINE: Duration = Duration::from_secs(20);
const MESSAGE: &[u8] = "République, État et citoyens".as_bytes();

#[test]
fn signatures_of_every_algorithm_are_verified_by_openssl() {
    sandboxed(|sandbox| {
        let token = sandbox.token();
        for kind in algorithms() {
            let key = token.generate(&NewKey::new(kind, "issuer")).unwrap();
            let public = sandbox.write("public.der", &key.public_key);
            for algorithm in algorithms_of(kind) {
                let digest = algorithm.digest().map(|hash| digest::digest(hash, MESSAGE));
                let input = digest
                    .as_ref()
                    .map_or(SignInput::Message(MESSAGE), |digest| {
                        SignInput::Digest(digest.as_ref())
                    });
                let signature = token.sign(&key.uri, algorithm, input, DEADLINE).unwrap();
                judge::openssl_verifies(sandbox, &public, algorithm, (MESSAGE, &signature));
                judge::aws_lc_verifies(&key.public_key, algorithm, MESSAGE, &signature);
            }
        }
    });
}

/// OpenSSL reads the identifier of each algorithm as we write it, PSS parameters and all.
#[test]
fn alg_03_requests_of_every_key_are_verified_by_openssl() {
    sandboxed(|sandbox| {
        let token = sandbox.token();
        for kind in algorithms() {
            let key = token.generate(&NewKey::new(kind, "issuer")).unwrap();
            let algorithm = kind.signature_algorithm();
            // CertificationRequestInfo (RFC 2986 4.1): v1, an empty name, no attributes.
            let (version, name) = ([2, 1, 0], [0x30, 0]);
            let parts = [&version[..], &name, &key.public_key, &[0xa0, 0]];
            let info = sequence(&parts);
            let digest = algorithm.digest().map(|hash| digest::digest(hash, &info));
            let input = digest.as_ref();
            let input = input.map_or(SignInput::Message(&info), |digest| {
                SignInput::Digest(digest.as_ref())
            });
            let signature = token.sign(&key.uri, algorithm, input, DEADLINE).unwrap();
            let signature = BitString::from_bytes(&signature).unwrap();
            let identifier = algorithm.identifier().to_der().unwrap();
            let request = sequence(&[&info, &identifier, &signature.to_der().unwrap()]);
            let request = sandbox.write("request.der", &request);
            let signed = judge::openssl_reads_request(&request, algorithm);
            let pss = ["rsassaPss", "mgf1 with sha", "Trailer Field: 0x01"];
            for word in pss {
                assert_eq!(
                    signed.contains(word),
                    algorithm.oid() == PSS,
                    "{kind}: {signed}"
                );
            }
        }
    });
}

fn sequence(parts: &[&[u8]]) -> Vec<u8> {
    let content = parts.concat();
    Any::new(Tag::Sequence, content).unwrap().to_der().unwrap()
}

#[test]
fn ecdsa_signatures_are_minimal_der() {
    sandboxed(|sandbox| {
        let token = sandbox.token();
        let key = token
            .generate(&NewKey::new(KeyAlgorithm::P256, "issuer"))
            .unwrap();
        let algorithm = SignatureAlgorithm::EcdsaSha256;
        // One in 128 integers is shorter than 32 octets, one in two has a zero before it.
        for round in 0u16..600 {
            let digest = digest::digest(&digest::SHA256, &round.to_be_bytes());
            let input = SignInput::Digest(digest.as_ref());
            let signature = token.sign(&key.uri, algorithm, input, DEADLINE).unwrap();
            judge::aws_lc_verifies(&key.public_key, algorithm, &round.to_be_bytes(), &signature);
        }
    });
}

#[test]
fn input_that_does_not_fit_the_algorithm_is_refused() {
    sandboxed(|sandbox| {
        let token = sandbox.token();
        let p256 = token
            .generate(&NewKey::new(KeyAlgorithm::P256, "p256"))
            .unwrap()
            .uri;
        let ed25519 = token
            .generate(&NewKey::new(KeyAlgorithm::Ed25519, "ed25519"))
            .unwrap()
            .uri;
        let pss = token
            .generate(&NewKey::new(KeyAlgorithm::Rsa3072Pss, "pss"))
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
                &pss,
                SignatureAlgorithm::RsaSha256,
                SignInput::Digest(&[7; 32]),
            ),
            (
                &pss,
                SignatureAlgorithm::RsaPssSha256,
                SignInput::Digest(&[7; 48]),
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

/// Those that the key's one mechanism makes.
fn algorithms_of(kind: KeyAlgorithm) -> Vec<SignatureAlgorithm> {
    let padding = |algorithm: SignatureAlgorithm| algorithm.oid() == PSS;
    let own = kind.signature_algorithm();
    let fits =
        |other: &SignatureAlgorithm| other.fits(kind.kind()) && padding(*other) == padding(own);
    SignatureAlgorithm::ALL.into_iter().filter(fits).collect()
}
