//! Logging in, at most once with a PIN that the token does not accept (I9).

use std::sync::{Mutex, PoisonError};

use ca_core::signer::TokenFault;
use cryptoki::error::{Error, RvError};
use cryptoki::session::{Session, UserType};
use secrecy::SecretString;

use crate::failure::Failure;

/// The user PIN, and whether the token still takes it.
#[derive(Debug)]
pub(crate) struct Login {
    pin: SecretString,
    refused: Mutex<Option<TokenFault>>,
}

impl Login {
    pub(crate) const fn new(pin: SecretString) -> Self {
        Self {
            pin,
            refused: Mutex::new(None),
        }
    }

    /// Logs in through `session`, on behalf of all sessions of this process.
    ///
    /// One thread at a time: two at once would spend two of the few tries that a token gives.
    pub(crate) fn ensure(&self, session: &Session) -> Result<(), Failure> {
        let mut refused = self.refused.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(fault) = refused.as_ref() {
            return Err(Failure::BadPin(fault.clone()));
        }
        match session.login(UserType::User, Some(&self.pin)) {
            Ok(()) | Err(Error::Pkcs11(RvError::UserAlreadyLoggedIn, _)) => Ok(()),
            Err(error) => {
                let failure = Failure::from(error);
                if let Failure::BadPin(fault) = &failure {
                    *refused = Some(fault.clone());
                }
                Err(failure)
            }
        }
    }
}
