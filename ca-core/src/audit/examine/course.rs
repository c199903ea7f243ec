//! One pass over the events.

use super::heads::Heads;
use super::purged::Purged;
use super::signers::Signers;
use super::tally::Tally;
use super::{AuditDefect, AuditReport, same_root};
use crate::audit::event::RecordedEvent;
use crate::audit::merkle::{Frontier, TILE_HEIGHT, TileHash, TreeHead};
use crate::digest::Sha256Digest;
use crate::timestamp::Timestamp;

/// What is known after the events so far.
pub(super) struct Course<'a> {
    tree: Frontier,
    heads: Heads,
    signers: Signers<'a>,
    tally: Tally,
    purged: Purged,
    /// Of the last event that tells it.
    time: Option<Timestamp>,
}

impl<'a> Course<'a> {
    /// The beginning.
    pub(super) fn new(
        at: Timestamp,
        heads: Heads,
        signers: Signers<'a>,
    ) -> Result<Self, AuditDefect> {
        let mut course = Self {
            tree: Frontier::default(),
            heads,
            signers,
            tally: Tally::new(at),
            purged: Purged::default(),
            time: None,
        };
        course.meet_heads()?;
        Ok(course)
    }

    /// Takes the events of a tile by their root alone.
    pub(super) fn skip(&mut self, root: Sha256Digest) -> Result<Vec<TileHash>, AuditDefect> {
        let completed = self.tree.append_subtree(TILE_HEIGHT, root);
        self.meet_heads()?;
        Ok(completed)
    }

    /// Takes an event. Gives the hashes above it that it completes.
    pub(super) fn entry(
        &mut self,
        index: u64,
        leaf_data: &Sha256Digest,
        body: Option<&[u8]>,
    ) -> Result<Vec<TileHash>, AuditDefect> {
        match body {
            None => self.purged.add(index),
            Some(body) => {
                if Sha256Digest::of(body) != *leaf_data {
                    return Err(AuditDefect::Altered { index });
                }
                let event = RecordedEvent::parse(body);
                let event = event.ok_or(AuditDefect::NotAnEvent { index })?;
                self.time = Timestamp::parse_rfc3339(&event.time).or(self.time);
                self.purged.note(index, &event);
                self.tally.add(&event);
            }
        }
        let completed = self.tree.append(leaf_data);
        self.meet_heads()?;
        Ok(completed)
    }

    /// Holds the tree against the heads of its size.
    fn meet_heads(&mut self) -> Result<(), AuditDefect> {
        let size = self.tree.size();
        while let Some(head) = self.heads.next_at(size)? {
            let found = self.tree.head().root;
            if head.root != found {
                return Err(AuditDefect::Fork {
                    size,
                    signed: head.root,
                    found,
                });
            }
            if let Some(signer) = &head.signer {
                self.signers.judge(signer, size, self.time)?;
            }
        }
        Ok(())
    }

    /// The end: the tree is the one recorded, no head is longer, no body is gone for no reason.
    pub(super) fn finish(self, recorded: TreeHead) -> Result<AuditReport, AuditDefect> {
        let head = self.tree.head();
        same_root(recorded, head)?;
        self.heads.require_end(head.size)?;
        let (bodies, purges) = self.purged.account()?;
        let mut report = AuditReport {
            origin: self.heads.origin().cloned(),
            head,
            first: self.heads.first(),
            heads: self.heads.count(),
            signed: self.heads.last(),
            roots: self.signers.roots(),
            purged: bodies,
            purges,
            ..AuditReport::default()
        };
        self.tally.report(&mut report);
        Ok(report)
    }
}
