//! The command line: `sceaud --config FILE [--check]`.
//!
//! Standard output has what a check found, standard error all else: help aside, errors in the
//! operator's language and, while serving, the log as JSON lines in English.

mod explain;
mod grammar;

use std::ffi::OsString;
use std::io::{self, Write};
use std::path::Path;
use std::process::{ExitCode, abort};

use ca_core::registry::StatusSource;
use ca_core::signer::KeyStore;
use ca_desk::catalogue::Catalogue;
use ca_desk::error::{Failure, Kind};
use ca_desk::explain::registry;
use ca_desk::message::Message;
use ca_desk::told::{Listener, Told};
use rustix::process::{DumpableBehavior, set_dumpable_behavior};
use tracing_subscriber::EnvFilter;

use self::grammar::Asked;
use crate::config::Config;
use crate::daemon::{self, Parts};
use crate::speech::catalogue;

/// Does what the command line says.
#[must_use]
pub fn run(arguments: Vec<OsString>) -> ExitCode {
    // The process will hold a PIN: no core dump and no debugger shall (I9). It fails on kernels
    // that do not know it; the PIN is zeroised in any case.
    set_dumpable_behavior(DumpableBehavior::NotDumpable).unwrap_or_default();
    let (texts, asked) = grammar::read(arguments);
    let done = match asked {
        Ok(Asked::Serve(file)) => serve(file.as_deref()),
        Ok(Asked::Check(file)) => check(file.as_deref(), &texts),
        Ok(Asked::Help(text)) => {
            say(&text);
            Ok(())
        }
        Err(failure) => Err(failure),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            let text = without_colour(&failure.to_text(&texts));
            // Nobody may be listening; the exit code still tells.
            io::stderr().write_all(text.as_bytes()).unwrap_or_default();
            ExitCode::from(failure.kind)
        }
    }
}

fn load(file: Option<&Path>) -> Result<Config, Failure> {
    let missing = || Failure::new(Kind::Usage, Message::new("daemon-config-missing"));
    Config::load(file.ok_or_else(missing)?, Told::new(Log))
}

fn serve(file: Option<&Path>) -> Result<(), Failure> {
    let config = load(file)?;
    log();
    daemon::run(&config).map_err(explain::start)
}

/// Opens everything as the service does, and tells what was found.
fn check(file: Option<&Path>, texts: &Catalogue) -> Result<(), Failure> {
    let config = load(file)?;
    let parts = Parts::open(&config).map_err(explain::start)?;
    let service = &parts.service;
    let unread = |error| Failure::because(Message::new("daemon-registry"), registry(&error));
    let as_of = service.wiring.store.as_of().map_err(unread)?;
    let tell = |message: Message| say(&(texts.text(&message) + "\n"));
    let public = config.public.as_ref().map(|door| ("public", door.listen));
    let doors = [
        ("api", config.api.listen),
        ("monitor", config.monitor.listen),
    ];
    for (door, address) in doors.into_iter().chain(public) {
        let message = Message::new("check-door").with("door", door);
        tell(message.with("address", address));
    }
    let message = Message::new("check-registry").with("url", &config.shared.registry);
    tell(message.with("moment", as_of));
    let tokens = service.wiring.tokens.as_ref();
    for health in tokens.map(|tokens| tokens.health()).unwrap_or_default() {
        let message = Message::new("check-token").with("token", &health.token);
        tell(message.with("state", health.state.as_str()));
    }
    tell(Message::new("check-clients").count("issuers", service.acquaintance.count()));
    for identity in parts.identities.all() {
        tell(Message::new("check-certificate").with("moment", identity.not_after()));
    }
    Ok(())
}

/// JSON lines on standard error; `RUST_LOG` changes the level. A panic is logged, and ends the
/// process (I12): what was in work is a durable intent, which the next start resumes.
fn log() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt()
        .json()
        .with_env_filter(filter)
        .with_writer(io::stderr)
        // It would tell of a full disk on standard error too, and panic where that is full.
        .log_internal_errors(false)
        .init();
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string);
        tracing::error!(alarm = true, place, "panic");
        abort();
    }));
}

/// What happens while ports are opened goes to the log, in English.
struct Log;

impl Listener for Log {
    fn tell(&self, message: &Message) {
        tracing::info!(
            "{}",
            catalogue(ca_desk::language::Language::En).text(message)
        );
    }

    fn warn(&self, message: &Message) {
        let texts = catalogue(ca_desk::language::Language::En);
        tracing::warn!(alarm = true, "{}", texts.text(message));
    }
}

/// The colours that a failure has on a terminal: a daemon seldom has one.
fn without_colour(text: &str) -> String {
    let mut plain = String::new();
    let mut parts = text.split('\u{1b}');
    plain.extend(parts.next());
    for part in parts {
        plain.extend(part.split_once('m').map(|(_, rest)| rest));
    }
    plain
}

/// Writes to standard output; a reader that has gone away is no failure.
fn say(text: &str) {
    io::stdout().write_all(text.as_bytes()).unwrap_or_default();
}
