//! Certificate serial numbers (RFC 5280 4.1.2.2, CRT-02).

use std::fmt;
use std::str::FromStr;

use crate::random::{Random, RandomError};

/// A serial number: the content octets of its DER INTEGER, 1 to 20 of them.
///
/// Those that this CA makes have 17 octets: the first from 0x40 to 0x7F (so that the number
/// is positive and its length constant), then 128 random bits. Its text is lower-case hex.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Serial(Vec<u8>);

/// Octets in a serial number made by this CA.
const OWN_LENGTH: usize = 17;
/// Most octets in any serial number (RFC 5280 4.1.2.2).
const MAX_LENGTH: usize = 20;

impl Serial {
    /// Draws a new serial number.
    ///
    /// # Errors
    /// Fails if the random generator fails.
    pub fn draw(random: &dyn Random) -> Result<Self, RandomError> {
        let mut octets = vec![0; OWN_LENGTH];
        random.fill(&mut octets)?;
        if let Some(first) = octets.first_mut() {
            *first = (*first & 0x3f) | 0x40;
        }
        Ok(Self(octets))
    }

    /// The content octets of the DER INTEGER, big-endian two's complement.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

/// Takes content octets of a DER INTEGER; foreign numbers may also be zero or negative.
impl TryFrom<&[u8]> for Serial {
    type Error = InvalidSerial;

    fn try_from(octets: &[u8]) -> Result<Self, InvalidSerial> {
        let minimal = match octets {
            [0, second, ..] => *second >= 0x80,
            [0xff, second, ..] => *second < 0x80,
            _ => true,
        };
        if octets.is_empty() || octets.len() > MAX_LENGTH || !minimal {
            return Err(InvalidSerial);
        }
        Ok(Self(octets.to_vec()))
    }
}

impl fmt::Display for Serial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut room = [0; 2 * MAX_LENGTH];
        let digits = room.get_mut(..2 * self.0.len()).ok_or(fmt::Error)?;
        hex::encode_to_slice(&self.0, digits).map_err(|_| fmt::Error)?;
        f.write_str(std::str::from_utf8(digits).map_err(|_| fmt::Error)?)
    }
}

impl fmt::Debug for Serial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Serial({self})")
    }
}

/// Reads hex in either case, with or without `0x` and `:`; leading zero octets are dropped.
impl FromStr for Serial {
    type Err = InvalidSerial;

    fn from_str(text: &str) -> Result<Self, InvalidSerial> {
        let lower = text.trim().to_ascii_lowercase().replace(':', "");
        let digits = lower.strip_prefix("0x").unwrap_or(&lower);
        if digits.is_empty() || digits.len() > 2 * (MAX_LENGTH + 1) {
            return Err(InvalidSerial);
        }
        let even = if digits.len().is_multiple_of(2) {
            digits.to_owned()
        } else {
            format!("0{digits}")
        };
        let octets = hex::decode(even).map_err(|_| InvalidSerial)?;
        Self::try_from(minimal_positive(&octets).as_slice())
    }
}

/// The shortest content octets of the non-negative number `octets`.
fn minimal_positive(octets: &[u8]) -> Vec<u8> {
    let digits = octets.iter().copied().skip_while(|octet| *octet == 0);
    let mut minimal: Vec<u8> = digits.collect();
    if minimal.first().is_none_or(|first| *first >= 0x80) {
        minimal.insert(0, 0);
    }
    minimal
}

/// Not a serial number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a serial number is 1 to 20 octets in hexadecimal")]
pub struct InvalidSerial;

#[cfg(test)]
mod tests {
    use aws_lc_rs::rand::SystemRandom;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn crt_02_drawn_serials_have_17_octets_and_no_fixed_bit_below_the_top_two() {
        let (mut ones, mut zeros) = ([0u8; OWN_LENGTH], [0u8; OWN_LENGTH]);
        for _ in 0..1_000_000 {
            let serial = Serial::draw(&SystemRandom::new()).unwrap();
            assert_eq!(serial.as_bytes().len(), OWN_LENGTH);
            for (index, octet) in serial.as_bytes().iter().enumerate() {
                ones[index] |= octet;
                zeros[index] |= !octet;
            }
        }
        assert_eq!(
            (ones[0], zeros[0]),
            (0x7f, 0xbf),
            "top two bits are 01, all others vary"
        );
        assert!(
            ones[1..]
                .iter()
                .chain(&zeros[1..])
                .all(|bits| *bits == 0xff)
        );
    }

    #[test]
    fn operators_may_write_serials_in_several_ways() {
        let serial: Serial = "40ab0c".parse().unwrap();
        for text in ["40AB0C", "0x40ab0c", "40:AB:0c", " 0x040AB0C ", "0040ab0c"] {
            assert_eq!(text.parse(), Ok(serial.clone()), "{text}");
        }
        assert_eq!(serial.to_string(), "40ab0c");
        assert_eq!("80".parse::<Serial>().unwrap().as_bytes(), [0, 0x80]);
        assert_eq!("0".parse::<Serial>().unwrap().as_bytes(), [0]);
    }

    #[test]
    fn nonsense_is_refused() {
        for text in ["", "0x", "xyz", "é", &"7f".repeat(21), &"00".repeat(50)] {
            assert_eq!(text.parse::<Serial>(), Err(InvalidSerial), "{text}");
        }
    }

    proptest! {
        #[test]
        fn parsing_never_panics(text in ".*") {
            drop(text.parse::<Serial>());
        }

        #[test]
        fn text_reads_back(mut octets in prop::collection::vec(any::<u8>(), 2..=20)) {
            octets[0] = octets[0] & 0x3f | 0x40;
            let serial = Serial::try_from(octets.as_slice()).unwrap();
            prop_assert_eq!(serial.to_string().parse(), Ok(serial));
        }
    }
}
