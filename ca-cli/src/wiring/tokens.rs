//! Opens the tokens, with PINs from where the configuration says.

use std::sync::Arc;

use aws_lc_rs::rand::SystemRandom;
use ca_core::authority::copies::Copies;
use ca_core::random::Random;
use ca_core::signer::{SignerError, StoredKey};
use ca_store::sqlite::SqliteStore;
use hsm::tokens::Tokens;
use secrecy::SecretString;

use crate::config::Config;
use crate::error::{Failure, Kind};
use crate::explain;
use crate::invocation::Invocation;
use crate::message::Message;

/// The tokens of the configuration, open and logged in; the copies of keys that the Registry
/// records and its log confirms stand in (I8). A token that could not be opened while another
/// could is told as a warning.
///
/// # Errors
/// None can be opened.
pub(super) fn tokens(
    config: &Config,
    store: &Arc<SqliteStore>,
    invocation: &Invocation,
) -> Result<Tokens, Failure> {
    let store = Arc::clone(store);
    let recorded = move |key: &StoredKey| {
        let copies = Copies::read(store.as_ref(), store.as_ref());
        // A Registry that cannot be read allows nothing.
        copies.is_ok_and(|copies| copies.allow(key))
    };
    Ok(opened(config, invocation)?.with_copies(Box::new(recorded)))
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

fn opened(config: &Config, invocation: &Invocation) -> Result<Tokens, Failure> {
    let ask = |name: &str| {
        let question = Message::new("token-pin").with("token", explain::label(name));
        rpassword::prompt_password(invocation.catalogue.text(&question)).map(SecretString::from)
    };
    let random: Arc<dyn Random> = Arc::new(SystemRandom::new());
    let tokens = Tokens::open(&config.tokens, &ask, &random);
    let tokens = tokens.map_err(|error| not_opened(&error))?;
    for error in tokens.unopened() {
        let cause = explain::signer(error).causes.pop();
        let message = Message::new("token-left-out").with("token", explain::label(error.token()));
        invocation.tell(&message.say("cause", cause.unwrap_or_else(|| Message::verbatim(error))));
    }
    Ok(tokens)
}

/// A token of the configuration that cannot be used.
fn not_opened(error: &SignerError) -> Failure {
    let message = Message::new("token-not-opened").with("token", explain::label(error.token()));
    Failure::because(message, explain::signer(error))
}
