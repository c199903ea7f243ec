//! Where operations are done: beside the Registry, whose ports the configuration names, or behind
//! a daemon ([`there`]). [`actor`] is who acts beside the Registry.

pub(crate) mod actor;
mod there;

use ca_desk::config::Config;
use ca_desk::error::Failure;
use ca_desk::gate::Admitted;
use ca_desk::language::Language;
use ca_desk::message::Message;
use ca_desk::perform::{Keys, Perform};
use ca_desk::wiring::{Store, Wiring};
use secrecy::SecretString;

use self::there::There;
use crate::config::Place;
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
pub(crate) enum Desk {
    /// Beside the Registry.
    Here {
        /// Its ports.
        wiring: Box<Wiring>,
        /// The language of answers.
        language: Language,
    },
    /// Behind a daemon.
    There(Box<There>),
}

impl Desk {
    /// Ready for an operation: with tokens, if it uses keys.
    ///
    /// # Errors
    /// Registry or tokens cannot be opened, or the operator's certificate cannot be used.
    pub(crate) fn open<O: Perform>(
        place: impl Into<Place>,
        invocation: &Invocation,
    ) -> Result<Self, Failure> {
        let language = invocation.catalogue.language();
        let config = match place.into() {
            Place::Here(config) => *config,
            Place::There(remote) => {
                return There::open(remote, language).map(Box::new).map(Self::There);
            }
        };
        let wiring = match O::KEYS {
            Keys::Used => with_token(config, Store::Open, invocation)?,
            Keys::Unused => without_token(config, Store::Open)?,
        };
        let wiring = Box::new(wiring);
        Ok(Self::Here { wiring, language })
    }

    /// Has an operation done that uses no more than the one for which this was opened.
    ///
    /// # Errors
    /// As the operation's own, or there is no answer.
    pub(crate) fn call<O: Perform>(&self, request: O::Request) -> Result<O::Answer, Failure> {
        match self {
            Self::Here { wiring, language } => {
                let who = Admitted::account(wiring, *language)?;
                O::perform(wiring, &who, request)
            }
            Self::There(there) => there.call::<O>(&request),
        }
    }
}
