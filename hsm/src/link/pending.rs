//! The requests that a worker has not answered yet.

use std::collections::HashMap;
use std::sync::mpsc::{self, Receiver, SyncSender};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use ca_core::signer::TokenFault;

use crate::failure::Failure;
use crate::link::permits::Permit;

/// What became of a request.
pub(super) type Outcome = Result<Vec<u8>, Failure>;

/// The requests that one worker has not answered yet; none any more once it is lost.
#[derive(Debug)]
pub(super) struct Pending(Mutex<State>);

#[derive(Debug)]
enum State {
    Up(HashMap<u64, Expected>),
    Lost(TokenFault),
}

#[derive(Debug)]
struct Expected {
    tell: SyncSender<Outcome>,
    /// A worker that takes longer hangs.
    limit: Duration,
    overdue: Instant,
    /// Of a request that nobody waits for any more: its session is still in use.
    permit: Option<Permit>,
}

impl Pending {
    pub(super) fn new() -> Self {
        Self(Mutex::new(State::Up(HashMap::new())))
    }

    /// Where the answer to request `number` will arrive.
    ///
    /// # Errors
    /// `Lost`, as the worker is.
    pub(super) fn expect(
        &self,
        number: u64,
        limit: Duration,
        overdue: Instant,
    ) -> Result<Receiver<Outcome>, Failure> {
        let (tell, told) = mpsc::sync_channel(1);
        let expected = Expected {
            tell,
            limit,
            overdue,
            permit: None,
        };
        match &mut *self.state() {
            State::Up(calls) => drop(calls.insert(number, expected)),
            State::Lost(fault) => return Err(Failure::Lost(fault.clone())),
        }
        Ok(told)
    }

    /// Hands an answer to whoever waits for it.
    pub(super) fn answer(&self, number: u64, outcome: Outcome) {
        let expected = match &mut *self.state() {
            State::Up(calls) => calls.remove(&number),
            State::Lost(_) => None,
        };
        // Whoever gave up waiting has no use for it.
        drop(expected.map(|expected| expected.tell.try_send(outcome)));
    }

    /// Nothing was asked after all.
    pub(super) fn forget(&self, number: u64) {
        if let State::Up(calls) = &mut *self.state() {
            drop(calls.remove(&number));
        }
    }

    /// Nobody waits for request `number` any more; unless it was answered, it keeps its permit.
    pub(super) fn abandon(&self, number: u64, permit: Option<Permit>) {
        let mut state = self.state();
        if let State::Up(calls) = &mut *state
            && let Some(expected) = calls.get_mut(&number)
        {
            expected.permit = permit;
        }
    }

    /// The limit of a request that is overdue and that nobody waits for any more, if there is one.
    pub(super) fn hangs(&self, now: Instant) -> Option<Duration> {
        match &*self.state() {
            State::Up(calls) => calls
                .values()
                .find(|expected| expected.permit.is_some() && expected.overdue <= now)
                .map(|expected| expected.limit),
            State::Lost(_) => None,
        }
    }

    /// The worker is lost: all that wait are told. The first word counts.
    pub(super) fn lose(&self, fault: TokenFault) {
        let mut state = self.state();
        if matches!(&*state, State::Up(_)) {
            let old = std::mem::replace(&mut *state, State::Lost(fault));
            drop(state);
            // Permits of abandoned requests are locks of their own.
            drop(old);
        }
    }

    /// What the worker was lost by.
    pub(super) fn fault(&self) -> Option<TokenFault> {
        match &*self.state() {
            State::Up(_) => None,
            State::Lost(fault) => Some(fault.clone()),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
