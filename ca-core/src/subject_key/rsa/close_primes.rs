//! Primes so close that Fermat's method finds them (BR 6.1.1.3, CVE-2022-26320): a modulus p·q
//! is a² − b² with a = (p + q) / 2, and for close primes a is just above its square root.

use std::sync::LazyLock;

use crypto_bigint::{BoxedUint, Limb, NonZero, Reciprocal, Resize, Word};

/// Candidates for a (BR 6.1.1.3).
const ROUNDS: u32 = 100;
/// Bits that a² may be longer than the modulus.
const HEADROOM: u32 = 64;

/// How many rounds Fermat's method needs, if at most [`ROUNDS`]; none if a prime is squared.
pub(super) fn rounds_to_factor(modulus: &BoxedUint) -> Option<u32> {
    let modulus = modulus.resize(modulus.bits_precision().saturating_add(HEADROOM));
    let root = modulus.floor_sqrt_vartime();
    let rest = modulus.wrapping_sub(root.wrapping_square());
    if bool::from(rest.is_zero()) {
        return Some(0);
    }
    let first = Candidate::above(&root, &modulus);
    let may_be_square = first.filter();
    let found = |round: &u32| may_be_square(*round) && first.is_square_after(*round);
    (0..ROUNDS).find(found).map(|round| round.saturating_add(1))
}

/// The first a, and its a² − n. After k more rounds that is (a + k)² − n, which is
/// a² − n + 2ak + k².
struct Candidate {
    a: BoxedUint,
    square: BoxedUint,
}

impl Candidate {
    fn above(root: &BoxedUint, modulus: &BoxedUint) -> Self {
        let a = root.wrapping_add(BoxedUint::one_with_precision(root.bits_precision()));
        Self {
            square: a.wrapping_square().wrapping_sub(modulus),
            a,
        }
    }

    /// Whether the number after `k` rounds is a square modulo small numbers: one in a thousand
    /// that is none gets through.
    fn filter(&self) -> impl Fn(u32) -> bool {
        let rests = SQUARES.iter().map(|squares| {
            let rest = |number: &BoxedUint| number.rem_limb_with_reciprocal(&squares.reciprocal).0;
            (squares, rest(&self.a), rest(&self.square))
        });
        let rests: Vec<(&Squares, Word, Word)> = rests.collect();
        move |round| {
            let k = Word::from(round);
            rests
                .iter()
                .all(|(squares, a, square)| squares.has(square + 2 * a * k + k * k))
        }
    }

    fn is_square_after(&self, round: u32) -> bool {
        let k = BoxedUint::from(round);
        let twice = self.a.wrapping_add(&self.a);
        let more = twice.wrapping_add(&k).wrapping_mul(&k);
        let number = self.square.wrapping_add(&more);
        number.checked_sqrt_vartime().is_some()
    }
}

/// The squares modulo a number.
struct Squares {
    reciprocal: Reciprocal,
    /// For each rest whether it is one.
    squares: Vec<bool>,
}

impl Squares {
    fn modulo(modulus: u16) -> Option<Self> {
        let divisor = NonZero::new(Limb(Word::from(modulus))).into_option()?;
        let roots = || 0..u32::from(modulus);
        let is_square = |rest| roots().any(|root| root * root % u32::from(modulus) == rest);
        Some(Self {
            reciprocal: Reciprocal::new(divisor),
            squares: roots().map(is_square).collect(),
        })
    }

    fn has(&self, number: Word) -> bool {
        let rest = usize::try_from(number).ok();
        let rest = rest.and_then(|number| number.checked_rem(self.squares.len()));
        let known = rest.and_then(|rest| self.squares.get(rest));
        known.copied().unwrap_or(false)
    }
}

/// Coprime numbers with few squares.
const MODULI: [u16; 8] = [64, 63, 65, 11, 17, 19, 23, 31];

static SQUARES: LazyLock<Vec<Squares>> =
    LazyLock::new(|| MODULI.into_iter().filter_map(Squares::modulo).collect());

#[cfg(test)]
mod tests {
    use super::*;

    /// By trial: the least number of rounds, or nothing.
    fn rounds(n: u64) -> Option<u32> {
        let root = n.isqrt();
        if root * root == n {
            return Some(0);
        }
        let is_square = |number: u64| number.isqrt().pow(2) == number;
        (1..=ROUNDS).find(|round| is_square((root + u64::from(*round)).pow(2) - n))
    }

    #[test]
    fn crt_17_rounds_are_those_of_fermats_method() {
        let odd = (1_000_001u64..1_020_000).step_by(2);
        let products = [
            4_294_967_291 * 4_294_967_279u64,
            65_521 * 131_071,
            1_009 * 99_991,
        ];
        for n in odd.chain(products) {
            assert_eq!(rounds_to_factor(&BoxedUint::from(n)), rounds(n), "{n}");
        }
    }

    #[test]
    fn crt_17_filter_lets_every_square_through() {
        for squares in SQUARES.iter() {
            assert!((0..5_000).all(|root: Word| squares.has(root * root)));
        }
        assert_eq!(SQUARES.len(), MODULI.len());
    }
}
