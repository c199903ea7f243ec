//! One pass over the events.

use super::heads::Heads;
use super::purged::{Claim, Purged};
use super::signers::Signers;
use super::tally::Tally;
use super::{AuditDefect, AuditReport, SignerCount, Terms, same_root};
use crate::audit::AuditLog;
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
    /// Signed heads that the tree had, in order.
    met: Vec<Met>,
}

/// A signed head that the tree had.
#[derive(Debug)]
struct Met {
    head: TreeHead,
    signer: Sha256Digest,
    /// Of the last event under it that tells it: it was signed later.
    time: Option<Timestamp>,
    /// Up to when the purges under it reach.
    purged: Option<Timestamp>,
}

/// What an event brings with it.
#[derive(Debug)]
pub(super) struct Step {
    /// The hashes above it that it completes.
    pub(super) completed: Vec<TileHash>,
    /// What it names as purged.
    pub(super) claim: Option<Claim>,
}

impl<'a> Course<'a> {
    /// The beginning.
    pub(super) fn new(
        terms: &Terms<'_>,
        heads: Heads,
        signers: Signers<'a>,
    ) -> Result<Self, AuditDefect> {
        let mut course = Self {
            tree: Frontier::default(),
            purged: Purged::new(heads.first(), terms.now),
            heads,
            signers,
            tally: Tally::new(terms.at),
            time: None,
            met: Vec::new(),
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

    /// Takes an event.
    pub(super) fn entry(
        &mut self,
        index: u64,
        leaf_data: &Sha256Digest,
        body: Option<&[u8]>,
    ) -> Result<Step, AuditDefect> {
        let mut claim = None;
        match body {
            None => self.purged.add(index),
            Some(body) => {
                if Sha256Digest::of(body) != *leaf_data {
                    return Err(AuditDefect::Altered { index });
                }
                let event = RecordedEvent::parse(body);
                let event = event.ok_or(AuditDefect::NotAnEvent { index })?;
                if let Some(time) = Timestamp::parse_rfc3339(&event.time) {
                    self.time = Some(time);
                    self.purged.pass(time);
                }
                claim = self.purged.note(index, &event)?;
                self.signers.note(index, &event);
                self.tally.add(&event);
            }
        }
        let completed = self.tree.append(leaf_data);
        self.meet_heads()?;
        Ok(Step { completed, claim })
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
            if let Some(signer) = head.signer {
                self.signers.judge(&signer, size, self.time)?;
                self.met.push(Met {
                    head: TreeHead { size, root: found },
                    signer,
                    time: self.time,
                    purged: self.purged.ended(),
                });
            }
        }
        Ok(())
    }

    /// Bodies of a living log may go while its first `size` events are read.
    pub(super) fn forget_later_purges(
        &mut self,
        log: &dyn AuditLog,
        size: u64,
    ) -> Result<(), AuditDefect> {
        self.purged.forget_later(log, size)
    }

    /// The end: the tree is the one recorded, no head is longer, no body is gone for no reason.
    pub(super) fn finish(self, recorded: TreeHead) -> Result<AuditReport, AuditDefect> {
        let head = self.tree.head();
        same_root(recorded, head)?;
        self.heads.require_end(head.size)?;
        let (bodies, purges) = self.purged.account()?;
        let (signed, signers) = counted(&self.signers, &self.met);
        let mut report = AuditReport {
            origin: self.heads.origin().cloned(),
            head,
            first: self.heads.first(),
            heads: self.heads.count(),
            signed,
            signers,
            roots: self.signers.roots(),
            purged: bodies,
            purges,
            ..AuditReport::default()
        };
        self.tally.report(&mut report);
        Ok(report)
    }
}

/// The last head that proves anything, and who signed how many. What was withdrawn at last is
/// known only now.
fn counted(signers: &Signers<'_>, met: &[Met]) -> (Option<TreeHead>, Vec<SignerCount>) {
    let (mut last, mut counts) = (None, Vec::<SignerCount>::new());
    for Met {
        head,
        signer,
        time,
        purged,
    } in met
    {
        let known = counts.iter().position(|count| count.certificate == *signer);
        let place = known.unwrap_or(counts.len());
        if known.is_none() {
            counts.push(SignerCount {
                certificate: *signer,
                serial: signers.serial(signer),
                heads: 0,
                covers: 0,
                withdrawn: 0,
            });
        }
        let Some(count) = counts.get_mut(place) else {
            continue;
        };
        if signers.stood(signer, head.size, *time, *purged) {
            count.heads = count.heads.saturating_add(1);
            count.covers = head.size;
            last = Some(*head);
        } else {
            count.withdrawn = count.withdrawn.saturating_add(1);
        }
    }
    (last, counts)
}
