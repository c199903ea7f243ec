//! Requests in numbers: OpenSSL would need seconds to make hundreds of keys.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair};

/// A PKCS#10 request for a new P-256 key (RFC 2986), in PEM.
#[must_use]
pub fn p256() -> String {
    of(&EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).unwrap())
}

/// A PKCS#10 request for a P-256 key (RFC 2986), in PEM.
#[must_use]
pub fn of(pair: &EcdsaKeyPair) -> String {
    let point = pair.public_key().as_ref();
    let key = der(0x30, &[P256, &der(0x03, &[&[0], point].concat())].concat());
    let info = der(0x30, &[&[0x02, 1, 0], NAME, &key, &[0xa0, 0]].concat());
    let signature = pair.sign(&SystemRandom::new(), &info).unwrap();
    let signature = der(0x03, &[&[0], signature.as_ref()].concat());
    pem(&der(0x30, &[&info, ECDSA_SHA256, &signature].concat()))
}

/// AlgorithmIdentifier id-ecPublicKey with prime256v1.
const P256: &[u8] = &[
    0x30, 0x13, 6, 7, 0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1, 6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1,
    7,
];

/// AlgorithmIdentifier ecdsa-with-SHA256.
const ECDSA_SHA256: &[u8] = &[0x30, 0x0a, 6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2];

/// The name `CN=x`.
const NAME: &[u8] = &[0x30, 12, 0x31, 10, 0x30, 8, 6, 3, 0x55, 4, 3, 0x0c, 1, b'x'];

/// An element of DER, shorter than 256 octets.
fn der(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = u8::try_from(content.len()).unwrap();
    let head = if length < 0x80 {
        vec![tag, length]
    } else {
        vec![tag, 0x81, length]
    };
    [&head, content].concat()
}

fn pem(der: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for three in der.chunks(3) {
        let bits = (0..3).fold(0_usize, |bits, place| {
            bits << 8 | usize::from(three.get(place).copied().unwrap_or(0))
        });
        for place in 0..4 {
            let letter = LETTERS[bits >> (18 - 6 * place) & 63];
            text.push(if place > three.len() {
                '='
            } else {
                letter.into()
            });
        }
    }
    let lines: Vec<_> = text
        .as_bytes()
        .chunks(64)
        .map(String::from_utf8_lossy)
        .collect();
    let label = "CERTIFICATE REQUEST";
    let body = lines.join("\n");
    format!("-----BEGIN {label}-----\n{body}\n-----END {label}-----\n")
}
