//! Runs programs and says what they did.

use std::env;
use std::ffi::OsStr;
use std::fmt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A program that ran to its end.
#[derive(Debug)]
pub struct Run {
    command: String,
    /// The exit code; none if a signal ended it.
    pub code: Option<i32>,
    /// What it gave.
    pub stdout: String,
    /// What it said.
    pub stderr: String,
}

impl Run {
    /// Runs a command without standard input.
    pub fn of(command: &mut Command) -> Self {
        let shown = format!("{command:?}");
        let output = command.stdin(Stdio::null()).output();
        let output = output.unwrap_or_else(|error| panic!("{shown}: {error}"));
        Self {
            command: shown,
            code: output.status.code(),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    /// Insists on exit code 0.
    #[must_use]
    pub fn succeeds(self) -> Self {
        self.ends_with(0)
    }

    /// Insists on an exit code.
    #[must_use]
    pub fn ends_with(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "{self}");
        self
    }

    /// Insists that the program failed, in whatever way.
    #[must_use]
    pub fn fails(self) -> Self {
        assert_ne!(self.code, Some(0), "{self}");
        self
    }

    /// Insists that it gave or said these words.
    #[must_use]
    pub fn says(self, words: &str) -> Self {
        assert!(self.all().contains(words), "`{words}` is missing\n{self}");
        self
    }

    /// Insists that it neither gave nor said these words.
    #[must_use]
    pub fn is_silent_about(self, words: &str) -> Self {
        assert!(!self.all().contains(words), "`{words}` is there\n{self}");
        self
    }

    /// All that came out.
    #[must_use]
    pub fn all(&self) -> String {
        format!("{}{}", self.stdout, self.stderr)
    }

    /// What it gave, as JSON.
    #[must_use]
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}\n{self}"))
    }
}

impl fmt::Display for Run {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            command,
            code,
            stdout,
            stderr,
        } = self;
        write!(
            f,
            "{command}\n── exit {code:?}\n── stdout\n{stdout}\n── stderr\n{stderr}"
        )
    }
}

/// A tool of this machine.
#[must_use]
pub fn tool(name: &str) -> Command {
    let paths = env::var_os("PATH").unwrap_or_default();
    let there = env::split_paths(&paths).any(|folder| folder.join(name).is_file());
    assert!(
        there,
        "the judge `{name}` is missing: run `scripts/install-tools.sh test`"
    );
    let mut command = Command::new(name);
    command.env("LC_ALL", "C.UTF-8");
    command
}

/// A tool with its arguments, run to its end.
pub fn judge<A: AsRef<OsStr>>(name: &str, arguments: impl IntoIterator<Item = A>) -> Run {
    Run::of(tool(name).args(arguments))
}

/// One of our programs, as it was built with the tests.
#[must_use]
pub fn program(name: &str) -> PathBuf {
    let test = env::current_exe().unwrap();
    let built = test.ancestors().nth(2).unwrap().join(name);
    assert!(
        built.is_file(),
        "{} is missing: run `cargo build --workspace --bins`",
        built.display()
    );
    built
}

/// The root of the source tree.
#[must_use]
pub fn source() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}
