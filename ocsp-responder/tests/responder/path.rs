//! The forms of GET that clients and proxies really send (OCSP-08).

use std::slice;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ocsp_responder::answer::Outcome;
use ocsp_responder::http::get_path::candidates;
use proptest::prelude::*;

use crate::house::House;

const LIMIT: usize = 64 * 1024;

fn escaped(text: &str) -> String {
    text.replace('+', "%2B")
        .replace('/', "%2F")
        .replace('=', "%3D")
}

/// DER whose base64 has a plus and slashes, also two in a row.
fn request() -> (Vec<u8>, String) {
    let mut der = vec![0x30, 44];
    der.extend((0..44).map(|at: u8| if at % 20 < 3 { 0xff } else { 0xbe ^ at }));
    let text = STANDARD.encode(&der);
    assert!(text.contains("//") && text.contains('+'), "{text}");
    (der, text)
}

#[test]
fn exact_forms_are_read() {
    let (der, text) = request();
    let lower = escaped(&text).replace("%2B", "%2b").replace("%2F", "%2f");
    for path in [
        text.clone(),
        escaped(&text),
        lower,
        text.replace('+', "%2B"),
    ] {
        assert_eq!(candidates(&path, LIMIT), slice::from_ref(&der), "{path}");
    }
}

#[test]
fn inexact_forms_are_read() {
    let (der, text) = request();
    let bare = text.trim_end_matches('=').to_owned();
    let forms = [
        format!("/{text}"),
        format!("//{}", escaped(&text)),
        text.replace('+', "%20"),
        bare.clone(),
        format!("{}%0A{}", &bare[..16], &bare[16..]),
    ];
    for path in forms {
        assert_eq!(candidates(&path, LIMIT), slice::from_ref(&der), "{path}");
    }
}

#[test]
fn merged_slashes_are_put_back() {
    let house = House::new();
    let mut merged = 0;
    for number in 0..=255 {
        let der = house.request(&house.issue(number));
        let text = STANDARD.encode(&der);
        if !text.contains("//") {
            continue;
        }
        merged += 1;
        let path = text.replace("//", "/");
        assert!(candidates(&path, LIMIT).contains(&der), "{path}");
    }
    let (der, text) = request();
    let once = text.replacen("//", "/", 1);
    assert!(candidates(&once, LIMIT).contains(&der));
    println!("{merged} requests with merged slashes");
    let plain = house.request(&house.issue(1));
    assert_eq!(house.ask(&plain).outcome(), Outcome::Good);
}

#[test]
fn nonsense_gives_nothing_or_no_request() {
    for path in [
        "",
        "/",
        "%",
        "%4",
        "%zz",
        "MEU=MEU=",
        "é",
        "a?b",
        "....",
        "//////////",
    ] {
        let house = House::new();
        for candidate in candidates(path, LIMIT) {
            let outcome = house.ask(&candidate).outcome();
            assert_eq!(outcome.as_str(), "malformed", "{path}");
        }
    }
    assert!(candidates(&"A".repeat(LIMIT * 4 + 1), LIMIT).is_empty());
}

#[test]
fn work_is_bounded() {
    let many = format!("MIIB{}", "/A".repeat(2000));
    assert!(candidates(&many, LIMIT).len() <= 1);
    let padded = format!("MC4wMC4w{}", "=/".repeat(30_000));
    assert!(candidates(&padded, LIMIT).len() <= 1);
    let some = format!("MC4w{}", "/".repeat(16));
    assert!(candidates(&some, LIMIT).len() <= 200);
}

proptest! {
    #[test]
    fn decoding_never_panics(path in "\\PC{0,200}") {
        drop(candidates(&path, LIMIT));
    }

    #[test]
    fn what_was_encoded_is_read(octets in prop::collection::vec(any::<u8>(), 0..100)) {
        let der = [&[0x30, u8::try_from(octets.len()).unwrap()], octets.as_slice()].concat();
        let text = STANDARD.encode(&der);
        prop_assert_eq!(candidates(&escaped(&text), LIMIT), vec![der.clone()]);
        prop_assert_eq!(candidates(&text, LIMIT), vec![der]);
    }
}
