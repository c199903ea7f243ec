//! The one thread that writes. Acts that wait at the same time share a commit.
//!
//! A group of acts is one transaction, each act a savepoint: one that fails takes back its own
//! changes only. Nobody is answered before the commit. After an input or output error, a failed
//! sync first of all, the writer never writes again: what is on the medium is unknown then, and
//! a second sync that succeeds proves nothing.

use std::fmt;
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, SyncSender};
use std::thread::{self, JoinHandle};

use ca_core::registry::{RegistryError, StoreFault};
use rusqlite::{Connection, TransactionBehavior};

use super::act::Act;
use super::checkpoint::{self, Bell};
use super::fault::{Failure, engine_error, io_error, is_fatal};
use super::heads::Heads;

/// The way to the thread that writes.
pub(super) struct Writer {
    queue: Option<SyncSender<Box<dyn Command>>>,
    thread: Option<JoinHandle<()>>,
}

impl Writer {
    /// Starts the thread; each commit rings `bell`.
    pub(super) fn start(connection: Connection, bell: Arc<Bell>) -> Result<Self, RegistryError> {
        let (queue, commands) = mpsc::sync_channel(WAITING);
        let desk = Desk {
            connection,
            bell,
            stopped: None,
        };
        let thread = thread::Builder::new()
            .name("registry-writer".into())
            .spawn(move || desk.serve(&commands))
            .map_err(io_error)?;
        Ok(Self {
            queue: Some(queue),
            thread: Some(thread),
        })
    }

