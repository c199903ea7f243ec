//! `sceau cert`: certificates from request to revocation, a module per group of verbs.

mod batch;
mod expiry;
mod issue;
mod lint;
mod list;
mod report;
mod show;
mod verify;
mod withdraw;

use ca_desk::error::Failure;
use clap::Subcommand;

pub(super) use self::issue::deliver;
pub(super) use self::report::{standing, write_fields, write_finding};

use crate::invocation::Invocation;
use crate::output::Answer;

#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    Issue(Box<issue::Issue>),
    Show(show::Show),
    List(Box<list::List>),
    Expiry(expiry::Expiry),
    Lint(lint::Lint),
    Verify(verify::Verify),
    Revoke(withdraw::Revoke),
    Suspend(withdraw::Named),
    Reinstate(withdraw::Named),
}

/// Does what the verb says.
pub(super) fn run(verb: Verb, invocation: &Invocation) -> Result<Answer, Failure> {
    match verb {
        Verb::Issue(issue) => issue.run(invocation),
        Verb::Show(show) => show.run(invocation),
        Verb::List(list) => list.run(invocation),
        Verb::Expiry(expiry) => expiry.run(invocation),
        Verb::Lint(lint) => lint.run(invocation),
        Verb::Verify(verify) => verify.run(invocation),
        Verb::Revoke(revoke) => revoke.run(invocation),
        Verb::Suspend(named) => named.suspend(invocation),
        Verb::Reinstate(named) => named.reinstate(invocation),
    }
}
