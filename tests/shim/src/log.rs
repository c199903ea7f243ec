//! What really happened: one line per injected fault and per login.
//!
//! `1767225600000 4711 C_Sign bitflip`: milliseconds since 1970, process, function, event.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process;

use crate::fault::Fault;
use crate::journal::now;

/// The event of a login: `C_Login` or `C_LoginUser` was called, whatever came of it.
pub const LOGIN: &str = "called";

/// The event of a session that was refused because the table was full.
pub const SESSION_LIMIT: &str = "session-limit";

/// The event of a process that has seen the token leave; its function is `-`.
pub const TOKEN_LEFT: &str = "token-left";

/// A file to which all processes add lines.
#[derive(Clone, Debug)]
pub struct Log(PathBuf);

/// One line of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Milliseconds since 1970.
    pub time: u128,
    /// The process that made the call.
    pub process: u32,
    /// The function, such as `C_Sign`.
    pub function: String,
    /// The text of a [`Fault`], or one of the events of this module.
    pub event: String,
}

impl Log {
    /// The log in a file, which need not exist yet.
    pub fn at(file: impl Into<PathBuf>) -> Self {
        Self(file.into())
    }

    /// The file.
    #[must_use]
    pub fn file(&self) -> &Path {
        &self.0
    }

    /// All lines so far; none if there is no file yet.
    ///
    /// # Errors
    /// If the file is there and cannot be read, or holds a line that the shim did not write.
    pub fn entries(&self) -> io::Result<Vec<Entry>> {
        let text = match fs::read_to_string(&self.0) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            text => text?,
        };
        let foreign = |line| io::Error::new(io::ErrorKind::InvalidData, format!("line `{line}`"));
        text.lines()
            .map(|line| Entry::read(line).ok_or_else(|| foreign(line)))
            .collect()
    }

    /// How often an event happened at a function.
    ///
    /// # Errors
    /// As [`Self::entries`].
    pub fn count(&self, function: &str, event: &str) -> io::Result<usize> {
        let entries = self.entries()?;
        let same = |entry: &&Entry| entry.function == function && entry.event == event;
        Ok(entries.iter().filter(same).count())
    }

    /// How often a fault was injected into a function.
    ///
    /// # Errors
    /// As [`Self::entries`].
    pub fn injected(&self, function: &str, fault: Fault) -> io::Result<usize> {
        self.count(function, &fault.to_string())
    }

    /// How often a program tried to log in, whatever came of it (I9).
    ///
    /// # Errors
    /// As [`Self::entries`].
    pub fn logins(&self) -> io::Result<usize> {
        Ok(self.count("C_Login", LOGIN)? + self.count("C_LoginUser", LOGIN)?)
    }

    /// One write in append mode: lines of several processes do not mix.
    pub(crate) fn add(&self, function: &str, event: &str) -> io::Result<()> {
        let line = format!("{} {} {function} {event}\n", now(), process::id());
        let mut file = OpenOptions::new().append(true).create(true).open(&self.0)?;
        file.write_all(line.as_bytes())
    }
}

impl Entry {
    fn read(line: &str) -> Option<Self> {
        let mut words = line.split(' ');
        let entry = Self {
            time: words.next()?.parse().ok()?,
            process: words.next()?.parse().ok()?,
            function: words.next()?.to_owned(),
            event: words.next()?.to_owned(),
        };
        words.next().is_none().then_some(entry)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_are_counted_by_function() {
        let folder = tempfile::tempdir().unwrap();
        let log = Log::at(folder.path().join("log"));
        assert_eq!(log.logins().unwrap(), 0);
        log.add("C_Login", LOGIN).unwrap();
        log.add("C_LoginUser", LOGIN).unwrap();
        log.add("C_Sign", "bitflip").unwrap();
        assert_eq!(log.logins().unwrap(), 2);
        assert_eq!(log.injected("C_Sign", Fault::BitFlip).unwrap(), 1);
        assert_eq!(log.injected("C_SignFinal", Fault::BitFlip).unwrap(), 0);
        assert_eq!(log.entries().unwrap()[2].process, process::id());
    }

    #[test]
    fn a_line_of_somebody_else_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let log = Log::at(folder.path().join("log"));
        fs::write(log.file(), "1 2 C_Sign bitflip\nelse\n").unwrap();
        assert!(log.entries().is_err());
    }
}
