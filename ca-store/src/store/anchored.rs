//! The store and its anchor: nothing is written while the registry lacks what the anchor knows,
//! and the anchor is brought forward before a CRL number can leave the house (I10, OPS-03).

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use ca_core::anchor::standing::{Gap, Standing};
use ca_core::anchor::{Anchor, Anchored};
use ca_core::audit::event::AuditEvent;
use ca_core::audit::merkle::TreeHead;
use ca_core::registry::RegistryError;

use super::Store;
use crate::anchor::{AnchorFile, Held};
use crate::fault::Failure;
use crate::tables::act::Act;
use crate::tables::{heads, restores, standing};

/// What a store remembers of its anchor.
pub(super) struct Keeper {
    file: AnchorFile,
    /// Is told how many events a registry had that nothing outside of it vouched for.
    begun: Box<Begun>,
    /// The connection, counted from 1, over which the registry was held against the anchor and
    /// lacked nothing. Another one may lead to another server.
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

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Holds the registry against its anchor before it is written for the first time over a
    /// connection, and over that one: what is judged here is what is committed to.
    pub(super) fn admit(&self, act: &Act<'_>) -> Result<(), Failure> {
        let connection = act.connection().saturating_add(1);
        if self.admitted.load(Ordering::Acquire) == connection {
            return Ok(());
        }
        // Whoever holds the file never waits for a commit.
        let held = self.file.hold(IN_TRANSACTION)?;
        let known = held.read()?;
        let is_new = known.is_none();
        let known = remember(act, &held, known)?;
        let standing = standing::standing(act.session(), known)?;
        if let Some(gap) = standing.gap {
            return Err(RegistryError::Stale(gap).into());
        }
        if standing.anchor.is_none() {
            let events = standing.found.head.size;
            if events > 0 && is_new {
                tracing::warn!(events, "the registry has no anchor: it begins now");
                (self.begun)(events);
            }
            held.replace(&standing.found)?;
        }
        self.admitted.store(connection, Ordering::Release);
        Ok(())
    }
}

/// After a connection was lost, the anchor is to know what was committed over it: it may have
/// followed some seconds behind, and the server that answers now may lack just that.
fn remember(
    act: &Act<'_>,
    held: &Held<'_>,
    known: Option<Anchor>,
) -> Result<Option<Anchor>, Failure> {
    let Some(head) = act.committed_head().filter(|_| act.connection() > 0) else {
        return Ok(known);
    };
    if restores::is_acknowledged(act.session(), &head)? {
        return Ok(known);
    }
    let committed = Anchor {
        head,
        checkpoint: None,
        crl_numbers: BTreeMap::new(),
    };
    let standing = standing::standing(act.session(), Some(committed.clone()))?;
    let lacks = |gap: &Gap| matches!(gap, Gap::Shorter { .. } | Gap::Fork { .. });
    let gap = standing.gap.filter(lacks);
    let joined = match &known {
        Some(known) => known.clone().joined(&committed),
        None => committed.clone(),
    };
    // Another program may have raised the anchor along the log of the server that answers now:
    // what is lost is known to nobody else.
    let kept = match gap {
        Some(_) => Anchor {
            head: committed.head,
            ..joined
        },
        None => joined,
    };
    if known.as_ref() != Some(&kept) {
        held.replace(&kept)?;
    }
    match gap {
        Some(gap) => Err(RegistryError::Stale(gap).into()),
        None => Ok(Some(kept)),
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
        self.keeper = Some(Arc::new(Keeper {
            begun: Box::new(begun),
            ..Keeper::new(path)
        }));
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

    /// Brings the anchor to what the registry holds now, durably. That must contain what the
    /// anchor knows, or nothing is replaced: who reads elsewhere than he has written would take
    /// it back.
    pub(super) fn raise_anchor(&self) -> Result<(), RegistryError> {
        let Some(keeper) = &self.keeper else {
            return Ok(());
        };
        keeper.state().behind = false;
        let raised = self.raise(&keeper.file);
        if raised.is_err() {
            keeper.state().behind = true;
        }
        raised
    }

    /// The registry is read while the file is held: it has all that another program has raised
    /// the anchor to.
    fn raise(&self, file: &AnchorFile) -> Result<(), RegistryError> {
        let held = file.hold(BESIDE)?;
        let known = held.read()?;
        let standing = self.read(|session| standing::standing(session, known.clone()))?;
        if let Some(gap) = standing.gap {
            return Err(RegistryError::Stale(gap));
        }
        let next = match standing.anchor {
            Some(anchor) => anchor.joined(&standing.found),
            None => standing.found,
        };
        if known.as_ref() == Some(&next) {
            return Ok(());
        }
        held.replace(&next)
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

/// How far commits may be ahead of the anchor in a program that goes on working.
const INTERVAL: Duration = Duration::from_secs(10);

/// How long a transaction waits for the anchor's file: less than a server lets it stand idle.
const IN_TRANSACTION: Duration = Duration::from_secs(2);

/// How long it is waited for elsewhere: whoever holds it asks the registry meanwhile.
const BESIDE: Duration = Duration::from_secs(15);
