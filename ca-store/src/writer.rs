//! The one thread that writes. Acts that wait at the same time share a commit.
//!
//! A group of acts is one transaction; rows of issuance wait for its end and are written together.
//! An act that is refused has mostly changed nothing yet; if
//! one has, the group is taken back and done again with a savepoint for each act, so that a
//! failing act takes back its own changes only. Nobody is answered before the commit. After an
//! error that leaves in doubt what is on the medium, a failed sync first of all, the writer never
//! writes again: a second sync that succeeds proves nothing.

mod answers;
mod command;
mod group;
mod halt;

use std::fmt;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, SyncSender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use ca_core::audit::merkle::{Frontier, TreeHead};
use ca_core::registry::RegistryError;

use self::answers::Answers;
use self::command::{Command, Pending, gone};
use self::halt::Halt;
use crate::fault::{EngineError, Failure, io_error};
use crate::session::Session;
use crate::tables::act::{Act, Memory};
use crate::tables::bodies::Shelf;

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
    shelf: Shelf,
    committed: Arc<Committed>,
}

/// The log at the end of the last commit.
type Committed = Mutex<Option<Frontier>>;

impl Writer {
    /// Starts the thread.
    pub(crate) fn start(engine: impl Engine) -> Result<Self, RegistryError> {
        let (queue, commands) = mpsc::sync_channel(WAITING);
        let shelf = Shelf::default();
        let committed = Arc::<Committed>::default();
        let desk = Desk {
            engine,
            memory: Memory::new(shelf.clone()),
            committed: Arc::clone(&committed),
            stopped: None,
            answers: Answers::start()?,
        };
        let thread = thread::Builder::new()
            .name("registry-writer".into())
            .spawn(move || desk.serve(&commands))
            .map_err(io_error)?;
        Ok(Self {
            queue: Some(queue),
            thread: Some(thread),
            shelf,
            committed,
        })
    }

    /// The head of the log at the end of the last commit, on whatever server that was.
    pub(crate) fn committed_head(&self) -> Option<TreeHead> {
        let committed = self.committed.lock();
        let committed = committed.unwrap_or_else(PoisonError::into_inner);
        committed.as_ref().map(Frontier::head)
    }

    /// What bodies are packed with before they come here.
    pub(crate) const fn shelf(&self) -> &Shelf {
        &self.shelf
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
        let command = Pending::new(work, waits, reply);
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
    answers: Answers,
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
        self.answers.give((group, result));
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
                let transacted = group::transact(session, memory, group);
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

/// Acts that may wait; more callers block.
const WAITING: usize = 1024;

/// Most acts in a commit, so that the first one does not wait long for the last.
const GROUP: usize = 256;

/// A pause in the writing that the engine is told of: what a follower is let wait for news at
/// most.
const IDLE: Duration = Duration::from_millis(250);
