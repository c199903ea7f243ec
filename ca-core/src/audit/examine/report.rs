//! What a log says, once it holds.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::audit::merkle::TreeHead;
use crate::audit::note::KeyName;
use crate::digest::Sha256Digest;
use crate::timestamp::Timestamp;

/// What an examined log says, with nothing but its events.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditReport {
    /// The name of the log, as its heads have it; absent where none was signed.
    pub origin: Option<KeyName>,
    /// Events, and their root.
    pub head: TreeHead,
    /// Place of the first event: 0 but for an export that leaves out what an earlier one has.
    pub first: u64,
    /// Signed heads.
    pub heads: u64,
    /// What the last of them covers; absent where none was signed.
    pub signed: Option<TreeHead>,
    /// SHA-256 of the certificates of the roots under which the signers are.
    pub roots: Vec<Sha256Digest>,
    /// Time of the first event that tells it.
    pub began: Option<Timestamp>,
    /// Time of the last event that tells it.
    pub ended: Option<Timestamp>,
    /// Events whose body is gone.
    pub purged: u64,
    /// The purges that say so, also those that found nothing.
    pub purges: Vec<Purge>,
    /// Events, by act and outcome.
    pub acts: BTreeMap<(String, String), u64>,
    /// Certificates, by the name of their profile; those of purged events are not among them.
    pub profiles: BTreeMap<String, ProfileCount>,
    /// Certificates, by the id of the actor and the name of the profile.
    pub actors: BTreeMap<(String, String), ActorCount>,
    /// Events about certificates that do not tell profile and end, as older programs wrote them.
    pub undetailed: u64,
}

/// Certificates of a profile. Each one that was issued counts in one of the others too. Of a log
/// that begins later than with its first event, a certificate may have been issued before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ProfileCount {
    /// Issued.
    pub issued: i64,
    /// In force at the examiner's moment: not withdrawn and not expired.
    pub live: i64,
    /// Expired, never having been withdrawn.
    pub expired: i64,
    /// Suspended, expired or not.
    pub suspended: i64,
    /// Revoked, expired or not.
    pub revoked: i64,
}

/// What an actor did to the certificates of a profile.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ActorCount {
    /// Issued.
    pub issued: u64,
    /// Revoked.
    pub revoked: u64,
    /// Suspended.
    pub suspended: u64,
    /// Reinstated.
    pub reinstated: u64,
}

/// An event that says that bodies may go, or went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Purge {
    /// Place of the event.
    pub index: u64,
    /// Places of the bodies.
    pub places: Range<u64>,
    /// What else it says.
    pub details: BTreeMap<String, String>,
}

impl Default for AuditReport {
    fn default() -> Self {
        Self {
            origin: None,
            head: TreeHead {
                size: 0,
                root: Sha256Digest::of(b""),
            },
            first: 0,
            heads: 0,
            signed: None,
            roots: Vec::new(),
            began: None,
            ended: None,
            purged: 0,
            purges: Vec::new(),
            acts: BTreeMap::new(),
            profiles: BTreeMap::new(),
            actors: BTreeMap::new(),
            undetailed: 0,
        }
    }
}
