//! Variables that the token's module wants in its environment.
//!
//! They cannot be set in a running process, so the program starts itself once more with them,
//! before it has any thread.

use std::env;
use std::io;
use std::os::unix::process::CommandExt;
use std::process::Command;

use hsm::config::TokenConfig;
use hsm::environment::{ConflictingVariable, missing};

/// Set in the second start, so that there is no third.
const GUARD: &str = "SCEAU_OCSP_STARTED_AGAIN";

/// Returns if all variables are set; else does not return but on an error.
///
/// # Errors
/// The program cannot be started again, or does not see the variables then.
pub fn ensure(token: &TokenConfig) -> Result<(), EnvironmentError> {
    let missing = missing([token], |name| env::var_os(name))?;
    if missing.is_empty() {
        return Ok(());
    }
    if env::var_os(GUARD).is_some() {
        return Err(EnvironmentError::Lost);
    }
    let mut arguments = env::args_os();
    let mut command = Command::new(env::current_exe().map_err(EnvironmentError::Exec)?);
    if let Some(name) = arguments.next() {
        command.arg0(name);
    }
    command.args(arguments).envs(missing).env(GUARD, "1");
    Err(EnvironmentError::Exec(command.exec()))
}

/// Why the module's variables are not set.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EnvironmentError {
    /// The configuration contradicts itself.
    #[error("variables of the token")]
    Conflict(#[from] ConflictingVariable),
    /// The second start failed.
    #[error("the program cannot start itself again")]
    Exec(#[source] io::Error),
    /// Something takes the variables away.
    #[error("the variables of the token are not kept over a start")]
    Lost,
}
