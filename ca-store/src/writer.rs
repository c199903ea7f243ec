//! The one thread that writes. Acts that wait at the same time share a commit.
//!
//! A group of acts is one transaction; rows of issuance wait for its end and are written together.
//! An act that is refused has mostly changed nothing yet; if
//! one has, the group is taken back and done again with a savepoint for each act, so that a
//! failing act takes back its own changes only. Nobody is answered before the commit. After an
//! error that leaves in doubt what is on the medium, a failed sync first of all, the writer never
//! writes again: a second sync that succeeds proves nothing.

use std::fmt;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, SyncSender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use ca_core::audit::merkle::{Frontier, TreeHead};
use ca_core::registry::{RegistryError, StoreFault};

use crate::fault::{EngineError, Failure, io_error};
use crate::session::Session;
use crate::tables::act::{Act, Memory};
use crate::tables::heads::Heads;

/// What the writer needs of an engine.
pub(crate) trait Engine: Send + 'static {
    /// The connection that commits, made anew if the last one was lost.
    fn session(&mut self) -> Result<Connected<'_>, Failure>;

    /// A group was committed.
    fn committed(&mut self) {}

    /// Nothing was written for [`IDLE`].
    fn idle(&mut self) {}

    /// The writer ends, having met no error after which nothing may be written.
    fn close(self);
}

/// A connection that commits.
pub(crate) struct Connected<'a> {
    /// Where statements run.
    pub(crate) session: &'a dyn Session,
    /// Its number in this program: nothing is known of what is behind another one.
    pub(crate) number: u64,
}

/// The way to the thread that writes.
pub(crate) struct Writer {
    queue: Option<SyncSender<Box<dyn Command>>>,
    thread: Option<JoinHandle<()>>,
    committed: Arc<Committed>,
}

/// The log at the end of the last commit.
type Committed = Mutex<Option<Frontier>>;

impl Writer {
    /// Starts the thread.
    pub(crate) fn start(engine: impl Engine) -> Result<Self, RegistryError> {
        let (queue, commands) = mpsc::sync_channel(WAITING);
        let committed = Arc::<Committed>::default();
        let desk = Desk {
            engine,
            memory: Memory::default(),
            committed: Arc::clone(&committed),
            stopped: None,
        };
        let thread = thread::Builder::new()
            .name("registry-writer".into())
            .spawn(move || desk.serve(&commands))
            .map_err(io_error)?;
        Ok(Self {
            queue: Some(queue),
            thread: Some(thread),
            committed,
        })
    }

    /// The head of the log at the end of the last commit, on whatever server that was.
    pub(crate) fn committed_head(&self) -> Option<TreeHead> {
        let committed = self.committed.lock();
        let committed = committed.unwrap_or_else(PoisonError::into_inner);
        committed.as_ref().map(Frontier::head)
    }

    /// Does an act; it is durable when the call returns without error, and nothing of it is
    /// there when the call returns with one.
    pub(crate) fn write<T: Send + 'static>(
        &self,
        work: impl Fn(&mut Act<'_>) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, RegistryError> {
        self.ask(work, false)
    }

    /// The same for an act of issuance, whose rows may be written with those of others.
    pub(crate) fn write_with_others<T: Send + 'static>(
        &self,
        work: impl Fn(&mut Act<'_>) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, RegistryError> {
        self.ask(work, true)
    }

    fn ask<T: Send + 'static>(
        &self,
        work: impl Fn(&mut Act<'_>) -> Result<T, Failure> + Send + 'static,
        waits: bool,
    ) -> Result<T, RegistryError> {
        let (reply, answer) = mpsc::sync_channel(1);
        let command = Pending {
            work,
            waits,
            outcome: None,
            reply,
        };
        let queue = self.queue.as_ref().ok_or_else(gone)?;
        queue.send(Box::new(command)).map_err(|_| gone())?;
        answer.recv().map_err(|_| gone())?
    }
}

/// Waits for the acts that were accepted.
impl Drop for Writer {
    fn drop(&mut self) {
        drop(self.queue.take());
        if let Some(thread) = self.thread.take() {
            // A panic of the thread was reported when it happened.
            drop(thread.join());
        }
    }
}

impl fmt::Debug for Writer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Writer").finish_non_exhaustive()
    }
}

/// The thread's side.
struct Desk<E> {
    engine: E,
    memory: Memory,
    committed: Arc<Committed>,
    /// Why nothing is written any more.
    stopped: Option<Arc<EngineError>>,
}

impl<E: Engine> Desk<E> {
    fn serve(mut self, commands: &Receiver<Box<dyn Command>>) {
        loop {
            match commands.recv_timeout(IDLE) {
                Ok(first) => self.take(first, commands),
                Err(RecvTimeoutError::Timeout) if self.stopped.is_none() => self.engine.idle(),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => break,
            }
        }
        if self.stopped.is_none() {
            self.engine.close();
        }
    }

