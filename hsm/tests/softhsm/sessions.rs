//! The pool: concurrency, its limit, and the way back after an error.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use aws_lc_rs::digest;
use ca_core::algorithm::{KeyAlgorithm, SignatureAlgorithm};
use ca_core::signer::{KeyStore, SignInput, Signer, SignerError, StoredKey};
use cryptoki::context::Pkcs11;
use hsm::token::Token;

use crate::sandbox::{sandboxed, softhsm, words};
use crate::signatures::verify_with_aws_lc;

#[test]
fn sixteen_threads_sign_through_four_sessions() {
    sandboxed(|sandbox| {
        sandbox.initialise("sceau");
        let mut config = sandbox.config("pkcs11:token=sceau");
        config.wait = Duration::from_secs(30);
        let token = sandbox.open(&config).unwrap();
        let key = token.generate(KeyAlgorithm::P256, "issuer").unwrap();
        thread::scope(|scope| {
            for _ in 0..16 {
                scope.spawn(|| (0..50).for_each(|_| sign_and_verify(&token, &key)));
            }
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
        let key = token.generate(KeyAlgorithm::P256, "issuer").unwrap();
        let seen_busy = AtomicBool::new(false);
        thread::scope(|scope| {
            // Each RSA-4096 pair takes the only session for a good part of a second.
            scope.spawn(|| {
                while !seen_busy.load(Ordering::Relaxed) {
                    let made = token.generate(KeyAlgorithm::Rsa4096, "slow");
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

#[test]
fn token_that_was_logged_out_signs_again() {
    sandboxed(|sandbox| {
        let token = sandbox.token();
        let key = token.generate(KeyAlgorithm::P256, "issuer").unwrap();
        sign_and_verify(&token, &key);
        for _ in 0..3 {
            log_out();
            sign_and_verify(&token, &key);
            log_out();
            assert_eq!(token.find(&key.uri).unwrap(), key);
            log_out();
            assert_eq!(token.list().unwrap(), std::slice::from_ref(&key));
        }
        log_out();
        token.generate(KeyAlgorithm::P256, "second").unwrap();
        assert_eq!(
            token.list().unwrap().len(),
            2,
            "one try left nothing behind"
        );
    });
}

#[test]
fn module_that_was_finalised_signs_again() {
    sandboxed(|sandbox| {
        let token = sandbox.token();
        let key = token.generate(KeyAlgorithm::P256, "issuer").unwrap();
        sign_and_verify(&token, &key);
        Pkcs11::new(softhsm()).unwrap().finalize().unwrap();
        sign_and_verify(&token, &key);
    });
}

#[test]
fn threads_recover_together() {
    sandboxed(|sandbox| {
        sandbox.initialise("sceau");
        let mut config = sandbox.config("pkcs11:token=sceau");
        config.wait = Duration::from_secs(30);
        let token = sandbox.open(&config).unwrap();
        let key = token.generate(KeyAlgorithm::P256, "issuer").unwrap();
        for _ in 0..10 {
            log_out();
            thread::scope(|scope| {
                for _ in 0..8 {
                    scope.spawn(|| sign_and_verify(&token, &key));
                }
            });
        }
    });
}

/// As another part of the process, or the device itself, would do it.
fn log_out() {
    let module = Pkcs11::new(softhsm()).unwrap();
    let slot = module.get_slots_with_initialized_token().unwrap()[0];
    module.open_ro_session(slot).unwrap().logout().unwrap();
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

fn sign_and_verify(token: &Token, key: &StoredKey) {
    let signature = sign(token, key).unwrap_or_else(|error| panic!("{}", words(&error)));
    verify_with_aws_lc(
        &key.public_key,
        SignatureAlgorithm::EcdsaSha256,
        b"message",
        &signature,
    );
}
