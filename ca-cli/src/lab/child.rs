//! Runs the two programs as an operator would: `up` has no way of its own to build an authority.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::{env, io};

use ca_desk::error::{Failure, Kind};
use ca_desk::language::Language;
use ca_desk::message::Message;
use serde::Deserialize;

use crate::lab::layout::Layout;

/// `sceau` and `sceau-ocsp`, as they lie beside each other.
#[derive(Debug)]
pub(crate) struct Programs {
    sceau: PathBuf,
    responder: PathBuf,
    language: &'static str,
}

impl Programs {
    /// This program and its neighbour.
    ///
    /// # Errors
    /// The neighbour is not there.
    pub(crate) fn find(language: Language) -> Result<Self, Failure> {
        let lost = |error: io::Error| {
            Failure::new(Kind::Unavailable, Message::new("lab-own-program-lost"))
                .cause(ca_desk::explain::io(&error))
        };
        let sceau = env::current_exe().map_err(lost)?;
        let responder = sceau.with_file_name("sceau-ocsp");
        if !responder.is_file() {
            let message = Message::new("lab-no-responder").with("path", responder.display());
            let failure = Failure::new(Kind::Unavailable, message);
            return Err(failure.hint(Message::new("lab-hint-responder")));
        }
        let language = match language {
            Language::Fr => "fr",
            Language::En => "en",
        };
        Ok(Self {
            sceau,
            responder,
            language,
        })
    }

    /// Runs `sceau` with the lab's configuration and gives what it printed.
    ///
    /// # Errors
    /// It failed: its message, causes and hints.
    pub(crate) fn sceau<A: AsRef<OsStr>>(
        &self,
        layout: &Layout,
        arguments: &[A],
    ) -> Result<Vec<u8>, Failure> {
        let mut command = Command::new(&self.sceau);
        command.arg("--config").arg(layout.config());
        command
            .args(["--format", "json", "--lang", self.language])
            .args(arguments);
        finish(&mut command)
    }

    /// Runs `sceau-ocsp` with the lab's configuration and gives what it printed.
    ///
    /// # Errors
    /// It failed: what it said.
    pub(crate) fn responder<A: AsRef<OsStr>>(
        &self,
        layout: &Layout,
        arguments: &[A],
    ) -> Result<Vec<u8>, Failure> {
        let mut command = Command::new(&self.responder);
        command.arg("--config").arg(layout.responder_config());
        command.args(["--lang", self.language]).args(arguments);
        finish(&mut command)
    }

    /// The command that serves status, not started.
    pub(crate) fn serve(&self, layout: &Layout) -> Command {
        let mut command = Command::new(&self.responder);
        command
            .arg("--config")
            .arg(layout.responder_config())
            .arg("serve");
        command.env("LC_ALL", locale(self.language));
        command
    }
}

fn locale(language: &str) -> &'static str {
    if language == "fr" {
        "fr_FR.UTF-8"
    } else {
        "C.UTF-8"
    }
}

fn finish(command: &mut Command) -> Result<Vec<u8>, Failure> {
    let output = command.stdin(Stdio::null()).output();
    let output = output.map_err(|error| not_started(Path::new(command.get_program()), &error))?;
    if output.status.success() {
        Ok(output.stdout)
    } else {
        Err(failure_of(command, &output))
    }
}

/// A program that could not be started.
pub(crate) fn not_started(program: &Path, error: &io::Error) -> Failure {
    let message = Message::new("lab-not-started").with("program", program.display());
    Failure::new(Kind::Unavailable, message).cause(ca_desk::explain::io(error))
}

/// What a child said, as our own causes and hints.
fn failure_of(command: &Command, output: &Output) -> Failure {
    let kind = match output.status.code() {
        Some(1) => Kind::Refused,
        Some(5) => Kind::Unavailable,
        Some(_) | None => Kind::Bug,
    };
    let message = Message::new("lab-step-failed").with("command", spoken(command));
    let failure = Failure::new(kind, message);
    let said = String::from_utf8_lossy(&output.stderr);
    let told = said
        .lines()
        .rev()
        .find_map(|line| serde_json::from_str::<Told>(line).ok());
    match told {
        Some(Told { error }) => {
            let causes = std::iter::once(error.message).chain(error.causes);
            let failure = causes.fold(failure, |f, cause| f.cause(Message::verbatim(cause)));
            error
                .hints
                .into_iter()
                .fold(failure, |f, hint| f.hint(Message::verbatim(hint)))
        }
        None => said
            .lines()
            .filter(|line| !line.trim().is_empty())
            .take(MOST_LINES)
            .fold(failure, |f, line| f.cause(Message::verbatim(line))),
    }
}

/// How much of what a child says is repeated.
const MOST_LINES: usize = 8;

/// The command as one would type it.
fn spoken(command: &Command) -> String {
    let program = Path::new(command.get_program())
        .file_name()
        .unwrap_or_default();
    let words = std::iter::once(program).chain(command.get_args());
    words
        .map(OsStr::to_string_lossy)
        .collect::<Vec<_>>()
        .join(" ")
}

#[derive(Deserialize)]
struct Told {
    error: ToldError,
}

#[derive(Deserialize)]
struct ToldError {
    message: String,
    causes: Vec<String>,
    hints: Vec<String>,
}