    /// Does an act and those that wait behind it.
    fn take(&mut self, first: Box<dyn Command>, commands: &Receiver<Box<dyn Command>>) {
        let others = commands.try_iter().take(GROUP - 1);
        let mut group: Vec<_> = std::iter::once(first).chain(others).collect();
        let result = self.commit(&mut group);
        group
            .into_iter()
            .for_each(|command| command.answer(&result));
    }

    fn commit(&mut self, group: &mut [Box<dyn Command>]) -> Result<(), Halt> {
        if let Some(cause) = &self.stopped {
            return Err(Halt::Stopped(Arc::clone(cause)));
        }
        let memory = &mut self.memory;
        let result = self
            .engine
            .session()
            .and_then(|Connected { session, number }| {
                if memory.connection != number {
                    memory.begin_anew(number);
                }
                let transacted = transact(session, memory, group);
                if transacted.is_err() && session.in_transaction() {
                    // What cannot be taken back was not committed either: the connection is gone.
                    drop(session.batch("ROLLBACK"));
                }
                transacted
            });
        match result {
            Ok(()) => {
                let committed = self.committed.lock();
                let mut committed = committed.unwrap_or_else(PoisonError::into_inner);
                committed.clone_from(&self.memory.committed);
                drop(committed);
                tracing::trace!(acts = group.len(), "commit");
                self.engine.committed();
                Ok(())
            }
            Err(Failure::Engine(cause)) => {
                self.memory.begin_anew(self.memory.connection);
                if cause.is_fatal() {
                    tracing::error!(outcome = "stopped", error = %cause, "registry writer");
                    self.stopped = Some(Arc::clone(&cause));
                }
                Err(Halt::Failed(cause))
            }
            Err(Failure::Refused(error)) => Err(Halt::Refused(Arc::new(error))),
        }
    }
}

/// Does a group of acts in one transaction; twice, if the first time an act failed that had
/// changed something.
fn transact(
    session: &dyn Session,
    memory: &mut Memory,
    group: &mut [Box<dyn Command>],
) -> Result<(), Failure> {
    if attempt(session, memory, group, false)? == Done::Whole
        || attempt(session, memory, group, true)? == Done::Whole
    {
        return Ok(());
    }
    Err(Failure::damaged(Halved))
}

fn attempt(
    session: &dyn Session,
    memory: &mut Memory,
    group: &mut [Box<dyn Command>],
    savepoints: bool,
) -> Result<Done, Failure> {
    session.batch(session.beginning().writing)?;
    let mut heads = Heads::take(session)?;
    let size = heads.tree_size();
    memory.begin();
    memory.packer.begin(session)?;
    let done = do_all(session, &mut heads, memory, group, savepoints)?;
    if done == Done::InPart {
        memory.forget();
        session.batch("ROLLBACK")?;
        return Ok(done);
    }
    memory.packer.end(session, heads.tree_size())?;
    heads.write(session)?;
    session.batch("COMMIT")?;
    // What was only read, by acts that were all refused, vouches for nothing.
    if heads.tree_size() > size {
        memory.committed = Some(heads.frontier().clone());
    }
    Ok(done)
}

/// An act hid that one of its statements failed: nothing of its group is committed.
#[derive(Debug, thiserror::Error)]
#[error("an act was done in part")]
struct Halved;

/// Whether all acts are done, or some of them in part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Done {
    Whole,
    InPart,
}

fn do_all(
    session: &dyn Session,
    heads: &mut Heads,
    memory: &mut Memory,
    group: &mut [Box<dyn Command>],
    savepoints: bool,
) -> Result<Done, Failure> {
    for command in group {
        let waits = command.waits() && !savepoints;
        if !waits && !memory.rows.settle(session)? {
            return Ok(Done::InPart);
        }
        let before = savepoints.then(|| heads.clone());
        if savepoints {
            session.batch("SAVEPOINT act")?;
        }
        match (
            command.run(&mut Act::new(session, heads, memory, waits)),
            before,
        ) {
            (Verdict::Keep | Verdict::Nothing, None) => {}
            (Verdict::Keep, Some(_)) => session.batch("RELEASE act")?,
            (Verdict::TakeBack, None) => return Ok(Done::InPart),
            (Verdict::TakeBack | Verdict::Nothing, Some(before)) => {
                session.batch("ROLLBACK TO act; RELEASE act")?;
                *heads = before;
                memory.forget();
            }
            (Verdict::Halt(cause), _) => return Err(Failure::Engine(cause)),
        }
    }
    let is_whole = memory.rows.settle(session)?;
    Ok(if is_whole { Done::Whole } else { Done::InPart })
}

