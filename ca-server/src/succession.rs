//! One daemon after another, and no request lost (OPS-02): SIGUSR2 starts the new one, which gets
//! the sockets and says when it serves; then the old one ends as at SIGTERM.

use std::env;
use std::ffi::OsString;
use std::io;
use std::os::fd::BorrowedFd;
use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use http_edge::handover::hand_over;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::task::spawn_blocking;

use crate::doors::Doors;
use crate::notify::{self, Notice};

/// How long the new daemon may take to be ready.
const PATIENCE: Duration = Duration::from_secs(30);

/// The program as it was started: what stands at its path by now may be a newer one.
#[derive(Clone, Debug)]
pub struct Program {
    path: PathBuf,
    arguments: Vec<OsString>,
}

impl Program {
    /// This one. To be asked at the start: the path of a file that was replaced says so.
    ///
    /// # Errors
    /// The operating system does not tell.
    pub fn this() -> io::Result<Self> {
        Ok(Self {
            path: env::current_exe()?,
            arguments: env::args_os().skip(1).collect(),
        })
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.path);
        command.args(&self.arguments);
        command
    }
}

/// What people and systemd ask for by signals.
#[derive(Debug)]
pub struct Signals {
    terminate: Signal,
    interrupt: Signal,
    succeed: Signal,
}

impl Signals {
    /// From now on they are heard; to be called on a runtime.
    ///
    /// # Errors
    /// What the operating system says.
    pub fn new() -> io::Result<Self> {
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
            succeed: signal(SignalKind::user_defined2())?,
        })
    }

    /// Done when this daemon is to end: it was told so, or another one serves.
    pub async fn end(&mut self, program: &Program, doors: &Arc<Doors>) {
        loop {
            tokio::select! {
                _ = self.terminate.recv() => break notify::tell(Notice::Stopping),
                _ = self.interrupt.recv() => break notify::tell(Notice::Stopping),
                _ = self.succeed.recv() => if succeed(program.clone(), Arc::clone(doors)).await {
                    break;
                },
            }
        }
    }
}

/// Starts another daemon; gives whether it serves.
async fn succeed(program: Program, doors: Arc<Doors>) -> bool {
    tracing::info!(program = %program.path.display(), "starting another daemon");
    let handed = spawn_blocking(move || {
        let all = doors.all().map(|door| (door.name, door.socket()));
        let sockets: Vec<(&str, BorrowedFd<'_>)> = all.collect();
        hand_over(program.command(), &sockets, PATIENCE)
    });
    match handed.await {
        Ok(Ok(process)) => {
            tracing::info!(process, "another daemon serves");
            notify::tell(Notice::Successor(process));
            true
        }
        Ok(Err(error)) => {
            let cause = std::error::Error::source(&error).map(ToString::to_string);
            tracing::error!(alarm = true, %error, cause, "this daemon goes on");
            false
        }
        // A runtime that ends.
        Err(_) => false,
    }
}
