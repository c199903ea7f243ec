//! I9: a PIN is tried once and shows nowhere.

use std::fs;
use std::time::Duration;

use ca_core::algorithm::{KeyAlgorithm, SignatureAlgorithm};
use ca_core::signer::{KeyStore, SignInput, Signer, SignerError};
use cryptoki::context::Pkcs11;
use secrecy::SecretString;

use crate::sandbox::{PIN, Sandbox, sandboxed, spy, words};

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
        let key = token.generate(KeyAlgorithm::P256, "issuer").unwrap().uri;
        change_pin_and_log_out();
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

fn change_pin_and_log_out() {
    let module = Pkcs11::new(spy()).unwrap();
    let slot = module.get_slots_with_initialized_token().unwrap()[0];
    let session = module.open_rw_session(slot).unwrap();
    let (old, new) = (
        SecretString::from(PIN),
        SecretString::from("sesame-14142135"),
    );
    session.set_pin(&old, &new).unwrap();
    session.logout().unwrap();
}

/// How often the module was asked to log somebody in.
fn logins(sandbox: &Sandbox) -> usize {
    let log = fs::read_to_string(sandbox.path("spy.log")).unwrap();
    log.matches(": C_Login\n").count()
}
