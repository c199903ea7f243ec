//! Data directories. The first one is made by `initdb` and kept beside what is built; the others
//! are copies of it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use crate::account::{Account, run};
use crate::programs;

/// Password of the superuser and of every role that is made here.
pub(crate) const PASSWORD: &str = "seal-of-the-tests";

/// The superuser of each server.
pub(crate) const SUPERUSER: &str = "postgres";

/// A fresh data directory at `data`, whose parent is the account's.
pub(crate) fn make(account: Account, data: &Path) {
    let template = template_path();
    if !template.is_dir() {
        initialise(account, &template);
    }
    run(Command::new("cp").arg("-a").arg(&template).arg(data));
}

/// A data directory that `server`, named as in a connection string, streams to.
pub(crate) fn base_backup(account: Account, data: &Path, server: &str, slot: &str) {
    let mut command = account.command(programs::folder().join("pg_basebackup"));
    command.env("PGPASSWORD", PASSWORD).arg("-D").arg(data);
    command.args([
        "-R", "-X", "stream", "-c", "fast", "-C", "-S", slot, "-d", server,
    ]);
    run(&mut command);
}

/// Named by what made it: another version, account or recipe makes its own.
fn template_path() -> PathBuf {
    let version = Command::new(programs::folder().join("postgres"))
        .arg("--version")
        .output()
        .unwrap();
    let version = String::from_utf8(version.stdout).unwrap();
    let number = version.split_whitespace().nth(2).unwrap();
    let user = nix::unistd::Uid::effective();
    let built = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/tmp");
    built.join(format!("postgres-{number}-{user}-1"))
}

fn initialise(account: Account, template: &Path) {
    let place = tempfile::tempdir().unwrap();
    account.owns(place.path());
    let (data, password) = (place.path().join("data"), place.path().join("password"));
    fs::write(&password, PASSWORD).unwrap();
    account.owns(&password);
    let mut command = account.command(programs::folder().join("initdb"));
    command.arg("-D").arg(&data).arg("--pwfile").arg(&password);
    command.args([
        "-U",
        SUPERUSER,
        "--auth=scram-sha-256",
        "-E",
        "UTF8",
        "--locale=C",
    ]);
    command.args(["--data-checksums", "--no-instructions", "--no-sync"]);
    run(&mut command);
    let parent = template.parent().unwrap();
    fs::create_dir_all(parent).unwrap();
    let staged = TempDir::new_in(parent).unwrap();
    let copy = staged.path().join("data");
    run(Command::new("cp").arg("-a").arg(&data).arg(&copy));
    // Another process may have been faster; its copy is as good.
    if fs::rename(&copy, template).is_err() {
        assert!(template.is_dir(), "{} cannot be made", template.display());
    }
}
