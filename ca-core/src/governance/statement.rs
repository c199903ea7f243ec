//! An act as its officers signed it: RFC 8785 JSON inside CMS SignedData (RFC 5652), so that
//! `openssl cms` makes and verifies one.
//!
//! - [`act`]: what is to happen, with its content; `format`: the JSON;
//! - [`signed`]: the JSON with its signatures, read from outside and verified;
//! - `signer_info`: one signature of it; [`signing`]: making one.
//!
//! What is signed is the DER SET OF signed attributes (RFC 5652 5.4): never a TBSCertificate, a
//! TLS transcript or an OCSP answer.

pub mod act;
mod format;
pub mod signed;
mod signer_info;
pub mod signing;

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use self::act::Act;
use crate::audit::note::KeyName;
use crate::digest::Sha256Digest;
use crate::random::{Random, RandomError};
use crate::timestamp::Timestamp;
use crate::verify::VerifyError;

/// Octets of a signed statement, at most.
pub const MAX_LEN: usize = 64 * 1024;

/// Signers of a statement, at most.
pub const MAX_SIGNERS: usize = 8;

/// How long a statement can be used, at most.
pub const MAX_TERM: Duration = Duration::from_hours(24);

/// How much clocks of signers and of the authority may differ.
pub const CLOCK_DIFFERENCE: Duration = Duration::from_mins(5);

/// What officers sign.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// When it was written.
    pub at: Timestamp,
    /// The origin of the log of the authority that it is for: it is nothing elsewhere.
    pub authority: KeyName,
    /// When it can be used no more: at most [`MAX_TERM`] after `at`.
    pub expires: Timestamp,
    /// Makes it unlike any other.
    pub nonce: Nonce,
    /// Its place in the chain; present exactly where the act governs.
    pub place: Option<ChainPlace>,
    /// The name of the request.
    pub request_id: RequestId,
    /// What is to happen.
    pub act: Act,
}

impl Statement {
    /// Its canonical JSON (RFC 8785), which is what the signatures are over.
    ///
    /// # Errors
    /// Refuses a statement whose parts do not belong together: see [`StatementError`].
    pub fn to_json(&self) -> Result<Vec<u8>, StatementError> {
        format::write(self)
    }

    /// Reads canonical JSON: what is read is what [`to_json`](Self::to_json) writes, octet for
    /// octet.
    ///
    /// # Errors
    /// Says what makes it no statement.
    pub fn from_json(json: &[u8]) -> Result<Self, StatementError> {
        format::read(json)
    }

    /// That it is for the authority with this log, and for this moment.
    ///
    /// # Errors
    /// `OtherAuthority` or `NotNow`.
    pub fn require_for(&self, authority: &KeyName, now: Timestamp) -> Result<(), StatementError> {
        if self.authority != *authority {
            return Err(StatementError::OtherAuthority);
        }
        let term = self.at.minus(CLOCK_DIFFERENCE)..=self.expires;
        if term.contains(&now) {
            Ok(())
        } else {
            Err(StatementError::NotNow)
        }
    }

    /// What holds for every statement, whoever signed it.
    fn require_sound(&self) -> Result<(), StatementError> {
        if self.expires < self.at || self.expires > self.at.plus(MAX_TERM) {
            return Err(StatementError::Term);
        }
        let first = matches!(self.act, Act::Bootstrap(_));
        let placed = match &self.place {
            None => !self.act.governs(),
            Some(ChainPlace::First) => first,
            Some(ChainPlace::After { .. }) => self.act.governs() && !first,
        };
        if placed {
            Ok(())
        } else {
            Err(StatementError::Place)
        }
    }
}

/// Where a statement stands in the chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChainPlace {
    /// At position 0.
    First,
    /// After another one.
    After {
        /// Its own position, from 1.
        position: u64,
        /// The digest of the statement before it.
        previous: Sha256Digest,
    },
}

impl ChainPlace {
    /// The position, from 0 without a gap.
    #[must_use]
    pub const fn position(&self) -> u64 {
        match self {
            Self::First => 0,
            Self::After { position, .. } => *position,
        }
    }

    /// The digest of the statement before it.
    #[must_use]
    pub const fn previous(&self) -> Option<&Sha256Digest> {
        match self {
            Self::First => None,
            Self::After { previous, .. } => Some(previous),
        }
    }
}

/// 128 random bits; in JSON 32 lower-case hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Nonce([u8; 16]);

