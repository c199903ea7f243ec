//! A bounded number of sessions with one token, and the way back after an error.
//!
//! Sessions and key handles live in an *epoch*. An error that is not clearly the caller's ends
//! the epoch: its sessions are closed, its handles forgotten, and the work is tried once more
//! with a session of the next epoch, which logs in and finds the key again. A
//! session on which any call failed is closed: an operation may still be active in it. A token
//! that is full gets room: idle sessions are closed, and calls wait for those in use.

use std::collections::HashMap;
use std::mem;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use ca_core::signer::{KeyUri, TokenFault};
use cryptoki::session::Session;

use crate::device::keys::KnownKey;
use crate::device::login::Login;
use crate::device::module::{Access, Module};
use crate::failure::Failure;
use crate::uri::Pkcs11Uri;

/// The sessions of one token.
#[derive(Debug)]
pub(crate) struct SessionPool {
    module: Module,
    token: Pkcs11Uri,
    login: Login,
    limit: usize,
    state: Mutex<State>,
    freed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    epoch: u64,
    in_use: usize,
    idle: Vec<Session>,
    keys: HashMap<KeyUri, KnownKey>,
}

impl SessionPool {
    pub(crate) fn new(module: Module, token: Pkcs11Uri, login: Login, limit: usize) -> Self {
        let (state, freed) = (Mutex::default(), Condvar::new());
        Self {
            module,
            token,
            login,
            limit,
            state,
            freed,
        }
    }

    /// Does `task` with a session that is logged in; once more, in a new epoch, if the session
    /// turns out to be lost, or after room was made if the token is full, before `within` is
    /// over.
    pub(crate) fn run<T>(
        &self,
        access: Access,
        within: Duration,
        task: impl Fn(&Lease<'_>) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let start = Instant::now();
        let first = self.attempt(access, within, &task);
        match &first {
            Err(Failure::Lost(fault)) => {
                tracing::warn!(token = %self.token, cause = %fault, "session lost; trying a new one");
            }
            Err(Failure::Busy) if start.elapsed() < within => drop(self.make_room()),
            Ok(_)
            | Err(Failure::Busy | Failure::Timeout | Failure::Refused(_) | Failure::BadPin(_)) => {
                return first;
            }
        }
        match within.checked_sub(start.elapsed()) {
            Some(left) => self.attempt(access, left, &task),
            None => Err(Failure::Timeout),
        }
    }

    fn attempt<T>(
        &self,
        access: Access,
        within: Duration,
        task: impl Fn(&Lease<'_>) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let lease = self.lease(access, within)?;
        let outcome = task(&lease);
        match &outcome {
            Ok(_) => lease.give_back(),
            Err(failure) => self.end_epoch_if_lost(lease.epoch, failure),
        }
        outcome
    }

    fn lease(&self, access: Access, within: Duration) -> Result<Lease<'_>, Failure> {
        let start = Instant::now();
        let permit = self.permit(within)?;
        loop {
            let (epoch, session) = self.session(access);
            match session {
                Ok(session) => {
                    self.close_surplus();
                    return Ok(Lease {
                        pool: self,
                        epoch,
                        access,
                        session,
                        permit,
                    });
                }
                // The token allows fewer sessions than the configuration.
                Err(Failure::Busy) if self.make_room() => {}
                Err(Failure::Busy) => {
                    self.await_idle(within.saturating_sub(start.elapsed()))?;
                }
                Err(other) => return Err(other),
            }
        }
    }

    fn permit(&self, within: Duration) -> Result<Permit<'_>, Failure> {
        let full = |state: &mut State| state.in_use >= self.limit;
        let (mut state, wait) = self
            .freed
            .wait_timeout_while(self.state(), within, full)
            .unwrap_or_else(PoisonError::into_inner);
        if wait.timed_out() {
            return Err(Failure::Busy);
        }
        state.in_use = state.in_use.saturating_add(1);
        Ok(Permit { pool: self })
    }

    /// An idle session or a new one, and its epoch.
    fn session(&self, access: Access) -> (u64, Result<Session, Failure>) {
        let mut state = self.state();
        let epoch = state.epoch;
        let idle = if access == Access::Read {
            state.idle.pop()
        } else {
            None
        };
        drop(state);
        let open = || {
            self.open(access)
                .inspect_err(|lost| self.end_epoch_if_lost(epoch, lost))
        };
        (epoch, idle.map_or_else(open, Ok))
    }

