//! Tokens and the copies of keys between them (HSM-06, HSM-08).

use crate::actor::Actor;
use crate::digest::Sha256Digest;
use crate::signer::{TokenInfo, TokenName};
use crate::timestamp::Timestamp;

/// What left or entered a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CopyKind {
    /// A private key left its token, wrapped for another one.
    Backup,
    /// A wrapped private key entered a token.
    Restored,
}

impl CopyKind {
    /// Both kinds.
    pub const ALL: [Self; 2] = [Self::Backup, Self::Restored];

    /// The word in the store and in reports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Backup => "backup",
            Self::Restored => "restored",
        }
    }
}

/// The record of a private key that left or entered a token: the only reason for which one that
/// is not a token's own may be an issuer's (I8).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyCopy {
    /// What was done.
    pub kind: CopyKind,
    /// What the Registry knows the key by: [`key_hash`](crate::subject_key::key_hash).
    pub key_hash: Sha256Digest,
    /// CKA_ID.
    pub id: Vec<u8>,
    /// CKA_LABEL.
    pub label: String,
    /// The token that it left.
    pub from: TokenName,
    /// The token that it was wrapped for.
    pub to: TokenName,
    /// When.
    pub at: Timestamp,
    /// Who did it.
    pub actor: Actor,
}

/// A copy as it stands in the Registry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordedCopy {
    /// What was done.
    pub copy: KeyCopy,
    /// The place of its event in the audit log.
    pub event: u64,
}

/// A token as it was last seen (HSM-08).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownToken {
    /// What it said of itself.
    pub info: TokenInfo,
    /// When it was seen for the first time.
    pub first_seen: Timestamp,
    /// When it last opened for an act, to the day.
    pub last_seen: Timestamp,
    /// The place in the audit log of the event that recorded it as it is: of several tokens with
    /// one label, the one with the largest is the last one seen.
    pub event: u64,
}
