//! A key's URI names its token.

use std::error::Error;

use ca_core::algorithm::KeyAlgorithm;
use ca_core::signer::{KeyStore, KeyUri, NewKey, SignerError};

use crate::pair::{Pair, open, sign_and_verify};

#[test]
fn keys_are_made_in_the_token_that_is_asked_for() {
    let pair = Pair::new();
    let tokens = pair.open_without_copies();
    let new = |label, token| NewKey {
        token,
        ..NewKey::new(KeyAlgorithm::P256, label)
    };
    for (label, token, place) in [
        ("a", None, "first"),
        ("b", Some("second"), "second"),
        ("c", Some("first"), "first"),
    ] {
        let key = tokens.generate(&new(label, token)).unwrap();
        assert_eq!(key.token.label, place);
        assert_eq!(tokens.find(&key.uri).unwrap(), key);
        sign_and_verify(&tokens, &key);
    }
    let labels: Vec<_> = tokens
        .list()
        .unwrap()
        .into_iter()
        .map(|key| key.label)
        .collect();
    assert_eq!(labels, ["a", "b", "c"]);
}

#[test]
fn unknown_tokens_are_refused_with_the_labels_that_are_there() {
    let pair = Pair::new();
    let tokens = pair.open_without_copies();
    let refused = |error: SignerError| {
        assert!(matches!(error, SignerError::Refused { .. }), "{error:?}");
        let cause = error.source().unwrap().to_string();
        assert!(cause.contains("[first, second]"), "{cause}");
    };
    let new = NewKey {
        token: Some("third"),
        ..NewKey::new(KeyAlgorithm::P256, "a")
    };
    refused(tokens.generate(&new).unwrap_err());
    for uri in ["pkcs11:token=third;id=%01", "pkcs11:id=%01;type=private"] {
        refused(tokens.find(&KeyUri::new(uri)).unwrap_err());
        refused(tokens.destroy(&KeyUri::new(uri)).unwrap_err());
    }
    assert_eq!(tokens.list().unwrap(), []);
}

#[test]
fn only_token_is_asked_whatever_the_uri_says() {
    let pair = Pair::new();
    let tokens = open(&[pair.first.config()]).unwrap();
    let new = NewKey::new(KeyAlgorithm::P256, "issuer");
    let key = tokens.generate(&new).unwrap();
    let by_object = KeyUri::new("pkcs11:object=issuer;type=private");
    assert_eq!(tokens.find(&by_object).unwrap(), key);
}
