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
    let text = text.as_slice();
    let text = text
        .strip_suffix(b"/")
        .filter(|_| ends_in_padding(text))
        .unwrap_or(text);
    match BASE64.decode(text) {
        Ok(request) if missing(&request, text) == 0 => vec![request],
        decoded => {
            let mut candidates = with_slashes(text);
            candidates.extend(decoded);
            candidates
        }
    }
}

/// `=/` at the end: a slash that was added after the request.
fn ends_in_padding(text: &[u8]) -> bool {
    text.ends_with(b"=/")
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

/// How many characters of base64 are missing for the DER that begins here.
fn missing(request: &[u8], text: &[u8]) -> usize {
    let length = text.iter().filter(|octet| **octet != b'=').count();
    der_length(request).map_or(0, |octets| (octets * 4).div_ceil(3).saturating_sub(length))
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
fn with_slashes(text: &[u8]) -> Vec<Vec<u8>> {
    // Any multiple of four characters can be decoded without the rest.
    let head = text
        .get(..8)
        .and_then(|head| BASE64.decode(head).ok())
        .unwrap_or_default();
    let places: Vec<usize> = (0..text.len())
        .filter(|at| text.get(*at) == Some(&b'/'))
        .collect();
    if places.len() > MOST_PLACES {
        return Vec::new();
    }
    let texts: Vec<Vec<u8>> = match missing(&head, text) {
        1 => places.iter().map(|at| slash_at(text, *at)).collect(),
        2 => {
            let once: Vec<_> = places.iter().map(|at| (*at, slash_at(text, *at))).collect();
            let twice = |(at, text): &(usize, Vec<u8>)| {
                let later = places.iter().filter(move |other| *other >= at);
                later
                    .map(|other| slash_at(text, other + 1))
                    .collect::<Vec<_>>()
            };
            once.iter().flat_map(twice).collect()
        }
        _ => Vec::new(),
    };
    texts
        .iter()
        .filter_map(|text| BASE64.decode(text).ok())
        .collect()
}

fn slash_at(text: &[u8], at: usize) -> Vec<u8> {
    let (before, after) = text.split_at_checked(at).unwrap_or((text, &[]));
    [before, b"/", after].concat()
}
