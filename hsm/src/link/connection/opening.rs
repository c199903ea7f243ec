//! Starts a worker, has it greet, load the module, and log in.

use std::io;
use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64};
use std::thread;
use std::time::{Duration, Instant};

use ca_core::signer::TokenFault;
use secrecy::ExposeSecret;

use super::{Asked, Connection, HeldPin, Setup, Worker};
use crate::config::Module;
use crate::failure::Failure;
use crate::link::after;
use crate::link::outbox::Outbox;
use crate::link::pending::Pending;
use crate::link::process::Process;
use crate::wire::frame::{self, Inbox};
use crate::wire::{Confinement, GREETING, Greeting, Pin, Request};

/// How long a program may take to show that it is a worker.
const GREET_WITHIN: Duration = Duration::from_secs(5);

/// How long a token that has no session left is asked again: another worker may be ending.
const ROOM_WITHIN: Duration = Duration::from_secs(2);

/// How long to leave such a token alone.
const ASK_AGAIN: Duration = Duration::from_millis(50);

impl Connection {
    /// Starts a worker and has it log in.
    ///
    /// # Errors
    /// As [`Connection::start`]; and as the token answers.
    pub(crate) fn open(setup: &Setup, within: Duration) -> Result<Self, Failure> {
        let deadline = after(within);
        let mut connection = Self::start(setup, within)?;
        let answer = connection.log_in(setup, deadline)?;
        connection.proven = AtomicBool::new(false);
        let info = connection
            .info
            .insert(frame::decode(&answer).map_err(unexpected)?);
        tracing::info!(token = %info.label, model = %info.model, serial = %info.serial, "token open");
        Ok(connection)
    }

    /// Starts a worker and has it load the module, nothing more.
    ///
    /// # Errors
    /// `Lost` if the program cannot be started, is not a worker, cannot be confined, or hangs or
    /// crashes as it loads the module.
    pub(crate) fn start(setup: &Setup, within: Duration) -> Result<Self, Failure> {
        let deadline = after(within);
        let mut connection = Self::greeted(&setup.module, within)?;
        let load = Request::Load {
            module: &setup.module.path.to_string_lossy(),
            sessions: setup.sessions,
            network: setup.module.network,
        };
        let left = deadline.saturating_duration_since(Instant::now());
        let answer = connection.ask(&load, left)?;
        connection.confinement = frame::decode(&answer).map_err(unexpected)?;
        if !connection.confinement.memory_locked {
            tracing::debug!("the account of the worker may not lock all of its memory");
        }
        Ok(connection)
    }

    /// Starts the program and hears its greeting.
    fn greeted(module: &Module, within: Duration) -> Result<Self, Failure> {
        let program = || module.worker_program().display().to_string();
        let not_started = |error: io::Error| {
            Failure::Lost(TokenFault::WorkerNotStarted {
                program: program(),
                words: error.to_string(),
            })
        };
        let other = |words: String| {
            Failure::Lost(TokenFault::WorkerOther {
                program: program(),
                words,
            })
        };
        let (socket, process) = Process::start(module).map_err(not_started)?;
        let (connection, greeting) = Self::with(socket, process, within).map_err(not_started)?;
        let heard = connection.worker.hear(&greeting, greeting.overdue);
        let heard = heard.unwrap_or(Err(Failure::Timeout));
        let heard = heard.map_err(|failure| other(no_greeting(failure)))?;
        match frame::decode(&heard) {
            Ok(Greeting::OURS) => Ok(connection),
            Ok(theirs) => Err(other(theirs.to_string())),
            Err(error) => Err(other(error.to_string())),
        }
    }

    fn with(socket: UnixStream, process: Process, within: Duration) -> io::Result<(Self, Asked)> {
        let worker = Arc::new(Worker {
            process,
            pending: Pending::new(),
            let_go: AtomicBool::new(false),
        });
        let greeting = worker.expect(GREETING, within.min(GREET_WITHIN));
        let connection = Self {
            outbox: Outbox::new(socket.try_clone()?),
            worker: Arc::clone(&worker),
            next: AtomicU64::new(GREETING.saturating_add(1)),
            info: None,
            confinement: Confinement::default(),
            since: Instant::now(),
            proven: AtomicBool::new(false),
            abandoned: AtomicBool::new(false),
            socket,
        };
        let answers = Inbox::new(connection.socket.try_clone()?);
        thread::Builder::new()
            .name("hsm-answers".to_owned())
            .spawn(move || worker.attend(answers))?;
        let greeting = greeting.map_err(|_| io::ErrorKind::BrokenPipe)?;
        Ok((connection, greeting))
    }

    fn log_in(&self, setup: &Setup, deadline: Instant) -> Result<Vec<u8>, Failure> {
        let give_up = after(ROOM_WITHIN);
        let pin = match &setup.pin {
            HeldPin::File(path) => Pin::File(path),
            HeldPin::Held(pin) => Pin::Held(pin.secret().expose_secret()),
        };
        let uri = &setup.uri;
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            match self.ask(&Request::Open { uri, pin }, left) {
                Err(Failure::Busy) if Instant::now() < give_up => thread::sleep(ASK_AGAIN),
                outcome => return outcome,
            }
        }
    }
}

/// What a program did instead of greeting.
fn no_greeting(failure: Failure) -> String {
    match failure {
        Failure::Lost(TokenFault::WorkerEnded { how }) => how,
        Failure::Lost(TokenFault::WorkerHung { millis }) => {
            format!("no greeting within {millis} ms")
        }
        Failure::Lost(fault) | Failure::Refused(fault) | Failure::BadPin(fault) => {
            fault.to_string()
        }
        Failure::Busy | Failure::Timeout => "no greeting".to_owned(),
    }
}

fn unexpected(error: io::Error) -> Failure {
    Failure::Lost(TokenFault::Binding(format!("unexpected answer: {error}")))
}
