//! The store and its anchor: nothing is written while the registry lacks what the anchor knows,
//! and the anchor is brought forward before a CRL number can leave the house (I10, OPS-03).

use std::fmt;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use ca_core::anchor::standing::Standing;
use ca_core::anchor::{Anchor, Anchored};
use ca_core::audit::AuditLog;
use ca_core::audit::event::AuditEvent;
use ca_core::audit::merkle::{ProofError, TreeHead, root_at};
use ca_core::digest::Sha256Digest;
use ca_core::registry::{RegistryError, StoreFault};

use super::Store;
use crate::anchor::AnchorFile;
use crate::tables::restores;

/// What a store remembers of its anchor.
pub(super) struct Keeper {
    file: AnchorFile,
    /// Is told how many events a registry had that nothing outside of it vouched for.
    begun: Box<Begun>,
    /// Whether the registry was held against the anchor and lacked nothing.
    admitted: AtomicBool,
    state: Mutex<State>,
}

/// Who is told of a new anchor.
type Begun = dyn Fn(u64) + Send + Sync;

#[derive(Debug, Default)]
struct State {
    /// Whether there are commits that the anchor does not know.
    behind: bool,
    /// When the anchor followed last, or the first commit was.
    followed: Option<Instant>,
}

impl State {
    /// Notes a commit; whether the anchor is to follow now.
    fn commit(&mut self) -> bool {
        self.behind = true;
        let due = self.followed.is_some_and(|at| at.elapsed() > INTERVAL);
        if due || self.followed.is_none() {
            self.followed = Some(Instant::now());
        }
        due
    }
}

impl Keeper {
    fn new(path: PathBuf) -> Self {
        Self {
            file: AnchorFile::new(path),
            begun: Box::new(|_| {}),
            admitted: AtomicBool::new(false),
            state: Mutex::default(),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Keeper {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keeper")
            .field("file", &self.file)
            .field("admitted", &self.admitted)
            .field("state", &self.state)
            .finish_non_exhaustive()
    }
}

impl Store {
    /// The same store, with the anchor whose file is at `path`. It is made with the first
    /// commit if it is not there.
    #[must_use]
    pub fn anchored(mut self, path: PathBuf) -> Self {
        self.keeper = Some(Keeper::new(path));
        self
    }

    /// The same store; `begun` is told when the first commit begins a new anchor for a registry
    /// that has events already, and how many: the old anchor was lost or removed, and nothing
    /// proves that the registry is not an older copy.
    #[must_use]
    pub fn telling(mut self, begun: impl Fn(u64) + Send + Sync + 'static) -> Self {
        if let Some(keeper) = &mut self.keeper {
            keeper.begun = Box::new(begun);
        }
        self
    }

    /// Holds the registry against its anchor before it is written for the first time.
    pub(super) fn admit(&self) -> Result<(), RegistryError> {
        let Some(keeper) = &self.keeper else {
            return Ok(());
        };
        if keeper.admitted.load(Ordering::Acquire) {
            return Ok(());
        }
        // One thread looks, the others wait for what it finds.
        let _looking = keeper.state();
        if keeper.admitted.load(Ordering::Acquire) {
            return Ok(());
        }
        let standing = self.standing()?;
        if let Some(gap) = standing.gap {
            return Err(RegistryError::Stale(gap));
        }
        if standing.anchor.is_none() {
            let events = standing.found.head.size;
            if events > 0 {
                tracing::warn!(events, "the registry has no anchor: it begins now");
                (keeper.begun)(events);
            }
            keeper.file.replace(&standing.found)?;
        }
        keeper.admitted.store(true, Ordering::Release);
        Ok(())
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

    /// Brings the anchor to what the registry holds now, durably.
    pub(super) fn raise_anchor(&self) -> Result<(), RegistryError> {
        let Some(keeper) = &self.keeper else {
            return Ok(());
        };
        keeper.state().behind = false;
        let raised = self.found().and_then(|found| keeper.file.raise(&found));
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

    fn found(&self) -> Result<Anchor, RegistryError> {
        let found = self.read(restores::found)?;
        let signed = self.last_signed_head()?;
        Ok(Anchor {
            checkpoint: signed.map(|head| head.note),
            ..found
        })
    }

    fn root_at(&self, size: u64) -> Result<Sha256Digest, RegistryError> {
        let log: &dyn AuditLog = self;
        match root_at(log, size) {
            Ok(root) => Ok(root),
            Err(ProofError::Unreadable(error)) => Err(error),
            Err(error) => Err(RegistryError::Damaged(StoreFault::new(error))),
        }
    }
}

impl Anchored for Store {
    /// The anchor is read first: what it knows was committed before.
    fn standing(&self) -> Result<Standing, RegistryError> {
        let mut anchor = match &self.keeper {
            Some(keeper) => keeper.file.read()?,
            None => None,
        };
        if let Some(known) = &anchor {
            // Acknowledged, and then the file was not replaced: a crash came in between.
            let head = known.head;
            if self.read(|session| restores::is_acknowledged(session, &head))? {
                anchor = None;
            }
        }
        let put_back = match self.read(restores::put_back)? {
            Some(size) => Some(TreeHead {
                size,
                root: self.root_at(size)?,
            }),
            None => None,
        };
        Standing::new(anchor, self.found()?, put_back, |size| self.root_at(size))
    }

    fn record_restore(&self, event: &AuditEvent) -> Result<(), RegistryError> {
        let event = event.clone();
        self.writer.write(move |act| restores::record(act, &event))
    }

    fn acknowledge(&self, standing: &Standing, event: &AuditEvent) -> Result<(), RegistryError> {
        let (standing, event) = (standing.clone(), event.clone());
        self.writer
            .write(move |act| restores::acknowledge(act, &standing, &event))?;
        if let Some(keeper) = &self.keeper {
            keeper.file.replace(&self.found()?)?;
            keeper.admitted.store(true, Ordering::Release);
        }
        Ok(())
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

/// How far commits may be ahead of the anchor in a program that goes on working.
const INTERVAL: Duration = Duration::from_secs(10);
