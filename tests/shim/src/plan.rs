//! Which call goes wrong, and how often.
//!
//! A plan is a folder. The fault of a call is an empty file, `C_Sign/00000007-bitflip`; who
//! removes it injects it. Removal is atomic, so that each fault happens once, whoever of many
//! threads and processes comes first and whenever one dies. A fault that stays until it is
//! cleared has `always` in place of the number; numbered faults come before it.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use crate::code::Code;
use crate::fault::Fault;
use crate::forward::FUNCTIONS;
use crate::journal::Journal;

/// First word of a fault that stays. Sorts after all numbers.
const ALWAYS: &str = "always";

/// The file that holds the most sessions a process may have open.
const SESSION_LIMIT: &str = "session-limit";

/// The next number of a fault; only one process writes a plan.
static NEXT: AtomicU64 = AtomicU64::new(0);

/// A folder with faults to come.
#[derive(Clone, Debug)]
pub struct Plan(PathBuf);

/// A plan that could not be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PlanError {
    /// The shim does not stand in front of this function.
    #[error("no fault can be injected into `{function}`")]
    Function {
        /// The name as given.
        function: String,
    },
    /// The folder did not take the file.
    #[error("the plan was not written")]
    File(#[from] io::Error),
}

impl Plan {
    /// The plan in a folder, which need not exist yet.
    pub fn at(folder: impl Into<PathBuf>) -> Self {
        Self(folder.into())
    }

    /// The folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.0
    }

    /// The next `times` calls of a function, such as `C_Sign`, have this fault, after those
    /// that are planned already. A query for a length is not counted as a call of `C_Sign`.
    ///
    /// # Errors
    /// See [`PlanError`].
    pub fn next(&self, function: &str, fault: Fault, times: u32) -> Result<(), PlanError> {
        (0..times).try_for_each(|_| {
            let number = NEXT.fetch_add(1, Ordering::Relaxed);
            self.add(function, &format!("{number:08}-{fault}"))
        })
    }

    /// All calls of a function have this fault, until [`Self::clear`].
    ///
    /// # Errors
    /// See [`PlanError`].
    pub fn always(&self, function: &str, fault: Fault) -> Result<(), PlanError> {
        self.add(function, &format!("{ALWAYS}-{fault}"))
    }

    fn add(&self, function: &str, name: &str) -> Result<(), PlanError> {
        if !FUNCTIONS.contains(&function) {
            let function = function.to_owned();
            return Err(PlanError::Function { function });
        }
        let folder = self.0.join(function);
        fs::create_dir_all(&folder)?;
        let _empty = File::create(folder.join(name))?;
        Ok(())
    }

    /// Takes back all faults of a function that are still to come.
    ///
    /// # Errors
    /// If the folder cannot be changed.
    pub fn clear(&self, function: &str) -> io::Result<()> {
        self.names(function)
            .iter()
            .try_for_each(|name| absent_is_fine(fs::remove_file(self.0.join(function).join(name))))
    }

    /// How many faults of a function are still to come; one that stays counts once.
    #[must_use]
    pub fn pending(&self, function: &str) -> usize {
        self.names(function).len()
    }

    /// From now on a process may have this many sessions open; none means that the device alone
    /// decides.
    ///
    /// # Errors
    /// If the folder cannot be changed.
    pub fn limit_sessions(&self, limit: Option<usize>) -> io::Result<()> {
        let file = self.0.join(SESSION_LIMIT);
        let Some(limit) = limit else {
            return absent_is_fine(fs::remove_file(file));
        };
        fs::create_dir_all(&self.0)?;
        // A rename, since a reader must not see half a file.
        let draft = self.0.join(format!(".{SESSION_LIMIT}"));
        fs::write(&draft, limit.to_string())?;
        fs::rename(draft, file)
    }

    /// The token leaves now, for all processes: no slot has a token, and calls in sessions
    /// answer with the code. All sessions and logins die.
    ///
    /// # Errors
    /// If the journal cannot be written.
    pub fn token_leaves(&self, code: Code) -> io::Result<()> {
        self.journal().leaves(code)
    }

    /// The token leaves now and returns by itself after a time.
    ///
    /// # Errors
    /// If the journal cannot be written.
    pub fn token_leaves_for(&self, code: Code, away: Duration) -> io::Result<()> {
        self.journal().leaves_for(code, away)
    }

    /// The token returns; sessions from before stay dead.
    ///
    /// # Errors
    /// If the journal cannot be written.
    pub fn token_returns(&self) -> io::Result<()> {
        self.journal().returns()
    }

    pub(crate) fn journal(&self) -> Journal {
        Journal::at(self.0.join("journal"))
    }

    pub(crate) fn session_limit(&self) -> Option<usize> {
        let limit = fs::read_to_string(self.0.join(SESSION_LIMIT)).ok()?;
        limit.parse().ok()
    }

    /// Takes the next fault of a function out of the plan.
    pub(crate) fn take(&self, function: &str) -> Option<Fault> {
        let folder = self.0.join(function);
        self.names(function).into_iter().find_map(|name| {
            let (number, fault) = name.split_once('-')?;
            let mine = number == ALWAYS || fs::remove_file(folder.join(&name)).is_ok();
            fault.parse().ok().filter(|_| mine)
        })
    }

    /// The faults of a function in their order.
    fn names(&self, function: &str) -> Vec<String> {
        let Ok(entries) = fs::read_dir(self.0.join(function)) else {
            return Vec::new();
        };
        let mut names: Vec<String> = entries
            .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
            .collect();
        names.sort_unstable();
        names
    }
}

