//! Keys that go from one token to another, wrapped.

use std::time::Duration;

use aws_lc_rs::digest;
use ca_core::algorithm::KeyAlgorithm;
use ca_core::signer::transport::{TransportKey, WrappedKey};
use ca_core::signer::{KeyStore, NewKey, SignInput, Signer, SignerError, StoredKey, TokenFault};
use cryptoki::object::{Attribute, AttributeType, ObjectClass};
use hsm::token::Token;

use crate::TOKEN;
use crate::judge;
use crate::sandbox::{PIN, Sandbox, algorithms, sandboxed, session_with};

const DEADLINE: Duration = Duration::from_secs(20);

/// Two tokens: the source `sceau` and the destination `south`.
fn pair(sandbox: &Sandbox) -> (Token, Token) {
    let source = sandbox.token();
    sandbox.initialise("south");
    let south = sandbox.open(&sandbox.config("pkcs11:token=south")).unwrap();
    (source, south)
}

fn exportable(source: &Token, algorithm: KeyAlgorithm) -> StoredKey {
    let new = NewKey {
        exportable: true,
        ..NewKey::new(algorithm, "issuer")
    };
    source.generate(&new).unwrap()
}

fn movable() -> Vec<KeyAlgorithm> {
    let all = algorithms().into_iter();
    all.filter(|algorithm| !TOKEN.keeps.contains(algorithm))
        .collect()
}

fn sign(token: &Token, key: &StoredKey) -> Result<(), SignerError> {
    let algorithm = key.algorithm.unwrap().signature_algorithm();
    let hashed = algorithm
        .digest()
        .map(|hash| digest::digest(hash, b"message"));
    let input = hashed
        .as_ref()
        .map_or(SignInput::Message(b"message"), |hashed| {
            SignInput::Digest(hashed.as_ref())
        });
    let signature = token.sign(&key.uri, algorithm, input, DEADLINE)?;
    judge::aws_lc_verifies(&key.public_key, algorithm, b"message", &signature);
    Ok(())
}

fn fault<T: std::fmt::Debug>(outcome: Result<T, SignerError>) -> TokenFault {
    match outcome {
        Err(SignerError::Refused { source, .. }) => source,
        other => panic!("not refused: {other:?}"),
    }
}

/// Everything in the tokens, as the module itself lists it.
fn objects(label: &str) -> usize {
    let session = session_with(label, PIN);
    session
        .find_objects(&[Attribute::Token(true)])
        .unwrap()
        .len()
}

#[test]
fn hsm_06_a_wrapped_key_is_the_same_key_in_the_other_token() {
    sandboxed(|sandbox| {
        let (source, south) = pair(sandbox);
        let transport = south.transport_key(None).unwrap();
        for algorithm in movable() {
            let key = exportable(&source, algorithm);
            let wrapped = source.wrap_key(&key.uri, &transport).unwrap();
            let restored = south.unwrap_key(&wrapped).unwrap();
            assert_eq!(restored.public_key, key.public_key, "{algorithm}");
            assert_eq!((&restored.id, &restored.label), (&key.id, &key.label));
            assert_eq!(
                restored.algorithm.map(KeyAlgorithm::kind),
                key.algorithm.map(KeyAlgorithm::kind)
            );
            assert_eq!(restored.token.label, "south");
            sign(&south, &restored).unwrap();
            sign(&source, &key).unwrap();
        }
    });
}

#[test]
fn hsm_01_a_restored_key_is_sensitive_sealed_and_for_signatures_only() {
    sandboxed(|sandbox| {
        let (source, south) = pair(sandbox);
        let key = exportable(&source, KeyAlgorithm::P256);
        let transport = south.transport_key(None).unwrap();
        let wrapped = source.wrap_key(&key.uri, &transport).unwrap();
        let restored = south.unwrap_key(&wrapped).unwrap();
        let found = restored.protection;
        assert!(found.sensitive && found.sign, "{found:?}");
        assert!(!found.local && !found.extractable && !found.modifiable && !found.other_use);
        south.destroy(&transport.uri).unwrap();
        let seen = sandbox.pkcs11_tool_of("south", &["--list-objects", "--type", "privkey"]);
        let usage: Vec<_> = seen
            .lines()
            .filter(|line| line.contains("Usage:"))
            .collect();
        assert_eq!(usage.len(), 1, "{seen}");
        assert_eq!(usage[0].trim(), "Usage:      sign", "{seen}");
        let access = seen.lines().find(|line| line.contains("Access:")).unwrap();
        assert!(access.contains("sensitive"), "{seen}");
        assert!(
            !access.contains("extract") || access.contains("never extractable"),
            "{seen}"
        );
        assert!(!access.contains("local"), "{seen}");
    });
}

