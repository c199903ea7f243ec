//! HSM-05: what a token or its worker forgets is found again.

use std::slice;
use std::thread;
use std::time::Duration;

use ca_core::algorithm::KeyAlgorithm;
use ca_core::signer::{KeyStore, NewKey, SignerError, StoredKey};
use hsm::token::Token;
use sceau_pkcs11_shim::code::Code;
use sceau_pkcs11_shim::fault::Fault;
use sceau_pkcs11_shim::shim::Shim;

use crate::sandbox::{Sandbox, kill_workers, module, sandboxed, words};
use crate::sessions::sign_and_verify;

/// All sessions, logins and handles die; what the next call returns is the module's own choice.
const GONE_FOR_A_MOMENT: Fault = Fault::Leave(Code::DEVICE_REMOVED, Duration::ZERO);

#[test]
fn hsm_05_worker_that_was_killed_is_replaced() {
    sandboxed(|sandbox| {
        let token = sandbox.token();
        let key = token
            .generate(&NewKey::new(KeyAlgorithm::P256, "issuer"))
            .unwrap();
        sign_and_verify(&token, &key);
        for _ in 0..3 {
            kill_workers();
            sign_and_verify(&token, &key);
            kill_workers();
            assert_eq!(token.find(&key.uri).unwrap(), key);
            kill_workers();
            assert_eq!(token.list().unwrap(), slice::from_ref(&key));
        }
        kill_workers();
        token
            .generate(&NewKey::new(KeyAlgorithm::P256, "second"))
            .unwrap();
        assert_eq!(
            token.list().unwrap().len(),
            2,
            "one try left nothing behind"
        );
    });
}

#[test]
fn hsm_05_threads_recover_together() {
    sandboxed(|sandbox| {
        sandbox.initialise("sceau");
        let mut config = sandbox.config("pkcs11:token=sceau");
        config.wait = Duration::from_secs(30);
        let token = sandbox.open(&config).unwrap();
        let key = token
            .generate(&NewKey::new(KeyAlgorithm::P256, "issuer"))
            .unwrap();
        for _ in 0..10 {
            kill_workers();
            thread::scope(|scope| {
                for _ in 0..8 {
                    scope.spawn(|| sign_and_verify(&token, &key));
                }
            });
        }
    });
}

#[test]
fn hsm_05_sessions_that_died_at_any_call_are_replaced() {
    sandboxed(|sandbox| lost_at_any_call(sandbox, GONE_FOR_A_MOMENT));
}

/// Nobody is told: private objects are merely not found any more, or handles are bad.
#[test]
fn hsm_05_login_that_was_lost_at_any_call_is_renewed() {
    sandboxed(|sandbox| lost_at_any_call(sandbox, Fault::Logout));
}

fn lost_at_any_call(sandbox: &Sandbox, loss: Fault) {
    let (token, shim) = behind_shim(sandbox);
    let key = generate(&token, "issuer");
    sign_and_verify(&token, &key);
    let during = |function: &str, work: &dyn Fn()| {
        shim.plan().next(function, loss, 1).unwrap();
        work();
        assert_eq!(shim.plan().pending(function), 0, "{function}");
    };
    for _ in 0..3 {
        for function in ["C_SignInit", "C_Sign"] {
            during(function, &|| sign_and_verify(&token, &key));
        }
        for function in ["C_FindObjectsInit", "C_FindObjects", "C_GetAttributeValue"] {
            during(function, &|| {
                assert_eq!(token.find(&key.uri).unwrap(), key, "{function}");
            });
            let keys = slice::from_ref(&key);
            during(function, &|| {
                assert_eq!(token.list().unwrap(), keys, "{function}");
            });
        }
    }
    during("C_GenerateKeyPair", &|| {
        let second = generate(&token, "second");
        let all = [key.clone(), second];
        assert_eq!(token.list().unwrap(), all, "one try left nothing behind");
    });
}

/// Where one thread logs in again, another must not take what it did not find for absent.
#[test]
fn hsm_05_threads_renew_lost_logins_together() {
    sandboxed(|sandbox| {
        let (token, shim) = behind_shim(sandbox);
        let key = generate(&token, "issuer");
        let functions = ["C_FindObjectsInit", "C_FindObjects"];
        for function in functions {
            shim.plan().next(function, Fault::Logout, 15).unwrap();
        }
        let injected = || functions.iter().all(|name| shim.plan().pending(name) == 0);
        thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    while !injected() {
                        // A second loss may meet the second try: then the token is away, not wrong.
                        let found = [token.find(&key.uri).map(|found| vec![found]), token.list()];
                        for keys in found {
                            match keys {
                                Ok(keys) => assert_eq!(keys, slice::from_ref(&key)),
                                Err(SignerError::Unavailable { .. }) => {}
                                Err(other) => panic!("{}", words(&other)),
                            }
                        }
                    }
                });
            }
        });
        // A device that was given up a moment ago is left alone for 250 ms.
        thread::sleep(Duration::from_millis(300));
        sign_and_verify(&token, &key);
    });
}

/// The reply is lost, the pair is there: the second try destroys it and makes another.
#[test]
fn hsm_05_key_whose_reply_was_lost_is_there_once() {
    sandboxed(|sandbox| {
        let (token, shim) = behind_shim(sandbox);
        let lost = Fault::After(Code::DEVICE_ERROR);
        shim.plan().next("C_GenerateKeyPair", lost, 1).unwrap();
        let key = generate(&token, "issuer");
        assert_eq!(token.list().unwrap(), slice::from_ref(&key));
        sign_and_verify(&token, &key);
    });
}

/// The token of the suite with the shim in front of it.
fn behind_shim(sandbox: &Sandbox) -> (Token, Shim) {
    let shim = Shim::before(module(), sandbox.path("shim")).unwrap();
    sandbox.initialise("sceau");
    let mut config = sandbox.config("pkcs11:token=sceau");
    config.module = Shim::module().unwrap();
    config.env = shim.environment();
    (sandbox.open(&config).unwrap(), shim)
}

fn generate(token: &Token, label: &str) -> StoredKey {
    let new = NewKey::new(KeyAlgorithm::P256, label);
    token.generate(&new).unwrap()
}
