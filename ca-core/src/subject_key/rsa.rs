//! RSA keys (RFC 4055 1.2, FIPS 186-5 A.1, CRT-17).
//!
//! What no date and no table can allow is refused here; which sizes hold until when is in
//! [`crate::algorithm_table`]. `small_factor`, `roca` and `close_primes` look for moduli that
//! can be factored.

mod close_primes;
mod roca;
mod small_factor;

use crypto_bigint::BoxedUint;
use der::Decode;
use der::asn1::AnyRef;
use pkcs1::RsaPublicKeyRef;
use spki::AlgorithmIdentifierRef;

use super::{KeyDefect, KeyKind, LARGEST_RSA_BITS, LEAST_RSA_BITS};
use crate::algorithm::pss::PssHash;

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
    Ok(KeyKind::Rsa { bits: bits(key)? })
}

/// The size of an RSAPublicKey for PSS, whose algorithm has no parameters or full ones
/// (RFC 4055 1.2, 3.1).
pub(super) fn pss_kind(
    algorithm: &AlgorithmIdentifierRef<'_>,
    key: &[u8],
) -> Result<KeyKind, KeyDefect> {
    if let Some(parameters) = algorithm.parameters
        && PssHash::of_parameters(parameters).is_err()
    {
        return Err(KeyDefect::Parameters { oid: algorithm.oid });
    }
    Ok(KeyKind::RsaPss { bits: bits(key)? })
}

fn bits(key: &[u8]) -> Result<u32, KeyDefect> {
    let key = RsaPublicKeyRef::from_der(key).map_err(KeyDefect::Malformed)?;
    Ok(bit_length(key.modulus.as_bytes()))
}

/// Judges an RSAPublicKey, the exponent last: others may have one that we refuse, and their
/// modulus is judged all the same. All tests together take well below a
/// millisecond at any size that is let through.
pub(super) fn judge(_kind: KeyKind, key: &[u8]) -> Result<(), KeyDefect> {
    let key = RsaPublicKeyRef::from_der(key).map_err(KeyDefect::Malformed)?;
    let octets = key.modulus.as_bytes();
    let bits = bit_length(octets);
    let wrong_size = KeyDefect::ModulusSize {
        bits,
        least: LEAST_RSA_BITS,
        most: LARGEST_RSA_BITS,
    };
    if !(LEAST_RSA_BITS..=LARGEST_RSA_BITS).contains(&bits) {
        return Err(wrong_size);
    }
    let modulus = BoxedUint::from_be_slice(octets, bits).map_err(|_| wrong_size)?;
    judge_modulus(&modulus)?;
    judge_exponent(key.public_exponent.as_bytes())
}

fn judge_modulus(modulus: &BoxedUint) -> Result<(), KeyDefect> {
    let residues = small_factor::residues(modulus);
    if let Some(prime) = small_factor::find(&residues) {
        return Err(KeyDefect::SmallFactor { prime });
    }
    if roca::is_of_the_family(&residues) {
        return Err(KeyDefect::Roca);
    }
    match close_primes::rounds_to_factor(modulus) {
        Some(rounds) => Err(KeyDefect::ClosePrimes { rounds }),
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
