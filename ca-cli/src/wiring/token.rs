//! Opens the token, with a PIN from where the configuration says.

use std::cell::Cell;
use std::io;
use std::sync::Arc;

use aws_lc_rs::rand::SystemRandom;
use hsm::config::TokenConfig;
use hsm::pin::PinSource;
use hsm::token::Token;
use secrecy::SecretString;

use crate::config::Config;
use crate::error::{Failure, Kind};
use crate::explain;
use crate::invocation::Invocation;
use crate::message::Message;

/// The token of the configuration, open and logged in.
///
/// # Errors
/// The configuration names none, or it cannot be opened.
pub(crate) fn token(config: &Config, invocation: &Invocation) -> Result<Arc<Token>, Failure> {
    let Some(token) = &config.token else {
        let message = Message::new("token-not-configured");
        let failure = Failure::new(Kind::Usage, message.with("file", config.path.display()));
        return Err(failure.hint(Message::new("token-hint-table")));
    };
    let ask = |name: &str| {
        let question = Message::new("token-pin").with("token", explain::label(name));
        rpassword::prompt_password(invocation.catalogue.text(&question)).map(SecretString::from)
    };
    // The PIN is fetched once module and token are found, and here, so that what is wrong with
    // its source can be told in the operator's language.
    let fault = Cell::new(None);
    let fetch = |name: &str| {
        token.pin.read(name, &ask).map_err(|error| {
            fault.set(Some(error));
            io::Error::from(io::ErrorKind::NotFound)
        })
    };
    let asking = TokenConfig {
        pin: PinSource::Prompt,
        ..token.clone()
    };
    Token::open(&asking, &fetch, Arc::new(SystemRandom::new()))
        .map(Arc::new)
        .map_err(|error| {
            let name = token.token_name();
            let message = Message::new("token-not-opened").with("token", explain::label(&name));
            let why = fault
                .take()
                .map_or_else(|| explain::signer(&error), |fault| explain::pin(&fault));
            Failure::because(message, why)
        })
}
