//! Asks before what cannot be taken back.

use std::io;

use ca_desk::error::{Failure, Kind};
use ca_desk::message::Message;

use crate::invocation::Invocation;

/// Shows `question` and wants the object's `name` typed; `--yes` answers for the operator.
///
/// # Errors
/// Something else was typed, or there is nobody to ask.
pub(crate) fn confirm(
    invocation: &Invocation,
    question: &Message,
    name: &str,
) -> Result<(), Failure> {
    if invocation.options.yes {
        return Ok(());
    }
    if !invocation.is_interactive() {
        return Err(Failure::new(Kind::Usage, Message::new("confirm-nobody"))
            .hint(Message::new("confirm-hint-yes")));
    }
    invocation.ask(question);
    invocation.ask(&Message::new("confirm-type").with("name", name));
    let mut typed = String::new();
    io::stdin().read_line(&mut typed).unwrap_or_default();
    if typed.trim() == name {
        return Ok(());
    }
    Err(Failure::new(
        Kind::Refused,
        Message::new("confirm-mismatch").with("name", name),
    ))
}
