//! I6: a token that signs wrongly signs no more.

use std::time::Duration;

use ca_core::signer::{KeyStore, Signer, SignerError, TokenFault};
use sceau_pkcs11_shim::fault::Fault;

use crate::pair::{Pair, Site, comes_back, is_right, open, sign, sign_and_verify, states};

fn lies_once(site: &Site) {
    site.shim.plan().next("C_Sign", Fault::BitFlip, 1).unwrap();
}

#[test]
fn i06_token_that_signed_wrongly_is_fenced_and_its_copy_signs() {
    let pair = Pair::with_copy();
    let tokens = pair.open();
    let key = tokens.find(&pair.first.key()).unwrap();
    lies_once(&pair.first);
    let wrong = sign(&tokens, &key.uri).unwrap();
    assert!(!is_right(&key, &wrong));
    assert!(tokens.reject(&key.uri, &wrong), "there is a copy");
    for _ in 0..3 {
        sign_and_verify(&tokens, &key);
    }
    assert_eq!(states(&tokens), ["fenced", "up"]);
    assert!(tokens.find(&key.uri).is_ok(), "it may still be looked at");
}

#[test]
fn i06_copy_that_signed_wrongly_is_fenced_and_not_the_token_in_the_uri() {
    let pair = Pair::with_copy();
    let tokens = pair.open();
    let key = tokens.find(&pair.first.key()).unwrap();
    lies_once(&pair.second);
    pair.first.disconnect();
    let wrong = sign(&tokens, &key.uri).unwrap();
    assert!(!is_right(&key, &wrong));
    pair.first.connect();
    comes_back(&tokens, Duration::from_secs(2));
    drop(tokens.find(&key.uri).unwrap());
    assert!(tokens.reject(&key.uri, &wrong), "the key itself is left");
    assert_eq!(states(&tokens), ["up", "fenced"]);
    sign_and_verify(&tokens, &key);
}

#[test]
fn i06_without_a_copy_nothing_is_signed_until_the_token_is_opened_anew() {
    let pair = Pair::with_copy();
    for tokens in [
        open(&[pair.first.config()]).unwrap(),
        pair.open_without_copies(),
    ] {
        let key = tokens.find(&pair.first.key()).unwrap();
        lies_once(&pair.first);
        let wrong = sign(&tokens, &key.uri).unwrap();
        assert!(!tokens.reject(&key.uri, &wrong));
        for _ in 0..2 {
            match sign(&tokens, &key.uri) {
                Err(SignerError::Unavailable { source, .. }) => {
                    assert_eq!(source, TokenFault::Fenced);
                }
                other => panic!("{other:?}"),
            }
        }
        assert_eq!(states(&tokens)[0], "fenced");
    }
    sign_and_verify(
        &open(&pair.configs()).unwrap(),
        &pair.open().find(&pair.first.key()).unwrap(),
    );
}
