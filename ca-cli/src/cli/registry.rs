//! `sceau registry`: the record of all that is issued, its backups and its anchor.
//!
//! - [`init`]: a new Registry;
//! - [`keygen`], [`backup`], [`restore`]: encrypted copies, made while the Registry is in use;
//! - [`copy`]: to another place, of either engine;
//! - [`check`]: whether Registry, log and anchor agree; [`acknowledge`]: what is lost is known.

mod acknowledge;
mod backup;
mod check;
mod copy;
mod init;
mod keygen;
mod restore;
mod state;

use ca_desk::error::Failure;
use clap::Subcommand;

use crate::invocation::Invocation;
use crate::output::Answer;

#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    Init(init::Init),
    Keygen(keygen::Keygen),
    Backup(backup::Backup),
    Restore(restore::Restore),
    Copy(copy::Copy),
    Check(check::Check),
    Acknowledge(acknowledge::Acknowledge),
}

/// Does what the verb says.
pub(super) fn run(verb: Verb, invocation: &Invocation) -> Result<Answer, Failure> {
    match verb {
        Verb::Init(init) => init.run(invocation),
        Verb::Keygen(keygen) => keygen.run(),
        Verb::Backup(backup) => backup.run(invocation),
        Verb::Restore(restore) => restore.run(invocation),
        Verb::Copy(copy) => copy.run(invocation),
        Verb::Check(check) => check.run(invocation),
        Verb::Acknowledge(acknowledge) => acknowledge.run(invocation),
    }
}