#[test]
fn hsm_01_a_transport_key_unwraps_and_does_nothing_else() {
    sandboxed(|sandbox| {
        let source = sandbox.token();
        let made = source.transport_key(None).unwrap();
        assert_eq!(made.token.label, "sceau");
        let seen = sandbox.pkcs11_tool(&["--list-objects", "--type", "privkey"]);
        let usage = seen.lines().find(|line| line.contains("Usage:")).unwrap();
        assert_eq!(usage.trim(), "Usage:      unwrap", "{seen}");
        let access = "Access:     sensitive, always sensitive, never extractable, local";
        assert!(seen.contains(access), "{seen}");
        source.destroy(&made.uri).unwrap();
        for half in ["privkey", "pubkey"] {
            let seen = sandbox.pkcs11_tool(&["--list-objects", "--type", half]);
            assert_eq!(seen.trim(), "");
        }
    });
}

#[test]
fn hsm_06_a_sealed_key_signs_and_is_never_wrapped_again() {
    sandboxed(|sandbox| {
        let (source, south) = pair(sandbox);
        let transport = south.transport_key(None).unwrap();
        for algorithm in algorithms() {
            let key = exportable(&source, algorithm);
            assert!(key.protection.extractable, "{algorithm}");
            let sealed = source.seal(&key.uri).unwrap();
            let found = sealed.protection;
            assert!(!found.extractable && !found.modifiable, "{found:?}");
            assert!(found.local && found.always_sensitive && !found.never_extractable);
            assert_eq!(
                (&sealed.uri, &sealed.public_key),
                (&key.uri, &key.public_key)
            );
            assert_eq!(source.seal(&key.uri).unwrap(), sealed);
            sign(&source, &sealed).unwrap();
            let refused = fault(source.wrap_key(&key.uri, &transport));
            assert!(
                matches!(refused, TokenFault::NotExtractable { .. }),
                "{refused:?}"
            );
        }
        let session = session_with("sceau", PIN);
        for key in session
            .find_objects(&[
                Attribute::Class(ObjectClass::PRIVATE_KEY),
                Attribute::Sign(true),
            ])
            .unwrap()
        {
            session
                .update_attributes(key, &[Attribute::Extractable(true)])
                .unwrap_err();
            let read = session
                .get_attributes(key, &[AttributeType::Extractable])
                .unwrap();
            assert_eq!(read, [Attribute::Extractable(false)]);
        }
    });
}

#[test]
fn hsm_06_a_seal_that_was_cut_short_is_finished() {
    sandboxed(|sandbox| {
        let source = sandbox.token();
        let key = exportable(&source, KeyAlgorithm::P256);
        let session = session_with("sceau", PIN);
        let named = [
            Attribute::Class(ObjectClass::PRIVATE_KEY),
            Attribute::Id(key.id.clone()),
        ];
        let original = session.find_objects(&named).unwrap()[0];
        session
            .update_attributes(original, &[Attribute::Extractable(false)])
            .unwrap();
        session
            .copy_object(original, &[Attribute::Modifiable(false)])
            .unwrap();
        let refused = fault(source.find(&key.uri));
        assert!(
            matches!(refused, TokenFault::SeveralKeys { count: 2, .. }),
            "{refused:?}"
        );
        let sealed = source.seal(&key.uri).unwrap();
        assert!(!sealed.protection.modifiable);
        assert_eq!(source.list().unwrap(), [sealed]);
    });
}

#[test]
fn i08_a_key_that_was_not_made_for_it_is_never_wrapped() {
    sandboxed(|sandbox| {
        let (source, south) = pair(sandbox);
        let key = source
            .generate(&NewKey::new(KeyAlgorithm::P384, "issuer"))
            .unwrap();
        let transport = south.transport_key(None).unwrap();
        let refused = fault(source.wrap_key(&key.uri, &transport));
        assert!(
            matches!(refused, TokenFault::NotExtractable { .. }),
            "{refused:?}"
        );
    });
}

#[test]
fn hsm_06_nothing_of_a_key_that_was_altered_on_its_way_stays_in_the_token() {
    sandboxed(|sandbox| {
        let (source, south) = pair(sandbox);
        let key = exportable(&source, KeyAlgorithm::P384);
        let transport = south.transport_key(None).unwrap();
        let wrapped = source.wrap_key(&key.uri, &transport).unwrap();
        let before = objects("south");
        let other = exportable(&source, KeyAlgorithm::P384);
        let alterations: [&dyn Fn(&mut WrappedKey); 7] = [
            &|wrapped| wrapped.wrapped_key[20] ^= 1,
            &|wrapped| wrapped.wrapped_secret[20] ^= 1,
            &|wrapped| wrapped.wrapped_key.truncate(40),
            &|wrapped| wrapped.wrapped_key.clear(),
            &|wrapped| wrapped.wrapped_secret.truncate(100),
            &|wrapped| wrapped.public_key.clone_from(&other.public_key),
            &|wrapped| wrapped.algorithm = KeyAlgorithm::Rsa3072,
        ];
        for (place, alter) in alterations.iter().enumerate() {
            let mut altered = wrapped.clone();
            alter(&mut altered);
            fault(south.unwrap_key(&altered));
            assert_eq!(objects("south"), before, "alteration {place}");
        }
        south.unwrap_key(&wrapped).unwrap();
    });
}

