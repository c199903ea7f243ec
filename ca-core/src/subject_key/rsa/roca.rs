//! Keys of the Infineon library (CVE-2017-15361, ROCA): M. Nemec, M. Sys, P. Svenda, D. Klinec,
//! V. Matyas, "The Return of Coppersmith's Attack", CCS 2017.
//!
//! That library made primes of the form k·M + (65537^a mod M), M being the product of the first
//! primes. So the modulus is a power of 65537 modulo each of these primes, and such moduli can
//! be factored.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::small_factor::Residue;

/// The generator that the library took.
const GENERATOR: u32 = 65_537;
/// The 71st prime. M had 71 primes for moduli of 992 to 1952 bits and more for longer ones
/// (table 1 of the paper), so the primes up to here serve for all lengths that are let through.
/// A good modulus passes for a bad one in one of 2^83 cases.
const LAST_PRIME: u32 = 353;

/// Whether the modulus is a power of 65537 modulo all odd primes up to [`LAST_PRIME`].
pub(super) fn is_of_the_family(residues: &[Residue]) -> bool {
    residues.iter().all(|residue| {
        let powers = POWERS.get(&residue.prime);
        powers.is_none_or(|powers| powers.contains(&residue.rest))
    })
}

/// For each odd prime up to [`LAST_PRIME`] the subgroup that 65537 generates.
static POWERS: LazyLock<HashMap<u32, Vec<u32>>> = LazyLock::new(|| {
    let odd = (3..=LAST_PRIME).step_by(2);
    let primes = odd.filter(|number| (3..*number).all(|divisor| number % divisor != 0));
    primes.map(|prime| (prime, powers(prime))).collect()
});

fn powers(prime: u32) -> Vec<u32> {
    let next = |power: &u32| Some(power * (GENERATOR % prime) % prime).filter(|next| *next != 1);
    std::iter::successors(Some(1), next).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn crt_17_chance_of_calling_a_good_key_bad_is_below_two_to_minus_80() {
        let share = |prime: &u32, powers: &Vec<u32>| {
            let count = u32::try_from(powers.len()).unwrap();
            (f64::from(count) / f64::from(prime - 1)).log2()
        };
        let bits: f64 = POWERS
            .iter()
            .map(|(prime, powers)| share(prime, powers))
            .sum();
        assert!(bits < -80.0, "{bits}");
        assert_eq!(POWERS.len(), 70);
    }
}
