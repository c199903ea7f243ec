//! Who keeps an anchor's file, and what the program remembers of it.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use ca_core::anchor::Anchor;
use ca_core::audit::merkle::TreeHead;
use ca_core::generation::GenerationId;
use ca_core::registry::RegistryError;

use super::judgement::{Judgement, judge};
use crate::anchor::AnchorFile;
use crate::fault::Failure;
use crate::tables::act::Act;

/// What a store remembers of its anchor.
pub(in crate::store) struct Keeper {
    pub(super) file: AnchorFile,
    /// Is told how many events a registry had that nothing outside of it vouched for.
    begun: Box<Begun>,
    /// The connection, counted from 1, over which the registry was held against the anchor and
    /// lacked nothing; 0 for none. Another one may lead to another server.
    admitted: AtomicU64,
    state: Mutex<State>,
}

/// Who is told of a new anchor.
type Begun = dyn Fn(u64) + Send + Sync;

#[derive(Debug, Default)]
pub(super) struct State {
    /// Whether there are commits that the anchor does not know.
    pub(super) behind: bool,
    /// When the anchor followed last, or the first commit was.
    followed: Option<Instant>,
    /// What the file said when it was last found that the log contains it.
    contained: Option<Anchor>,
    /// The largest CRL numbers that this program has reserved.
    reserved: BTreeMap<GenerationId, u64>,
}

impl State {
    /// Notes a commit; whether the anchor is to follow now.
    pub(super) fn commit(&mut self) -> bool {
        self.behind = true;
        let due = self.followed.is_some_and(|at| at.elapsed() > INTERVAL);
        if due || self.followed.is_none() {
            self.followed = Some(Instant::now());
        }
        due
    }

    /// Notes that a CRL number was reserved.
    pub(super) fn reserve(&mut self, generation: &GenerationId, number: u64) {
        let last = self.reserved.entry(generation.clone()).or_default();
        *last = number.max(*last);
    }
}

impl Keeper {
    pub(super) fn new(path: PathBuf, begun: Box<Begun>) -> Self {
        Self {
            file: AnchorFile::new(path),
            begun,
            admitted: AtomicU64::new(0),
            state: Mutex::default(),
        }
    }

    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What the program has committed, up to this head.
    fn committed(&self, head: Option<TreeHead>) -> Option<Anchor> {
        let crl_numbers = self.state().reserved.clone();
        head.map(|head| Anchor {
            head,
            checkpoint: None,
            crl_numbers,
        })
    }

    /// Holds the registry against its anchor before it is written for the first time over a
    /// connection, and over that one: what is judged here is what is committed to.
    pub(in crate::store) fn admit(&self, act: &Act<'_>) -> Result<(), Failure> {
        let connection = act.connection().saturating_add(1);
        if self.admitted.load(Ordering::Acquire) == connection {
            return Ok(());
        }
        let committed = self.committed(act.committed_head());
        self.settle(
            IN_TRANSACTION,
            |known| judge(act.session(), known, committed.clone()),
            |known, judged| self.begin(known, judged),
        )?;
        self.admitted.store(connection, Ordering::Release);
        Ok(())
    }

    /// A new anchor where there is none, or where the last one was given up.
    fn begin(&self, known: Option<&Anchor>, judged: &Judgement) -> Option<Anchor> {
        if judged.known.is_some() {
            return None;
        }
        let events = judged.found.head.size;
        if events > 0 && known.is_none() {
            tracing::warn!(events, "the registry has no anchor: it begins now");
            (self.begun)(events);
        }
        Some(judged.found.clone())
    }

    /// Brings the anchor to what the registry holds now; `head` ends what the program has
    /// committed. Where the registry does not answer, the anchor learns that at least.
    pub(super) fn raise(
        &self,
        head: Option<TreeHead>,
        judge: impl Fn(Option<&Anchor>, Option<Anchor>) -> Result<Judgement, RegistryError>,
    ) -> Result<(), RegistryError> {
        let committed = self.committed(head);
        let raised = self.settle(
            BESIDE,
            |known| judge(known, committed.clone()),
            |_, judged| Some(judged.raised()),
        );
        let is_told = matches!(
            raised,
            Ok(()) | Err(RegistryError::Stale(_) | RegistryError::Anchor(_))
        );
        if let Some(committed) = committed.filter(|_| !is_told)
            && let Err(error) = self.vouch(&committed)
        {
            tracing::warn!(outcome = "failed", %error, "registry anchor");
        }
        raised
    }

    /// What was committed is known, though nobody can be asked: whoever answers next may lack it.
    /// It follows what the file says only if nobody has put something else there since that was
    /// found in the log.
    fn vouch(&self, committed: &Anchor) -> Result<(), RegistryError> {
        let held = self.file.hold(BESIDE)?;
        let known = held.read()?;
        let mut state = self.state();
        if let Some(known) = known.filter(|known| state.contained.as_ref() == Some(known)) {
            let next = known.joined(committed);
            held.replace(&next)?;
            state.contained = Some(next);
        }
        Ok(())
    }

    /// Holds the registry against the file, and lets the file say what follows from that: `next`
    /// where nothing is missing, else what is. A gap withdraws the admission, whoever met it.
    ///
    /// The registry is asked before the file is held, since others wait for the file inside a
    /// transaction. What they have put there meanwhile is judged anew.
    fn settle<E: From<RegistryError>>(
        &self,
        patience: Duration,
        judge: impl Fn(Option<&Anchor>) -> Result<Judgement, E>,
        next: impl Fn(Option<&Anchor>, &Judgement) -> Option<Anchor>,
    ) -> Result<(), E> {
        let begun = Instant::now();
        loop {
            let known = self.file.read()?;
            let judged = judge(known.as_ref())?;
            let next = match &judged.gap {
                Some((_, kept)) => {
                    self.admitted.store(0, Ordering::Release);
                    kept.clone()
                }
                None => next(known.as_ref(), &judged),
            };
            let patience = patience.saturating_sub(begun.elapsed());
            if self.replace(known.as_ref(), next.as_ref(), patience)? {
                if judged.gap.is_none() {
                    self.state().contained = next.or(known);
                }
                return Ok(judged.require_whole()?);
            }
        }
    }

    /// Lets the file say `next`; `false` if it no longer says `known`.
    fn replace(
        &self,
        known: Option<&Anchor>,
        next: Option<&Anchor>,
        patience: Duration,
    ) -> Result<bool, RegistryError> {
        let Some(next) = next.filter(|next| Some(*next) != known) else {
            return Ok(true);
        };
        let held = self.file.hold(patience)?;
        if held.read()?.as_ref() != known {
            return Ok(false);
        }
        held.replace(next)?;
        Ok(true)
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

/// How far commits may be ahead of the anchor in a program that goes on working.
const INTERVAL: Duration = Duration::from_secs(10);

/// How long a transaction waits for the anchor's file: less than a server lets it stand idle.
const IN_TRANSACTION: Duration = Duration::from_secs(2);

/// How long it is waited for elsewhere.
const BESIDE: Duration = Duration::from_secs(15);
