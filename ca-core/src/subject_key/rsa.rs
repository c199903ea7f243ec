//! RSA keys (RFC 4055 1.2, FIPS 186-5 A.1, CRT-17, ALG-01).

use std::sync::LazyLock;

use der::Decode;
use der::asn1::AnyRef;
use pkcs1::RsaPublicKeyRef;
use spki::AlgorithmIdentifierRef;

use super::{KeyDefect, KeyKind, MAX_RSA_BITS, MIN_RSA_BITS};

/// The modulus must have no factor below this (NIST SP 800-89 5.3.3).
const FACTOR_BOUND: u32 = 752;
/// Least exponent (FIPS 186-5 A.1.1).
const MIN_EXPONENT: u64 = 65_537;
/// An exponent of more octets is 2^256 or more.
const MAX_EXPONENT_OCTETS: usize = 32;

/// The size of an RSAPublicKey whose algorithm has NULL parameters (RFC 4055 1.2).
pub(super) fn kind(
    algorithm: &AlgorithmIdentifierRef<'_>,
    key: &[u8],
) -> Result<KeyKind, KeyDefect> {
    if !algorithm.parameters.is_some_and(AnyRef::is_null) {
        return Err(KeyDefect::Parameters { oid: algorithm.oid });
    }
    let key = RsaPublicKeyRef::from_der(key).map_err(KeyDefect::Malformed)?;
    Ok(KeyKind::Rsa {
        bits: bit_length(key.modulus.as_bytes()),
    })
}

/// Judges an RSAPublicKey with a modulus of `bits`.
pub(super) fn judge(bits: u32, key: &[u8]) -> Result<(), KeyDefect> {
    if !(MIN_RSA_BITS..=MAX_RSA_BITS).contains(&bits) {
        return Err(KeyDefect::ModulusSize {
            bits,
            least: MIN_RSA_BITS,
            most: MAX_RSA_BITS,
        });
    }
    let key = RsaPublicKeyRef::from_der(key).map_err(KeyDefect::Malformed)?;
    judge_exponent(key.public_exponent.as_bytes())?;
    match small_factor(key.modulus.as_bytes()) {
        Some(prime) => Err(KeyDefect::SmallFactor { prime }),
        None => Ok(()),
    }
}

fn judge_exponent(octets: &[u8]) -> Result<(), KeyDefect> {
    let small = octets.len() <= 8;
    let value = octets
        .iter()
        .fold(0u64, |value, octet| (value << 8) | u64::from(*octet));
    let odd = octets.last().is_some_and(|last| last & 1 == 1);
    let fits = octets.len() <= MAX_EXPONENT_OCTETS && !(small && value < MIN_EXPONENT);
    if odd && fits {
        return Ok(());
    }
    let exponent = if small {
        value.to_string()
    } else {
        format!(
            "0x{}",
            hex::encode(octets.get(..MAX_EXPONENT_OCTETS).unwrap_or(octets))
        )
    };
    Err(KeyDefect::Exponent { exponent })
}

/// Bits of a big-endian number without leading zero octets.
fn bit_length(octets: &[u8]) -> u32 {
    let bits = u32::try_from(octets.len())
        .unwrap_or(u32::MAX)
        .saturating_mul(8);
    bits.saturating_sub(octets.first().map_or(0, |first| first.leading_zeros()))
}

/// A prime factor of `modulus` below [`FACTOR_BOUND`].
fn small_factor(modulus: &[u8]) -> Option<u32> {
    let words: Vec<u64> = modulus
        .rchunks(4)
        .rev()
        .map(|word| {
            word.iter()
                .fold(0, |value, octet| (value << 8) | u64::from(*octet))
        })
        .collect();
    let rest = |divisor: u64| {
        words
            .iter()
            .fold(0, |rest, word| ((rest << 32) | word) % divisor)
    };
    SMALL_PRIMES.iter().find_map(|group| {
        let rest = rest(group.iter().copied().map(u64::from).product());
        group
            .iter()
            .copied()
            .find(|prime| rest.is_multiple_of(u64::from(*prime)))
    })
}

/// The primes below [`FACTOR_BOUND`] in groups whose product has at most 32 bits: one pass
/// over the modulus serves a group.
static SMALL_PRIMES: LazyLock<Vec<Vec<u32>>> = LazyLock::new(|| {
    let mut groups: Vec<Vec<u32>> = vec![Vec::new()];
    let mut product = 1u32;
    for prime in (2..FACTOR_BOUND).filter(|number| is_prime(*number)) {
        let grown = product.checked_mul(prime);
        match (grown, groups.last_mut()) {
            (Some(_), Some(group)) => group.push(prime),
            (None, _) | (_, None) => groups.push(vec![prime]),
        }
        product = grown.unwrap_or(prime);
    }
    groups
});

fn is_prime(number: u32) -> bool {
    (2..number)
        .take_while(|divisor| divisor * divisor <= number)
        .all(|divisor| !number.is_multiple_of(divisor))
}
