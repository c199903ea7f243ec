//! Logging in, at most once with a PIN that the token does not accept (I9).

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use ca_core::signer::TokenFault;
use cryptoki::error::{Error, RvError};
use cryptoki::session::{Session, SessionState, UserType};
use secrecy::SecretString;

use crate::device::module::Module;
use crate::failure::Failure;
use crate::pin::KeptPin;

/// The user PIN, and whether the token still takes it.
#[derive(Debug)]
pub(crate) struct Login {
    pin: KeptPin,
    refused: Mutex<Option<TokenFault>>,
    /// Beginnings and ends of logins; odd while one is under way.
    turns: AtomicU64,
}

impl Login {
    pub(crate) fn new(pin: SecretString) -> Self {
        Self {
            pin: pin.into(),
            refused: Mutex::new(None),
            turns: AtomicU64::new(0),
        }
    }

    /// What tells whether somebody logged in: the same number before and after means that nobody
    /// did in between; none while a login is under way.
    pub(crate) fn turn(&self) -> Option<u64> {
        let turns = self.turns.load(Ordering::SeqCst);
        turns.is_multiple_of(2).then_some(turns)
    }

    /// Logs in through `session`, on behalf of all sessions of this process.
    ///
    /// One thread at a time: two at once would spend two of the few tries that a token gives.
    /// Nothing is asked of a token that is logged in, and no login is tried where the flags of
    /// the token (CK_TOKEN_INFO) say that the PIN is locked or this would be the last try.
    pub(crate) fn ensure(&self, module: &Module, session: &Session) -> Result<(), Failure> {
        let mut refused = self.refused.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(fault) = refused.as_ref() {
            return Err(Failure::BadPin(fault.clone()));
        }
        let outcome = self.log_in(module, session);
        if let Err(Failure::BadPin(fault)) = &outcome {
            *refused = Some(fault.clone());
        }
        outcome
    }

    fn log_in(&self, module: &Module, session: &Session) -> Result<(), Failure> {
        let here = session.get_session_info()?;
        if matches!(
            here.session_state(),
            SessionState::RoUser | SessionState::RwUser
        ) {
            return Ok(());
        }
        let token = module.pkcs11().get_token_info(here.slot_id())?;
        if token.user_pin_locked() {
            return Err(Failure::BadPin(TokenFault::Returned {
                function: "C_GetTokenInfo".to_owned(),
                value: "CKF_USER_PIN_LOCKED".to_owned(),
            }));
        }
        if token.user_pin_final_try() {
            return Err(Failure::BadPin(TokenFault::LastTry));
        }
        self.turns.fetch_add(1, Ordering::SeqCst);
        let outcome = session.login(UserType::User, Some(self.pin.secret()));
        self.turns.fetch_add(1, Ordering::SeqCst);
        match outcome {
            Ok(()) | Err(Error::Pkcs11(RvError::UserAlreadyLoggedIn, _)) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }
}
