//! What the responder says: signed answers and refusals, before any transport.

use std::sync::Arc;

use bytes::Bytes;
use ca_core::digest::Sha256Digest;
use ca_core::ocsp::status::{INTERNAL_ERROR, MALFORMED_REQUEST, TRY_LATER, UNAUTHORIZED};
use ca_core::timestamp::Timestamp;

use crate::validators::Validators;

/// A signed answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The OCSPResponse.
    pub der: Bytes,
    /// What HTTP caches are told of it in the first half of its life.
    pub validators: Validators,
    /// What it says.
    pub outcome: Outcome,
    /// thisUpdate.
    pub this_update: Timestamp,
    /// nextUpdate.
    pub next_update: Timestamp,
    /// Half of its life: from then on a new one is signed if possible (OCSP-04).
    pub refresh_at: Timestamp,
}

impl Answer {
    /// Takes a signed OCSPResponse.
    #[must_use]
    pub fn new(
        der: Vec<u8>,
        outcome: Outcome,
        this_update: Timestamp,
        next_update: Timestamp,
    ) -> Self {
        let half = next_update.since(this_update) / 2;
        let digest = Sha256Digest::of(&der);
        Self {
            validators: Validators::new(&digest, this_update, next_update, half),
            der: der.into(),
            outcome,
            this_update,
            next_update,
            refresh_at: this_update.plus(half),
        }
    }
}

/// The reply to a request.
#[derive(Clone, Debug)]
pub enum Reply {
    /// The same for everybody who asks until nextUpdate: HTTP caches may keep it.
    Shared(Arc<Answer>),
    /// For this request alone.
    Single(Arc<Answer>),
    /// Not answered.
    Refused(Refusal),
}

impl Reply {
    /// How the request ended.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        match self {
            Self::Shared(answer) | Self::Single(answer) => answer.outcome,
            Self::Refused(refusal) => Outcome::Refused(*refusal),
        }
    }
}

/// Why a request is not answered (RFC 6960 2.3, OCSP-02).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Refusal {
    /// Not an OCSP request.
    Malformed,
    /// The issuer is not served here.
    Unauthorized,
    /// No fresh status, no signature or no capacity now (I4).
    TryLater,
    /// The responder is broken.
    InternalError,
}

impl Refusal {
    /// The OCSPResponse that says so, unsigned.
    #[must_use]
    pub const fn der(self) -> &'static [u8; 5] {
        match self {
            Self::Malformed => &MALFORMED_REQUEST,
            Self::Unauthorized => &UNAUTHORIZED,
            Self::TryLater => &TRY_LATER,
            Self::InternalError => &INTERNAL_ERROR,
        }
    }
}

/// How a request ended: the word in logs and metrics.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// One certificate, good.
    Good,
    /// One certificate, revoked or suspended.
    Revoked,
    /// One certificate, never issued.
    Unknown,
    /// Several certificates.
    Several,
    /// No answer.
    Refused(Refusal),
}

impl Outcome {
    /// All outcomes.
    pub const ALL: [Self; 8] = [
        Self::Good,
        Self::Revoked,
        Self::Unknown,
        Self::Several,
        Self::Refused(Refusal::Malformed),
        Self::Refused(Refusal::Unauthorized),
        Self::Refused(Refusal::TryLater),
        Self::Refused(Refusal::InternalError),
    ];

    /// The word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Revoked => "revoked",
            Self::Unknown => "unknown",
            Self::Several => "several",
            Self::Refused(Refusal::Malformed) => "malformed",
            Self::Refused(Refusal::Unauthorized) => "unauthorized",
            Self::Refused(Refusal::TryLater) => "try-later",
            Self::Refused(Refusal::InternalError) => "internal-error",
        }
    }
}
