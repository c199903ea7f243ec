//! The store and its anchor: nothing is written while the registry lacks what the anchor knows,
//! and the anchor is brought forward before a CRL number can leave the house (I10, OPS-03).
//!
//! - `keeper`: when the file is read, held and replaced, and what is remembered of it;
//! - `judgement`: what the registry lacks of it, and of what this program has committed.

mod judgement;
mod keeper;

use std::path::PathBuf;
use std::sync::Arc;

use ca_core::anchor::standing::Standing;
use ca_core::anchor::{Anchor, Anchored};
use ca_core::audit::event::AuditEvent;
use ca_core::audit::merkle::TreeHead;
use ca_core::generation::GenerationId;
use ca_core::registry::RegistryError;

use self::judgement::judge;
pub(super) use self::keeper::Keeper;
use super::Store;
use crate::tables::{heads, restores, standing};

impl Store {
    /// The same store, with the anchor whose file is at `path`. It is made with the first
    /// commit if it is not there.
    #[must_use]
    pub fn anchored(self, path: PathBuf) -> Self {
        self.anchored_telling(path, |_| {})
    }

    /// The same; `begun` is told when the first commit begins a new anchor for a registry
    /// that has events already, and how many: the old anchor was lost or removed, and nothing
    /// proves that the registry is not an older copy.
    #[must_use]
    pub fn anchored_telling(
        mut self,
        path: PathBuf,
        begun: impl Fn(u64) + Send + Sync + 'static,
    ) -> Self {
        self.keeper = Some(Arc::new(Keeper::new(path, Box::new(begun))));
        self
    }

    /// Notes that there was a commit. The anchor follows at intervals; a failure to write it
    /// does not undo the act and is told when the next CRL is reserved.
    pub(super) fn committed(&self) {
        let Some(keeper) = &self.keeper else { return };
        let due = keeper.state().commit();
        if due {
            self.follow();
        }
    }

    /// Notes that a CRL number was reserved: whoever answers from now on must know it.
    pub(super) fn reserved(&self, generation: &GenerationId, number: u64) {
        if let Some(keeper) = &self.keeper {
            keeper.state().reserve(generation, number);
        }
    }

    /// Brings the anchor to what the registry holds now, durably. That must contain what the
    /// anchor knows and what was committed here, or the anchor keeps what is lost and the next act
    /// is refused: who reads elsewhere than he has written would take it back.
    pub(super) fn raise_anchor(&self) -> Result<(), RegistryError> {
        let Some(keeper) = &self.keeper else {
            return Ok(());
        };
        keeper.state().behind = false;
        let raised = keeper.raise(self.writer.committed_head(), |known, committed| {
            self.read(|session| judge(session, known, committed.clone()))
        });
        if raised.is_err() {
            keeper.state().behind = true;
        }
        raised
    }

    /// Brings the anchor forward after an act that does not wait for it.
    pub(super) fn follow(&self) {
        if let Err(error) = self.raise_anchor() {
            tracing::warn!(outcome = "failed", %error, "registry anchor");
        }
    }

    /// The head that the anchor knows, which the log contains.
    pub(super) fn known_head(&self) -> Result<Option<TreeHead>, RegistryError> {
        let standing = self.standing()?;
        match standing.gap {
            Some(gap) => Err(RegistryError::Stale(gap)),
            None => Ok(standing.anchor.map(|anchor| anchor.head)),
        }
    }
}

impl Anchored for Store {
    /// The anchor goes on with the original: it is none of a copy for reading.
    fn standing(&self) -> Result<Standing, RegistryError> {
        let anchor: Option<Anchor> = match &self.keeper {
            Some(keeper) => keeper.file.read()?,
            None => None,
        };
        let refusal = self.read(heads::refusal)?;
        let is_copy = matches!(refusal, Some(RegistryError::ReadingCopy { .. }));
        let anchor = anchor.filter(|_| !is_copy);
        self.read(|session| standing::standing(session, anchor.clone()))
    }

    fn record_restore(&self, event: &AuditEvent) -> Result<(), RegistryError> {
        let event = event.clone();
        self.writer.write(move |act| restores::record(act, &event))
    }

    /// What the anchor knew is given up by the act, so that the anchor begins anew.
    fn acknowledge(&self, standing: &Standing, event: &AuditEvent) -> Result<(), RegistryError> {
        let (standing, event) = (standing.clone(), event.clone());
        self.writer
            .write(move |act| restores::acknowledge(act, &standing, &event))?;
        self.raise_anchor()
    }
}

/// Leaves an anchor that knows all that was committed.
impl Drop for Store {
    fn drop(&mut self) {
        let behind = self
            .keeper
            .as_ref()
            .is_some_and(|keeper| keeper.state().behind);
        if behind {
            self.follow();
        }
    }
}
