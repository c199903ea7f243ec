//! When the token left and returned: lines that are only ever added.
//!
//! `left CKR_DEVICE_REMOVED`, `left CKR_DEVICE_REMOVED 1767225600000` (until, in milliseconds
//! since 1970) or `back`. A process that made no call while the token was away still learns from
//! the number of lines that it left.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::PathBuf;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::code::Code;

/// The comings and goings of the token.
#[derive(Clone, Debug)]
pub(crate) struct Journal(PathBuf);

/// What the journal says at one moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct State {
    /// Its length in bytes: as long as it is the same, so is the rest.
    pub(crate) length: u64,
    /// How often the token has left.
    pub(crate) departures: usize,
    absence: Option<Absence>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Absence {
    code: Code,
    until: Option<u128>,
}

impl Journal {
    pub(crate) const fn at(file: PathBuf) -> Self {
        Self(file)
    }

    pub(crate) fn leaves(&self, code: Code) -> io::Result<()> {
        self.add(&format!("left {code}\n"))
    }

    pub(crate) fn leaves_for(&self, code: Code, away: Duration) -> io::Result<()> {
        let until = now().saturating_add(away.as_millis());
        self.add(&format!("left {code} {until}\n"))
    }

    pub(crate) fn returns(&self) -> io::Result<()> {
        self.add("back\n")
    }

    /// One write in append mode: lines of several processes do not mix.
    fn add(&self, line: &str) -> io::Result<()> {
        if let Some(folder) = self.0.parent() {
            fs::create_dir_all(folder)?;
        }
        let mut file = OpenOptions::new().append(true).create(true).open(&self.0)?;
        file.write_all(line.as_bytes())
    }

    /// Its length in bytes; 0 without a file.
    pub(crate) fn length(&self) -> u64 {
        fs::metadata(&self.0).map_or(0, |file| file.len())
    }

    pub(crate) fn read(&self) -> State {
        let text = fs::read_to_string(&self.0).unwrap_or_default();
        let departures = text.lines().filter(|line| line.starts_with("left")).count();
        State {
            length: u64::try_from(text.len()).unwrap_or(u64::MAX),
            departures,
            absence: text.lines().last().and_then(Absence::read),
        }
    }
}

impl State {
    /// The code with which sessions answer, while the token is away.
    pub(crate) fn away(&self) -> Option<Code> {
        let absence = self.absence?;
        let still = absence.until.is_none_or(|until| now() < until);
        still.then_some(absence.code)
    }
}

impl Absence {
    fn read(line: &str) -> Option<Self> {
        let mut words = line.strip_prefix("left ")?.split(' ');
        let code = words.next()?.parse().ok()?;
        let until = words.next().and_then(|until| until.parse().ok());
        Some(Self { code, until })
    }
}

/// Milliseconds since 1970.
#[allow(
    clippy::disallowed_methods,
    reason = "several processes must agree on when the token returns"
)]
pub(crate) fn now() -> u128 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    now.map_or(0, |now| now.as_millis())
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::*;

    #[test]
    fn a_token_that_left_and_returned_unseen_has_left() {
        let folder = tempfile::tempdir().unwrap();
        let journal = Journal::at(folder.path().join("plan/journal"));
        assert_eq!(journal.read(), State::default());
        journal.leaves(Code::DEVICE_REMOVED).unwrap();
        let gone = journal.read();
        assert_eq!(gone.away(), Some(Code::DEVICE_REMOVED));
        assert_eq!((gone.departures, gone.length), (1, journal.length()));
        journal.returns().unwrap();
        let back = journal.read();
        assert_eq!((back.away(), back.departures), (None, 1));
        assert_ne!(back.length, gone.length);
    }

    #[test]
    fn a_token_returns_by_itself_after_its_time() {
        let folder = tempfile::tempdir().unwrap();
        let journal = Journal::at(folder.path().join("journal"));
        let away = Duration::from_millis(200);
        journal.leaves_for(Code::DEVICE_ERROR, away).unwrap();
        let state = journal.read();
        assert_eq!(state.away(), Some(Code::DEVICE_ERROR));
        thread::sleep(away);
        assert_eq!(state.away(), None);
    }
}
