//! Small prime factors of a modulus (NIST SP 800-89 5.3.3).

use std::sync::LazyLock;

use crypto_bigint::{BoxedUint, Limb, NonZero, Reciprocal, Word};

/// The modulus must have no factor below this (NIST SP 800-89 5.3.3).
const BOUND: u32 = 752;

/// A small prime, and what the modulus leaves when divided by it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Residue {
    pub(super) prime: u32,
    pub(super) rest: u32,
}

/// The rests modulo the primes below [`BOUND`], by prime.
pub(super) fn residues(modulus: &BoxedUint) -> Vec<Residue> {
    GROUPS
        .iter()
        .flat_map(|group| {
            let rest = modulus.rem_limb_with_reciprocal(&group.product).0;
            let residue = move |prime: &u32| Residue {
                prime: *prime,
                rest: u32::try_from(rest % Word::from(*prime)).unwrap_or(0),
            };
            group.primes.iter().map(residue)
        })
        .collect()
}

/// The least prime that divides.
pub(super) fn find(residues: &[Residue]) -> Option<u32> {
    let divides = residues.iter().find(|residue| residue.rest == 0);
    divides.map(|residue| residue.prime)
}

/// Primes whose product is one machine word: one pass over the modulus serves a group.
struct Group {
    primes: Vec<u32>,
    product: Reciprocal,
}

static GROUPS: LazyLock<Vec<Group>> = LazyLock::new(|| {
    let mut primes = (2..BOUND).filter(|number| is_prime(*number)).peekable();
    let mut groups = Vec::new();
    while primes.peek().is_some() {
        let (mut members, mut product): (Vec<u32>, Word) = (Vec::new(), 1);
        while let Some(grown) = primes
            .peek()
            .and_then(|prime| product.checked_mul(Word::from(*prime)))
        {
            product = grown;
            members.extend(primes.next());
        }
        let divisor = NonZero::new(Limb(product)).into_option();
        groups.extend(divisor.map(|divisor| Group {
            primes: members,
            product: Reciprocal::new(divisor),
        }));
    }
    groups
});

fn is_prime(number: u32) -> bool {
    (2..number)
        .take_while(|divisor| divisor * divisor <= number)
        .all(|divisor| !number.is_multiple_of(divisor))
}
