//! RFC 7512 URIs: what is read, what is refused, and the way there and back.

#![cfg(test)]

use hsm::uri::{InvalidUri, ObjectType, Pkcs11Uri};
use proptest::option::of;
use proptest::prelude::*;

#[test]
fn uri_of_a_key_is_read_and_written() {
    let text = "pkcs11:token=cl%c3%a9%20n%3b1;id=%1f%a0;type=private";
    let uri: Pkcs11Uri = text.parse().unwrap();
    assert_eq!(uri.token.as_deref(), Some("clé n;1"));
    assert_eq!(uri.id.as_deref(), Some([0x1f, 0xa0].as_slice()));
    assert_eq!(uri.object_type, Some(ObjectType::Private));
    assert_eq!(uri.to_string(), text);
}

#[test]
fn forms_of_rfc_7512_are_read() {
    for (text, token, slot_id) in [
        (
            "PKCS11:token=The%20Software%20PKCS%2311%20Softtoken",
            "The Software PKCS#11 Softtoken",
            None,
        ),
        (
            "pkcs11:token=a&b:c[d]@!$'()*+,=e;slot-id=18446744073709551615",
            "a&b:c[d]@!$'()*+,=e",
            Some(u64::MAX),
        ),
        ("pkcs11:slot-id=0;token=x", "x", Some(0)),
    ] {
        let uri: Pkcs11Uri = text.parse().unwrap();
        assert_eq!((uri.token.as_deref(), uri.slot_id), (Some(token), slot_id));
    }
    assert_eq!("pkcs11:".parse(), Ok(Pkcs11Uri::default()));
}

#[test]
fn i09_uri_with_a_pin_is_refused_and_not_repeated() {
    for uri in [
        "pkcs11:token=x?pin-value=8128",
        "pkcs11:pin-value=8128",
        "pkcs11:?pin-source=file:/8128",
    ] {
        let error = uri.parse::<Pkcs11Uri>().unwrap_err();
        assert_eq!(error, InvalidUri::Pin);
        assert!(!format!("{error} {error:?}").contains("8128"));
    }
}

#[test]
fn module_is_not_chosen_by_a_uri() {
    for uri in [
        "pkcs11:token=x?module-path=/tmp/evil.so",
        "pkcs11:?module-name=evil",
    ] {
        assert_eq!(uri.parse::<Pkcs11Uri>(), Err(InvalidUri::Module));
    }
}

#[test]
fn everything_else_is_refused() {
    for uri in [
        "",
        "token=x",
        "http://x",
        "pkcs11",
        "pkcs11:token",
        "pkcs11:token=",
        "pkcs11:token=x;",
        "pkcs11:;token=x",
        "pkcs11:token=x;token=y",
        "pkcs11:token=é",
        "pkcs11:token=a b",
        "pkcs11:token=%",
        "pkcs11:token=%4",
        "pkcs11:token=%+f",
        "pkcs11:token=%ff",
        "pkcs11:slot-id=+1",
        "pkcs11:slot-id=-1",
        "pkcs11:slot-id=18446744073709551616",
        "pkcs11:type=key",
        "pkcs11:Token=x",
        "pkcs11:library-version=3",
        "pkcs11:x-vendor=1",
        "pkcs11:token=x?",
        "pkcs11:token=x?object=y",
        "pkcs11:token=x#y",
        "pkcs11:id=%zz",
    ] {
        assert!(uri.parse::<Pkcs11Uri>().is_err(), "{uri}");
    }
}

fn uris() -> impl Strategy<Value = Pkcs11Uri> {
    let text = || of(any::<String>().prop_filter("not empty", |text| !text.is_empty()));
    let id = of(proptest::collection::vec(any::<u8>(), 1..40));
    let object_type = of(prop_oneof![
        Just(ObjectType::Private),
        Just(ObjectType::Public),
        Just(ObjectType::Certificate),
        Just(ObjectType::SecretKey),
        Just(ObjectType::Data),
    ]);
    let token = (text(), text(), text(), text(), of(any::<u64>()));
    (token, text(), id, object_type).prop_map(
        |((token, manufacturer, serial, model, slot_id), object, id, object_type)| Pkcs11Uri {
            token,
            manufacturer,
            serial,
            model,
            slot_id,
            object,
            id,
            object_type,
        },
    )
}

proptest! {
    #[test]
    fn every_uri_reads_back_as_written(uri in uris()) {
        let text = uri.to_string();
        prop_assert!(text.is_ascii());
        prop_assert_eq!(text.parse(), Ok(uri));
    }

    #[test]
    fn no_text_panics(text in any::<String>()) {
        drop(text.parse::<Pkcs11Uri>());
        drop(format!("pkcs11:{text}").parse::<Pkcs11Uri>());
    }

    #[test]
    fn what_is_read_is_written_as_something_equal(text in "pkcs11:([a-z-]{2,6}=(%[0-9a-f]{2}|[a-z;?&=]){0,6};?){0,3}") {
        if let Ok(uri) = text.parse::<Pkcs11Uri>() {
            prop_assert_eq!(uri.to_string().parse(), Ok(uri));
        }
    }
}
