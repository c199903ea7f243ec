//! Who runs the server: it refuses root.

use std::ffi::OsStr;
use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Stdio};

use nix::unistd::{Uid, User};

/// The account of the server's processes and files: ours, or a system account where we are root.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Account {
    other: Option<(u32, u32)>,
}

impl Account {
    /// The account to use here.
    pub(crate) fn choose() -> Self {
        let other = Uid::effective().is_root().then(|| {
            let known = |name| User::from_name(name).ok().flatten();
            let user = known("postgres").or_else(|| known("nobody"));
            let user = user.expect("an account that is not root: `postgres` or `nobody`");
            (user.uid.as_raw(), user.gid.as_raw())
        });
        Self { other }
    }

    /// A command that runs as this account.
    pub(crate) fn command(self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        if let Some((uid, gid)) = self.other {
            command.uid(uid).gid(gid);
        }
        // A locale of the person who runs the tests would change messages.
        command
            .env_clear()
            .env("PATH", "/usr/bin:/bin")
            .env("LC_ALL", "C");
        command.current_dir("/").stdin(Stdio::null());
        command
    }

    /// Makes a file or folder this account's.
    pub(crate) fn owns(self, path: &Path) {
        if let Some((uid, gid)) = self.other {
            chown(path, Some(uid), Some(gid)).unwrap();
        }
    }
}

/// Runs a command that must succeed.
pub(crate) fn run(command: &mut Command) {
    let output = command.output();
    let output = output.unwrap_or_else(|error| panic!("{command:?}: {error}"));
    assert!(
        output.status.success(),
        "{command:?}\n{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}
