//! Shows that a command is at work, on a terminal and after a quarter of a second: [`during`] by
//! a spinner, [`Count`] by a bar with the number of items, their rate and the time left.

use std::fmt::Write;
use std::io::{self, IsTerminal};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use ca_desk::message::Message;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};

use crate::invocation::Invocation;

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

/// Items that are done one after the other.
#[derive(Debug)]
pub(crate) struct Count {
    /// Absent where nobody looks.
    bar: Option<ProgressBar>,
    start: Instant,
}

impl Count {
    /// Nothing is done so far. `total` is asked for only if someone looks; it may be unknown.
    pub(crate) fn start(
        invocation: &Invocation,
        what: &Message,
        total: impl FnOnce() -> Option<u64>,
    ) -> Self {
        let shown = !invocation.options.quiet && io::stderr().is_terminal();
        Self {
            bar: shown.then(|| bar(invocation, what, total())),
            start: Instant::now(),
        }
    }

    /// One more is done.
    pub(crate) fn advance(&self) {
        if let Some(bar) = &self.bar {
            self.reach(bar.position() + 1);
        }
    }

    /// So many are done.
    pub(crate) fn reach(&self, done: u64) {
        let Some(bar) = &self.bar else { return };
        bar.set_position(done);
        if bar.is_hidden() && self.start.elapsed() > PATIENCE {
            bar.set_draw_target(ProgressDrawTarget::stderr());
        }
    }

    /// Writes something to the terminal, with the bar out of the way.
    pub(crate) fn beside<T>(&self, write: impl FnOnce() -> T) -> T {
        match &self.bar {
            Some(bar) => bar.suspend(write),
            None => write(),
        }
    }

    /// All is done: the bar goes.
    pub(crate) fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

fn bar(invocation: &Invocation, what: &Message, total: Option<u64>) -> ProgressBar {
    let say = |message: &Message| invocation.catalogue.text(message);
    let left = say(&Message::new("progress-left"));
    let template = match total {
        Some(_) => format!("{{msg}} {{wide_bar}} {{pos}}/{{len}}  {{rate}}  {left} {{eta}}"),
        None => "{spinner} {msg} {pos}  {rate}".to_owned(),
    };
    // A template that cannot be read would be a defect; the plain bar says enough then.
    let style = ProgressStyle::with_template(&template)
        .unwrap_or_else(|_| ProgressStyle::default_bar())
        .with_key("rate", |state: &ProgressState, text: &mut dyn Write| {
            write!(text, "{:.0}/s", state.per_sec()).unwrap_or_default();
        });
    ProgressBar::with_draw_target(total, ProgressDrawTarget::hidden())
        .with_style(style)
        .with_message(say(what))
}

/// Work of which a known share is done, in octets or pages.
#[derive(Debug)]
pub(crate) struct Share {
    bar: Option<ProgressBar>,
    start: Instant,
}

impl Share {
    /// Nothing is done so far.
    pub(crate) fn start(invocation: &Invocation, what: &Message) -> Self {
        let shown = !invocation.options.quiet && io::stderr().is_terminal();
        let say = |message: &Message| invocation.catalogue.text(message);
        let left = say(&Message::new("progress-left"));
        let bar = shown.then(|| {
            let template = format!("{{msg}} {{wide_bar}} {{percent}} %  {left} {{eta}}");
            let style = ProgressStyle::with_template(&template);
            ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden())
                .with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
                .with_message(say(what))
        });
        Self {
            bar,
            start: Instant::now(),
        }
    }

    /// So much of so much is done.
    pub(crate) fn reach(&self, done: u64, all: u64) {
        let Some(bar) = &self.bar else { return };
        bar.set_length(all);
        bar.set_position(done);
        if bar.is_hidden() && self.start.elapsed() > PATIENCE {
            bar.set_draw_target(ProgressDrawTarget::stderr());
        }
    }

    /// All is done: the bar goes.
    pub(crate) fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
