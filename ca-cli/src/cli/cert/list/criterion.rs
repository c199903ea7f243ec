//! Reads what certificates are searched by.

use std::ops::RangeInclusive;
use std::time::Duration;

use ca_core::digest::Sha256Digest;
use ca_core::registry::records::ListedReason;
use ca_desk::message::Message;
use clap::builder::TypedValueParser;

use crate::cli::value::{self, ReasonGiven, ValueFault};

/// A day has so many seconds.
const DAY: u64 = 86_400;

fn fault(id: &'static str) -> ValueFault {
    ValueFault(Message::new(id))
}

/// A number of days, as `30d` or `30`.
pub(super) fn span(text: &str) -> Result<Duration, ValueFault> {
    let days: Option<u64> = text.strip_suffix('d').unwrap_or(text).parse().ok();
    days.filter(|days| (1..=36_525).contains(days))
        .map(|days| Duration::from_secs(days.saturating_mul(DAY)))
        .ok_or_else(|| fault("value-fault-span"))
}

/// One version, or a range as `3-7`.
pub(super) fn versions(text: &str) -> Result<RangeInclusive<u32>, ValueFault> {
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    match (first.parse(), last.parse()) {
        (Ok(first), Ok(last)) if first <= last => Ok(first..=last),
        (Ok(_) | Err(_), _) => Err(fault("value-fault-versions")),
    }
}

/// A version of a profile: its number, or the digest of the document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum ProfileVersion {
    /// The number in the document.
    Number(u32),
    /// SHA-256 of the document, or how it begins, in lower-case hexadecimal.
    Digest(String),
}

/// A version of a profile. Of a digest eight digits must be given at least.
pub(super) fn profile_version(text: &str) -> Result<ProfileVersion, ValueFault> {
    let digest = text.to_ascii_lowercase();
    let is_hexadecimal = digest.chars().all(|digit| digit.is_ascii_hexdigit());
    match text.parse() {
        Ok(number) if text.len() < 8 => Ok(ProfileVersion::Number(number)),
        Ok(_) | Err(_) if is_hexadecimal && (8..=64).contains(&digest.len()) => {
            Ok(ProfileVersion::Digest(digest))
        }
        Ok(_) | Err(_) => Err(fault("value-fault-profile-version")),
    }
}

/// What the Registry knows a key by, in hexadecimal; nothing for any other text.
pub(super) fn key_hash(text: &str) -> Option<Sha256Digest> {
    let octets = hex::decode(text).ok()?;
    octets.try_into().ok().map(Sha256Digest::from_bytes)
}

/// A revocation reason by its name in RFC 5280.
pub(super) fn reason() -> impl TypedValueParser<Value = ListedReason> {
    value::reason()
        .map(|ReasonGiven(reason)| reason.map_or(ListedReason::Unspecified, ListedReason::Given))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_days() {
        assert_eq!(span("30d").unwrap(), span("30").unwrap());
        for text in ["0", "d", "1h", "36526d", "-1"] {
            assert!(span(text).is_err(), "{text}");
        }
    }

    #[test]
    fn versions_are_one_or_a_range() {
        assert_eq!(versions("3").unwrap(), 3..=3);
        assert_eq!(versions("3-7").unwrap(), 3..=7);
        for text in ["", "-", "7-3", "a", "3-", "-3"] {
            assert!(versions(text).is_err(), "{text}");
        }
    }

    #[test]
    fn versions_of_profiles_are_numbers_or_digests() {
        assert_eq!(profile_version("12").unwrap(), ProfileVersion::Number(12));
        let digest = |text: &str| ProfileVersion::Digest(text.into());
        assert_eq!(profile_version("12345678").unwrap(), digest("12345678"));
        assert_eq!(profile_version("ABCDEF01").unwrap(), digest("abcdef01"));
        for text in ["", "abc", "-1", "xyzxyzxyz", &"a".repeat(65)] {
            assert!(profile_version(text).is_err(), "{text}");
        }
    }
}
