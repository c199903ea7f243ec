//! The parent's side of a worker: starts it, talks to it, ends it.
//!
//! - `connection`: one worker; what starting one needs;
//! - `process`: its process; `outbox`: the sending side of its socket; `pending`: what it has not
//!   answered yet;
//! - `permits`: how much may be in flight;
//! - this file: which worker to ask, and the way back when one is lost.
//!
//! A worker that crashed is replaced at once and the request tried once more; one that does not
//! answer in time hangs in the module: it is killed, and the request tried once more if time is
//! left. If a fresh worker fails too, the device is down: calls fail at once until the next try
//! is due.

mod connection;
mod outbox;
mod pending;
mod permits;
mod process;

use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use ca_core::signer::{TokenFault, TokenInfo};
use serde::de::DeserializeOwned;

pub(crate) use self::connection::{Connection, HeldPin, Setup};
use self::permits::{Permit, Permits};
use crate::failure::Failure;
use crate::wire::Request;
use crate::wire::frame;

/// How long a device that failed with a fresh worker is left alone.
const NEXT_TRY: Duration = Duration::from_millis(250);

/// How often a caller that waits for a session looks for requests that hang.
const LOOK_AGAIN: Duration = Duration::from_millis(50);

/// For ever, as far as a caller is concerned.
const YEAR: Duration = Duration::from_secs(365 * 24 * 3600);

/// A worker for one token, replaced whenever it is lost. Safe for concurrent use.
#[derive(Debug)]
pub(crate) struct Link {
    seat: Arc<Seat>,
    permits: Permits,
}

/// Where the worker is.
#[derive(Debug)]
struct Seat {
    setup: Setup,
    /// How long a worker may take to load the module and log in.
    start_within: Duration,
    state: Mutex<State>,
    changed: Condvar,
    /// What the last worker that opened the token was told.
    info: Mutex<Option<TokenInfo>>,
    /// How many workers were started.
    started: AtomicU64,
    /// How many workers in a row were lost before they had done anything.
    barren: AtomicU32,
}

#[derive(Debug)]
enum State {
    /// Nobody needed a worker yet.
    Idle,
    /// A thread is starting one; what the one before was lost by.
    Starting(Option<TokenFault>),
    Up(Arc<Connection>),
    /// The last one could not be started, or did nothing.
    Down {
        until: Instant,
        failure: Failure,
    },
    /// The token refused the PIN: never again (I9).
    Barred(TokenFault),
}

/// How long a request may take.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Timing {
    /// Until one of the sessions is free.
    pub(crate) wait: Duration,
    /// In the module; a worker that takes longer hangs.
    pub(crate) limit: Duration,
    /// In all, a second try included.
    pub(crate) within: Duration,
}

impl Link {
    /// A link that starts its worker when one is needed, and gives it `start_within` to load the
    /// module and log in.
    pub(crate) fn new(setup: Setup, start_within: Duration) -> Self {
        Self {
            permits: Permits::new(setup.sessions),
            seat: Arc::new(Seat {
                setup,
                start_within,
                state: Mutex::new(State::Idle),
                changed: Condvar::new(),
                info: Mutex::default(),
                started: AtomicU64::new(0),
                barren: AtomicU32::new(0),
            }),
        }
    }

    /// What the token said of itself, asked of a worker that is started if there is none.
    pub(crate) fn info(&self, within: Duration) -> Result<TokenInfo, Failure> {
        let connection = self.seat.connection(after(within))?;
        let info = connection.info().cloned();
        info.ok_or_else(|| Failure::Lost(TokenFault::Binding("no token is open".to_owned())))
    }

    /// What the token said of itself to the last worker that opened it: another device may have
    /// taken its place since the first (HSM-08).
    pub(crate) fn last_info(&self) -> Option<TokenInfo> {
        let info = self.seat.info.lock();
        info.unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// How many workers were started so far.
    pub(crate) fn started(&self) -> u64 {
        self.seat.started.load(Ordering::Relaxed)
    }

    /// Asks `request` and waits for its answer: at most `wait` for one of the sessions, at most
    /// `limit` for the module, at most `within` in all.
    pub(crate) fn call<T: DeserializeOwned>(
        &self,
        request: &Request<'_>,
        timing: Timing,
    ) -> Result<T, Failure> {
        let answer = self.ask(request, timing)?;
        frame::decode(&answer).map_err(|error| {
            Failure::Lost(TokenFault::Binding(format!("unexpected answer: {error}")))
        })
    }

    /// As [`Link::call`], for an answer of plain octets.
    pub(crate) fn ask(&self, request: &Request<'_>, timing: Timing) -> Result<Vec<u8>, Failure> {
        let (start, deadline) = (Instant::now(), after(timing.within));
        let mut permit = Some(self.permit(timing.wait.min(timing.within))?);
        let mut attempt = |request: &Request<'_>| match self.seat.connection(deadline) {
            Ok(worker) => {
                let outcome = worker.ask_until(request, timing.limit, deadline, &mut permit);
                self.seat.note(&worker, &outcome);
                (outcome, worker.is_proven() || worker.since() < start)
            }
            Err(failure) => (Err(failure), false),
        };
        let (first, worth_another) = attempt(request);
        let Err(Failure::Lost(fault)) = first else {
            return first;
        };
        let second = match request.again() {
            Some(again) if worth_another && Instant::now() < deadline => {
                let token = &self.seat.setup.uri;
                tracing::warn!(%token, cause = %fault, "worker lost; starting another");
                attempt(&again).0
            }
            Some(_) | None => Err(Failure::Lost(fault)),
        };
        match second {
            Err(Failure::Lost(TokenFault::WorkerHung { .. })) if Instant::now() >= deadline => {
                Err(Failure::Timeout)
            }
            outcome => outcome,
        }
    }

