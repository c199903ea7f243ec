//! Tokens that cannot be opened.

use std::time::{Duration, Instant};

use ca_core::signer::{KeyStore, SignerError};
use sceau_pkcs11_shim::fault::Fault;

use crate::pair::{Pair, comes_back, open, sign_and_verify, states};

#[test]
fn token_that_is_not_there_at_the_start_serves_once_it_is() {
    let pair = Pair::with_copy();
    pair.second.disconnect();
    let tokens = pair.open_without_copies();
    let [missing] = tokens.unopened() else {
        panic!("{:?}", tokens.unopened());
    };
    assert!(matches!(missing, SignerError::Unavailable { .. }));
    assert_eq!(missing.token(), "token second");
    assert_eq!(states(&tokens), ["up", "recovering"]);
    assert_eq!(tokens.tokens().len(), 1);
    sign_and_verify(&tokens, &tokens.find(&pair.first.key()).unwrap());
    pair.second.connect();
    comes_back(&tokens, Duration::from_secs(2));
    sign_and_verify(&tokens, &tokens.find(&pair.second.key()).unwrap());
    assert_eq!(tokens.tokens().len(), 2);
}

#[test]
fn without_any_token_the_start_fails_with_the_first_ones_words() {
    let pair = Pair::new();
    pair.first.disconnect();
    pair.second.disconnect();
    let error = open(&pair.configs()).unwrap_err();
    assert_eq!(error.token(), "token first");
    let only = open(&[pair.second.config()]).unwrap_err();
    assert_eq!(only.token(), "token second");
}

#[test]
fn token_that_hangs_at_the_start_does_not_hold_up_the_others() {
    let pair = Pair::with_copy();
    pair.second
        .shim
        .plan()
        .always("C_OpenSession", Fault::Hang)
        .unwrap();
    let start = Instant::now();
    let tokens = pair.open_without_copies();
    assert!(
        start.elapsed() < Duration::from_secs(5),
        "{:?}",
        start.elapsed()
    );
    assert_eq!(tokens.unopened().len(), 1);
    sign_and_verify(&tokens, &tokens.find(&pair.first.key()).unwrap());
}

#[test]
fn i09_token_that_refuses_the_pin_is_barred_while_the_other_serves() {
    let pair = Pair::with_copy();
    let code = "CKR_PIN_INCORRECT".parse().unwrap();
    pair.second
        .shim
        .plan()
        .always("C_Login", Fault::Before(code))
        .unwrap();
    let tokens = pair.open();
    assert!(matches!(tokens.unopened(), [SignerError::BadPin { .. }]));
    for _ in 0..3 {
        std::thread::sleep(Duration::from_millis(300));
        assert_eq!(states(&tokens), ["up", "barred"]);
        assert!(tokens.find(&pair.second.key()).is_ok(), "the copy is found");
    }
    assert_eq!(pair.second.shim.log().logins().unwrap(), 1);
}

#[test]
fn token_that_says_no_when_it_is_opened_is_not_up() {
    let pair = Pair::with_copy();
    let code = "CKR_FUNCTION_NOT_SUPPORTED".parse().unwrap();
    let plan = pair.second.shim.plan();
    plan.always("C_Login", Fault::Before(code)).unwrap();
    let tokens = pair.open();
    assert!(matches!(tokens.unopened(), [SignerError::Refused { .. }]));
    assert_eq!(states(&tokens), ["up", "recovering"]);
}
