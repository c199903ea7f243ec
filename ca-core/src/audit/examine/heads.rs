//! What the tree must be at which size: signed heads, and those that the examiner kept.

use super::AuditDefect;
use super::signers::Signers;
use crate::audit::AuditLog;
use crate::audit::checkpoint::Checkpoint;
use crate::audit::head::{self, SignedHead};
use crate::audit::merkle::{TILE_WIDTH, TreeHead};
use crate::audit::note::KeyName;
use crate::digest::Sha256Digest;

/// Heads read from the log at a time.
const PAGE: usize = 256;

/// A root that the tree must have at a size.
#[derive(Clone, Debug)]
pub(super) struct Expected {
    size: u64,
    /// The root.
    pub(super) root: Sha256Digest,
    /// Who signed it; absent for a head that the examiner kept.
    pub(super) signer: Option<Sha256Digest>,
}

/// The heads of a log.
#[derive(Debug)]
pub(super) struct Heads {
    first: u64,
    origin: Option<KeyName>,
    count: u64,
    last: Option<TreeHead>,
    expected: Vec<Expected>,
    met: usize,
}

impl Heads {
    /// No heads, of events from `first` on.
    pub(super) const fn new(first: u64, origin: Option<KeyName>) -> Self {
        Self {
            first,
            origin,
            count: 0,
            last: None,
            expected: Vec::new(),
            met: 0,
        }
    }

    /// The signed heads that a Registry keeps, of at most `size` events: others came since.
    pub(super) fn read(
        &mut self,
        log: &dyn AuditLog,
        size: u64,
        signers: &mut Signers<'_>,
        issuers: &[Vec<u8>],
    ) -> Result<(), AuditDefect> {
        loop {
            let page = log.signed_heads(self.count, PAGE)?;
            let ended = page.len() < PAGE;
            for head in page {
                let signer = signers.kept(&head.signer, issuers);
                let said = self.add_kept(&head, signer)?;
                if said.head.size > size {
                    self.drop_last();
                    return Ok(());
                }
            }
            if ended {
                return Ok(());
            }
        }
    }

    fn add_kept(
        &mut self,
        head: &SignedHead,
        signer: Sha256Digest,
    ) -> Result<Checkpoint, AuditDefect> {
        let number = self.count;
        let said = head.verify();
        let said = said.map_err(|defect| AuditDefect::Head { number, defect })?;
        self.add_signed(&said, signer)?;
        Ok(said)
    }

    fn drop_last(&mut self) {
        self.expected.pop();
        self.count = self.count.saturating_sub(1);
        let last = self.expected.last();
        self.last = last.map(|last| TreeHead {
            size: last.size,
            root: last.root,
        });
    }

    /// A signed head, whose signature holds; they come in the order in which they were signed.
    pub(super) fn add_signed(
        &mut self,
        said: &Checkpoint,
        signer: Sha256Digest,
    ) -> Result<(), AuditDefect> {
        self.require_origin(&said.origin)?;
        let least = self.last.map_or(self.first, |last| last.size);
        if said.head.size < least {
            let number = self.count;
            return Err(AuditDefect::Order { number });
        }
        self.expected.push(Expected {
            size: said.head.size,
            root: said.head.root,
            signer: Some(signer),
        });
        self.last = Some(said.head);
        self.count = self.count.saturating_add(1);
        Ok(())
    }

    /// A head that is known from outside, by the anchor.
    pub(super) fn add_known(&mut self, TreeHead { size, root }: TreeHead) {
        self.expected.push(Expected {
            size,
            root,
            signer: None,
        });
        self.expected.sort_by_key(|expected| expected.size);
    }

    /// Heads that the examiner kept: signed notes.
    pub(super) fn add_earlier(&mut self, notes: &[String]) -> Result<(), AuditDefect> {
        for note in notes {
            let said = head::read(note).map_err(AuditDefect::Earlier)?;
            self.require_origin(&said.origin)?;
            let TreeHead { size, root } = said.head;
            let first = self.first;
            if size < first && !size.is_multiple_of(TILE_WIDTH) {
                return Err(AuditDefect::OutOfReach { size, first });
            }
            self.expected.push(Expected {
                size,
                root,
                signer: None,
            });
        }
        self.expected.sort_by_key(|expected| expected.size);
        Ok(())
    }

    fn require_origin(&mut self, found: &KeyName) -> Result<(), AuditDefect> {
        let expected = self.origin.get_or_insert_with(|| found.clone());
        if expected == found {
            return Ok(());
        }
        Err(AuditDefect::Origin {
            found: found.clone(),
            expected: expected.clone(),
        })
    }

    /// The next head of this size; one of a smaller size cannot have been met.
    pub(super) fn next_at(&mut self, size: u64) -> Result<Option<Expected>, AuditDefect> {
        let Some(next) = self.expected.get(self.met) else {
            return Ok(None);
        };
        if next.size < size {
            let first = self.first;
            return Err(AuditDefect::OutOfReach {
                size: next.size,
                first,
            });
        }
        if next.size > size {
            return Ok(None);
        }
        self.met = self.met.saturating_add(1);
        Ok(Some(next.clone()))
    }

    /// No head is of more events than there are.
    pub(super) fn require_end(&self, size: u64) -> Result<(), AuditDefect> {
        match self.expected.get(self.met) {
            Some(longer) => Err(AuditDefect::Truncated {
                signed: longer.size,
                size,
            }),
            None => Ok(()),
        }
    }

    /// The log.
    pub(super) const fn origin(&self) -> Option<&KeyName> {
        self.origin.as_ref()
    }

    /// The first event.
    pub(super) const fn first(&self) -> u64 {
        self.first
    }

    /// Signed heads.
    pub(super) const fn count(&self) -> u64 {
        self.count
    }
}
