//! Opens the tokens, with PINs from where the configuration says.

use std::io;
use std::sync::Arc;

use aws_lc_rs::rand::SystemRandom;
use ca_core::authority::copies::Copies;
use ca_core::random::Random;
use ca_core::signer::{SignerError, StoredKey};
use hsm::tokens::Tokens;
use secrecy::SecretString;

use crate::config::Config;
use crate::error::{Failure, Kind};
use crate::explain;
use crate::message::Message;
use crate::wiring::Wiring;

/// Asks a person for the PIN of the token with this name, where the configuration says that it
/// is to be typed.
pub type AskPin<'a> = &'a dyn Fn(&Message) -> io::Result<SecretString>;

/// The tokens of the configuration, open and logged in; the copies of keys that the Registry
/// records and its log confirms stand in (I8). A token that could not be opened while another
/// could is told as a warning; one that refused the PIN is recorded (AUD-01).
///
/// # Errors
/// None can be opened, or a refused login cannot be recorded.
pub(super) fn tokens(wiring: &Wiring, ask: AskPin<'_>) -> Result<Tokens, Failure> {
    let store = Arc::clone(&wiring.store);
    let recorded = move |key: &StoredKey| {
        let copies = Copies::read(store.as_ref(), store.as_ref());
        // A Registry that cannot be read allows nothing.
        copies.is_ok_and(|copies| copies.allow(key))
    };
    Ok(opened(wiring, ask)?.with_copies(Box::new(recorded)))
}

/// That the configuration names a token at all.
///
/// # Errors
/// It does not.
pub(super) fn are_named(config: &Config) -> Result<(), Failure> {
    if config.tokens.is_empty() {
        let message = Message::new("token-not-configured");
        let failure = Failure::new(Kind::Usage, message.with("file", config.path.display()));
        return Err(failure.hint(Message::new("token-hint-table")));
    }
    Ok(())
}

fn opened(wiring: &Wiring, ask: AskPin<'_>) -> Result<Tokens, Failure> {
    let prompt = |name: &str| ask(&Message::new("token-pin").with("token", explain::label(name)));
    let random: Arc<dyn Random> = Arc::new(SystemRandom::new());
    let tokens = match Tokens::open(&wiring.config.tokens, &prompt, &random) {
        Ok(tokens) => tokens,
        Err(error) => {
            record_refused(wiring, &error)?;
            return Err(not_opened(&error));
        }
    };
    for error in tokens.unopened() {
        record_refused(wiring, error)?;
        let cause = explain::signer(error).causes.pop();
        let message = Message::new("token-left-out").with("token", explain::label(error.token()));
        let cause = cause.unwrap_or_else(|| Message::verbatim(error));
        wiring.config.told.tell(&message.say("cause", cause));
    }
    Ok(tokens)
}

/// A wrong PIN is an event: else nobody learns that somebody tried.
fn record_refused(wiring: &Wiring, error: &SignerError) -> Result<(), Failure> {
    let recorded = wiring.authority.record_failed_login(&wiring.actor, error);
    recorded.map_err(|unrecorded| {
        let message = Message::new("token-login-unrecorded");
        let message = message.with("token", explain::label(error.token()));
        Failure::because(message, explain::login(&unrecorded))
    })
}

/// A token of the configuration that cannot be used.
fn not_opened(error: &SignerError) -> Failure {
    let message = Message::new("token-not-opened").with("token", explain::label(error.token()));
    Failure::because(message, explain::signer(error))
}
