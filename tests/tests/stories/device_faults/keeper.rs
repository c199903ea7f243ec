//! Keeps the files of SoftHSM whole.
//!
//! SoftHSM 2.6.1 writes `token.object` anew at each login, in place: a process that is killed in
//! the middle leaves a file that SoftHSM takes for no token. A device keeps its own state, so
//! that this loss is not the one that these stories are about.

use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

/// How long a file may be in the middle of being written.
const WRITING: Duration = Duration::from_millis(20);

/// The files as they were.
#[derive(Debug)]
pub(crate) struct Keeper(Vec<(PathBuf, Vec<u8>)>);

impl Keeper {
    /// Of the tokens in a folder of a lab.
    pub(crate) fn of(folder: &Path) -> Self {
        let tokens = fs::read_dir(folder.join("tokens")).unwrap();
        let files = tokens.map(|token| token.unwrap().path().join("token.object"));
        Self(
            files
                .map(|file| (file.clone(), fs::read(file).unwrap()))
                .collect(),
        )
    }

    /// Puts a file back that was torn.
    pub(crate) fn mend(&self) {
        for (file, whole) in &self.0 {
            let torn = || fs::read(file).unwrap().len() < whole.len();
            if torn() && {
                thread::sleep(WRITING);
                torn()
            } {
                eprintln!("SoftHSM tore {}; put back", file.display());
                let draft = file.with_extension("draft");
                fs::write(&draft, whole).unwrap();
                fs::rename(draft, file).unwrap();
            }
        }
    }
}
