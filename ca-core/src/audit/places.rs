//! What a purge names (AUD-05): each place of the log from which a body went, and a digest over
//! these places and their leaves.
//!
//! In an event the places stand as ranges, `20-22 25 30-31`, in ascending order, each as long as
//! it can be: what can be said in one way only cannot be read in two.

use std::fmt;
use std::iter;
use std::ops::{Range, RangeInclusive};
use std::str::FromStr;

use crate::audit::merkle::leaf_hash;
use crate::digest::{Sha256Digest, Sha256Stream};

/// From the first to the last place that one event names, there are at most as many: who
/// examines a log reads no more than that of it again.
pub const WIDEST: u64 = 1_024;

/// Places of one purge, at least one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Places(Vec<RangeInclusive<u64>>);

impl Places {
    /// These places.
    ///
    /// # Errors
    /// `InvalidPlaces` unless they ascend and stand within [`WIDEST`].
    pub fn new(places: &[u64]) -> Result<Self, InvalidPlaces> {
        let mut ranges: Vec<RangeInclusive<u64>> = Vec::new();
        for place in places {
            match ranges.last_mut() {
                Some(last) if last.end().checked_add(1) == Some(*place) => {
                    *last = *last.start()..=*place;
                }
                Some(last) if *last.end() >= *place => return Err(InvalidPlaces),
                Some(_) | None => ranges.push(*place..=*place),
            }
        }
        Self::bounded(ranges)
    }

    fn bounded(ranges: Vec<RangeInclusive<u64>>) -> Result<Self, InvalidPlaces> {
        let places = Self(ranges);
        let Range { start, end } = places.span();
        if start < end && end.saturating_sub(start) <= WIDEST {
            Ok(places)
        } else {
            Err(InvalidPlaces)
        }
    }

    /// From the first place to the one after the last.
    #[must_use]
    pub fn span(&self) -> Range<u64> {
        let first = self.0.first().map_or(0, |range| *range.start());
        let last = self.0.last();
        first..last.map_or(0, |range| range.end().saturating_add(1))
    }

    /// How many they are.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.iter().fold(0, |count, _| count.saturating_add(1))
    }

    /// Each of them, in order.
    pub fn iter(&self) -> impl Iterator<Item = u64> {
        self.0.iter().cloned().flatten()
    }

    /// SHA-256 over eight octets of each place, the most significant first, and the hash of its
    /// leaf (RFC 6962 2.1), in order. `leaves` holds the data of all leaves of the span.
    #[must_use]
    pub fn digest(&self, leaves: &[Sha256Digest]) -> Sha256Digest {
        let mut stream = Sha256Stream::default();
        let all = self.span().zip(leaves);
        let mut wanted = self.iter().peekable();
        for (place, leaf) in all {
            if wanted.next_if_eq(&place).is_some() {
                stream.update(&place.to_be_bytes());
                stream.update(leaf_hash(leaf).as_bytes());
            }
        }
        stream.finish()
    }
}

impl fmt::Display for Places {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (between, range) in iter::once("").chain(iter::repeat(" ")).zip(&self.0) {
            let (first, last) = (range.start(), range.end());
            if first == last {
                write!(f, "{between}{first}")?;
            } else {
                write!(f, "{between}{first}-{last}")?;
            }
        }
        Ok(())
    }
}

impl FromStr for Places {
    type Err = InvalidPlaces;

    fn from_str(text: &str) -> Result<Self, InvalidPlaces> {
        let range = |word: &str| {
            let (first, last) = word.split_once('-').unwrap_or((word, word));
            Some(first.parse().ok()?..=last.parse().ok()?)
        };
        let ranges: Option<Vec<RangeInclusive<u64>>> = text.split(' ').map(range).collect();
        let ranges = ranges.ok_or(InvalidPlaces)?;
        let ascend = ranges.iter().all(|range| range.start() <= range.end());
        let apart = ranges.iter().zip(ranges.iter().skip(1));
        let mut apart = apart.map(|(one, next)| one.end().saturating_add(1) < *next.start());
        if !ascend || !apart.all(|apart| apart) {
            return Err(InvalidPlaces);
        }
        let places = Self::bounded(ranges)?;
        // `007` and `5-5` are other ways to say it.
        if places.to_string() == text {
            Ok(places)
        } else {
            Err(InvalidPlaces)
        }
    }
}

/// Not places that one purge can name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not ascending places within {WIDEST}")]
pub struct InvalidPlaces;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn aud_05_places_are_said_in_one_way() {
        for (places, text) in [
            (&[20, 21, 22, 25, 30, 31][..], "20-22 25 30-31"),
            (&[0], "0"),
            (&[0, WIDEST - 1], "0 1023"),
            (&[u64::MAX - 1], "18446744073709551614"),
        ] {
            let named = Places::new(places).unwrap();
            assert_eq!(named.to_string(), text);
            assert_eq!(text.parse(), Ok(named.clone()));
            assert!(named.iter().eq(places.iter().copied()));
            assert_eq!(named.count(), u64::try_from(places.len()).unwrap());
        }
        for text in [
            "",
            " ",
            "-",
            "1 ",
            " 1",
            "1-1",
            "01",
            "+1",
            "1-2 3",
            "2 1",
            "2-1",
            "1 1",
            "1-3 2",
            "1,2",
            "0 1024",
            "0-18446744073709551615",
            "18446744073709551616",
        ] {
            assert_eq!(text.parse::<Places>(), Err(InvalidPlaces), "{text:?}");
        }
        for places in [&[][..], &[1, 1], &[2, 1], &[0, WIDEST]] {
            assert_eq!(Places::new(places), Err(InvalidPlaces), "{places:?}");
        }
    }

    #[test]
    fn aud_05_digest_is_over_the_named_places_alone() {
        let leaves: Vec<_> = (3_u8..7).map(|n| Sha256Digest::of(&[n])).collect();
        let named = Places::new(&[3, 5, 6]).unwrap();
        let mut octets = Vec::new();
        for (place, leaf) in [(3_u64, 0), (5, 2), (6, 3)] {
            octets.extend(place.to_be_bytes());
            octets.extend(leaf_hash(&leaves[leaf]).as_bytes());
        }
        assert_eq!(named.digest(&leaves), Sha256Digest::of(&octets));
    }
}
