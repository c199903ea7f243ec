//! The store and its anchor: nothing is written while the registry lacks what the anchor knows,
//! and the anchor is brought forward before a CRL number can leave the house (I10, OPS-03).

use std::fmt;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
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
use crate::fault::Failure;
use crate::tables::act::Act;
use crate::tables::{heads, restores};

/// What a store remembers of its anchor.
pub(super) struct Keeper {
    file: AnchorFile,
    /// Is told how many events a registry had that nothing outside of it vouched for.
    begun: Box<Begun>,
    /// The connection, counted from 1, for which the registry was held against the anchor and
    /// lacked nothing.
    admitted: AtomicU64,
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
            admitted: AtomicU64::new(0),
            state: Mutex::default(),
        }
    }

    fn has_admitted(&self, connection: u64) -> bool {
        self.admitted.load(Ordering::Acquire) == connection + 1
    }

    fn admit(&self, connection: u64) {
        self.admitted.store(connection + 1, Ordering::Release);
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

    /// Does an act behind the connection for which the registry was held against its anchor:
    /// another one may lead to a server that lacks what was known of this one (I10).
    pub(super) fn write<T: Send + 'static>(
        &self,
        work: impl Fn(&mut Act<'_>) -> Result<T, Failure> + Send + Sync + 'static,
    ) -> Result<T, RegistryError> {
        let work = Arc::new(work);
        for _ in 0..CONNECTIONS {
            let connection = self.epoch.now();
            self.admit(connection)?;
            let work = Arc::clone(&work);
            let done = self.writer.write(move |act| {
                if act.connection() == connection {
                    work(act).map(Some)
                } else {
                    Ok(None)
                }
            });
            if let Some(answer) = done? {
                self.committed();
                return Ok(answer);
            }
        }
        Err(RegistryError::Unavailable(StoreFault::new(Unsteady)))
    }

    /// Holds the registry against its anchor before a connection writes for the first time.
    fn admit(&self, connection: u64) -> Result<(), RegistryError> {
        let Some(keeper) = &self.keeper else {
            return Ok(());
        };
        if keeper.has_admitted(connection) {
            return Ok(());
        }
        // One thread looks, the others wait for what it finds.
        let _looking = keeper.state();
        if keeper.has_admitted(connection) {
            return Ok(());
        }
        // Says more than what it lacks, and begins no anchor.
        if let Some(closed) = self.read(heads::refusal)? {
            return Err(closed);
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
        keeper.admit(connection);
        Ok(())
    }

    /// Notes that there was a commit. The anchor follows at intervals; a failure to write it
    /// does not undo the act and is told when the next CRL is reserved.
    fn committed(&self) {
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
        let connection = self.epoch.now();
        self.writer
            .write(move |act| restores::acknowledge(act, &standing, &event))?;
        if let Some(keeper) = &self.keeper {
            keeper.file.replace(&self.found()?)?;
            keeper.admit(connection);
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

/// The connection that commits was lost again and again.
#[derive(Debug, thiserror::Error)]
#[error("the connection to the registry does not last")]
struct Unsteady;

/// Connections on which one act is tried.
const CONNECTIONS: usize = 4;
