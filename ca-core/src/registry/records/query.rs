//! What a list of certificates is narrowed to (REV-09), and what is counted.

use std::ops::RangeInclusive;

use crate::actor::ActorKind;
use crate::digest::Sha256Digest;
use crate::generation::{GenerationId, LineName};
use crate::registry::subject_value::SubjectValue;
use crate::revocation::Reason;
use crate::serial::Serial;
use crate::timestamp::Timestamp;

/// Most certificates that the Registry gives at once: some MiB.
pub const PAGE: usize = 1000;

/// What a list of certificates is narrowed to: all of it must hold. The default is all
/// certificates and intents.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CertificateQuery {
    /// Only with one of these serial numbers; empty for any.
    pub serials: Vec<Serial>,
    /// Only of this line.
    pub line: Option<LineName>,
    /// Only of this generation.
    pub issuer: Option<GenerationId>,
    /// Only made by profiles of this name.
    pub profile_name: Option<String>,
    /// Only made by one of these profile documents; empty for any.
    pub profiles: Vec<Sha256Digest>,
    /// Only made by other profile documents than this one.
    pub not_profile: Option<Sha256Digest>,
    /// Only with all of these in the subject or its alternative names.
    pub subject: Vec<SubjectValue>,
    /// Only for the key that the Registry knows by this:
    /// [`key_hash`](crate::subject_key::key_hash).
    pub key_hash: Option<Sha256Digest>,
    /// Only those that this actor asked for.
    pub officer: Option<Officer>,
    /// Only those that lint rules of these versions have passed.
    pub lint_version: Option<RangeInclusive<u32>>,
    /// Only with this request id, in any line.
    pub request_id: Option<String>,
    /// Only with this status.
    pub status: Option<ListedStatus>,
    /// Only revoked for this reason.
    pub reason: Option<ListedReason>,
    /// Only prepared in this time.
    pub prepared: Option<RangeInclusive<Timestamp>>,
    /// Only issued in this time.
    pub issued: Option<RangeInclusive<Timestamp>>,
    /// Only with a start of validity in this time.
    pub not_before: Option<RangeInclusive<Timestamp>>,
    /// Only with an end of validity in this time.
    pub not_after: Option<RangeInclusive<Timestamp>>,
    /// Only with a revocation or suspension that took effect in this time.
    pub withdrawn: Option<RangeInclusive<Timestamp>>,
    /// Only after this place.
    pub after: u64,
    /// At most so many; 0, as anything above it, means [`PAGE`].
    pub limit: usize,
}

impl CertificateQuery {
    /// How many certificates the Registry gives at once.
    #[must_use]
    pub const fn page(&self) -> usize {
        match self.limit {
            1..PAGE => self.limit,
            _ => PAGE,
        }
    }
}

/// An actor, however authenticated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Officer {
    /// The kind; absent for any.
    pub kind: Option<ActorKind>,
    /// The name by which the actor is known.
    pub id: String,
}

/// Statuses by which a list can be narrowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ListedStatus {
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

/// Reasons by which a list can be narrowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ListedReason {
    /// None was given.
    Unspecified,
    /// This one.
    Given(Reason),
}

/// How many certificates and intents there are of each standing; each counts once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StandingCounts {
    /// Issued and not withdrawn, expired or not.
    pub good: u64,
    /// Issued and held.
    pub suspended: u64,
    /// Issued and withdrawn for ever.
    pub revoked: u64,
    /// Prepared, authorised or signing.
    pub open: u64,
    /// Given up, on the CRL or not.
    pub abandoned: u64,
}

impl StandingCounts {
    /// All of them.
    #[must_use]
    pub const fn total(&self) -> u64 {
        self.good
            .saturating_add(self.suspended)
            .saturating_add(self.revoked)
            .saturating_add(self.open)
            .saturating_add(self.abandoned)
    }
}

/// How many good certificates of a profile end in some time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExpiryCount {
    /// Name of the profile.
    pub profile_name: String,
    /// Certificates that are issued and neither revoked nor suspended.
    pub good: u64,
    /// Those that were revoked, suspended or never finished.
    pub others: u64,
}
