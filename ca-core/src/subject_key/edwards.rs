//! Ed25519 keys (RFC 8410 4, RFC 8032 5.1).

use spki::AlgorithmIdentifierRef;

use super::{KeyDefect, KeyKind};

/// Octets of a key.
const LENGTH: usize = 32;

/// Ed25519 has no parameters (RFC 8410 3).
pub(super) fn kind(
    algorithm: &AlgorithmIdentifierRef<'_>,
    _key: &[u8],
) -> Result<KeyKind, KeyDefect> {
    match algorithm.parameters {
        Some(_) => Err(KeyDefect::Parameters { oid: algorithm.oid }),
        None => Ok(KeyKind::Ed25519),
    }
}

/// Judges an Ed25519 key: whether it is a point is proven by the signature of the request.
pub(super) fn judge(kind: KeyKind, key: &[u8]) -> Result<(), KeyDefect> {
    let Ok(mut ordinate): Result<[u8; LENGTH], _> = key.try_into() else {
        return Err(KeyDefect::Length {
            kind,
            found: key.len(),
            expected: LENGTH,
        });
    };
    if let Some(last) = ordinate.last_mut() {
        *last &= 0x7f;
    }
    if LOW_ORDER.contains(&ordinate) {
        return Err(KeyDefect::LowOrder);
    }
    Ok(())
}

/// The ordinates of the eight points of order 1, 2, 4 and 8, sign bit cleared, and the three
/// that are not below the prime and mean one of them.
const LOW_ORDER: [[u8; LENGTH]; 7] = [
    little(0x00, 0x00, 0x00),
    little(0x01, 0x00, 0x00),
    [
        0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4, 0x89, 0xf2, 0xef, 0x98,
        0xf0, 0xd5, 0xdf, 0xac, 0x05, 0xd3, 0xc6, 0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53,
        0xfc, 0x05,
    ],
    [
        0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b, 0x76, 0x0d, 0x10, 0x67,
        0x0f, 0x2a, 0x20, 0x53, 0xfa, 0x2c, 0x39, 0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac,
        0x03, 0x7a,
    ],
    little(0xec, 0xff, 0x7f),
    little(0xed, 0xff, 0x7f),
    little(0xee, 0xff, 0x7f),
];

/// A little-endian number whose inner 30 octets are equal.
const fn little(first: u8, inner: u8, last: u8) -> [u8; LENGTH] {
    let mut octets = [inner; LENGTH];
    let [lowest, .., highest] = &mut octets;
    *lowest = first;
    *highest = last;
    octets
}
