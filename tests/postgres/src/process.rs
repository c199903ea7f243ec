//! A running server, which ends with the test.
//!
//! A child of it waits on a pipe from the test's process: when that process is gone, by whatever
//! death, the pipe is closed and the child stops the server.

use std::fs::{self, OpenOptions};
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use crate::account::Account;
use crate::programs;

/// Stops the server at once when the pipe is closed: what it has not written is of no use then.
const GUARDED: &str = r#"exec 3<&0; { read -r _ <&3; kill -QUIT $$; } & exec "$@" 3<&- </dev/null"#;

/// How long a server may take to start or to end.
const PATIENCE: Duration = Duration::from_secs(60);

/// The server on one data directory.
#[derive(Debug)]
pub(crate) struct Process {
    server: Child,
    data: PathBuf,
}

impl Process {
    /// Starts a server and waits until it takes connections; none if it ended instead.
    pub(crate) fn start(account: Account, data: &Path, log: &Path) -> Option<Self> {
        // That of a server that was killed names a process that may be another's by now.
        drop(fs::remove_file(data.join("postmaster.pid")));
        let log = OpenOptions::new()
            .create(true)
            .append(true)
            .open(log)
            .unwrap();
        let server = account
            .command("sh")
            .args(["-c", GUARDED, "sh"])
            .arg(programs::folder().join("postgres"))
            .arg("-D")
            .arg(data)
            .stdin(Stdio::piped())
            .stdout(log.try_clone().unwrap())
            .stderr(log)
            .spawn()
            .unwrap();
        let data = data.to_owned();
        let mut process = Self { server, data };
        let ready = process.wait_for(|process| {
            let ended = process.server.try_wait().unwrap().is_some();
            (ended || process.is_ready()).then_some(!ended)
        });
        ready.then_some(process)
    }

    /// Ends the server as a power cut would: none of its processes does anything more.
    pub(crate) fn kill(mut self) {
        let server = self.pid();
        // It starts no other while it stands still.
        kill(server, Signal::SIGSTOP).unwrap();
        let children = format!("/proc/{server}/task/{server}/children");
        let children = fs::read_to_string(children).unwrap();
        let children: Vec<i32> = children
            .split_whitespace()
            .map(|number| number.parse().unwrap())
            .collect();
        for child in &children {
            // One that has ended meanwhile is what is wanted.
            kill(Pid::from_raw(*child), Signal::SIGKILL).unwrap_or_default();
        }
        self.server.kill().unwrap();
        self.server.wait().unwrap();
        self.wait_for(|_| children.iter().all(|child| has_ended(*child)).then_some(()));
    }

    /// Ends the server in good order; open connections are cut off.
    pub(crate) fn stop(mut self) {
        kill(self.pid(), Signal::SIGINT).unwrap();
        self.wait_for(|process| process.server.try_wait().unwrap());
    }

    fn pid(&self) -> Pid {
        Pid::from_raw(self.server.id().try_into().unwrap())
    }

    /// The last line of the file in which a server tells of itself.
    fn is_ready(&self) -> bool {
        let text = fs::read_to_string(self.data.join("postmaster.pid")).unwrap_or_default();
        text.lines()
            .nth(7)
            .is_some_and(|state| state.trim() == "ready")
    }

    fn wait_for<T>(&mut self, mut look: impl FnMut(&mut Self) -> Option<T>) -> T {
        let started = Instant::now();
        loop {
            if let Some(seen) = look(self) {
                return seen;
            }
            assert!(started.elapsed() < PATIENCE, "the server does not answer");
            thread::sleep(Duration::from_millis(5));
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        drop(self.server.stdin.take());
        drop(self.server.wait());
    }
}

/// One that nobody has waited for yet does nothing more either.
fn has_ended(process: i32) -> bool {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    let state = stat.rsplit(") ").next().unwrap_or_default();
    state.is_empty() || state.starts_with('Z')
}
