//! `sceau key seal`: the rest of a backup after which the key was kept exportable, or which was
//! cut short.

use ca_core::signer::StoredKey;
use ca_desk::error::Failure;
use ca_desk::explain;
use ca_desk::message::Message;
use ca_desk::wiring::{Store, Wiring};
use clap::Args;

use crate::confirm::confirm;
use crate::desk;
use crate::invocation::Invocation;
use crate::output::Answer;
use ca_desk::perform::key::{describe, named};

#[derive(Args, Debug)]
pub(crate) struct Seal {
    #[arg(value_name = "KEY")]
    key: String,
}

impl Seal {
    /// Seals, once the operator has typed the key's label.
    pub(in crate::cli::key) fn run(&self, invocation: &Invocation) -> Result<Answer, Failure> {
        let wiring = desk::with_token(invocation.config()?, Store::Open, invocation)?;
        let otherwise = Message::new("key-not-sealed").with("key", &self.key);
        let inventory = named::inventory(&wiring, &wiring.actor, &otherwise)?;
        let key = &named::one(&inventory, &self.key)?.key;
        let question = Message::new("key-seal-question").with("key", &key.label);
        confirm(invocation, &question, &key.label)?;
        seal(&wiring, key)?;
        let inventory = named::inventory(&wiring, &wiring.actor, &otherwise)?;
        let sealed = named::one(&inventory, key.uri.as_str())?;
        Ok(Answer::of(describe::in_inventory(sealed)))
    }
}

/// The key is not extractable from now on.
///
/// # Errors
/// The token refuses, or the act cannot be recorded.
pub(super) fn seal(wiring: &Wiring, key: &StoredKey) -> Result<(), Failure> {
    let sealed = wiring.authority.seal_key(&wiring.actor, &key.uri);
    sealed.map(drop).map_err(|error| {
        let message = Message::new("key-not-sealed").with("key", &key.label);
        Failure::because(message, explain::key(&error)).hint(Message::new("hint-key-seal"))
    })
}