#[test]
fn hsm_06_only_the_token_of_the_transport_key_opens_a_wrapped_key() {
    sandboxed(|sandbox| {
        let (source, south) = pair(sandbox);
        let key = exportable(&source, KeyAlgorithm::P384);
        let (one, two) = (
            south.transport_key(None).unwrap(),
            south.transport_key(None).unwrap(),
        );
        let wrapped = source.wrap_key(&key.uri, &one).unwrap();
        let before = objects("south");
        let other = WrappedKey {
            transport: two.uri,
            ..wrapped.clone()
        };
        fault(south.unwrap_key(&other));
        assert!(matches!(
            fault(source.unwrap_key(&wrapped)),
            TokenFault::OtherToken { .. }
        ));
        assert_eq!(objects("south"), before);
        south.destroy(&one.uri).unwrap();
        let gone = fault(south.unwrap_key(&wrapped));
        assert!(
            matches!(gone, TokenFault::NoTransportKey { .. }),
            "{gone:?}"
        );
    });
}

#[test]
fn hsm_06_a_key_is_restored_once_and_never_over_another() {
    sandboxed(|sandbox| {
        let (source, south) = pair(sandbox);
        let key = exportable(&source, KeyAlgorithm::P256);
        let transport = south.transport_key(None).unwrap();
        let wrapped = source.wrap_key(&key.uri, &transport).unwrap();
        let restored = south.unwrap_key(&wrapped).unwrap();
        let before = objects("south");
        assert_eq!(south.unwrap_key(&wrapped).unwrap(), restored);
        assert_eq!(objects("south"), before);
        // In the token that the key was made in it is not a restored one.
        let own = source.transport_key(None).unwrap();
        let wrapped = source.wrap_key(&key.uri, &own).unwrap();
        let refused = fault(source.unwrap_key(&wrapped));
        assert!(
            matches!(refused, TokenFault::KeyThere { .. }),
            "{refused:?}"
        );
        sign(&source, &key).unwrap();
    });
}

#[test]
fn hsm_06_a_restoration_that_was_cut_short_is_finished() {
    sandboxed(|sandbox| {
        let (source, south) = pair(sandbox);
        let key = exportable(&source, KeyAlgorithm::P256);
        let transport = south.transport_key(None).unwrap();
        let wrapped = source.wrap_key(&key.uri, &transport).unwrap();
        let restored = south.unwrap_key(&wrapped).unwrap();
        let session = session_with("south", PIN);
        let public = [
            Attribute::Class(ObjectClass::PUBLIC_KEY),
            Attribute::Id(key.id),
        ];
        for half in session.find_objects(&public).unwrap() {
            session.destroy_object(half).unwrap();
        }
        let half = south.find(&restored.uri).unwrap();
        assert!(half.public_key.is_empty(), "{half:?}");
        assert_eq!(south.unwrap_key(&wrapped).unwrap(), restored);
        sign(&south, &restored).unwrap();
    });
}

#[test]
fn a_token_without_a_common_way_to_wrap_is_told_before_the_key_leaves() {
    sandboxed(|sandbox| {
        let (source, south) = pair(sandbox);
        let key = exportable(&source, KeyAlgorithm::P256);
        let transport = TransportKey {
            key_wrappings: Vec::new(),
            ..south.transport_key(None).unwrap()
        };
        let refused = fault(source.wrap_key(&key.uri, &transport));
        assert!(
            matches!(refused, TokenFault::NoCommonWrapping { .. }),
            "{refused:?}"
        );
    });
}

#[test]
fn what_a_token_cannot_wrap_is_refused_and_stays() {
    sandboxed(|sandbox| {
        let (source, south) = pair(sandbox);
        let transport = south.transport_key(None).unwrap();
        let kept = algorithms()
            .into_iter()
            .filter(|one| TOKEN.keeps.contains(one));
        for algorithm in kept {
            let key = exportable(&source, algorithm);
            let refused = fault(source.wrap_key(&key.uri, &transport));
            let TokenFault::Returned { function, .. } = refused else {
                panic!("{algorithm}: {refused:?}");
            };
            assert_eq!(function, "C_WrapKey");
            sign(&source, &key).unwrap();
        }
    });
}
