//! Where a log contradicts itself, or what was known of it.

use crate::audit::export::InvalidManifest;
use crate::audit::head::HeadDefect;
use crate::audit::merkle::TreeHead;
use crate::audit::note::KeyName;
use crate::audit::signer::SignerDefect;
use crate::digest::Sha256Digest;
use crate::registry::{RegistryError, StoreFault};
use crate::timestamp::Timestamp;

/// Where the audit log contradicts itself, or what was known of it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AuditDefect {
    /// An entry is not there.
    #[error("event {index} is missing")]
    Missing {
        /// The place.
        index: u64,
    },
    /// An entry's bytes do not give its leaf.
    #[error("event {index} was altered")]
    Altered {
        /// The place.
        index: u64,
    },
    /// An entry's bytes give its leaf and are no event.
    #[error("event {index} is not an event of version 1")]
    NotAnEvent {
        /// The place.
        index: u64,
    },
    /// An entry's bytes are gone, and no purge names it (AUD-05).
    #[error("the body of event {index} is gone, and no purge names it")]
    Unaccounted {
        /// The place.
        index: u64,
    },
    /// An entry's bytes are there, and a purge says that they went.
    #[error("the body of event {index} is there, and a purge names it")]
    Unpurged {
        /// The place.
        index: u64,
    },
    /// A purge does not say what went: its places, their number and their leaves do not fit
    /// together, another purge names some of them, or it was before the term that it tells, or of
    /// at least seven years (AUD-05).
    #[error("the purge of event {index} does not name what went at term")]
    Purge {
        /// The place of the purge.
        index: u64,
    },
    /// An entry's bytes are gone, and an event before it that has its own, or the nearest one
    /// behind it, is later than what any purge may name: one hides what was not at term (AUD-05).
    #[error("the body of event {index} is gone, around it is one of {time}; purges end at {ended}")]
    Early {
        /// The place.
        index: u64,
        /// When that event was.
        time: Timestamp,
        /// The certificates of all purges had ended up to this moment.
        ended: Timestamp,
    },
    /// The leaves do not give the recorded root.
    #[error("the events give root {} and not the recorded {}", found.root, recorded.root)]
    Root {
        /// The head in the log.
        recorded: TreeHead,
        /// The head that the entries give.
        found: TreeHead,
    },
    /// A hash that is kept for proofs is not that of the events under it.
    #[error("hash {index} at level {level} of the tree is not that of its events")]
    Hash {
        /// Level of tiles, 0 for those of leaves.
        level: u8,
        /// Place within the level.
        index: u64,
    },
    /// A head vouches for other events than these: the log was rewritten, or is another one.
    #[error("the head of {size} events has root {signed}, the events give {found}")]
    Fork {
        /// Events under the head.
        size: u64,
        /// Root in the head.
        signed: Sha256Digest,
        /// Root of the events.
        found: Sha256Digest,
    },
    /// A head vouches for more events than there are.
    #[error("a head covers {signed} events, there are {size}")]
    Truncated {
        /// Events under the head.
        signed: u64,
        /// Events there are.
        size: u64,
    },
    /// A head is shorter than the one before it, or than what was asked for.
    #[error("signed head {number} is out of order")]
    Order {
        /// The head, from 0.
        number: u64,
    },
    /// A head is not signed as it must be.
    #[error("signed head {number} does not hold")]
    Head {
        /// The head, from 0.
        number: u64,
        /// Why.
        #[source]
        defect: HeadDefect,
    },
    /// A head that was kept from earlier is none.
    #[error("the head kept from earlier cannot be read")]
    Earlier(#[source] HeadDefect),
    /// An earlier head lies before the events of the export, between two tiles.
    #[error("the head of {size} events is before the export, which begins at {first}")]
    OutOfReach {
        /// Events under the head.
        size: u64,
        /// First event of the export.
        first: u64,
    },
    /// A head is that of another log.
    #[error("a head is of the log {found}, not of {expected}")]
    Origin {
        /// The log that the head names.
        found: KeyName,
        /// The log that all others name.
        expected: KeyName,
    },
    /// The certificate of a signer is not that of a signer of heads.
    #[error("the signer of the head of {size} events does not hold")]
    Signer {
        /// Events under the head.
        size: u64,
        /// Why.
        #[source]
        defect: SignerDefect,
    },
    /// The certificate of a signer leads to a root that the examiner did not name.
    #[error("the signer of the head of {size} events is under another root, {root}")]
    OtherRoot {
        /// Events under the head.
        size: u64,
        /// SHA-256 of the root's certificate.
        root: Sha256Digest,
    },
    /// Its signer was withdrawn before a head that nothing else vouches for was signed.
    #[error("the signer of the head of {size} events was withdrawn before it signed")]
    Withdrawn {
        /// Events under the head.
        size: u64,
    },
    /// A file of the export is not there.
    #[error("the file {path} is missing")]
    NoFile {
        /// Its name.
        path: String,
    },
    /// A file of the export is not what it must be.
    #[error("the file {path} is malformed")]
    Malformed {
        /// Its name.
        path: String,
    },
    /// The manifest of the export is none.
    #[error("the manifest of the export is malformed")]
    Manifest(#[from] InvalidManifest),
    /// The log could not be read.
    #[error("the audit log cannot be read")]
    Unreadable(#[from] RegistryError),
    /// A file of the export could not be read.
    #[error("the export cannot be read")]
    Source(#[from] StoreFault),
}
