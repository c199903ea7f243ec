//! `sceau-ocsp`: the validation authority as a daemon.

use std::process::ExitCode;

fn main() -> ExitCode {
    ocsp_responder::cli::run(std::env::args_os().collect())
}
