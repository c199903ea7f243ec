//! What ends long work before its end: the first signal, after what is in flight. The second one
//! ends the program at once, as always.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use ca_desk::error::{Failure, Kind};
use ca_desk::explain;
use ca_desk::message::Message;
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::flag;

/// Whether nothing more is begun, and why.
#[derive(Clone, Debug, Default)]
pub(super) struct Interruption {
    signalled: Arc<AtomicBool>,
    raised: Arc<AtomicBool>,
}

impl Interruption {
    /// Listens for Ctrl-C and for whatever else asks a program to end.
    ///
    /// # Errors
    /// The operating system does not let it.
    pub(super) fn listen() -> Result<Self, Failure> {
        let new = Self::default();
        for signal in [SIGINT, SIGTERM, SIGHUP] {
            // The order matters: the second signal finds the flag set by the first.
            flag::register_conditional_default(signal, Arc::clone(&new.signalled))
                .and_then(|_| flag::register(signal, Arc::clone(&new.signalled)))
                .map_err(|error| {
                    Failure::new(Kind::Unavailable, Message::new("batch-no-signals"))
                        .cause(explain::io(&error))
                })?;
        }
        Ok(new)
    }

    /// Asks for an end from within.
    pub(super) fn raise(&self) {
        self.raised.store(true, Ordering::SeqCst);
    }

    /// Whether nothing more is begun.
    pub(super) fn is_raised(&self) -> bool {
        self.raised.load(Ordering::SeqCst) || self.was_signalled()
    }

    /// Whether a signal asked for it.
    pub(super) fn was_signalled(&self) -> bool {
        self.signalled.load(Ordering::SeqCst)
    }
}
