//! Where one program works.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::lab::{Lab, hermetic};
use crate::run::{Run, tool};

/// A configuration with a token of its own, which has the same keys, since SoftHSM 2.6.1
/// writes `token.object` anew at each login, in place. A program that logs in at that moment finds
/// no token; killed in the middle, it leaves none. A device keeps its own state, so this loss is
/// not the one that these stories are about.
#[derive(Debug)]
pub(super) struct Desk {
    config: PathBuf,
    token: KeptToken,
}

impl Desk {
    /// Its configuration stands beside the given one and names another token.
    pub(super) fn of(lab: &Lab, config: &Path, number: usize) -> Self {
        let token = KeptToken::of(lab);
        let text = fs::read_to_string(config).unwrap();
        let (before, rest) = text.split_once(SETTINGS).unwrap();
        let (_, after) = rest.split_once('"').unwrap();
        let text = format!("{before}{SETTINGS}{}\"{after}", token.settings().display());
        let config = config.with_file_name(format!("desk-{number}.toml"));
        fs::write(&config, text).unwrap();
        for path in [&config, config.parent().unwrap()] {
            File::open(path).unwrap().sync_all().unwrap();
        }
        Self { config, token }
    }

    /// Makes its token what it was.
    pub(super) fn puts_the_token_back(&self) {
        self.token.is_put_back();
    }

    pub(super) fn command<A: AsRef<OsStr>>(
        &self,
        arguments: impl IntoIterator<Item = A>,
    ) -> Command {
        let mut command = hermetic("sceau");
        command.arg("--config").arg(&self.config).args(arguments);
        command
    }
}

/// A copy of a lab's token that can be made again what it was.
#[derive(Debug)]
struct KeptToken {
    folder: tempfile::TempDir,
}

impl KeptToken {
    fn of(lab: &Lab) -> Self {
        let token = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        fs::create_dir(token.folder.path().join("tokens")).unwrap();
        copy(&lab.file("ca/tokens"), &token.folder.path().join("kept"));
        token.is_put_back();
        let settings = fs::read_to_string(lab.file("ca/softhsm2.conf")).unwrap();
        let (theirs, ours) = (lab.file("ca/tokens"), token.folder.path().join("tokens"));
        let settings = settings.replace(theirs.to_str().unwrap(), ours.to_str().unwrap());
        fs::write(token.settings(), settings).unwrap();
        token
    }

    fn settings(&self) -> PathBuf {
        self.folder.path().join("softhsm2.conf")
    }

    fn is_put_back(&self) {
        copy(
            &self.folder.path().join("kept"),
            &self.folder.path().join("tokens"),
        );
    }
}

/// Copies the content of a folder.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    let _copied = Run::of(tool("cp").arg("-a").arg(from.join(".")).arg(to)).succeeds();
}

/// What stands before the path of a token's settings in a configuration.
const SETTINGS: &str = "SOFTHSM2_CONF = \"";