impl Nonce {
    /// A fresh one.
    ///
    /// # Errors
    /// Fails if the random generator fails.
    pub fn new(random: &dyn Random) -> Result<Self, RandomError> {
        let mut octets = [0; 16];
        random.fill(&mut octets)?;
        Ok(Self(octets))
    }
}

impl fmt::Display for Nonce {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl FromStr for Nonce {
    type Err = StatementError;

    fn from_str(text: &str) -> Result<Self, StatementError> {
        let octets = hex::decode(text).map_err(|_| StatementError::Nonce)?;
        let octets = octets.try_into().map_err(|_| StatementError::Nonce)?;
        Ok(Self(octets))
    }
}

/// The name of a request: 1 to 64 of `A-Z a-z 0-9 . _ : -`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RequestId(String);

impl RequestId {
    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for RequestId {
    type Err = StatementError;

    fn from_str(text: &str) -> Result<Self, StatementError> {
        let allowed = |octet: u8| octet.is_ascii_alphanumeric() || b"._:-".contains(&octet);
        if (1..=64).contains(&text.len()) && text.bytes().all(allowed) {
            Ok(Self(text.to_owned()))
        } else {
            Err(StatementError::RequestId)
        }
    }
}

/// Why octets are no statement, or a signature on one is none.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StatementError {
    /// It is larger than any statement.
    #[error("a statement has at most 65536 octets, not {found}")]
    TooLarge {
        /// Octets found.
        found: usize,
    },
    /// It is not CMS SignedData in DER around id-data (RFC 5652 5.1).
    #[error("not CMS SignedData in DER with its content")]
    Cms,
    /// It has no signature, too many, or two of one certificate.
    #[error("a statement has 1 to 8 signatures, each by another certificate")]
    Signers,
    /// The signed attributes are not contentType, messageDigest, signingTime and
    /// signing-certificate-v2, each once.
    #[error("the signed attributes are not the four of a statement")]
    Attributes,
    /// The signed digest is not that of the content.
    #[error("the signed digest is not that of the content")]
    Digest,
    /// The signing time lies before the statement or after its end.
    #[error("a signature was made outside of the statement's term")]
    SigningTime,
    /// The signature is not by that certificate's key.
    #[error(transparent)]
    Signature(#[from] VerifyError),
    /// The content is not JSON with the members of a statement.
    #[error("the content is not the JSON of a statement: {reason}")]
    Json {
        /// What the reader of JSON said; no values of members.
        reason: String,
    },
    /// The JSON is not canonical (RFC 8785).
    #[error("the JSON is not in its canonical form")]
    NotCanonical,
    /// Not a statement of this format.
    #[error("not a statement of format 1")]
    Format,
    /// No act of this name is signed.
    #[error("no such act")]
    Act,
    /// A moment is not RFC 3339.
    #[error("a moment is not RFC 3339 in UTC")]
    Time,
    /// It ends before it begins, or holds longer than a day.
    #[error("a statement holds for 24 hours at most")]
    Term,
    /// Acts that govern, and only they, have a place in the chain; only the bootstrap the first.
    #[error("the act and its place in the chain do not belong together")]
    Place,
    /// The nonce is not 32 hexadecimal digits.
    #[error("a nonce is 32 hexadecimal digits")]
    Nonce,
    /// The request id is not 1 to 64 of its characters.
    #[error("a request id is 1 to 64 letters, digits and . _ : -")]
    RequestId,
    /// The authority is not the origin of a log.
    #[error("the authority is not the origin of a log")]
    Authority,
    /// It is for another authority.
    #[error("the statement is for another authority")]
    OtherAuthority,
    /// It is not yet, or no longer, to be used.
    #[error("the statement is not for this time")]
    NotNow,
}

impl StatementError {
    /// The id of the requirement that it misses.
    #[must_use]
    pub const fn requirement(&self) -> &'static str {
        match self {
            Self::Signature(error) => error.requirement(),
            Self::TooLarge { .. }
            | Self::Cms
            | Self::Signers
            | Self::Attributes
            | Self::Digest
            | Self::SigningTime
            | Self::Json { .. }
            | Self::NotCanonical
            | Self::Format
            | Self::Act
            | Self::Time
            | Self::Term
            | Self::Place
            | Self::Nonce
            | Self::RequestId
            | Self::Authority
            | Self::OtherAuthority
            | Self::NotNow => "REG-10",
        }
    }
}
