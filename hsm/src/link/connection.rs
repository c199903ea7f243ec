//! One worker, from its start to its end.

mod opening;

use std::io::Read;
use std::net::Shutdown;
use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use ca_core::signer::{TokenFault, TokenInfo};

use crate::config::Module;
use crate::failure::Failure;
use crate::link::after;
use crate::link::outbox::{Outbox, Unsent};
use crate::link::pending::{Outcome, Pending};
use crate::link::permits::Permit;
use crate::link::process::Process;
use crate::pin::KeptPin;
use crate::wire::frame;
use crate::wire::{Answer, Call, Confinement, Request};

/// How long a worker may take to close its module once it is let go, before it is killed.
const END_WITHIN: Duration = Duration::from_secs(3);

/// How long a worker whose socket is closed may take to end by itself, so that it can be told
/// how.
const TELL_WITHIN: Duration = Duration::from_millis(200);

/// All that starting a worker needs.
#[derive(Debug)]
pub(crate) struct Setup {
    pub(crate) module: Module,
    pub(crate) sessions: usize,
    pub(crate) uri: String,
    pub(crate) pin: HeldPin,
}

/// Where each new worker gets the PIN from.
#[derive(Debug)]
pub(crate) enum HeldPin {
    /// It reads this file.
    File(String),
    /// The parent keeps what can be had only once.
    Held(KeptPin),
}

/// A running worker with a loaded module. Dropped, it is let go: it closes the module and ends,
/// and is killed if it does not.
#[derive(Debug)]
pub(crate) struct Connection {
    socket: UnixStream,
    outbox: Outbox,
    worker: Arc<Worker>,
    next: AtomicU64,
    info: Option<TokenInfo>,
    confinement: Confinement,
    since: Instant,
    proven: AtomicBool,
    abandoned: AtomicBool,
}

/// What the thread that reads answers needs; it sees the process end.
#[derive(Debug)]
struct Worker {
    process: Process,
    pending: Pending,
    let_go: AtomicBool,
}

/// A request that is under way.
struct Asked {
    told: Receiver<Outcome>,
    /// How long the worker may take.
    limit: Duration,
    overdue: Instant,
}

impl Connection {
    /// What the token said of itself when the worker logged in.
    pub(crate) const fn info(&self) -> Option<&TokenInfo> {
        self.info.as_ref()
    }

    /// What the worker took from itself before it loaded the module.
    pub(crate) const fn confinement(&self) -> Confinement {
        self.confinement
    }

    /// Why the worker is lost, if it is.
    pub(super) fn fault(&self) -> Option<TokenFault> {
        if self.abandoned.load(Ordering::Relaxed) {
            self.end_if_hung();
        }
        self.worker.pending.fault()
    }

    /// Ends a worker that does not answer a request which nobody waits for any more.
    pub(super) fn end_if_hung(&self) {
        if let Some(limit) = self.worker.pending.hangs(Instant::now()) {
            self.worker.end_hung(limit);
        }
    }

    /// When the worker was started.
    pub(super) const fn since(&self) -> Instant {
        self.since
    }

    /// Whether the worker did something since it logged in.
    pub(super) fn is_proven(&self) -> bool {
        self.proven.load(Ordering::Relaxed)
    }

    /// Asks and waits. A worker that does not answer within `limit` hangs: it is killed, and all
    /// that wait for it are told.
    ///
    /// # Errors
    /// `Lost` if the worker is, or hangs; else as it answers.
    pub(crate) fn ask(&self, request: &Request<'_>, limit: Duration) -> Outcome {
        self.ask_until(request, limit, after(limit), &mut None)
    }

