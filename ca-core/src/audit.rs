//! The audit log: typed events and the Merkle tree over them.
//!
//! - [`event`]: what happened, in the frozen format (RFC 8785 JSON, stored as bytes);
//! - [`merkle`]: RFC 6962 tree hashing over the digests of events, from event one, and proofs;
//! - [`head`]: a head of the tree that a key in a token signed: a [`checkpoint`] in a [`note`];
//! - [`signer`]: whose key that is; [`evidence`]: one event with all that proves it, as a file;
//! - [`query`]: questions to the log; [`places`]: what a purge names, and its [`term`];
//! - [`export`]: the log outside the house, and [`examine`]: whether it holds, and what it says.
//!
//! The Registry commits an act together with its event; acts that change nothing in the
//! Registry, refusals first of all, go through [`AuditLog::append`]. If an event cannot be
//! written, nothing is signed (I7).

pub mod checkpoint;
pub mod event;
pub mod evidence;
pub mod examine;
pub mod export;
pub mod head;
pub mod merkle;
pub mod note;
pub mod places;
pub mod query;
pub mod signer;
pub mod term;

use std::ops::Range;

pub use self::examine::AuditDefect;
use self::examine::purged::Purged;
use crate::audit::event::{Act, AuditEvent, RecordedEvent};
use crate::audit::head::SignedHead;
use crate::audit::merkle::{Frontier, TileHashes, TreeHead};
use crate::audit::places::Places;
use crate::audit::query::EventQuery;
use crate::digest::Sha256Digest;
use crate::registry::RegistryError;
use crate::timestamp::Timestamp;

/// An event as it stands in the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogEntry {
    /// Place in the log, from 0.
    pub index: u64,
    /// SHA-256 of the event's bytes: the data of the Merkle leaf.
    pub leaf_data: Sha256Digest,
    /// The event's bytes; absent once they were purged at term.
    pub body: Option<Vec<u8>>,
}

/// The record of all acts.
///
/// Implementers give events their places in commit order and never change or remove a leaf.
pub trait AuditLog: Send + Sync {
    /// Appends an event; it is durable when the call returns. Returns its place.
    ///
    /// # Errors
    /// Fails if the event could not be made durable; then the act must not go on.
    fn append(&self, event: &AuditEvent) -> Result<u64, RegistryError>;

    /// The tree as the log records it: number of events and root hash.
    ///
    /// # Errors
    /// Fails if the log cannot be read.
    fn head(&self) -> Result<TreeHead, RegistryError>;

    /// At most `limit` entries from place `from` on, in order.
    ///
    /// # Errors
    /// Fails if the log cannot be read.
    fn entries(&self, from: u64, limit: usize) -> Result<Vec<LogEntry>, RegistryError>;

    /// The entries that a query asks for, in the order in which it asks for them. What is rare is
    /// found without reading what is not.
    ///
    /// # Errors
    /// Fails if the log cannot be read.
    fn events(&self, query: &EventQuery) -> Result<Vec<LogEntry>, RegistryError>;

    /// The hashes at these places of a level of tiles, as [`TileHashes::tile_hashes`] wants them:
    /// kept, not computed from the events.
    ///
    /// # Errors
    /// Fails if the log cannot be read.
    fn tile_hashes(
        &self,
        level: u8,
        places: Range<u64>,
    ) -> Result<Vec<Sha256Digest>, RegistryError>;

    /// The head that is known of this log outside of it, by its anchor; nothing where there is
    /// none. What [`AuditLog::head`] gives later must contain it.
    ///
    /// # Errors
    /// `Stale` if the log does not contain it now; fails if log or anchor cannot be read.
    fn known_head(&self) -> Result<Option<TreeHead>, RegistryError>;

    /// Keeps a signed head for good; it is durable when the call returns. Who signed it, the
    /// caller has verified.
    ///
    /// # Errors
    /// `WrongState` for a head that is not one of this log, or shorter than the last one kept.
    fn store_signed_head(&self, head: &SignedHead) -> Result<(), RegistryError>;

    /// The last signed head.
    ///
    /// # Errors
    /// Fails if the log cannot be read.
    fn last_signed_head(&self) -> Result<Option<SignedHead>, RegistryError>;

    /// At most `limit` signed heads from number `from` on, in the order in which they were kept:
    /// the first one has number 0.
    ///
    /// # Errors
    /// Fails if the log cannot be read.
    fn signed_heads(&self, from: u64, limit: usize) -> Result<Vec<SignedHead>, RegistryError>;

    /// Removes the bodies of the events at these places; their leaves stay (AUD-05). The event
    /// that names them is recorded in the same step: no body goes unnamed, and none is named that
    /// did not go. Returns the event's place.
    ///
    /// # Errors
    /// `WrongState` for a body that is not there; then all stay. Fails if the Registry cannot be
    /// written.
    fn purge(&self, places: &Places, event: &AuditEvent) -> Result<u64, RegistryError>;
}

/// Proofs come out of the log itself.
impl TileHashes for dyn AuditLog + '_ {
    fn tile_hashes(
        &self,
        level: u8,
        places: Range<u64>,
    ) -> Result<Vec<Sha256Digest>, RegistryError> {
        AuditLog::tile_hashes(self, level, places)
    }
}

/// Entries read from the log at a time.
const PAGE: usize = 10_000;

/// Reads the whole log and proves that its entries give its recorded head, and that purges name
/// those whose bodies are gone (AUD-03, AUD-05). Whether these were at term, [`examine`] tells: it
/// reads what stands beside them.
///
/// # Errors
/// Tells the first place where log and tree differ, or a body that no purge names.
pub fn verify(log: &dyn AuditLog) -> Result<TreeHead, AuditDefect> {
    let recorded = log.head()?;
    let (mut tree, mut purged) = (Frontier::default(), Purged::new(0, Timestamp::NO_END));
    while tree.size() < recorded.size {
        let entries = log.entries(tree.size(), PAGE)?;
        if entries.is_empty() {
            return Err(AuditDefect::Missing { index: tree.size() });
        }
        for entry in entries
            .iter()
            .take_while(|entry| entry.index < recorded.size)
        {
            check_entry(entry, tree.size())?;
            account(log, entry, &mut purged)?;
            tree.append(&entry.leaf_data);
        }
    }
    purged.forget_later(log, recorded.size)?;
    purged.account()?;
    let found = tree.head();
    if found == recorded {
        Ok(recorded)
    } else {
        Err(AuditDefect::Root { recorded, found })
    }
}

fn check_entry(entry: &LogEntry, expected: u64) -> Result<(), AuditDefect> {
    if entry.index != expected {
        return Err(AuditDefect::Missing { index: expected });
    }
    let altered = |body: &Vec<u8>| Sha256Digest::of(body) != entry.leaf_data;
    if entry.body.as_ref().is_some_and(altered) {
        return Err(AuditDefect::Altered { index: expected });
    }
    Ok(())
}

/// Notes a body that is gone, or what an event names as such. Other events are not read.
fn account(log: &dyn AuditLog, entry: &LogEntry, purged: &mut Purged) -> Result<(), AuditDefect> {
    let Some(body) = &entry.body else {
        purged.add(entry.index);
        return Ok(());
    };
    let purge = Act::AuditPurge.as_str();
    if !str::from_utf8(body).is_ok_and(|text| text.contains(purge)) {
        return Ok(());
    }
    let index = entry.index;
    let event = RecordedEvent::parse(body).ok_or(AuditDefect::NotAnEvent { index })?;
    match purged.note(index, &event)? {
        Some(claim) => claim.check_in(log),
        None => Ok(()),
    }
}
