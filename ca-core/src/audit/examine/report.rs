//! What a log says, once it holds.

use std::collections::BTreeMap;

use crate::audit::merkle::TreeHead;
use crate::audit::note::KeyName;
use crate::digest::Sha256Digest;
use crate::serial::Serial;
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
    /// What the last of them covers that proves anything: its signer was not withdrawn. Absent
    /// where there is none.
    pub signed: Option<TreeHead>,
    /// Who signed them, in the order in which they signed first.
    pub signers: Vec<SignerCount>,
    /// SHA-256 of the certificates of the roots under which the signers are.
    pub roots: Vec<Sha256Digest>,
    /// Time of the first event that tells it.
    pub began: Option<Timestamp>,
    /// Time of the last event that tells it.
    pub ended: Option<Timestamp>,
    /// Events whose body is gone.
    pub purged: u64,
    /// The events that name them.
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

/// A signer of heads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignerCount {
    /// SHA-256 of its certificate.
    pub certificate: Sha256Digest,
    /// The serial number of its certificate.
    pub serial: Option<Serial>,
    /// Heads that it signed and that prove the events under them.
    pub heads: u64,
    /// Events under the last of these.
    pub covers: u64,
    /// Heads that it signed and that prove nothing: it, or an issuer above it, was withdrawn.
    pub withdrawn: u64,
}

/// Certificates of a profile. Each one that was issued counts in one of the others too.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ProfileCount {
    /// Issued.
    pub issued: u64,
    /// In force at the examiner's moment: not withdrawn and not expired. Unknown of a log that
    /// begins later than with its first event, and before the moment up to which it was purged.
    pub live: Option<u64>,
    /// Expired, never having been withdrawn. Unknown where events were purged, or left out.
    pub expired: Option<u64>,
    /// Suspended, expired or not.
    pub suspended: u64,
    /// Revoked, expired or not.
    pub revoked: u64,
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

/// An event that names bodies that went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Purge {
    /// Place of the event.
    pub index: u64,
    /// How many it names.
    pub bodies: u64,
    /// The certificates concerned ended up to this moment.
    pub ended: Timestamp,
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
            signers: Vec::new(),
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
