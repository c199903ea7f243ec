//! What a device is and does, found out by asking it, for `sceau hsm list` and `sceau hsm doctor`.
//!
//! Nothing that is in the token is touched: the survey makes session objects, which the token
//! forgets by itself. Where it cannot make any, it makes token objects under a label of this
//! survey alone and destroys them. No PIN is ever tried that is not the configured one, and none
//! twice (I9).
//!
//! The work is cut into probes, each with its own limit of time. A device that hangs or crashes
//! at one of them loses its worker process, which is told, and the rest goes on with a fresh one.
//!
//! - [`facts`]: what is found out; it judges nothing;
//! - `probe`: what the parent asks of its worker; `device/survey` does it;
//! - `line`: the worker that is asked, replaced whenever it is lost;
//! - [`mod@examine`]: what is ordered; `examiner`: the order of the probes.

pub mod examine;
mod examiner;
pub mod facts;
mod line;
pub(crate) mod probe;

use std::time::Duration;

use ca_core::signer::SignerError;

use crate::config::Module;
use crate::link::{Connection, HeldPin, Setup};
use crate::survey::facts::Library;
use crate::survey::probe::Probe;
use crate::wire::{Request, frame};

/// How long a module may take to load and to tell of its slots.
const LOOK: Duration = Duration::from_secs(20);

/// What a module says of itself and of its slots; nobody logs in.
///
/// # Errors
/// `Unavailable` if module or worker cannot be started, or do not answer.
pub fn library(module: &Module) -> Result<Library, SignerError> {
    let name = module.path.file_name().unwrap_or_default();
    let setup = Setup {
        module: module.clone(),
        sessions: 1,
        uri: String::new(),
        pin: HeldPin::File(String::new()),
    };
    let request = Request::Survey {
        uri: "",
        probe: Probe::Library,
    };
    let answer = Connection::start(&setup, LOOK).and_then(|line| line.ask(&request, LOOK));
    let library = answer.and_then(|octets| frame::decode(&octets).map_err(line::unreadable));
    library.map_err(|failure| failure.of(&name.to_string_lossy()))
}