fn absent_is_fine(result: io::Result<()>) -> io::Result<()> {
    match result {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        result => result,
    }
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::*;

    const REMOVED: Fault = Fault::Before(Code::DEVICE_REMOVED);

    #[test]
    fn faults_come_in_their_order_and_one_that_stays_comes_last() {
        let folder = tempfile::tempdir().unwrap();
        let plan = Plan::at(folder.path());
        plan.always("C_Sign", Fault::Hang).unwrap();
        plan.next("C_Sign", Fault::BitFlip, 2).unwrap();
        plan.next("C_Sign", Fault::Abort, 1).unwrap();
        assert_eq!(plan.pending("C_Sign"), 4);
        let taken: Vec<_> = (0..5).filter_map(|_| plan.take("C_Sign")).collect();
        assert_eq!(
            taken,
            [
                Fault::BitFlip,
                Fault::BitFlip,
                Fault::Abort,
                Fault::Hang,
                Fault::Hang
            ]
        );
        plan.clear("C_Sign").unwrap();
        assert_eq!(plan.take("C_Sign"), None);
    }

    #[test]
    fn each_fault_is_taken_once_by_many_threads() {
        let folder = tempfile::tempdir().unwrap();
        let plan = Plan::at(folder.path());
        plan.next("C_Login", REMOVED, 200).unwrap();
        let taker = || (0..100).filter_map(|_| plan.take("C_Login")).count();
        let taken: usize = thread::scope(|scope| {
            let threads: Vec<_> = (0..4).map(|_| scope.spawn(taker)).collect();
            threads.into_iter().map(|t| t.join().unwrap()).sum()
        });
        assert_eq!((taken, plan.pending("C_Login")), (200, 0));
    }

    #[test]
    fn a_misspelt_function_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let refused = Plan::at(folder.path()).next("C_Singn", REMOVED, 1);
        assert!(matches!(refused, Err(PlanError::Function { function }) if function == "C_Singn"));
    }

    #[test]
    fn the_session_limit_is_read_back_and_lifted() {
        let folder = tempfile::tempdir().unwrap();
        let plan = Plan::at(folder.path().join("later"));
        assert_eq!(plan.session_limit(), None);
        plan.limit_sessions(Some(3)).unwrap();
        assert_eq!(plan.session_limit(), Some(3));
        plan.limit_sessions(None).unwrap();
        plan.limit_sessions(None).unwrap();
        assert_eq!(plan.session_limit(), None);
    }
}
