//! Reads what certificates are searched by.

use std::time::Duration;

use ca_api::certificate::{LintVersions, ProfileVersion};
use ca_api::word::Word;
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
pub(super) fn versions(text: &str) -> Result<Word<LintVersions>, ValueFault> {
    Word::read(text).map_err(|_| fault("value-fault-versions"))
}

/// A version of a profile: its number, or eight digits at least of its digest.
pub(super) fn profile_version(text: &str) -> Result<Word<ProfileVersion>, ValueFault> {
    Word::read(text).map_err(|_| fault("value-fault-profile-version"))
}

/// What the Registry knows a key by, in hexadecimal; nothing for any other text.
pub(super) fn key_hash(text: &str) -> Option<Sha256Digest> {
    let octets = hex::decode(text).ok()?;
    octets.try_into().ok().map(Sha256Digest::from_bytes)
}

/// A revocation reason by its name in RFC 5280.
pub(super) fn reason() -> impl TypedValueParser<Value = Word<ListedReason>> {
    value::reason().map(|ReasonGiven(reason)| match reason {
        None => Word::written(value::UNSPECIFIED, ListedReason::Unspecified),
        Some(reason) => Word::written(reason.as_str(), ListedReason::Given(reason)),
    })
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
}
