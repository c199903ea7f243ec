//! `sceau`, the operator's tool.
//!
//! A run goes once through these modules, from top to bottom:
//!
//! - [`start`]: language, panic message and core dumps, before anything can fail;
//! - [`cli`]: the grammar, its help texts, and one module per noun;
//! - [`config`]: the configuration file; [`wiring`]: the ports that it names, opened;
//! - [`invocation`]: what one run was told: options, catalogue, terminal;
//! - [`heads`]: signs the head of the log while a command works and at its end;
//! - [`lab`]: a practice PKI in one folder;
//! - [`confirm`], [`progress`]: asks and tells on the terminal;
//! - [`input`], [`destination`], [`folder`]: files read with a limit, files written whole or not
//!   at all, and names that outlast a power cut;
//! - [`output`]: a command returns an answer, one writer renders it and picks the stream;
//! - [`error`]: a failure is a kind, a cause chain and hints; [`explain`]: errors of the core and
//!   of the adapters in the operator's words;
//! - [`message`], [`catalogue`], [`language`]: all texts, in French and English.

mod catalogue;
mod cli;
mod config;
mod confirm;
mod destination;
mod error;
mod explain;
mod folder;
mod heads;
mod input;
mod invocation;
mod lab;
mod language;
mod message;
mod output;
mod progress;
mod start;
mod wiring;

use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args_os().collect();
    let hints = start::prepare(&arguments);
    cli::run(arguments, hints)
}
