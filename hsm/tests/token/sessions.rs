//! The pool: concurrency, its limit, and the way back after an error.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use aws_lc_rs::digest;
use ca_core::algorithm::{KeyAlgorithm, SignatureAlgorithm};
use ca_core::signer::{KeyStore, NewKey, SignInput, Signer, SignerError, StoredKey};
use hsm::token::Token;

use crate::judge::aws_lc_verifies;
use crate::sandbox::{sandboxed, words};

#[test]
fn sixteen_threads_sign_through_four_sessions() {
    sandboxed(|sandbox| {
        sandbox.initialise("sceau");
        let mut config = sandbox.config("pkcs11:token=sceau");
        config.wait = Duration::from_secs(30);
        let token = sandbox.open(&config).unwrap();
        let key = token
            .generate(&NewKey::new(KeyAlgorithm::P256, "issuer"))
            .unwrap();
        thread::scope(|scope| {
            for _ in 0..16 {
                scope.spawn(|| (0..50).for_each(|_| sign_and_verify(&token, &key)));
            }
        });
    });
}

/// As `sceau` and `sceau-ocsp` do, each with a worker of its own.
#[test]
fn a_program_makes_keys_while_another_signs() {
    sandboxed(|sandbox| {
        sandbox.initialise("sceau");
        let config = sandbox.config("pkcs11:token=sceau");
        let (maker, signer) = (
            sandbox.open(&config).unwrap(),
            sandbox.open(&config).unwrap(),
        );
        let (tell, told) = mpsc::channel();
        thread::scope(|scope| {
            scope.spawn(|| {
                for label in ["a", "b", "c", "d", "e", "f", "g", "h"] {
                    let new = NewKey::new(KeyAlgorithm::P256, label);
                    tell.send(maker.generate(&new).unwrap()).unwrap();
                }
                drop(tell);
            });
            let mut keys = Vec::new();
            while let Ok(key) = told.recv() {
                keys.push(key);
                keys.iter().for_each(|key| sign_and_verify(&signer, key));
            }
            assert_eq!(signer.list().unwrap(), keys);
        });
    });
}

#[test]
fn full_pool_is_busy_within_its_wait_and_recovers() {
    sandboxed(|sandbox| {
        sandbox.initialise("sceau");
        let mut config = sandbox.config("pkcs11:token=sceau");
        (config.sessions, config.wait) = (1, Duration::from_millis(2));
        let token = sandbox.open(&config).unwrap();
        let key = token
            .generate(&NewKey::new(KeyAlgorithm::P256, "issuer"))
            .unwrap();
        let seen_busy = AtomicBool::new(false);
        thread::scope(|scope| {
            // Each RSA-4096 pair takes the only session for a good part of a second.
            scope.spawn(|| {
                while !seen_busy.load(Ordering::Relaxed) {
                    let made = token.generate(&NewKey::new(KeyAlgorithm::Rsa4096, "slow"));
                    assert!(matches!(made, Ok(_) | Err(SignerError::Busy { .. })));
                }
            });
            let start = Instant::now();
            while !seen_busy.load(Ordering::Relaxed) && start.elapsed() < Duration::from_secs(30) {
                match sign(&token, &key) {
                    Ok(_) => thread::sleep(Duration::from_millis(1)),
                    Err(SignerError::Busy { .. }) => seen_busy.store(true, Ordering::Relaxed),
                    Err(other) => {
                        seen_busy.store(true, Ordering::Relaxed);
                        panic!("{}", words(&other));
                    }
                }
            }
            let busy = seen_busy.swap(true, Ordering::Relaxed);
            assert!(busy, "no call found the pool full");
        });
        sign_and_verify(&token, &key);
    });
}

fn sign(token: &Token, key: &StoredKey) -> Result<Vec<u8>, SignerError> {
    let digest = digest::digest(&digest::SHA256, b"message");
    let input = SignInput::Digest(digest.as_ref());
    token.sign(
        &key.uri,
        SignatureAlgorithm::EcdsaSha256,
        input,
        Duration::from_secs(30),
    )
}

pub(crate) fn sign_and_verify(token: &Token, key: &StoredKey) {
    let signature = sign(token, key).unwrap_or_else(|error| panic!("{}", words(&error)));
    aws_lc_verifies(
        &key.public_key,
        SignatureAlgorithm::EcdsaSha256,
        b"message",
        &signature,
    );
}
