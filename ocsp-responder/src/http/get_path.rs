//! The request in the path of a GET: base64, then URL-encoded (RFC 6960 A.1).
//!
//! Clients and the proxies before us are not exact about it, so these are read too (OCSP-08):
//! slashes before it, `+` written as it is or become a blank, `=` left out, line breaks; and
//! slashes inside it that a proxy has merged. The latter loses characters; DER tells how many,
//! so the few places where they may have been are tried.

use base64::Engine;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

const BASE64: GeneralPurpose = GeneralPurpose::new(
    &base64::alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Most places at which a lost slash is put back.
const MOST_PLACES: usize = 16;

/// What the path may mean, the likeliest first; nothing if it is longer than a request of
/// `limit` octets or holds no base64.
#[must_use]
pub fn candidates(path: &str, limit: usize) -> Vec<Vec<u8>> {
    if path.len() > limit.saturating_mul(4) {
        return Vec::new();
    }
    let Some(text) = percent_decode(path.trim_start_matches('/')) else {
        return Vec::new();
    };
    let wanted = wanted(&text);
    let text = without_tail(&text, wanted);
    match wanted.map_or(0, |wanted| wanted.saturating_sub(text.len())) {
        0 => BASE64.decode(text).into_iter().collect(),
        missing => with_slashes(text, missing),
    }
}

/// Decodes `%XX`; drops line breaks; a blank was a `+`.
fn percent_decode(path: &str) -> Option<Vec<u8>> {
    let mut text = Vec::with_capacity(path.len());
    let mut octets = path.bytes();
    while let Some(octet) = octets.next() {
        let octet = if octet == b'%' {
            hex(octets.next()?)? << 4 | hex(octets.next()?)?
        } else {
            octet
        };
        match octet {
            b'\r' | b'\n' => {}
            b' ' => text.push(b'+'),
            other => text.push(other),
        }
    }
    Some(text)
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit)
        .to_digit(16)
        .and_then(|value| u8::try_from(value).ok())
}

/// How many characters of base64 the DER takes that begins here, without padding.
fn wanted(text: &[u8]) -> Option<usize> {
    // Any multiple of four characters can be decoded without the rest.
    let head = BASE64.decode(text.get(..8)?).ok()?;
    der_length(&head).map(|octets| (octets * 4).div_ceil(3))
}

/// The text without its padding and without slashes that were added after it.
fn without_tail(text: &[u8], wanted: Option<usize>) -> &[u8] {
    let mut whole = text;
    while let [rest @ .., last] = whole {
        let added = *last == b'/' && wanted.is_some_and(|wanted| whole.len() > wanted);
        if *last != b'=' && !added {
            break;
        }
        whole = rest;
    }
    whole
}

/// Length of the DER element that begins here, header included.
fn der_length(der: &[u8]) -> Option<usize> {
    match der {
        [0x30, length @ 0..=0x7f, ..] => Some(2 + usize::from(*length)),
        [0x30, 0x81, length, ..] => Some(3 + usize::from(*length)),
        [0x30, 0x82, high, low, ..] => Some(4 + (usize::from(*high) << 8 | usize::from(*low))),
        _ => None,
    }
}

/// The requests that the text may have been before `//` became `/` in one or two places.
fn with_slashes(text: &[u8], missing: usize) -> Vec<Vec<u8>> {
    let is_slash = |at: &usize| text.get(*at) == Some(&b'/');
    let places: Vec<usize> = (0..text.len()).filter(is_slash).collect();
    if places.len() > MOST_PLACES {
        return Vec::new();
    }
    let once = places.iter().map(|at| (*at, slash_at(text, *at)));
    let texts: Vec<Vec<u8>> = match missing {
        1 => once.map(|(_, text)| text).collect(),
        2 => once
            .flat_map(|(at, text)| {
                let later = places.iter().filter(move |other| **other >= at);
                later.map(move |other| slash_at(&text, other + 1))
            })
            .collect(),
        _ => Vec::new(),
    };
    let decoded = texts.iter().map(|text| BASE64.decode(text));
    decoded.filter_map(Result::ok).collect()
}

fn slash_at(text: &[u8], at: usize) -> Vec<u8> {
    let (before, after) = text.split_at_checked(at).unwrap_or((text, &[]));
    [before, b"/", after].concat()
}
