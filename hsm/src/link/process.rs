//! The process of a worker.

use std::io;
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process_group};

use crate::config::Module;

/// How often the end of a process is looked for.
const LOOK_AGAIN: Duration = Duration::from_millis(2);

/// A worker's process. Dropped, it is killed unless it ended, so that none is left, not even as a
/// zombie.
#[derive(Debug)]
pub(super) struct Process(Mutex<Child>);

impl Process {
    /// Starts the worker of `module` with one end of a socket pair as its standard input: names
    /// and PINs do not pass through arguments or environment (I9). In a process group of its
    /// own, so that Ctrl-C at the terminal does not end it in the middle of a signature.
    ///
    /// # Errors
    /// As the operating system tells it.
    pub(super) fn start(module: &Module) -> io::Result<(UnixStream, Self)> {
        let (ours, theirs) = UnixStream::pair()?;
        let child = Command::new(module.worker_program())
            .envs(&module.env)
            .stdin(Stdio::from(OwnedFd::from(theirs)))
            .stdout(Stdio::null())
            .process_group(0)
            .spawn()?;
        Ok((ours, Self(Mutex::new(child))))
    }

    /// Kills the process and what the module started in its group.
    pub(super) fn kill(&self) {
        kill(&mut self.child());
    }

    /// How the process ended, if it does within `patience`.
    pub(super) fn ended(&self, patience: Duration) -> Option<String> {
        let start = Instant::now();
        loop {
            match self.child().try_wait() {
                Ok(Some(status)) => return Some(status.to_string()),
                Ok(None) if start.elapsed() >= patience => return None,
                Ok(None) => {}
                Err(error) => return Some(error.to_string()),
            }
            thread::sleep(LOOK_AGAIN);
        }
    }

    fn child(&self) -> MutexGuard<'_, Child> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let mut child = self.child();
        kill(&mut child);
        drop(child.wait());
    }
}

/// The group has the number of its first process, which nobody else can have before its end was
/// seen.
fn kill(child: &mut Child) {
    let running = matches!(child.try_wait(), Ok(None));
    let group = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
    if let (true, Some(group)) = (running, group) {
        // It may end just now.
        let _gone = kill_process_group(group, Signal::KILL);
    }
}