    /// Does an act; it is durable when the call returns without error, and nothing of it is
    /// there when the call returns with one.
    pub(super) fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Act<'_>) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, RegistryError> {
        let (reply, answer) = mpsc::sync_channel(1);
        let command = Pending {
            work: Some(work),
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
struct Desk {
    connection: Connection,
    bell: Arc<Bell>,
    /// Why nothing is written any more.
    stopped: Option<Arc<rusqlite::Error>>,
}

impl Desk {
    fn serve(mut self, commands: &Receiver<Box<dyn Command>>) {
        while let Ok(first) = commands.recv() {
            let others = commands.try_iter().take(GROUP - 1);
            let mut group: Vec<_> = std::iter::once(first).chain(others).collect();
            let result = self.commit(&mut group);
            group
                .into_iter()
                .for_each(|command| command.answer(&result));
        }
    }

    fn commit(&mut self, group: &mut [Box<dyn Command>]) -> Result<(), Halt> {
        if let Some(cause) = &self.stopped {
            return Err(Halt::Stopped(Arc::clone(cause)));
        }
        let result = self.transact(group);
        match &result {
            Ok(()) => self.bell.ring(),
            Err(Halt::Failed(cause)) if is_fatal(cause) => {
                tracing::error!(outcome = "stopped", error = %cause, "registry writer");
                self.stopped = Some(Arc::clone(cause));
            }
            Err(_) => {}
        }
        result
    }

    fn transact(&mut self, group: &mut [Box<dyn Command>]) -> Result<(), Halt> {
        let mut transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        let mut heads = Heads::read(&transaction)?;
        for command in group {
            let before = heads.clone();
            let savepoint = transaction.savepoint()?;
            match command.run(&mut Act::new(&savepoint, &mut heads)) {
                Verdict::Keep => savepoint.commit()?,
                Verdict::TakeBack => {
                    savepoint.finish()?;
                    heads = before;
                }
                Verdict::Halt(cause) => return Err(Halt::Failed(cause)),
            }
        }
        heads.write(&transaction)?;
        Ok(transaction.commit()?)
    }
}

/// Leaves a short write-ahead log to whoever opens the registry next.
impl Drop for Desk {
    fn drop(&mut self) {
        if self.stopped.is_none() {
            checkpoint::passive(&self.connection);
        }
    }
}

/// Why a whole group was not committed.
enum Halt {
    /// SQLite failed.
    Failed(Arc<rusqlite::Error>),
    /// The writer stopped for good before.
    Stopped(Arc<rusqlite::Error>),
}

impl Halt {
    fn error(&self) -> RegistryError {
        match self {
            Self::Failed(cause) => engine_error(cause),
            Self::Stopped(cause) => {
                RegistryError::Unavailable(StoreFault::new(WriterStopped(Arc::clone(cause))))
            }
        }
    }
}

impl From<rusqlite::Error> for Halt {
    fn from(error: rusqlite::Error) -> Self {
        Self::Failed(Arc::new(error))
    }
}

/// What becomes of an act's savepoint.
enum Verdict {
    Keep,
    TakeBack,
    /// The transaction is gone, or must not be committed.
    Halt(Arc<rusqlite::Error>),
}

/// An act on its way through the writer.
trait Command: Send {
    /// Does the act.
    fn run(&mut self, act: &mut Act<'_>) -> Verdict;

    /// Tells the caller, once the group is durable or is not.
    fn answer(self: Box<Self>, group: &Result<(), Halt>);
}

struct Pending<T, W> {
    work: Option<W>,
    outcome: Option<Result<T, Failure>>,
    reply: SyncSender<Result<T, RegistryError>>,
}

impl<T, W> Command for Pending<T, W>
where
    T: Send,
    W: FnOnce(&mut Act<'_>) -> Result<T, Failure> + Send,
{
    fn run(&mut self, act: &mut Act<'_>) -> Verdict {
        self.outcome = self.work.take().map(|work| work(act));
        match &self.outcome {
            Some(Ok(_)) => Verdict::Keep,
            Some(Err(Failure::Engine(cause)))
                if is_fatal(cause) || act.connection().is_autocommit() =>
            {
                Verdict::Halt(Arc::clone(cause))
            }
            Some(Err(_)) | None => Verdict::TakeBack,
        }
    }

    fn answer(self: Box<Self>, group: &Result<(), Halt>) {
        let answer = match (self.outcome, group) {
            (Some(Err(failure)), _) => Err(failure.into()),
            (_, Err(halt)) => Err(halt.error()),
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
struct WriterStopped(#[source] Arc<rusqlite::Error>);

/// The thread that writes has ended.
#[derive(Debug, thiserror::Error)]
#[error("the thread that writes the registry has ended")]
struct WriterGone;

/// Acts that may wait; more callers block.
const WAITING: usize = 1024;

/// Most acts in a commit, so that the first one does not wait long for the last.
const GROUP: usize = 256;

#[cfg(test)]
mod tests {
    use rusqlite::ffi;
    use tempfile::TempDir;

    use super::*;
    use crate::sqlite::connect::{Purpose, connect, create};
    use crate::sqlite::readers::Readers;

    fn registry() -> (TempDir, Connection, Readers) {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("registry.db");
        create(&path).unwrap();
        let connection = connect(&path, Purpose::Writing).unwrap();
        (directory, connection, Readers::open(path).unwrap())
    }

    fn add_actor(act: &Act<'_>, octets: usize) -> Result<usize, Failure> {
        let sql = "INSERT INTO actors (kind, name, authentication) VALUES ('job', ?1, 'x')";
        Ok(act.run(sql, ["x".repeat(octets)])?)
    }

    fn actors(readers: &Readers) -> u32 {
        let sql = "SELECT count(*) FROM actors";
        let count = |connection: &Connection| Ok(connection.query_one(sql, [], |row| row.get(0))?);
        readers.read(count).unwrap()
    }

    #[test]
    fn i02_full_disk_leaves_nothing_of_an_act() {
        let (_directory, connection, readers) = registry();
        let pages: i64 = connection
            .pragma_query_value(None, "page_count", |row| row.get(0))
            .unwrap();
        connection
            .pragma_update_and_check(None, "max_page_count", pages + 2, |_| Ok(()))
            .unwrap();
        let writer = Writer::start(connection, Arc::default()).unwrap();
        let full = writer.write(|act| {
            add_actor(act, 10)?;
            add_actor(act, 100_000)
        });
        assert!(matches!(full, Err(RegistryError::Full(_))), "{full:?}");
        assert_eq!(actors(&readers), 0);
        writer.write(|act| add_actor(act, 10)).unwrap();
        assert_eq!(actors(&readers), 1);
    }

    #[test]
    fn nothing_is_written_after_a_failed_sync() {
        let (_directory, connection, readers) = registry();
        let writer = Writer::start(connection, Arc::default()).unwrap();
        writer.write(|act| add_actor(act, 1)).unwrap();
        let failed = writer.write(|act| -> Result<(), Failure> {
            add_actor(act, 2)?;
            let failed_sync = ffi::Error::new(ffi::SQLITE_IOERR_FSYNC);
            Err(rusqlite::Error::SqliteFailure(failed_sync, None).into())
        });
        assert!(
            matches!(failed, Err(RegistryError::Unavailable(_))),
            "{failed:?}"
        );
        let later = writer.write(|act| add_actor(act, 3));
        assert!(
            matches!(later, Err(RegistryError::Unavailable(_))),
            "{later:?}"
        );
        assert_eq!(actors(&readers), 1);
    }
}
