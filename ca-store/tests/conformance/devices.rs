//! Tokens as they were last seen, and the copies of keys between them.

use ca_core::audit::event::Act;
use ca_core::audit::verify;
use ca_core::digest::Sha256Digest;
use ca_core::registry::RegistryError;
use ca_core::registry::records::{CopyKind, KeyCopy, KnownToken};
use ca_core::signer::{TokenInfo, TokenName};
use ca_core::timestamp::Timestamp;

use super::samples::{NOW, Store, amina, event};

const LATER: Timestamp = Timestamp::from_unix_seconds(1_795_349_800);

pub(crate) fn token(label: &str, serial: &str) -> TokenInfo {
    TokenInfo {
        label: label.into(),
        manufacturer: "Sahel".into(),
        model: "HSM 1".into(),
        serial: serial.into(),
        firmware: "1.0".into(),
    }
}

pub(crate) fn copy(kind: CopyKind, number: u8) -> KeyCopy {
    let name = |label: &str| TokenName {
        label: label.into(),
        serial: "0a".into(),
    };
    KeyCopy {
        kind,
        key_hash: Sha256Digest::of(&[number]),
        id: vec![number; 16],
        label: format!("key {number}"),
        from: name("issuing"),
        to: name("reserve"),
        at: NOW,
        actor: amina(),
    }
}

pub(crate) fn copies_read_back_with_their_events(store: &dyn Store) {
    assert_eq!(store.key_copies().unwrap(), []);
    let copies = [
        (copy(CopyKind::Backup, 1), Act::KeyBackup),
        (copy(CopyKind::Backup, 2), Act::KeyBackup),
        (copy(CopyKind::Restored, 1), Act::KeyRestore),
    ];
    for (copy, act) in &copies {
        store.record_key_copy(copy, &event(*act, "key")).unwrap();
    }
    let read = store.key_copies().unwrap();
    assert_eq!(read.len(), 3);
    for ((place, read), (copy, act)) in (0..).zip(&read).zip(&copies) {
        assert_eq!((&read.copy, read.event), (copy, place));
        let entry = store.entries(read.event, 1).unwrap().remove(0);
        let written = event(*act, "key");
        assert_eq!(entry.body.as_deref(), Some(written.as_bytes()));
    }
    assert_eq!(verify(store).unwrap().size, 3);
}

/// What the Registry knows under a label, the last one seen first, by serial and firmware.
fn under(store: &dyn Store, label: &str) -> Vec<(String, String)> {
    let mut known = store.tokens().unwrap();
    known.retain(|known| known.info.label == label);
    known.sort_by_key(|known| std::cmp::Reverse(known.event));
    let told = known
        .into_iter()
        .map(|known| (known.info.serial, known.info.firmware));
    told.collect()
}

pub(crate) fn hsm_08_token_is_recorded_once_as_long_as_it_is_the_same(store: &dyn Store) {
    let issuing = token("issuing", "0a");
    for _ in 0..3 {
        let act = event(Act::TokenSeen, "issuing");
        store.record_token(&issuing, NOW, &act).unwrap();
    }
    assert_eq!(store.head().unwrap().size, 1, "nothing was new");
    let expected = KnownToken {
        info: issuing,
        first_seen: NOW,
        last_seen: NOW,
        event: 0,
    };
    assert_eq!(store.tokens().unwrap(), [expected]);
}

pub(crate) fn hsm_08_each_change_of_a_token_is_recorded(store: &dyn Store) {
    let (first, second) = (token("issuing", "0a"), token("issuing", "0b"));
    let newer = TokenInfo {
        firmware: "1.1".into(),
        ..first.clone()
    };
    let seen = [&first, &newer, &second, &newer, &first];
    for (number, token) in (1..).zip(seen) {
        let act = event(Act::TokenChange, "issuing");
        store.record_token(token, LATER, &act).unwrap();
        assert_eq!(store.head().unwrap().size, number);
    }
    let told = [("0a", "1.0"), ("0b", "1.0")].map(|(a, b)| (a.to_owned(), b.to_owned()));
    assert_eq!(under(store, "issuing"), told);
    let other = event(Act::TokenSeen, "reserve");
    store
        .record_token(&token("reserve", "0a"), NOW, &other)
        .unwrap();
    assert_eq!(store.tokens().unwrap().len(), 3, "a label of its own");
}

pub(crate) fn hsm_08_last_day_of_a_token_is_known(store: &dyn Store) {
    let issuing = token("issuing", "0a");
    let unknown = store.see_token(&issuing.name(), LATER);
    assert!(matches!(unknown, Err(RegistryError::NotFound { .. })));
    let act = event(Act::TokenSeen, "issuing");
    store.record_token(&issuing, NOW, &act).unwrap();
    store.see_token(&issuing.name(), LATER).unwrap();
    let known = store.tokens().unwrap().remove(0);
    assert_eq!((known.first_seen, known.last_seen), (NOW, LATER));
    assert_eq!(store.head().unwrap().size, 1);
}
