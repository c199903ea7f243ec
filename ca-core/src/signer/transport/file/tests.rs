use proptest::prelude::*;

use super::*;
use crate::algorithm::KeyAlgorithm;
use crate::signer::transport::{KeyWrapping, SecretWrapping};
use crate::signer::{KeyUri, TokenInfo};

fn token() -> TokenInfo {
    TokenInfo {
        label: "nord".to_owned(),
        manufacturer: "SoftHSM project".to_owned(),
        model: "SoftHSM v2".to_owned(),
        serial: "0123456789abcdef".to_owned(),
        firmware: "2.6".to_owned(),
    }
}

fn transport() -> TransportKey {
    TransportKey {
        uri: KeyUri::new("pkcs11:token=nord;id=%01%02;type=private"),
        token: token(),
        public_key: vec![0x30, 0x82],
        secret_wrappings: SecretWrapping::ALL.to_vec(),
        key_wrappings: KeyWrapping::ALL.to_vec(),
    }
}

fn backup() -> KeyBackup {
    KeyBackup {
        wrapped: WrappedKey {
            algorithm: KeyAlgorithm::P384,
            public_key: vec![0x30],
            id: vec![1, 2],
            label: "racine".to_owned(),
            source: token(),
            transport: transport().uri,
            secret_wrapping: SecretWrapping::OaepSha1,
            key_wrapping: KeyWrapping::AesKeyWrapPad,
            wrapped_secret: vec![7; 512],
            wrapped_key: vec![9; 88],
        },
        made: Timestamp::from_unix_seconds(1_790_000_000),
    }
}

#[test]
fn files_read_back_as_they_were_written() {
    let (key, backup) = (transport(), backup());
    assert_eq!(TransportKey::parse(&key.to_text().unwrap()), Ok(key));
    assert_eq!(KeyBackup::parse(&backup.to_text().unwrap()), Ok(backup));
}

#[test]
fn a_file_of_another_kind_is_refused() {
    let text = transport().to_text().unwrap();
    assert_eq!(
        KeyBackup::parse(&text),
        Err(FileError::Kind { expected: BACKUP })
    );
}

#[test]
fn another_format_is_refused_by_its_number() {
    let text = backup().to_text().unwrap();
    let newer = text.replace("\"format\": 1", "\"format\": 2");
    assert_ne!(text, newer);
    let refused = FileError::Format {
        found: Some(2),
        expected: 1,
    };
    assert_eq!(KeyBackup::parse(&newer), Err(refused));
}

#[test]
fn a_member_that_the_format_does_not_know_is_refused() {
    let text = backup().to_text().unwrap();
    let mut all: Map<String, Value> = serde_json::from_str(&text).unwrap();
    all.remove("sha256");
    all.insert("note".to_owned(), "in clear".into());
    let digest = digest(&all).unwrap();
    all.insert("sha256".to_owned(), digest.to_string().into());
    let text = serde_json::to_string(&all).unwrap();
    assert!(matches!(
        KeyBackup::parse(&text),
        Err(FileError::Malformed { .. })
    ));
}

proptest! {
    #[test]
    fn any_changed_or_missing_octet_is_found(place in any::<prop::sample::Index>(), bit in 0_u8..7, cut: bool) {
        let text = backup().to_text().unwrap();
        let mut octets = text.clone().into_bytes();
        let place = place.index(octets.len());
        if cut {
            octets.truncate(place);
        } else {
            octets[place] ^= 1 << bit;
        }
        if let Ok(altered) = String::from_utf8(octets) {
            // Blanks between members are no part of what is digested.
            let same = altered.split_whitespace().eq(text.split_whitespace());
            prop_assert!(same || KeyBackup::parse(&altered).is_err());
        }
    }

    #[test]
    fn no_text_makes_the_reader_panic(text: String) {
        drop(KeyBackup::parse(&text));
        drop(TransportKey::parse(&text));
    }
}
