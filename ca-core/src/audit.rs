//! The audit log: typed events and the Merkle tree over them.
//!
//! - [`event`]: what happened, in the frozen format (RFC 8785 JSON, stored as bytes);
//! - [`merkle`]: RFC 6962 tree hashing over the digests of events, from event one.
//!
//! The Registry commits an act together with its event; acts that change nothing in the
//! Registry, refusals first of all, go through [`AuditLog::append`]. If an event cannot be
//! written, nothing is signed (I7).

pub mod event;
pub mod merkle;

use crate::audit::event::AuditEvent;
use crate::audit::merkle::{Frontier, TreeHead};
use crate::digest::Sha256Digest;
use crate::registry::RegistryError;

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
}

/// Entries read from the log at a time.
const PAGE: usize = 10_000;

/// Reads the whole log and proves that its entries give its recorded head (AUD-03).
///
/// # Errors
/// Tells the first place where log and tree differ.
pub fn verify(log: &dyn AuditLog) -> Result<TreeHead, AuditDefect> {
    let recorded = log.head()?;
    let mut tree = Frontier::default();
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
            tree.append(&entry.leaf_data);
        }
    }
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

/// Where the audit log contradicts itself.
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
    /// The leaves do not give the recorded root.
    #[error("the events give root {} and not the recorded {}", found.root, recorded.root)]
    Root {
        /// The head in the log.
        recorded: TreeHead,
        /// The head that the entries give.
        found: TreeHead,
    },
    /// The log could not be read.
    #[error("the audit log cannot be read")]
    Unreadable(#[from] RegistryError),
}
