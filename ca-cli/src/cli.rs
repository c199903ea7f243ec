//! The grammar `sceau <noun> <verb> [object] [--options]`, one module per noun.
//!
//! The types below are the whole grammar; they carry no texts. [`help`] gives each command and
//! each argument its text from the catalogue, by its place in the grammar: the command
//! `cert issue` has `help-cert-issue`, its option `--csr` has `arg-cert-issue-csr`, and its
//! examples are `example-cert-issue`. [`usage`] says in the operator's language what is wrong
//! with a command line. [`value`] reads values.

mod audit;
mod cert;
#[cfg(test)]
mod commands;
mod config;
pub(crate) mod country;
mod crl;
mod help;
mod hsm;
mod interruption;
mod issuer;
mod key;
mod latin;
mod profile;
#[cfg(test)]
mod reference;
mod registry;
mod responder;
mod shell;
mod usage;
pub(crate) mod value;

use std::ffi::OsString;
use std::process::ExitCode;
use std::sync::OnceLock;

use clap::{Command, CommandFactory, FromArgMatches, Parser, Subcommand};

use ca_desk::error::Failure;

use crate::invocation::{GlobalOptions, Invocation};
use crate::lab;
use crate::output::{Answer, Writer};
use crate::start::Hints;
use ca_desk::catalogue::Catalogue;

#[derive(Debug, Parser)]
#[command(name = "sceau", version)]
struct Cli {
    #[command(flatten)]
    options: GlobalOptions,
    #[command(subcommand)]
    noun: Noun,
}

#[derive(Debug, Subcommand)]
enum Noun {
    #[command(subcommand)]
    Registry(registry::Verb),
    #[command(subcommand)]
    Key(key::Verb),
    #[command(subcommand)]
    Issuer(issuer::Verb),
    #[command(subcommand)]
    Profile(profile::Verb),
    #[command(subcommand)]
    Cert(cert::Verb),
    #[command(subcommand)]
    Crl(crl::Verb),
    #[command(subcommand)]
    Responder(responder::Verb),
    #[command(subcommand)]
    Audit(audit::Verb),
    #[command(subcommand)]
    Hsm(hsm::Verb),
    #[command(subcommand)]
    Config(config::Verb),
    #[command(subcommand)]
    Lab(lab::Verb),
    #[command(subcommand)]
    Util(shell::Verb),
}

/// Reads the command line, does what it says, writes the answer; returns the exit code.
pub(crate) fn run(arguments: Vec<OsString>, hints: Hints) -> ExitCode {
    let catalogue = crate::catalogue::new(hints.language);
    let read = grammar(&catalogue)
        .try_get_matches_from(arguments)
        .and_then(|matches| Cli::from_arg_matches(&matches));
    let cli = match read {
        Ok(cli) => cli,
        Err(error) => return usage::answer(&error, &Writer::new(hints.format, &catalogue)),
    };
    let format = cli.options.format;
    let mut invocation = Invocation {
        options: cli.options,
        catalogue,
        heads: OnceLock::new(),
    };
    let outcome = dispatch(cli.noun, &invocation);
    let code = Writer::new(format, &invocation.catalogue).finish(outcome);
    if let Some(keeper) = invocation.heads.take() {
        keeper.finish(&invocation);
    }
    code
}

/// The grammar without texts.
#[cfg(test)]
pub(crate) fn bare_grammar() -> Command {
    Cli::command()
}

/// The grammar with its texts.
fn grammar(catalogue: &Catalogue) -> Command {
    help::localised(Cli::command(), catalogue)
}

fn dispatch(noun: Noun, invocation: &Invocation) -> Result<Answer, Failure> {
    match noun {
        Noun::Registry(verb) => registry::run(verb, invocation),
        Noun::Key(verb) => key::run(verb, invocation),
        Noun::Issuer(verb) => issuer::run(verb, invocation),
        Noun::Profile(verb) => profile::run(verb, invocation),
        Noun::Cert(verb) => cert::run(verb, invocation),
        Noun::Crl(verb) => crl::run(verb, invocation),
        Noun::Responder(verb) => responder::run(verb, invocation),
        Noun::Audit(verb) => audit::run(verb, invocation),
        Noun::Hsm(verb) => hsm::run(verb, invocation),
        Noun::Config(verb) => config::run(verb, invocation),
        Noun::Lab(verb) => lab::run(verb, invocation),
        Noun::Util(verb) => shell::run(verb, invocation),
    }
}
