//! `sceau`, the operator's tool.
//!
//! A run goes once through these modules, from top to bottom:
//!
//! - [`start`]: language, panic message and core dumps, before anything can fail;
//! - [`cli`]: the grammar, its help texts, and one module per noun;
//! - [`invocation`]: what one run was told: options, configuration, catalogue, terminal;
//! - [`mod@config`]: where the authority is; [`desk`]: where operations are done, here or behind a
//!   daemon;
//! - [`heads`]: signs the head of the log while a command works and at its end;
//! - [`lab`]: a practice PKI in one folder;
//! - [`confirm`], [`progress`]: asks and tells on the terminal;
//! - [`destination`]: files written whole or not at all;
//! - [`output`]: a command returns an answer, one writer renders it and picks the stream;
//! - [`catalogue`]: the texts of the tool, in French and English, beside those of `ca-desk`, which
//!   has what both this tool and the daemon do.

mod catalogue;
mod cli;
mod config;
mod confirm;
mod desk;
mod destination;
mod heads;
mod invocation;
mod lab;
mod output;
mod progress;
mod start;

use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args_os().collect();
    let hints = start::prepare(&arguments);
    cli::run(arguments, hints)
}
