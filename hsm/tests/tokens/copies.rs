//! I8, HSM-05: a recorded copy of a key stands in for it.

use std::slice;
use std::time::{Duration, Instant};

use ca_core::signer::{KeyStore, SignerError, StoredKey};
use hsm::tokens::Tokens;
use sceau_pkcs11_shim::code::Code;
use sceau_pkcs11_shim::fault::Fault;

use crate::pair::{Pair, Site, comes_back, open, sign, sign_and_verify, sign_within, states};

#[test]
fn hsm_05_copy_signs_while_the_token_is_away_and_no_longer() {
    let pair = Pair::with_copy();
    let tokens = pair.open();
    let key = tokens.find(&pair.first.key()).unwrap();
    sign_and_verify(&tokens, &key);
    let signed = |site: &Site| {
        let slow = Fault::Slow(Duration::from_millis(1));
        site.shim.log().injected("C_Sign", slow).unwrap()
    };
    for site in [&pair.first, &pair.second] {
        let slow = Fault::Slow(Duration::from_millis(1));
        site.shim.plan().always("C_Sign", slow).unwrap();
    }
    pair.first.disconnect();
    for _ in 0..5 {
        sign_and_verify(&tokens, &key);
    }
    assert_eq!((signed(&pair.first), signed(&pair.second)), (0, 5));
    assert_eq!(states(&tokens), ["recovering", "up"]);
    pair.first.connect();
    comes_back(&tokens, Duration::from_secs(2));
    for _ in 0..5 {
        sign_and_verify(&tokens, &key);
    }
    assert_eq!((signed(&pair.first), signed(&pair.second)), (5, 5));
    assert_eq!(states(&tokens), ["up", "up"]);
}

#[test]
fn hsm_05_key_is_found_in_its_copy_where_its_token_was_never_there() {
    let pair = Pair::with_copy();
    pair.first.disconnect();
    let tokens = pair.open();
    let key = tokens.find(&pair.first.key()).unwrap();
    assert_eq!(key.token.label, "second");
    sign_and_verify(&tokens, &key);
    let both = tokens.with_public_key(&key.public_key).unwrap();
    assert_eq!(both, slice::from_ref(&key));
    assert!(
        tokens.list().is_err(),
        "a list without a token's keys would be wrong"
    );
    // The other way round: the key's own token is the copy's copy.
    pair.first.connect();
    comes_back(&tokens, Duration::from_secs(2));
    assert_eq!(tokens.with_public_key(&key.public_key).unwrap().len(), 2);
    pair.second.disconnect();
    sign_and_verify(&tokens, &key);
}

#[test]
fn hsm_05_copy_serves_where_the_table_of_a_lost_token_was_taken_out() {
    let pair = Pair::with_copy();
    let lost = pair.first.key();
    let second = [pair.second.config()];
    let tokens = open(&second).unwrap().with_copies(Box::new(|_| true));
    let key = tokens.find(&lost).unwrap();
    assert_eq!(key.token.label, "second");
    let asked = StoredKey { uri: lost, ..key };
    sign_and_verify(&tokens, &asked);
    let without = open(&second).unwrap();
    let error = without.find(&asked.uri).unwrap_err();
    assert!(matches!(error, SignerError::Refused { .. }), "{error:?}");
    assert!(sign(&without, &asked.uri).is_err());
}

#[test]
fn hsm_05_copy_serves_where_another_device_has_the_label_of_a_lost_one() {
    let pair = Pair::new();
    pair.second.import(&pair.key);
    let key = pair.open().find(&pair.first.key()).unwrap();
    assert_eq!(key.token.label, "second");
    let asked = StoredKey {
        uri: pair.first.key(),
        ..key
    };
    sign_and_verify(&pair.open(), &asked);
}

#[test]
fn i08_copy_that_is_not_allowed_signs_nothing() {
    let pair = Pair::with_copy();
    let strict = |tokens: Tokens| {
        let key = tokens.find(&pair.first.key()).unwrap();
        pair.first.disconnect();
        let refused = sign(&tokens, &key.uri);
        assert!(
            matches!(refused, Err(SignerError::Unavailable { .. })),
            "{refused:?}"
        );
        pair.first.connect();
    };
    strict(pair.open_without_copies());
    strict(pair.open_without_copies().with_copies(Box::new(|_| false)));
    let other = |key: &StoredKey| key.token.label == "third";
    strict(pair.open_without_copies().with_copies(Box::new(other)));
}

#[test]
fn i08_another_key_under_the_same_id_is_no_copy() {
    let (pair, other) = (Pair::new(), Pair::new());
    pair.first.import(&pair.key);
    pair.second.import(&other.key);
    let tokens = pair.open();
    let key = tokens.find(&pair.first.key()).unwrap();
    pair.first.disconnect();
    assert!(sign(&tokens, &key.uri).is_err());
    pair.first.connect();
    comes_back(&tokens, Duration::from_secs(2));
    sign_and_verify(&tokens, &key);
}

#[test]
fn hsm_05_copy_signs_for_a_token_that_hangs_or_has_no_session_left() {
    let pair = Pair::with_copy();
    let tokens = pair.open();
    let key = tokens.find(&pair.first.key()).unwrap();
    pair.first
        .shim
        .plan()
        .always("C_Sign", Fault::Hang)
        .unwrap();
    sign_and_verify(&tokens, &key);
    // Only one call waits for a device that hangs, and none while it is left alone.
    let start = Instant::now();
    sign_and_verify(&tokens, &key);
    assert!(
        start.elapsed() < Duration::from_millis(500),
        "{:?}",
        start.elapsed()
    );
    pair.first.shim.plan().clear("C_Sign").unwrap();
    comes_back(&tokens, Duration::from_secs(5));
    let full = Fault::Before(Code::SESSION_COUNT);
    pair.first
        .shim
        .plan()
        .always("C_OpenSession", full)
        .unwrap();
    sign_and_verify(&tokens, &key);
}

#[test]
fn hsm_05_copy_that_cannot_be_found_in_time_does_not_outlast_the_deadline() {
    let pair = Pair::with_copy();
    let tokens = pair.open();
    let key = tokens.find(&pair.first.key()).unwrap();
    pair.first.disconnect();
    let plan = pair.second.shim.plan();
    plan.always("C_FindObjectsInit", Fault::Hang).unwrap();
    let deadline = Duration::from_millis(500);
    let start = Instant::now();
    assert!(sign_within(&tokens, &key.uri, deadline).is_err());
    assert!(start.elapsed() < 2 * deadline, "{:?}", start.elapsed());
}
