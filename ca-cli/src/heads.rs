//! Signs the head of the log at an interval while a command works, and at its end (AUD-03).
//!
//! A head that cannot be signed undoes nothing: the acts are recorded, and the next head covers
//! them. It is tried again soon, logged as an error each time, and told at the command's end.
//! Commands that open no token leave it to the next one that does.

use std::fmt;
use std::sync::Arc;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use ca_core::actor::Actor;
use ca_core::audit::AuditLog;
use ca_core::authority::Authority;
use ca_core::authority::heads::HeadError;
use ca_core::signer::KeyUri;
use ca_desk::error::Failure;
use ca_desk::explain;
use ca_desk::message::Message;
use ca_desk::wiring::Wiring;

use crate::invocation::Invocation;

/// Signs heads until it is told to finish.
#[derive(Debug)]
pub(crate) struct HeadKeeper {
    /// Dropped at the end of the command.
    working: mpsc::Sender<()>,
    thread: JoinHandle<Result<(), HeadError>>,
    /// What the thread began with, for the case that it does not end as it should.
    watch: Watch,
}

/// Watches the log from now on, if the configuration names a signer.
///
/// # Errors
/// The log cannot be read.
pub(crate) fn keep(wiring: &Wiring, invocation: &Invocation) -> Result<(), Failure> {
    let Some(audit) = &wiring.config.audit else {
        return Ok(());
    };
    let size = wiring.store.head().map_err(|error| {
        let message = Message::new("audit-not-read");
        Failure::because(message, explain::registry(&error))
    })?;
    let watch = Watch {
        authority: Arc::clone(&wiring.authority),
        log: wiring.store.clone(),
        actor: wiring.actor.clone(),
        key: audit.key(),
        size: size.size,
    };
    let interval = audit.interval;
    let (working, done) = mpsc::channel();
    let on_its_way = watch.clone();
    let thread = thread::spawn(move || on_its_way.run(&done, interval));
    // A command opens its tokens once.
    let keeper = HeadKeeper {
        working,
        thread,
        watch,
    };
    invocation.heads.set(keeper).unwrap_or_default();
    Ok(())
}

impl HeadKeeper {
    /// Signs the last head, if this command wrote events; a warning if it cannot be signed.
    pub(crate) fn finish(mut self, invocation: &Invocation) {
        drop(self.working);
        let signed = self.thread.join().unwrap_or_else(|_panic| {
            // The panic itself was reported when it happened.
            tracing::error!(outcome = "failed", "the thread that signs heads panicked");
            self.watch.sign()
        });
        let Err(error) = signed else {
            return;
        };
        let cause = explain::head(&error).causes.pop();
        let cause = cause.unwrap_or_else(|| Message::verbatim(&error));
        // Programs and quiet operators too must hear that nobody vouches for what they did.
        invocation.ask(&Message::new("audit-head-unsigned").say("cause", cause));
    }
}

/// What the thread works with.
#[derive(Clone)]
struct Watch {
    authority: Arc<Authority>,
    log: Arc<dyn AuditLog>,
    actor: Actor,
    key: KeyUri,
    /// Events that were there at the start, or are under a head that was signed since.
    size: u64,
}

impl Watch {
    fn run(mut self, done: &mpsc::Receiver<()>, interval: Duration) -> Result<(), HeadError> {
        let mut pause = interval;
        while done.recv_timeout(pause) == Err(RecvTimeoutError::Timeout) {
            pause = interval;
            if let Err(error) = self.sign() {
                tracing::error!(outcome = "failed", %error, "the head of the log was not signed");
                pause = interval.min(AGAIN);
            }
        }
        self.sign()
    }

    /// Signs if the log grew; another process may have signed for it.
    fn sign(&mut self) -> Result<(), HeadError> {
        let size = self.log.head()?.size;
        if size > self.size {
            self.authority.sign_head(&self.actor, &self.key)?;
            // What came after this look is for the next head.
            self.size = size;
        }
        Ok(())
    }
}

impl fmt::Debug for Watch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Watch")
            .field("key", &self.key)
            .field("size", &self.size)
            .finish_non_exhaustive()
    }
}

/// How soon a head that was not signed is tried again.
const AGAIN: Duration = Duration::from_secs(10);
