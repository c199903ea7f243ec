//! Initialises one of the lab's tokens, in a process that has SoftHSM's variable.

use std::fs;
use std::path::Path;

use hsm::initialise::initialise;
use secrecy::SecretString;

use crate::error::{Failure, Kind};
use crate::lab::files;
use crate::lab::layout::{LabToken, Layout};
use crate::message::Message;
use crate::output::Answer;

/// Gives the token its label and the PIN of its PIN file. The security officer's PIN is random
/// and forgotten: nobody is to unlock a practice token.
///
/// # Errors
/// The PIN cannot be read, or the token refuses.
pub(crate) fn make(layout: &Layout, token: LabToken, module: &Path) -> Result<Answer, Failure> {
    let path = layout.pin_file(token);
    let pins = fs::read_to_string(&path).and_then(|pin| {
        Ok((
            SecretString::from(pin),
            SecretString::from(files::random_hex::<12>()?),
        ))
    });
    let (user_pin, officer_pin) = pins.map_err(|error| {
        let message = Message::new("lab-no-pin").with("file", path.display());
        Failure::new(Kind::Unavailable, message).cause(crate::explain::io(&error))
    })?;
    match initialise(module, token.label(), &officer_pin, &user_pin) {
        Ok(_) => Ok(Answer::silent()),
        Err(error) => {
            let message = Message::new("lab-no-token").with("token", token.label());
            Err(Failure::because(message, crate::explain::signer(&error)))
        }
    }
}
