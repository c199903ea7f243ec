//! Shows that a command is at work, on a terminal and after a quarter of a second.

use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use indicatif::ProgressBar;

use crate::invocation::Invocation;
use crate::message::Message;

const PATIENCE: Duration = Duration::from_millis(250);
const TICK: Duration = Duration::from_millis(100);

/// Does the work; tells `what` beside a spinner if it takes long and someone is looking.
pub(crate) fn during<T>(invocation: &Invocation, what: &Message, work: impl FnOnce() -> T) -> T {
    if invocation.options.quiet || !invocation.is_interactive() {
        return work();
    }
    let text = invocation.catalogue.text(what);
    thread::scope(|scope| {
        // Dropped with the work's end, also if it panics: then the spinner ends.
        let (working, done) = mpsc::channel::<()>();
        scope.spawn(move || {
            if done.recv_timeout(PATIENCE) == Err(RecvTimeoutError::Timeout) {
                let spinner = ProgressBar::new_spinner().with_message(text);
                spinner.enable_steady_tick(TICK);
                // Ends with an error: nothing is ever sent.
                done.recv().unwrap_or_default();
                spinner.finish_and_clear();
            }
        });
        let outcome = work();
        drop(working);
        outcome
    })
}
