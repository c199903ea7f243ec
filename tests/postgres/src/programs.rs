//! Where the server's programs are.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

/// The folder of `initdb`, `postgres` and `pg_basebackup`: of the newest version that is there.
pub(crate) fn folder() -> PathBuf {
    let debian = versions(Path::new("/usr/lib/postgresql"));
    let path = env::var_os("PATH").unwrap_or_default();
    debian
        .into_iter()
        .chain(env::split_paths(&path))
        .find(|folder| folder.join("postgres").is_file() && folder.join("initdb").is_file())
        .expect("PostgreSQL's server programs are missing: install the package `postgresql`")
}

/// Debian's folders, the newest version first.
fn versions(root: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(root).into_iter().flatten().flatten();
    let mut found: Vec<(u32, PathBuf)> = entries
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path())))
        .collect();
    found.sort();
    let folders = found.into_iter().rev();
    folders.map(|(_, path)| path.join("bin")).collect()
}
