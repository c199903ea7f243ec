//! Withdrawal of certificates: reasons, revocations, suspensions (RFC 5280 5.3).
//!
//! How a revocation comes about: [`request`] is who asks and within which limits, [`code`] what a
//! holder shows, [`compromise`] what whoever has the key shows; [`report`] are problems and their
//! deadlines, [`notice`] what holders are told; [`desk`] is the port to the record of it.

pub mod code;
pub mod compromise;
pub mod desk;
pub mod notice;
pub mod report;
pub mod request;

use std::fmt;
use std::str::FromStr;

use crate::timestamp::Timestamp;

/// Why a certificate was revoked (RFC 5280 5.3.1). `unspecified` (0) is expressed by the
/// absence of a reason, since it is never encoded (CRL-05); `certificateHold` (6) is a
/// [`Suspension`]; `removeFromCRL` (8) belongs to delta CRLs only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reason {
    /// keyCompromise (1).
    KeyCompromise,
    /// cACompromise (2), for CA certificates.
    CaCompromise,
    /// affiliationChanged (3).
    AffiliationChanged,
    /// superseded (4).
    Superseded,
    /// cessationOfOperation (5).
    CessationOfOperation,
    /// privilegeWithdrawn (9).
    PrivilegeWithdrawn,
    /// aACompromise (10).
    AaCompromise,
}

/// Reason code of a suspended certificate: certificateHold (RFC 5280 5.3.1).
pub const CERTIFICATE_HOLD: u8 = 6;

impl Reason {
    /// All reasons, in the order of their codes.
    pub const ALL: [Self; 7] = [
        Self::KeyCompromise,
        Self::CaCompromise,
        Self::AffiliationChanged,
        Self::Superseded,
        Self::CessationOfOperation,
        Self::PrivilegeWithdrawn,
        Self::AaCompromise,
    ];

    /// The CRLReason code.
    #[must_use]
    pub const fn code(self) -> u8 {
        match self {
            Self::KeyCompromise => 1,
            Self::CaCompromise => 2,
            Self::AffiliationChanged => 3,
            Self::Superseded => 4,
            Self::CessationOfOperation => 5,
            Self::PrivilegeWithdrawn => 9,
            Self::AaCompromise => 10,
        }
    }

    /// The reason with this CRLReason code.
    #[must_use]
    pub fn from_code(code: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.code() == code)
    }

    /// The name in RFC 5280.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::KeyCompromise => "keyCompromise",
            Self::CaCompromise => "cACompromise",
            Self::AffiliationChanged => "affiliationChanged",
            Self::Superseded => "superseded",
            Self::CessationOfOperation => "cessationOfOperation",
            Self::PrivilegeWithdrawn => "privilegeWithdrawn",
            Self::AaCompromise => "aACompromise",
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Reason {
    type Err = InvalidReason;

    fn from_str(text: &str) -> Result<Self, InvalidReason> {
        let same = |reason: &Self| reason.as_str().eq_ignore_ascii_case(text);
        Self::ALL.into_iter().find(same).ok_or(InvalidReason)
    }
}

/// Not the name of a revocation reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a revocation reason of RFC 5280 5.3.1")]
pub struct InvalidReason;

/// A definitive withdrawal (I5).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revocation {
    /// When the status changed, to the second: revocationDate in CRL and OCSP.
    pub effective: Timestamp,
    /// Why; absent means unspecified.
    pub reason: Option<Reason>,
    /// Since when the key is known or suspected to be unsafe (RFC 5280 5.3.2).
    pub invalidity_date: Option<Timestamp>,
}

/// A temporary hold, which a profile must allow and which can be lifted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suspension {
    /// When the hold began, to the second.
    pub effective: Timestamp,
}