    fn open(&self, access: Access) -> Result<Session, Failure> {
        let session = self.module.open(&self.token, access)?;
        self.login.ensure(&self.module, &session)?;
        Ok(session)
    }

    /// A session for writing is opened beside the idle ones; one of them makes room. Not before:
    /// the last session of a process takes the login with it.
    fn close_surplus(&self) {
        let mut state = self.state();
        let open = state.in_use.saturating_add(state.idle.len());
        let surplus = if open > self.limit {
            state.idle.pop()
        } else {
            None
        };
        drop(state);
        drop(surplus);
    }

    /// Closes all idle sessions; false if there were none.
    fn make_room(&self) -> bool {
        let mut state = self.state();
        let surplus = if state.in_use <= 1 {
            // The last session of a process is its login: handles die with it.
            state.next_epoch()
        } else {
            mem::take(&mut state.idle)
        };
        drop(state);
        !surplus.is_empty()
    }

    /// Waits until somebody gives a session back; busy if all of them are other processes'.
    fn await_idle(&self, left: Duration) -> Result<(), Failure> {
        let none = |state: &mut State| state.idle.is_empty() && state.in_use > 1;
        let (state, wait) = self
            .freed
            .wait_timeout_while(self.state(), left, none)
            .unwrap_or_else(PoisonError::into_inner);
        if wait.timed_out() || state.idle.is_empty() {
            return Err(Failure::Busy);
        }
        Ok(())
    }

    fn end_epoch_if_lost(&self, epoch: u64, failure: &Failure) {
        let mut state = self.state();
        if matches!(failure, Failure::Lost(_)) && state.epoch == epoch {
            let dead = state.next_epoch();
            // Closing asks the module, which may be slow: not with the state locked.
            drop(state);
            drop(dead);
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Forgets all handles; returns the sessions to close.
    fn next_epoch(&mut self) -> Vec<Session> {
        self.epoch = self.epoch.wrapping_add(1);
        self.keys.clear();
        mem::take(&mut self.idle)
    }
}

/// A session in use. Dropped, it is closed; only [`Lease::give_back`] keeps it open.
#[derive(Debug)]
pub(crate) struct Lease<'p> {
    pool: &'p SessionPool,
    epoch: u64,
    access: Access,
    // Declared before the permit: closed before the next caller may open one.
    session: Session,
    permit: Permit<'p>,
}

impl Lease<'_> {
    pub(crate) const fn session(&self) -> &Session {
        &self.session
    }

    /// What `search` finds, unless somebody logged in meanwhile: the login had been lost, and
    /// until then nothing private was to be seen.
    pub(crate) fn search<T>(
        &self,
        search: impl FnOnce(&Session) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let before = self.pool.login.turn();
        let found = search(&self.session);
        if before.is_some() && self.pool.login.turn() == before {
            found
        } else {
            Err(Failure::Lost(TokenFault::LoginLost))
        }
    }

    /// The key called `uri`, found once per epoch: to find it for each signature would halve
    /// the rate.
    pub(crate) fn key(
        &self,
        uri: &KeyUri,
        find: impl FnOnce(&Session) -> Result<KnownKey, Failure>,
    ) -> Result<KnownKey, Failure> {
        let state = self.pool.state();
        let known = state
            .keys
            .get(uri)
            .filter(|_| state.epoch == self.epoch)
            .copied();
        drop(state);
        if let Some(key) = known {
            return Ok(key);
        }
        let key = self.search(find)?;
        let mut state = self.pool.state();
        if state.epoch == self.epoch {
            state.keys.insert(uri.clone(), key);
        }
        Ok(key)
    }

    fn give_back(self) {
        let Self {
            pool,
            epoch,
            access,
            session,
            permit,
        } = self;
        let mut state = pool.state();
        if access == Access::Read && state.epoch == epoch {
            state.idle.push(session);
            drop(state);
        } else {
            drop(state);
            drop(session);
        }
        drop(permit);
    }
}

/// The right to have one session.
#[derive(Debug)]
struct Permit<'p> {
    pool: &'p SessionPool,
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        let mut state = self.pool.state();
        state.in_use = state.in_use.saturating_sub(1);
        if state.in_use == 0 && state.idle.is_empty() {
            // The last session of a process is its login (PKCS#11 2.40 5.6): handles died with it.
            state.next_epoch();
        }
        drop(state);
        // All: some wait for a permit, others for an idle session.
        self.pool.freed.notify_all();
    }
}
