//! What certificates are searched by (REV-09).

use std::ops::RangeInclusive;

use ca_core::digest::Sha256Digest;
use ca_core::governance::scope::Target;
use ca_core::registry::records::{ListedReason, Officer};
use ca_core::san::SubjectAltName;
use ca_core::serial::Serial;
use ca_core::subject::Subject;
use ca_core::timestamp::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::issuer::IssuerName;
use crate::operation::Aim;
use crate::word::{self, Word, Worded};

/// What certificates and intents are narrowed to: all of it must hold. Times are included.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Search {
    /// Only with one of these serial numbers.
    #[serde(
        default,
        skip_serializing_if = "Vec::is_empty",
        deserialize_with = "word::each"
    )]
    #[schemars(length(max = 1000))]
    pub serial: Vec<Word<Serial>>,
    /// Only of this line or generation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issuer: Option<Word<IssuerName>>,
    /// Only made by profiles of this name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(regex(pattern = "^[a-z0-9-]+$"), length(max = 64))]
    pub profile: Option<String>,
    /// Only made by this version of the profile, which must be named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub profile_version: Option<Word<ProfileVersion>>,
    /// Only with all of these attributes in the subject.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<Word<Subject>>,
    /// Only with all of these alternative names.
    #[serde(
        default,
        skip_serializing_if = "Vec::is_empty",
        deserialize_with = "word::each"
    )]
    #[schemars(length(max = 100))]
    pub san: Vec<Word<SubjectAltName>>,
    /// Only for the key with this SHA-256 of its SubjectPublicKeyInfo.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<Word<Sha256Digest>>,
    /// Only those that this actor asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub officer: Option<Word<Officer>>,
    /// Only those that lint rules of these versions have passed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lint_version: Option<Word<LintVersions>>,
    /// Only with this request id, in any line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 64))]
    pub request_id: Option<String>,
    /// Only with this standing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<Standing>,
    /// Only revoked for this reason.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Word<ListedReason>>,
    /// Only prepared from then on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prepared_after: Option<Word<Timestamp>>,
    /// Only prepared until then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prepared_before: Option<Word<Timestamp>>,
    /// Only issued from then on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issued_after: Option<Word<Timestamp>>,
    /// Only issued until then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issued_before: Option<Word<Timestamp>>,
    /// Only with a start of validity from then on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub starts_after: Option<Word<Timestamp>>,
    /// Only with a start of validity until then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub starts_before: Option<Word<Timestamp>>,
    /// Only with an end of validity from then on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_after: Option<Word<Timestamp>>,
    /// Only with an end of validity until then; from now on, where no beginning is given: what
    /// has expired no longer expires.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_before: Option<Word<Timestamp>>,
    /// Only with a revocation or suspension that took effect from then on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revoked_after: Option<Word<Timestamp>>,
    /// Only with one that took effect until then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revoked_before: Option<Word<Timestamp>>,
}

/// Standings by which certificates are narrowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// Issued and not withdrawn.
    Good,
    /// Held.
    Suspended,
    /// Withdrawn.
    Revoked,
    /// Prepared, authorised or signing.
    Open,
    /// Given up.
    Abandoned,
}

/// A version of a profile: its number, or the digest of the document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProfileVersion {
    /// The number in the document.
    Number(u32),
    /// SHA-256 of the document, or how it begins, in lower-case hexadecimal.
    Digest(String),
}

/// Versions of the lint rules, from the first to the last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LintVersions(pub RangeInclusive<u32>);

impl Search {
    pub(super) fn target(&self) -> Target {
        let line = self.issuer.as_ref().map(|issuer| issuer.line().to_string());
        Target {
            issuer: line,
            profile: self.profile.clone(),
            ..Target::default()
        }
    }

    /// The Registry knows where each that is found belongs.
    pub(super) fn aim(&self) -> Aim {
        Aim::Stored(self.target())
    }
}

impl Worded for ProfileVersion {
    const NAME: &'static str = "ProfileVersion";
    const ABOUT: &'static str = "a version of a profile: its number, or at least eight digits of \
                                 the SHA-256 of its document";
    const PATTERN: &'static str = "^([0-9]{1,7}|[0-9A-Fa-f]{8,64})$";
    const MOST: usize = 64;

    fn read(text: &str) -> Option<Self> {
        let is_hexadecimal = text.bytes().all(|digit| digit.is_ascii_hexdigit());
        match text.parse() {
            Ok(number) if text.len() < 8 => Some(Self::Number(number)),
            Ok(_) | Err(_) if is_hexadecimal && (8..=64).contains(&text.len()) => {
                Some(Self::Digest(text.to_ascii_lowercase()))
            }
            Ok(_) | Err(_) => None,
        }
    }
}

impl Worded for LintVersions {
    const NAME: &'static str = "LintVersions";
    const ABOUT: &'static str = "a version of the lint rules, or a range such as `3-7`";
    const PATTERN: &'static str = "^[0-9]{1,10}(-[0-9]{1,10})?$";
    const MOST: usize = 21;

    fn read(text: &str) -> Option<Self> {
        let (first, last) = text.split_once('-').unwrap_or((text, text));
        match (first.parse(), last.parse()) {
            (Ok(first), Ok(last)) if first <= last => Some(Self(first..=last)),
            (Ok(_) | Err(_), _) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_one_or_a_range() {
        assert_eq!(LintVersions::read("3"), Some(LintVersions(3..=3)));
        assert_eq!(LintVersions::read("3-7"), Some(LintVersions(3..=7)));
        for text in ["", "-", "7-3", "a", "3-", "-3"] {
            assert_eq!(LintVersions::read(text), None, "{text}");
        }
    }

    #[test]
    fn versions_of_profiles_are_numbers_or_digests() {
        let read = ProfileVersion::read;
        assert_eq!(read("12"), Some(ProfileVersion::Number(12)));
        let digest = |text: &str| Some(ProfileVersion::Digest(text.into()));
        assert_eq!(read("12345678"), digest("12345678"));
        assert_eq!(read("ABCDEF01"), digest("abcdef01"));
        for text in ["", "abc", "-1", "xyzxyzxyz", &"a".repeat(65)] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
