//! I9: a PIN is tried once and shows nowhere.

use std::fs;
use std::time::Duration;

use ca_core::algorithm::{KeyAlgorithm, SignatureAlgorithm};
use ca_core::signer::{KeyStore, NewKey, SignInput, Signer, SignerError};
use secrecy::SecretString;

use crate::sandbox::{PIN, Sandbox, kill_workers, sandboxed, session, spy, words};

#[test]
fn i09_wrong_pin_is_tried_once() {
    sandboxed(|sandbox| {
        sandbox.initialise("sceau");
        let mut config = sandbox.config("pkcs11:token=sceau");
        config.module = spy();
        sandbox.write_secret("pin", "wrong-16180339\n");
        let error = sandbox.open(&config).unwrap_err();
        assert!(
            matches!(error, SignerError::BadPin { .. }),
            "{}",
            words(&error)
        );
        assert_eq!(
            words(&error),
            "token sceau did not accept the PIN: C_Login: CKR_PIN_INCORRECT"
        );
        assert_eq!(logins(sandbox), 1);
    });
}

#[test]
fn i09_pin_that_was_changed_meanwhile_is_tried_once() {
    sandboxed(|sandbox| {
        sandbox.initialise("sceau");
        let mut config = sandbox.config("pkcs11:token=sceau");
        config.module = spy();
        let token = sandbox.open(&config).unwrap();
        let key = token
            .generate(&NewKey::new(KeyAlgorithm::P256, "issuer"))
            .unwrap()
            .uri;
        change_pin();
        kill_workers();
        let before = logins(sandbox);
        for _ in 0..20 {
            let input = SignInput::Digest(&[7; 32]);
            let sign = token.sign(
                &key,
                SignatureAlgorithm::EcdsaSha256,
                input,
                Duration::from_secs(9),
            );
            let error = sign.unwrap_err();
            assert!(
                matches!(error, SignerError::BadPin { .. }),
                "{}",
                words(&error)
            );
        }
        assert_eq!(logins(sandbox) - before, 1);
    });
}

#[test]
fn i09_pin_is_not_in_debug_output() {
    sandboxed(|sandbox| {
        let token = sandbox.token();
        let config = sandbox.config("pkcs11:token=sceau");
        assert!(!format!("{token:?} {config:?}").contains(PIN));
        sandbox.write_secret("pin", "wrong-16180339\n");
        drop(token);
        let error = sandbox.open(&config).unwrap_err();
        assert!(!format!("{error:?} {}", words(&error)).contains("wrong-16180339"));
    });
}

/// As somebody else would do it, in a process of their own.
fn change_pin() {
    let (old, new) = (
        SecretString::from(PIN),
        SecretString::from("sesame-14142135"),
    );
    session(PIN).set_pin(&old, &new).unwrap();
}

/// How often the module was asked to log somebody in.
fn logins(sandbox: &Sandbox) -> usize {
    let log = fs::read_to_string(sandbox.path("spy.log")).unwrap();
    log.matches(": C_Login\n").count()
}
