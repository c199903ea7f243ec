//! How the audit log names what went wrong: by fixed words. An error's own text may repeat
//! what a request said, and no event names a person (I13).

use std::collections::BTreeMap;

use crate::algorithm_table::AlgorithmTableError;
use crate::authority::found::SettingsUnavailable;
use crate::authority::profiles::ProfileUnavailable;
use crate::certificate::request::PrepareError;
use crate::country::CountryError;
use crate::csr::CsrError;
use crate::document::{DocumentFault, DocumentRule};
use crate::key_origin::{KeyOriginsError, OriginError};
use crate::profile::ProfileError;
use crate::registry::RegistryError;
use crate::requirement;
use crate::settings::SettingsError;
use crate::signer::SignerError;
use crate::subject_key::KeyDefect;
use crate::verify::VerifyError;

/// The word of the random generator's only failure.
pub(super) const RANDOM: &str = "random";
/// The word of what cannot be encoded.
pub(super) const ENCODING: &str = "encoding";

/// An error that the audit log can name.
pub trait Rule {
    /// The rule that forbade, or the part that failed.
    fn rule(&self) -> &'static str;
}

/// An error of an act: does a rule forbid the act, or did a device or store fail?
pub(super) trait Refusal: Rule + std::error::Error {
    /// Whether a rule forbids the act.
    fn is_refusal(&self) -> bool;

    /// What the event says beside the rule.
    fn details(&self) -> BTreeMap<&'static str, String> {
        BTreeMap::new()
    }
}

/// The id of a requirement, if the word is one.
pub(super) fn requirement_of(rule: &'static str) -> Option<&'static str> {
    requirement::clause(rule).map(|_| rule)
}

impl Refusal for RegistryError {
    fn is_refusal(&self) -> bool {
        match self {
            Self::NotFound { .. }
            | Self::Exists { .. }
            | Self::SerialTaken { .. }
            | Self::RequestMismatch { .. }
            | Self::KeyBarred
            | Self::WrongState { .. }
            | Self::CrlNumber { .. }
            | Self::Moved { .. }
            | Self::ReadingCopy { .. }
            | Self::LeaseLost { .. }
            | Self::NotOfThisJob { .. }
            | Self::Frozen { .. } => true,
            Self::Unavailable(_)
            | Self::Inaccessible(_)
            | Self::Failing(_)
            | Self::Stale(_)
            | Self::Anchor(_)
            | Self::Full(_)
            | Self::ReadOnly(_)
            | Self::Damaged(_)
            | Self::Schema { .. }
            | Self::Missing { .. }
            | Self::Overtaken { .. } => false,
        }
    }
}

impl Rule for RegistryError {
    fn rule(&self) -> &'static str {
        match self {
            Self::NotFound { .. } => "registry-not-found",
            Self::Exists { .. } => "registry-exists",
            Self::SerialTaken { .. } => "CRT-03",
            Self::RequestMismatch { .. } => "request-mismatch",
            Self::KeyBarred => "CRT-17",
            Self::Overtaken { .. } => "registry-overtaken",
            Self::WrongState { .. } => "wrong-state",
            Self::CrlNumber { .. } => "CRL-01",
            Self::Frozen { .. } => "document-frozen",
            Self::Unavailable(_) => "registry-unavailable",
            Self::Inaccessible(_) => "registry-inaccessible",
            Self::Failing(_) => "registry-failing",
            Self::Full(_) => "registry-full",
            Self::ReadOnly(_) => "registry-read-only",
            Self::Damaged(_) => "registry-damaged",
            Self::Schema { .. } => "registry-schema",
            Self::Missing { .. } => "registry-missing",
            Self::Moved { .. } => "registry-moved",
            Self::ReadingCopy { .. } => "registry-reading-copy",
            Self::Stale(_) => "OPS-03",
            Self::Anchor(_) => "registry-anchor",
            Self::LeaseLost { .. } => "job-lease-lost",
            Self::NotOfThisJob { .. } => "job-act",
        }
    }
}

