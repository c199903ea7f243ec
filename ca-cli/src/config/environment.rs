//! Gives the PKCS#11 module the variables that it wants (ADR 0008): the process starts itself
//! again with them, before it has opened anything or started a thread.

use std::env;
use std::os::unix::process::CommandExt;
use std::process::Command;

use crate::config::Config;
use crate::error::{Failure, Kind};
use crate::explain;
use crate::message::Message;

/// Holds the process id, which outlives `exec`, in the second start, so that there is no third.
/// A child of ours has another id and may start itself again for a token of its own.
const GUARD: &str = "SCEAU_ENVIRONMENT_PROVIDED";

/// Returns once the variables of the configuration are in the environment.
///
/// # Errors
/// The program cannot be started again.
pub(super) fn provide(config: &Config) -> Result<(), Failure> {
    let message = || Message::new("environment-not-provided");
    let missing = hsm::environment::missing(&config.token, |name| env::var_os(name));
    let missing = missing
        .map_err(|error| Failure::new(Kind::Usage, message()).cause(Message::verbatim(error)))?;
    if missing.is_empty() {
        return Ok(());
    }
    let id = std::process::id().to_string();
    if env::var_os(GUARD).is_some_and(|started| started == id.as_str()) {
        let names: Vec<_> = missing.into_keys().collect();
        let cause = Message::new("environment-lost").with("names", names.join(", "));
        return Err(Failure::new(Kind::Bug, message()).cause(cause));
    }
    let failed = |error| Failure::new(Kind::Unavailable, message()).cause(explain::io(&error));
    let program = env::current_exe().map_err(failed)?;
    let mut arguments = env::args_os();
    let name = arguments.next().unwrap_or_default();
    let mut again = Command::new(program);
    again
        .arg0(name)
        .args(arguments)
        .envs(missing)
        .env(GUARD, id);
    // Only returns if it fails.
    Err(failed(again.exec()))
}
