//! `sceau key`: the life of key pairs in their tokens.
//!
//! - [`create`]: a key is made;
//! - [`report`]: what there is to say of a key; [`inventory`]: `list` and `show`;
//! - [`destroy`]: a key is destroyed in all tokens;
//! - [`transport`]: a key goes to another token: `transport`, `backup`, `seal`, `restore`.

mod create;
mod destroy;
mod inventory;
mod report;
mod transport;

use clap::{Args, Subcommand};

use ca_desk::error::Failure;

use crate::invocation::Invocation;
use crate::output::Answer;

#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    Create(create::Create),
    List,
    Show(Key),
    Destroy(destroy::Destroy),
    Transport(transport::make::Transport),
    Backup(transport::backup::Backup),
    Seal(transport::seal::Seal),
    Restore(transport::restore::Restore),
}

/// A key, by its URI or its label.
#[derive(Args, Debug)]
pub(crate) struct Key {
    #[arg(value_name = "KEY")]
    key: String,
}

/// Does what the verb says.
pub(super) fn run(verb: Verb, invocation: &Invocation) -> Result<Answer, Failure> {
    match verb {
        Verb::Create(create) => create.run(invocation),
        Verb::List => inventory::list(invocation),
        Verb::Show(Key { key }) => inventory::show(key, invocation),
        Verb::Destroy(destroy) => destroy.run(invocation),
        Verb::Transport(transport) => transport.run(invocation),
        Verb::Backup(backup) => backup.run(invocation),
        Verb::Seal(seal) => seal.run(invocation),
        Verb::Restore(restore) => restore.run(invocation),
    }
}