impl Rule for SignerError {
    fn rule(&self) -> &'static str {
        match self {
            Self::Busy { .. } => "token-busy",
            Self::Timeout { .. } => "token-timeout",
            Self::Unavailable { .. } => "token-unavailable",
            Self::Refused { .. } => "token-refused",
            Self::BadPin { .. } => "token-bad-pin",
        }
    }
}

impl Rule for ProfileUnavailable {
    fn rule(&self) -> &'static str {
        match self {
            Self::Unknown { .. } => "profile-unknown",
            Self::Invalid(error) => error.rule(),
            Self::Registry(error) => error.rule(),
        }
    }
}

impl Rule for ProfileError {
    fn rule(&self) -> &'static str {
        match self {
            Self::Syntax(_) => "profile-syntax",
            Self::Faults(faults) => first_requirement(faults, "profile-faults"),
        }
    }
}

impl Rule for CountryError {
    fn rule(&self) -> &'static str {
        match self {
            Self::Syntax(_) => "country-syntax",
            Self::Faults(faults) => first_requirement(faults, "country-faults"),
        }
    }
}

impl Rule for AlgorithmTableError {
    fn rule(&self) -> &'static str {
        match self {
            Self::Syntax(_) => "algorithms-syntax",
            Self::Faults(faults) => first_requirement(faults, "algorithms-faults"),
        }
    }
}

impl Rule for KeyOriginsError {
    fn rule(&self) -> &'static str {
        match self {
            Self::Syntax(_) => "key-origins-syntax",
            Self::Faults(faults) => first_requirement(faults, "key-origins-faults"),
        }
    }
}

/// The requirement of the first fault that has one; the details name them all.
fn first_requirement<R>(faults: &[DocumentFault<R>], otherwise: &'static str) -> &'static str {
    let mut requirements = faults.iter().filter_map(|fault| fault.requirement);
    requirements.next().unwrap_or(otherwise)
}

/// Field and rule of each fault, for the details of an event; no values, which may be anything.
pub(super) fn fault_words<R: DocumentRule>(faults: &[DocumentFault<R>]) -> String {
    joined(
        faults
            .iter()
            .map(|fault| format!("{} {}", fault.field, fault.rule.word())),
    )
}

/// Words in one text, cut where an event would grow without bound.
pub(super) fn joined(words: impl ExactSizeIterator<Item = String>) -> String {
    let more = words.len().saturating_sub(MOST_WORDS);
    let mut text = words.take(MOST_WORDS).collect::<Vec<_>>().join("; ");
    if more > 0 {
        text.push_str(&format!("; and {more} more"));
    }
    text
}

/// Most findings or faults that an event names.
const MOST_WORDS: usize = 32;

impl Rule for SettingsUnavailable {
    fn rule(&self) -> &'static str {
        match self {
            Self::NotFounded => "not-founded",
            Self::Invalid(SettingsError::Syntax(_)) => "settings-syntax",
            Self::Invalid(SettingsError::Field { .. }) => "settings-field",
            Self::Registry(error) => error.rule(),
        }
    }
}

impl Rule for PrepareError {
    fn rule(&self) -> &'static str {
        self.requirement()
    }
}

impl Rule for CsrError {
    fn rule(&self) -> &'static str {
        match self {
            Self::TooLarge { .. } => "csr-too-large",
            Self::NoRequest => "csr-none",
            Self::SeveralBlocks { .. } => "csr-several",
            Self::OtherBlock { .. } => "csr-other-block",
            Self::Pem(_) => "csr-pem",
            Self::Malformed(_) => "csr-malformed",
            Self::NotDistinguished => "csr-not-distinguished",
            Self::Subject(_) => "csr-subject",
            Self::Key(defect) => defect.rule(),
            Self::Signature(error) => error.rule(),
        }
    }
}

impl Rule for VerifyError {
    fn rule(&self) -> &'static str {
        self.requirement()
    }
}

impl Rule for KeyDefect {
    fn rule(&self) -> &'static str {
        self.requirement()
    }
}

impl Rule for OriginError {
    fn rule(&self) -> &'static str {
        self.requirement()
    }
}
