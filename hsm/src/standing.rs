//! How a token does, by what became of the calls to it, and whose turn it is to try it again.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use ca_core::signer::TokenState;

use crate::failure::Failure;

/// How long a token that failed is left alone where another can serve; twice as long after each
/// further failure.
const FIRST_PAUSE: Duration = Duration::from_millis(250);

/// How often the pause doubles: to 16 s.
const DOUBLINGS: u32 = 6;

/// After so long without a failure the next one is the first again.
const FORGOTTEN_AFTER: Duration = Duration::from_secs(60);

/// What is known of a token. Safe for concurrent use.
#[derive(Debug, Default)]
pub(crate) struct Standing {
    fenced: AtomicBool,
    seen: Mutex<Seen>,
}

/// What a call for which another token could serve does with this one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Turn {
    /// Uses it: it is well, or this is the one call that finds out.
    Use,
    /// Leaves it alone and has it opened, while others wait.
    Open,
    /// Leaves it alone.
    Pass,
}

#[derive(Clone, Copy, Debug, Default)]
struct Seen {
    state: State,
    /// Failures before the last.
    times: u32,
    last: Option<Instant>,
}

#[derive(Clone, Copy, Debug, Default)]
enum State {
    #[default]
    Well,
    Failing {
        since: Instant,
        /// When it may be tried again.
        due: Instant,
        /// Whether it was opened since.
        open: bool,
    },
    Barred,
}

impl Standing {
    /// Takes note of how a call ended.
    pub(crate) fn note<T>(&self, outcome: &Result<T, Failure>) {
        let mut seen = self.seen();
        match outcome {
            Ok(_) | Err(Failure::Refused(_)) => seen.state = State::Well,
            Err(Failure::Busy) => {}
            Err(Failure::Timeout | Failure::Lost(_)) => seen.fail(),
            Err(Failure::BadPin(_)) => seen.state = State::Barred,
        }
    }

    /// Takes note that a token which failed could be opened: one call may try it.
    pub(crate) fn opened(&self) {
        if let State::Failing { due, open, .. } = &mut self.seen().state {
            *due = Instant::now();
            *open = true;
        }
    }

    /// No more signatures: one was wrong (I6).
    pub(crate) fn fence(&self) {
        self.fenced.store(true, Ordering::SeqCst);
    }

    pub(crate) fn is_fenced(&self) -> bool {
        self.fenced.load(Ordering::SeqCst)
    }

    pub(crate) fn state(&self) -> TokenState {
        if self.is_fenced() {
            return TokenState::Fenced;
        }
        match self.seen().state {
            State::Well => TokenState::Up,
            State::Failing { open: true, .. } => TokenState::Up,
            State::Failing { since, .. } => TokenState::Recovering(since.elapsed()),
            State::Barred => TokenState::Barred,
        }
    }

    /// Whether the token failed and it is time to open it. True for one caller only: the next
    /// pause begins.
    pub(crate) fn is_to_be_opened(&self) -> bool {
        let mut seen = self.seen();
        let next = pause(seen.times);
        match &mut seen.state {
            State::Failing {
                due, open: false, ..
            } if Instant::now() >= *due => {
                *due = Instant::now() + next;
                true
            }
            State::Failing { .. } | State::Well | State::Barred => false,
        }
    }

    /// What a call for which another token could serve does with this one. A token that failed
    /// is tried by one call at a time, so that a device that hangs holds up no more than one.
    pub(crate) fn turn(&self) -> Turn {
        if self.is_fenced() {
            return Turn::Pass;
        }
        let mut seen = self.seen();
        let next = pause(seen.times);
        match &mut seen.state {
            State::Well => Turn::Use,
            State::Failing { due, open, .. } if Instant::now() >= *due => {
                *due = Instant::now() + next;
                let was_opened = std::mem::take(open);
                if was_opened { Turn::Use } else { Turn::Open }
            }
            State::Failing { .. } | State::Barred => Turn::Pass,
        }
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Seen {
    fn fail(&mut self) {
        let now = Instant::now();
        let again = self
            .last
            .is_some_and(|last| last.elapsed() < FORGOTTEN_AFTER);
        self.times = if again {
            self.times.saturating_add(1)
        } else {
            0
        };
        self.last = Some(now);
        self.state = State::Failing {
            since: match self.state {
                State::Failing { since, .. } => since,
                State::Well | State::Barred => now,
            },
            due: now + pause(self.times),
            open: false,
        };
    }
}

fn pause(times: u32) -> Duration {
    FIRST_PAUSE * 2_u32.pow(times.min(DOUBLINGS))
}

#[cfg(test)]
mod tests {
    use ca_core::signer::TokenFault;

    use super::*;

    const LOST: Result<(), Failure> = Err(Failure::Lost(TokenFault::LoginLost));

    #[test]
    fn token_that_failed_is_opened_after_a_pause_and_then_tried_by_one_call() {
        let standing = Standing::default();
        assert_eq!(standing.turn(), Turn::Use);
        standing.note(&LOST);
        assert_eq!(standing.turn(), Turn::Pass, "too early");
        std::thread::sleep(FIRST_PAUSE);
        assert_eq!([standing.turn(), standing.turn()], [Turn::Open, Turn::Pass]);
        standing.opened();
        assert_eq!(standing.state(), TokenState::Up);
        assert_eq!([standing.turn(), standing.turn()], [Turn::Use, Turn::Pass]);
        assert!(matches!(standing.state(), TokenState::Recovering(_)));
        standing.note(&Ok(()));
        assert_eq!([standing.turn(), standing.turn()], [Turn::Use, Turn::Use]);
        assert_eq!(standing.state(), TokenState::Up);
    }

    #[test]
    fn pauses_grow_while_failures_repeat() {
        let standing = Standing::default();
        standing.note(&LOST);
        standing.note(&Ok(()));
        standing.note(&LOST);
        std::thread::sleep(FIRST_PAUSE);
        assert_eq!(standing.turn(), Turn::Pass, "the second pause is longer");
        assert_eq!(pause(0), Duration::from_millis(250));
        assert_eq!(pause(3), Duration::from_secs(2));
        assert_eq!(pause(u32::MAX), Duration::from_secs(16));
    }

    #[test]
    fn token_that_refuses_is_up_and_a_busy_one_is_as_it_was() {
        let standing = Standing::default();
        standing.note(&LOST);
        standing.note::<()>(&Err(Failure::Busy));
        assert!(matches!(standing.state(), TokenState::Recovering(_)));
        standing.note::<()>(&Err(Failure::Refused(TokenFault::NoEmptyToken)));
        assert_eq!(standing.state(), TokenState::Up);
    }

    #[test]
    fn i09_refused_pin_bars_the_token() {
        let standing = Standing::default();
        standing.note::<()>(&Err(Failure::BadPin(TokenFault::LoginLost)));
        assert_eq!(standing.state(), TokenState::Barred);
        assert_eq!(standing.turn(), Turn::Pass, "no second login");
    }

    #[test]
    fn i06_fenced_token_stays_fenced() {
        let standing = Standing::default();
        standing.fence();
        standing.note(&Ok(()));
        assert_eq!(standing.state(), TokenState::Fenced);
        assert_eq!(standing.turn(), Turn::Pass);
    }
}
