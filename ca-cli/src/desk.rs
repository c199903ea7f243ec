//! Where operations are done: beside the Registry, whose ports the configuration names. [`actor`]
//! is who acts.

pub(crate) mod actor;

use ca_desk::config::Config;
use ca_desk::error::Failure;
use ca_desk::gate::Admitted;
use ca_desk::language::Language;
use ca_desk::message::Message;
use ca_desk::perform::{Keys, Perform};
use ca_desk::wiring::{Store, Wiring};
use secrecy::SecretString;

use crate::heads;
use crate::invocation::Invocation;

/// For commands that use keys: asks for the PIN if it is to be typed. At the command's end the
/// head of the log is signed, if events were written and a signer is configured.
///
/// # Errors
/// Registry or tokens cannot be opened.
pub(crate) fn with_token(
    config: Config,
    store: Store,
    invocation: &Invocation,
) -> Result<Wiring, Failure> {
    let ask = |question: &Message| {
        rpassword::prompt_password(invocation.catalogue.text(question)).map(SecretString::from)
    };
    let wiring = Wiring::with_token(config, store, actor::os_user(), &ask)?;
    heads::keep(&wiring, invocation)?;
    Ok(wiring)
}

/// For commands that use no key.
///
/// # Errors
/// The Registry cannot be opened.
pub(crate) fn without_token(config: Config, store: Store) -> Result<Wiring, Failure> {
    Wiring::without_token(config, store, actor::os_user())
}

/// Where operations are done.
#[derive(Debug)]
pub(crate) struct Desk {
    here: Wiring,
    language: Language,
}

impl Desk {
    /// Ready for an operation: with tokens, if it uses keys.
    ///
    /// # Errors
    /// Registry or tokens cannot be opened.
    pub(crate) fn open<O: Perform>(
        config: Config,
        invocation: &Invocation,
    ) -> Result<Self, Failure> {
        let here = match O::KEYS {
            Keys::Used => with_token(config, Store::Open, invocation)?,
            Keys::Unused => without_token(config, Store::Open)?,
        };
        let language = invocation.catalogue.language();
        Ok(Self { here, language })
    }

    /// Does an operation that uses no more than the one for which it was opened.
    ///
    /// # Errors
    /// As the operation's own.
    pub(crate) fn call<O: Perform>(&self, request: O::Request) -> Result<O::Answer, Failure> {
        let who = Admitted::ungoverned(self.here.actor.clone(), self.language);
        O::perform(&self.here, &who, request)
    }
}
