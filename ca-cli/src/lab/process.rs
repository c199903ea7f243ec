//! The one process that the lab leaves running, and how to know it again.
//!
//! A process id is used again by the system, and the boot counts its time from zero: only id,
//! start time and boot together name a process.

use std::os::unix::ffi::OsStrExt;
use std::process::Command;
use std::time::{Duration, Instant};
use std::{fs, io, thread};

use rustix::process::{Pid, Signal, kill_process};
use serde::{Deserialize, Serialize};

/// A process, named so that no other is taken for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ProcessName {
    /// Its id.
    pub(crate) pid: u32,
    /// When it started, in clock ticks after the boot.
    started: u64,
    /// Which boot.
    boot: String,
}

impl ProcessName {
    /// The running process with this id.
    ///
    /// # Errors
    /// `NotFound` if it has ended.
    pub(crate) fn of(pid: u32) -> io::Result<Self> {
        let started = start_time(pid)?.ok_or(io::ErrorKind::NotFound)?;
        Ok(Self {
            pid,
            started,
            boot: boot()?,
        })
    }

    /// The running process with exactly this command line.
    pub(crate) fn with_command(command: &Command) -> Option<Self> {
        let words = std::iter::once(command.get_program()).chain(command.get_args());
        let line: Vec<u8> = words
            .flat_map(|word| [word.as_bytes(), b"\0"].concat())
            .collect();
        let folders = fs::read_dir("/proc").ok()?;
        let mut ids = folders.filter_map(|folder| folder.ok()?.file_name().to_str()?.parse().ok());
        let pid =
            ids.find(|pid| fs::read(format!("/proc/{pid}/cmdline")).is_ok_and(|l| l == line))?;
        Self::of(pid).ok()
    }

    /// Whether it still runs.
    pub(crate) fn is_alive(&self) -> bool {
        let same_start =
            matches!(start_time(self.pid), Ok(Some(started)) if started == self.started);
        same_start && boot().is_ok_and(|boot| boot == self.boot)
    }

    /// Asks it to end, and makes it end when it has not done so after `patience`.
    ///
    /// # Errors
    /// The account may not signal it, or it does not end.
    pub(crate) fn stop(&self, patience: Duration) -> io::Result<()> {
        for signal in [Signal::TERM, Signal::KILL] {
            if !self.is_alive() {
                return Ok(());
            }
            self.signal(signal)?;
            if self.ends_within(patience) {
                return Ok(());
            }
        }
        Err(io::ErrorKind::TimedOut.into())
    }

    fn signal(&self, signal: Signal) -> io::Result<()> {
        let pid = i32::try_from(self.pid)
            .ok()
            .and_then(Pid::from_raw)
            .ok_or(io::ErrorKind::NotFound)?;
        match kill_process(pid, signal) {
            Err(rustix::io::Errno::SRCH) => Ok(()),
            other => Ok(other?),
        }
    }

    fn ends_within(&self, patience: Duration) -> bool {
        let started = Instant::now();
        while self.is_alive() {
            if started.elapsed() > patience {
                return false;
            }
            thread::sleep(Duration::from_millis(20));
        }
        true
    }
}

/// When the process with this id started; none if it has ended, also if nobody has collected it.
fn start_time(pid: u32) -> io::Result<Option<u64>> {
    match fs::read_to_string(format!("/proc/{pid}/stat")) {
        Ok(stat) => Ok(start_field(&stat)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Field 22 of proc(5), unless field 3 says that the process is dead. The name in field 2 may
/// hold anything, so fields are counted from its closing bracket.
fn start_field(stat: &str) -> Option<u64> {
    let (_, fields) = stat.rsplit_once(") ")?;
    let mut fields = fields.split_ascii_whitespace();
    let dead = matches!(fields.next()?, "Z" | "X");
    let started = fields.nth(18)?.parse().ok()?;
    (!dead).then_some(started)
}

fn boot() -> io::Result<String> {
    Ok(fs::read_to_string("/proc/sys/kernel/random/boot_id")?
        .trim_end()
        .to_owned())
}

#[cfg(test)]
mod tests {
    use std::process::id;

    use super::*;

    #[test]
    fn a_process_is_known_again_and_stopped() {
        let mut child = Command::new("sleep").arg("60").spawn().unwrap();
        let name = ProcessName::of(child.id()).unwrap();
        assert!(name.is_alive());
        name.stop(Duration::from_secs(5)).unwrap();
        assert!(!name.is_alive(), "a process that nobody collected is dead");
        child.wait().unwrap();
        name.stop(Duration::from_secs(5)).unwrap();
    }

    #[test]
    fn a_process_is_found_by_its_whole_command_line() {
        let mut command = Command::new("sleep");
        command.arg("61.25");
        assert_eq!(ProcessName::with_command(&command), None);
        let mut child = command.spawn().unwrap();
        // Until the new program is loaded, the child still shows ours.
        while fs::read(format!("/proc/{}/cmdline", child.id())).unwrap() != b"sleep\x0061.25\0" {
            thread::yield_now();
        }
        assert_eq!(
            ProcessName::with_command(&command),
            ProcessName::of(child.id()).ok()
        );
        child.kill().unwrap();
        child.wait().unwrap();
    }

    #[test]
    fn another_process_with_the_same_id_is_left_alone() {
        let earlier = ProcessName {
            started: 1,
            ..ProcessName::of(id()).unwrap()
        };
        assert!(!earlier.is_alive());
        earlier.stop(Duration::from_secs(5)).unwrap();
    }

    #[test]
    fn a_name_with_brackets_does_not_shift_the_fields() {
        let fields: Vec<String> = (4..=52).map(|field| field.to_string()).collect();
        let stat = format!("7 (a) b) S {}", fields.join(" "));
        assert_eq!(start_field(&stat), Some(22));
        assert_eq!(start_field(&stat.replace(") S ", ") Z ")), None);
    }
}
