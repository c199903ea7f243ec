//! ML-DSA keys (RFC 9881 4): ρ of 32 octets, then the vector t1 (FIPS 204, algorithm 22).

use const_oid::ObjectIdentifier;
use const_oid::db::fips204;
use spki::AlgorithmIdentifierRef;

use super::{KeyDefect, KeyKind};

/// Octets of ρ.
const SEED: usize = 32;
/// Octets of a polynomial of t1: 256 coefficients of ten bits.
const POLYNOMIAL: usize = 320;
/// Octets of four coefficients.
const FOUR: usize = 5;
/// Below this many steps of 2^13 from zero a coefficient of t1 is short: one in eight is.
const SHORT: u64 = 64;
/// More short coefficients in a polynomial than chance gives in any key ever made: 32 are
/// expected.
const MOST_SHORT: usize = 128;

/// A parameter set (FIPS 204 4, table 1).
struct ParameterSet {
    kind: KeyKind,
    oid: ObjectIdentifier,
    /// Polynomials in t1.
    rows: usize,
}

static SETS: [ParameterSet; 3] = [
    ParameterSet {
        kind: KeyKind::MlDsa44,
        oid: fips204::ID_ML_DSA_44,
        rows: 4,
    },
    ParameterSet {
        kind: KeyKind::MlDsa65,
        oid: fips204::ID_ML_DSA_65,
        rows: 6,
    },
    ParameterSet {
        kind: KeyKind::MlDsa87,
        oid: fips204::ID_ML_DSA_87,
        rows: 8,
    },
];

/// The identifier says it all, and parameters are absent (RFC 9881 2).
pub(super) fn kind(
    algorithm: &AlgorithmIdentifierRef<'_>,
    _key: &[u8],
) -> Result<KeyKind, KeyDefect> {
    let oid = algorithm.oid;
    if algorithm.parameters.is_some() {
        return Err(KeyDefect::Parameters { oid });
    }
    let set = SETS.iter().find(|set| set.oid == oid);
    set.map(|set| set.kind)
        .ok_or(KeyDefect::UnsupportedAlgorithm { oid })
}

/// Judges an ML-DSA key: its length, and that t1 binds who signs.
pub(super) fn judge(kind: KeyKind, key: &[u8]) -> Result<(), KeyDefect> {
    let rows = SETS.iter().find(|set| set.kind == kind);
    let expected = SEED + rows.map_or(0, |set| set.rows) * POLYNOMIAL;
    if key.len() != expected {
        return Err(KeyDefect::Length {
            kind,
            found: key.len(),
            expected,
        });
    }
    let vector = key.get(SEED..).unwrap_or_default();
    if vector.chunks(POLYNOMIAL).any(is_short) {
        return Err(KeyDefect::ShortVector { kind });
    }
    Ok(())
}

/// Whether so much of a polynomial is near zero that no key generation made it. A signature is
/// right if A·z − c·t1·2^13 rounds to what was hashed (FIPS 204, algorithm 8): with t1 = 0 that
/// is so for z = 0, which takes no private key.
fn is_short(polynomial: &[u8]) -> bool {
    let coefficients = polynomial.chunks(FOUR).flat_map(|four| {
        let bits = four.iter().rev();
        let bits = bits.fold(0_u64, |bits, octet| bits << 8 | u64::from(*octet));
        [0, 10, 20, 30].map(|shift| bits >> shift & 0x3ff)
    });
    // 1023 steps of 2^13 are the prime less one: minus one.
    let short = coefficients.filter(|found| (*found).min(0x3ff - found) < SHORT);
    short.count() > MOST_SHORT
}