/// Why a whole group was not committed.
enum Halt {
    /// The engine failed.
    Failed(Arc<EngineError>),
    /// What orders the commits cannot be read, or forbids them all.
    Refused(Arc<RegistryError>),
    /// The writer stopped for good before.
    Stopped(Arc<EngineError>),
}

impl Halt {
    fn error(&self) -> RegistryError {
        match self {
            Self::Failed(cause) => cause.in_words_of_the_port(),
            Self::Refused(cause) => refusal_of_all(cause),
            Self::Stopped(cause) => {
                RegistryError::Failing(StoreFault::new(WriterStopped(Arc::clone(cause))))
            }
        }
    }
}

/// What each act of a group is told that a registry refuses to write.
fn refusal_of_all(cause: &Arc<RegistryError>) -> RegistryError {
    if let RegistryError::Schema { found, supported } = **cause {
        return RegistryError::Schema { found, supported };
    }
    if let RegistryError::Missing { place } = cause.as_ref() {
        let place = place.clone();
        return RegistryError::Missing { place };
    }
    if let RegistryError::Moved { place } = cause.as_ref() {
        let place = place.clone();
        return RegistryError::Moved { place };
    }
    if let RegistryError::ReadingCopy { place } = cause.as_ref() {
        let place = place.clone();
        return RegistryError::ReadingCopy { place };
    }
    RegistryError::Damaged(StoreFault::new(Arc::clone(cause)))
}

/// What becomes of an act.
enum Verdict {
    Keep,
    /// It was refused and has changed nothing.
    Nothing,
    /// It failed and may have changed something.
    TakeBack,
    /// The transaction is gone, or must not be committed.
    Halt(Arc<EngineError>),
}

/// An act on its way through the writer.
trait Command: Send {
    /// Whether its rows may wait for those of others.
    fn waits(&self) -> bool;

    /// Does the act.
    fn run(&mut self, act: &mut Act<'_>) -> Verdict;

    /// Tells the caller, once the group is durable or is not.
    fn answer(self: Box<Self>, group: &Result<(), Halt>);
}

struct Pending<T, W> {
    work: W,
    waits: bool,
    outcome: Option<Result<T, Failure>>,
    reply: SyncSender<Result<T, RegistryError>>,
}

impl<T, W> Command for Pending<T, W>
where
    T: Send,
    W: Fn(&mut Act<'_>) -> Result<T, Failure> + Send,
{
    fn waits(&self) -> bool {
        self.waits
    }

    fn run(&mut self, act: &mut Act<'_>) -> Verdict {
        let outcome = (self.work)(act);
        let verdict = match &outcome {
            Ok(_) => Verdict::Keep,
            Err(Failure::Engine(cause)) if cause.is_fatal() || !act.session().in_transaction() => {
                Verdict::Halt(Arc::clone(cause))
            }
            // The engine took the transaction back, whatever the act has made of its error: what
            // follows would be committed alone.
            Err(Failure::Refused(_)) if !act.session().in_transaction() => {
                let lost = EngineError::new(RegistryError::Unavailable, TransactionLost);
                Verdict::Halt(Arc::new(lost))
            }
            // A statement that failed may have ended the transaction for all that follow.
            Err(Failure::Refused(_)) if !act.has_written() => Verdict::Nothing,
            Err(_) => Verdict::TakeBack,
        };
        self.outcome = Some(outcome);
        verdict
    }

    fn answer(self: Box<Self>, group: &Result<(), Halt>) {
        let answer = match (self.outcome, group) {
            // A refusal may rest on an act of the group, and that was not committed either.
            (_, Err(halt)) => Err(halt.error()),
            (Some(Err(failure)), Ok(())) => Err(failure.into()),
            (Some(Ok(value)), Ok(())) => Ok(value),
            (None, Ok(())) => Err(gone()),
        };
        // A caller that is gone needs no answer.
        drop(self.reply.send(answer));
    }
}

fn gone() -> RegistryError {
    RegistryError::Unavailable(StoreFault::new(WriterGone))
}

/// The writer met an error after which nothing may be written.
#[derive(Debug, thiserror::Error)]
#[error("the registry stopped writing after an error; restart the program")]
struct WriterStopped(#[source] Arc<EngineError>);

/// The engine ended a transaction by itself.
#[derive(Debug, thiserror::Error)]
#[error("the database has taken the transaction back")]
struct TransactionLost;

/// The thread that writes has ended.
#[derive(Debug, thiserror::Error)]
#[error("the thread that writes the registry has ended")]
struct WriterGone;

/// Acts that may wait; more callers block.
const WAITING: usize = 1024;

/// Most acts in a commit, so that the first one does not wait long for the last.
const GROUP: usize = 256;

/// A pause in the writing that the engine is told of: what a follower is let wait for news at
/// most.
const IDLE: Duration = Duration::from_millis(250);
