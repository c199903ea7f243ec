//! `sceau audit`: the record of all acts, a module per group of verbs.
//!
//! - `list`: events that match;
//! - `show`: one event, what proves it, and both as a file;
//! - `sign`: signed heads; `enrol`: their signer;
//! - `verify`: the log, an export or a proof, held against itself;
//! - `export`: the log as files, for an auditor;
//! - `purge`: the end of events at their term;
//! - `event`: an event as people read it.

mod enrol;
mod event;
mod export;
mod list;
mod purge;
mod show;
mod sign;
mod verify;

use ca_desk::error::Failure;
use clap::Subcommand;

use crate::invocation::Invocation;
use crate::output::Answer;

#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    List(list::List),
    Show(show::Show),
    Prove(show::Prove),
    Verify(verify::Verify),
    Export(export::Export),
    Sign(sign::Sign),
    Heads(sign::Heads),
    Purge(purge::Purge),
    Enrol(enrol::Enrol),
}

/// Does what the verb says.
pub(super) fn run(verb: Verb, invocation: &Invocation) -> Result<Answer, Failure> {
    match verb {
        Verb::List(list) => list.run(invocation),
        Verb::Show(show) => show.run(invocation),
        Verb::Prove(prove) => prove.run(invocation),
        Verb::Verify(verify) => verify.run(invocation),
        Verb::Export(export) => export.run(invocation),
        Verb::Sign(sign) => sign.run(invocation),
        Verb::Heads(heads) => heads.run(invocation),
        Verb::Purge(purge) => purge.run(invocation),
        Verb::Enrol(enrol) => enrol.run(invocation),
    }
}
