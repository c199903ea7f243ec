//! One-time revocation codes (REV-02): 80 random bits that a holder keeps on paper. Only a salted
//! digest is stored. A slow hash would add nothing at 80 bits, and five wrong tries lock a code.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use aws_lc_rs::constant_time::verify_slices_are_equal;

use crate::digest::Sha256Digest;
use crate::generation::GenerationId;
use crate::random::{Random, RandomError};
use crate::serial::Serial;

/// Wrong tries after which a code is locked.
pub const MOST_WRONG: u32 = 5;

/// How long it is locked.
pub const LOCKED: Duration = Duration::from_secs(24 * 3600);

/// A code as the holder has it: 16 letters of Crockford's base 32.
#[derive(Clone, PartialEq, Eq)]
pub struct RevocationCode([u8; 10]);

impl RevocationCode {
    /// Draws a code.
    ///
    /// # Errors
    /// Fails if the random generator fails.
    pub fn draw(random: &dyn Random) -> Result<Self, RandomError> {
        let mut octets = [0; 10];
        random.fill(&mut octets)?;
        Ok(Self(octets))
    }

    /// The code in four groups, for the holder and nobody else.
    #[must_use]
    pub fn reveal(&self) -> String {
        let number = self
            .0
            .iter()
            .fold(0_u128, |number, octet| number << 8 | u128::from(*octet));
        let letter = |place: usize| {
            let value = number >> (5 * (LETTERS - 1 - place)) & 0x1f;
            let letter = usize::try_from(value)
                .ok()
                .and_then(|value| ALPHABET.get(value));
            letter.map_or('0', |letter| char::from(*letter))
        };
        let letters: Vec<char> = (0..LETTERS).map(letter).collect();
        let groups = letters
            .chunks(4)
            .map(|group| group.iter().collect::<String>());
        groups.collect::<Vec<_>>().join("-")
    }
}

/// Secret: it is shown by [`RevocationCode::reveal`] alone.
impl fmt::Debug for RevocationCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RevocationCode(…)")
    }
}

/// Crockford's rules: hyphens and spaces do not count, nor does case; I and L are 1, O is 0.
impl FromStr for RevocationCode {
    type Err = InvalidCode;

    fn from_str(text: &str) -> Result<Self, InvalidCode> {
        if text.len() > LONGEST_TEXT {
            return Err(InvalidCode);
        }
        let letters = text.chars().filter(|c| !matches!(c, '-' | ' '));
        let (mut number, mut count) = (0_u128, 0);
        for letter in letters {
            let letter = match letter.to_ascii_uppercase() {
                'I' | 'L' => '1',
                'O' => '0',
                other => other,
            };
            let known = |known: &u8| char::from(*known) == letter;
            let value = ALPHABET.iter().position(known).ok_or(InvalidCode)?;
            number = number << 5 | u128::try_from(value).map_err(|_| InvalidCode)?;
            count += 1;
            if count > LETTERS {
                return Err(InvalidCode);
            }
        }
        let octets = number.to_be_bytes();
        match octets.last_chunk::<10>() {
            Some(octets) if count == LETTERS => Ok(Self(*octets)),
            Some(_) | None => Err(InvalidCode),
        }
    }
}

/// What is stored of a code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredCode {
    /// 16 random octets.
    pub salt: [u8; 16],
    /// SHA-256 over salt, generation, serial and code.
    pub digest: Sha256Digest,
}

impl StoredCode {
    /// What is stored of a code of a certificate.
    ///
    /// # Errors
    /// Fails if the random generator fails.
    pub fn of(
        code: &RevocationCode,
        issuer: &GenerationId,
        serial: &Serial,
        random: &dyn Random,
    ) -> Result<Self, RandomError> {
        let mut salt = [0; 16];
        random.fill(&mut salt)?;
        let digest = digest(&salt, issuer, serial, code);
        Ok(Self { salt, digest })
    }

    /// Whether this is the code. The comparison takes as long for each wrong one.
    #[must_use]
    pub fn matches(&self, issuer: &GenerationId, serial: &Serial, code: &RevocationCode) -> bool {
        let presented = digest(&self.salt, issuer, serial, code);
        verify_slices_are_equal(presented.as_bytes(), self.digest.as_bytes()).is_ok()
    }
}

/// The name has no NUL, and serials and codes of one authority are each of one length: no two
/// different inputs are framed alike.
fn digest(
    salt: &[u8; 16],
    issuer: &GenerationId,
    serial: &Serial,
    code: &RevocationCode,
) -> Sha256Digest {
    let issuer = issuer.to_string();
    Sha256Digest::of_parts(&[salt, issuer.as_bytes(), &[0], serial.as_bytes(), &code.0])
}

/// Not a code, whatever certificate it is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a revocation code has 16 letters and digits")]
pub struct InvalidCode;

/// Crockford's alphabet: no I, L, O, U.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const LETTERS: usize = 16;
const LONGEST_TEXT: usize = 64;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    struct Fixed(u8);

    impl Random for Fixed {
        fn fill(&self, octets: &mut [u8]) -> Result<(), RandomError> {
            octets
                .iter_mut()
                .zip(self.0..)
                .for_each(|(octet, value)| *octet = value);
            Ok(())
        }
    }

    fn drawn(seed: u8) -> RevocationCode {
        RevocationCode::draw(&Fixed(seed)).unwrap()
    }

    #[test]
    fn code_is_written_in_four_groups_and_read_in_any_spelling() {
        let code = drawn(0xf0);
        assert_eq!(code.reveal(), "Y3RZ-5WZM-YQVF-FY7S");
        for spelling in [
            "y3rz5wzmyqvffy7s",
            "Y3RZ 5WZM YQVF FY7S",
            " y3rz-5wzm-yqvf-fy7s",
        ] {
            assert_eq!(spelling.parse(), Ok(code.clone()), "{spelling}");
        }
        assert_eq!(
            "O1L0-0000-0000-000I".parse(),
            "0110-0000-0000-0001".parse::<RevocationCode>()
        );
        for wrong in [
            "",
            "Y3RZ-5WZM-YQVF-FY7",
            "Y3RZ-5WZM-YQVF-FY7SS",
            "U3RZ-5WZM-YQVF-FY7S",
        ] {
            assert_eq!(wrong.parse::<RevocationCode>(), Err(InvalidCode), "{wrong}");
        }
        assert!(!format!("{code:?}").contains("Y3RZ"));
    }

    #[test]
    fn rev_02_stored_code_fits_its_own_certificate_alone() {
        let (issuer, other) = (
            "citizens-g1".parse().unwrap(),
            "citizens-g2".parse().unwrap(),
        );
        let (serial, next) = ("40ab".parse().unwrap(), "40ac".parse().unwrap());
        let stored = StoredCode::of(&drawn(1), &issuer, &serial, &Fixed(9)).unwrap();
        assert!(stored.matches(&issuer, &serial, &drawn(1)));
        assert!(!stored.matches(&issuer, &serial, &drawn(2)));
        assert!(!stored.matches(&other, &serial, &drawn(1)));
        assert!(!stored.matches(&issuer, &next, &drawn(1)));
    }

    proptest! {
        #[test]
        fn i12_any_text_is_read_or_refused(text in ".{0,80}") {
            if let Ok(code) = text.parse::<RevocationCode>() {
                prop_assert_eq!(code.reveal().parse::<RevocationCode>(), Ok(code));
            }
        }
    }
}
