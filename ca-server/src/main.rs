//! `sceaud`: the authority as a daemon.

use std::process::ExitCode;

fn main() -> ExitCode {
    ca_server::cli::run(std::env::args_os().collect())
}
