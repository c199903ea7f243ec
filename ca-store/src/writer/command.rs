//! An act on its way through the writer, and back to who asked for it.

use std::sync::Arc;
use std::sync::mpsc::SyncSender;

use ca_core::registry::{RegistryError, StoreFault};

use super::halt::Halt;
use crate::fault::{EngineError, Failure};
use crate::tables::act::Act;

/// What becomes of an act.
pub(super) enum Verdict {
    Keep,
    /// It was refused and has changed nothing.
    Nothing,
    /// It failed and may have changed something.
    TakeBack,
    /// The transaction is gone, or must not be committed.
    Halt(Arc<EngineError>),
}

/// An act on its way through the writer.
pub(super) trait Command: Send {
    /// Whether its rows may wait for those of others.
    fn waits(&self) -> bool;

    /// Does the act.
    fn run(&mut self, act: &mut Act<'_>) -> Verdict;

    /// Tells the caller, once the group is durable or is not.
    fn answer(self: Box<Self>, group: &Result<(), Halt>);
}

/// An act whose caller waits for the answer.
pub(super) struct Pending<T, W> {
    work: W,
    waits: bool,
    outcome: Option<Result<T, Failure>>,
    reply: SyncSender<Result<T, RegistryError>>,
}

impl<T, W> Pending<T, W> {
    /// An act that is answered through `reply`; its rows may wait for those of others.
    pub(super) const fn new(
        work: W,
        waits: bool,
        reply: SyncSender<Result<T, RegistryError>>,
    ) -> Self {
        Self {
            work,
            waits,
            outcome: None,
            reply,
        }
    }
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

/// What is told where nobody is there to write.
pub(super) fn gone() -> RegistryError {
    RegistryError::Unavailable(StoreFault::new(WriterGone))
}

/// The engine ended a transaction by itself.
#[derive(Debug, thiserror::Error)]
#[error("the database has taken the transaction back")]
struct TransactionLost;

/// The thread that writes has ended.
#[derive(Debug, thiserror::Error)]
#[error("the thread that writes the registry has ended")]
struct WriterGone;
