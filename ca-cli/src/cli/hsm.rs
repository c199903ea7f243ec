//! `sceau hsm`: devices and their modules. [`list`] shows what is plugged in, [`mod@doctor`]
//! examines one token, [`target`] says which.

mod doctor;
mod list;
mod target;
mod words;

use ca_desk::error::Failure;
use clap::Subcommand;

use crate::invocation::Invocation;
use crate::output::Answer;

#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    List(list::List),
    Doctor(Box<doctor::Doctor>),
}

/// Does what the verb says.
pub(super) fn run(verb: Verb, invocation: &Invocation) -> Result<Answer, Failure> {
    match verb {
        Verb::List(list) => list.run(invocation),
        Verb::Doctor(doctor) => doctor.run(invocation),
    }
}