    /// The right to one request; requests that hang give theirs back when they are overdue.
    fn permit(&self, wait: Duration) -> Result<Permit, Failure> {
        let until = after(wait);
        loop {
            let left = until.saturating_duration_since(Instant::now());
            let taken = self.permits.take(left.min(LOOK_AGAIN));
            if taken.is_ok() || left.is_zero() {
                return taken;
            }
            self.seat.end_if_hung();
        }
    }
}

impl Seat {
    fn end_if_hung(&self) {
        if let State::Up(connection) = &*self.state() {
            connection.end_if_hung();
        }
    }

    /// A worker that is up. If there is none, a thread of its own starts it, so that a caller in
    /// a hurry does not end a worker that is slow to start.
    fn connection(self: &Arc<Self>, deadline: Instant) -> Result<Arc<Connection>, Failure> {
        let mut state = self.state();
        let mut waited = false;
        loop {
            let lost_by = match &*state {
                State::Up(connection) => match connection.fault() {
                    None => return Ok(Arc::clone(connection)),
                    Some(fault) => Some(fault),
                },
                State::Barred(fault) => return Err(Failure::BadPin(fault.clone())),
                State::Down { failure, .. } if waited => return Err(failure.clone()),
                State::Down { until, failure } if Instant::now() < *until => {
                    return Err(recovering(failure.clone()));
                }
                State::Starting(lost_by) => {
                    let left = deadline.saturating_duration_since(Instant::now());
                    if left.is_zero() {
                        let fault = lost_by.clone().map(Failure::Lost);
                        return Err(fault.map_or(Failure::Timeout, recovering));
                    }
                    waited = true;
                    let woken = self.changed.wait_timeout(state, left);
                    state = woken.unwrap_or_else(PoisonError::into_inner).0;
                    continue;
                }
                State::Idle => None,
                State::Down { failure, .. } => failure.fault().cloned(),
            };
            let old = std::mem::replace(&mut *state, State::Starting(lost_by));
            drop(state);
            drop(old);
            self.start();
            waited = true;
            state = self.state();
        }
    }

    fn start(self: &Arc<Self>) {
        let seat = Arc::clone(self);
        let thread = thread::Builder::new().name("hsm-start".to_owned());
        let started = thread.spawn(move || {
            let started = Connection::open(&seat.setup, seat.start_within);
            seat.set(match started {
                Ok(connection) => {
                    let mut info = seat.info.lock().unwrap_or_else(PoisonError::into_inner);
                    *info = connection.info().cloned();
                    drop(info);
                    seat.started.fetch_add(1, Ordering::Relaxed);
                    State::Up(Arc::new(connection))
                }
                Err(Failure::BadPin(fault)) => State::Barred(fault),
                Err(failure) => down(failure),
            });
        });
        if let Err(error) = started {
            self.set(down(Failure::Lost(TokenFault::WorkerNotStarted {
                program: self.setup.module.worker_program().display().to_string(),
                words: error.to_string(),
            })));
        }
    }

    /// Draws the conclusions from what became of a request.
    fn note(&self, worker: &Arc<Connection>, outcome: &Result<Vec<u8>, Failure>) {
        match outcome {
            Err(Failure::BadPin(fault)) => self.set(State::Barred(fault.clone())),
            Err(Failure::Lost(fault)) => self.give_up(worker, fault),
            Ok(_) | Err(Failure::Busy | Failure::Timeout | Failure::Refused(_)) => {}
        }
    }

    /// No new calls for this worker; those under way may end. Two workers in a row that never
    /// did anything tell that the device is down.
    fn give_up(&self, lost: &Arc<Connection>, fault: &TokenFault) {
        let mut state = self.state();
        if !matches!(&*state, State::Up(connection) if Arc::ptr_eq(connection, lost)) {
            return;
        }
        let wait = if lost.is_proven() {
            self.barren.store(0, Ordering::Relaxed);
            Duration::ZERO
        } else if self.barren.fetch_add(1, Ordering::Relaxed) == 0 {
            Duration::ZERO
        } else {
            NEXT_TRY
        };
        let down = State::Down {
            until: after(wait),
            failure: Failure::Lost(fault.clone()),
        };
        let old = std::mem::replace(&mut *state, down);
        drop(state);
        drop(old);
    }

    /// A PIN that was refused once bars the token whatever comes after (I9).
    fn set(&self, new: State) {
        let mut state = self.state();
        let old = match &*state {
            State::Barred(_) => new,
            State::Idle | State::Starting(_) | State::Up(_) | State::Down { .. } => {
                std::mem::replace(&mut *state, new)
            }
        };
        drop(state);
        drop(old);
        self.changed.notify_all();
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn down(failure: Failure) -> State {
    State::Down {
        until: after(NEXT_TRY),
        failure,
    }
}

/// What a call is told that comes while the device is left alone.
fn recovering(failure: Failure) -> Failure {
    match failure {
        Failure::Lost(fault) => Failure::Lost(TokenFault::Recovering(Box::new(fault))),
        Failure::Busy | Failure::Timeout | Failure::Refused(_) | Failure::BadPin(_) => failure,
    }
}

/// The end of a duration that begins now, however long it is.
fn after(duration: Duration) -> Instant {
    let now = Instant::now();
    now.checked_add(duration)
        .or_else(|| now.checked_add(YEAR))
        .unwrap_or(now)
}
