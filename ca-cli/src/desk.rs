//! The ports that the configuration names, opened for a command. [`actor`] is who acts.

pub(crate) mod actor;

use ca_desk::config::Config;
use ca_desk::error::Failure;
use ca_desk::message::Message;
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