    /// As [`Connection::ask`], but waits no longer than until `deadline`: a caller in a hurry
    /// does not end a worker that others use. The request then keeps the caller's `permit` until
    /// it is answered, since its session is in use.
    ///
    /// # Errors
    /// `Timeout` after the deadline, and as for [`Connection::ask`].
    pub(super) fn ask_until(
        &self,
        request: &Request<'_>,
        limit: Duration,
        deadline: Instant,
        permit: &mut Option<Permit>,
    ) -> Outcome {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let left = limit.min(deadline.saturating_duration_since(Instant::now()));
        let frame = frame::encode(&Call {
            number,
            within_ms: u64::try_from(left.as_millis()).unwrap_or(u64::MAX),
            request: *request,
        });
        let frame = frame.map_err(|error| {
            Failure::Refused(TokenFault::Binding(format!("unexpected request: {error}")))
        })?;
        let asked = self.worker.expect(number, limit)?;
        if !self.send(&frame, &asked, deadline) {
            self.worker.pending.forget(number);
            return Err(Failure::Timeout);
        }
        drop(frame);
        let outcome = self.worker.hear(&asked, deadline).unwrap_or_else(|| {
            self.worker.pending.abandon(number, permit.take());
            self.abandoned.store(true, Ordering::Relaxed);
            Err(Failure::Timeout)
        });
        if let Ok(_) | Err(Failure::Refused(_)) = &outcome {
            self.proven.store(true, Ordering::Relaxed);
        }
        outcome
    }

    /// Sends a request; false if it could not be sent in time. A worker that reads nothing for
    /// as long as it may take, or only half of a request, is killed: its end tells all that wait.
    fn send(&self, frame: &[u8], asked: &Asked, deadline: Instant) -> bool {
        match self.outbox.send(frame, asked.overdue.min(deadline)) {
            Ok(()) | Err(Unsent::Gone) => {}
            Err(Unsent::Late) if deadline < asked.overdue => return false,
            Err(Unsent::Late | Unsent::Broken) => self.worker.end_hung(asked.limit),
        }
        true
    }
}

impl Worker {
    fn expect(&self, number: u64, limit: Duration) -> Result<Asked, Failure> {
        let overdue = after(limit);
        let told = self.pending.expect(number, limit, overdue)?;
        Ok(Asked {
            told,
            limit,
            overdue,
        })
    }

    /// What became of a request; nothing if the caller's deadline is over. One that is overdue
    /// ends the worker.
    fn hear(&self, asked: &Asked, deadline: Instant) -> Option<Outcome> {
        let until = asked.overdue.min(deadline);
        let left = until.saturating_duration_since(Instant::now());
        match asked.told.recv_timeout(left) {
            Ok(outcome) => return Some(outcome),
            Err(RecvTimeoutError::Disconnected) => {}
            Err(RecvTimeoutError::Timeout) if deadline < asked.overdue => return None,
            Err(RecvTimeoutError::Timeout) => self.end_hung(asked.limit),
        }
        let fault = self.pending.fault();
        let fault = fault.unwrap_or_else(|| ended("its socket is closed".to_owned()));
        Some(Err(Failure::Lost(fault)))
    }

    fn end_hung(&self, limit: Duration) {
        let millis = u64::try_from(limit.as_millis()).unwrap_or(u64::MAX);
        self.pending.lose(TokenFault::WorkerHung { millis });
        self.process.kill();
    }

    /// Hands answers to those who wait, until the worker ends or says what is no answer.
    fn attend(&self, mut answers: impl Read) {
        while let Ok(Some(frame)) = frame::receive(&mut answers) {
            let Ok(Answer { number, outcome }) = frame::decode(&frame) else {
                break;
            };
            self.pending.answer(number, outcome);
        }
        self.see_end();
    }

    /// Sees the process end, or makes it; tells those who wait.
    fn see_end(&self) {
        let patience = if self.let_go.load(Ordering::Relaxed) {
            END_WITHIN
        } else {
            TELL_WITHIN
        };
        if let Some(how) = self.process.ended(patience) {
            return self.pending.lose(ended(how));
        }
        self.pending
            .lose(ended("it closed its socket, and was killed".to_owned()));
        self.process.kill();
        // Not for ever: a driver may hold a process that is killed.
        drop(self.process.ended(END_WITHIN));
    }
}

const fn ended(how: String) -> TokenFault {
    TokenFault::WorkerEnded { how }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.worker.let_go.store(true, Ordering::Relaxed);
        drop(self.socket.shutdown(Shutdown::Both));
    }
}
