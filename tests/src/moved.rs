//! A lab's Registry, moved to a disk of our own.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::disk::Disk;
use crate::lab::{Lab, hermetic};
use crate::run::Run;

/// Configuration and Registry on a disk of our own. The tokens stay in the lab: a device keeps
/// its own state.
#[derive(Debug)]
pub struct Moved {
    /// The disk.
    pub disk: Disk,
    folder: PathBuf,
    _outside: tempfile::TempDir,
}

impl Moved {
    /// Stops the lab and moves.
    #[must_use]
    pub fn from(lab: &Lab) -> Self {
        let _down = lab.lab("down", &[]).succeeds();
        let outside = tempfile::tempdir().unwrap();
        let folder = outside.path().join("disk");
        fs::create_dir_all(folder.join("registry")).unwrap();
        fs::copy(lab.file(REGISTRY), folder.join(REGISTRY)).unwrap();
        let config = fs::read_to_string(lab.file("sceau.toml")).unwrap();
        let config = config
            .replace("{dir}", lab.path().to_str().unwrap())
            .replace("ca/pin", lab.file("ca/pin").to_str().unwrap());
        fs::write(folder.join(CONFIG), config).unwrap();
        let disk = Disk::over(&folder);
        Self {
            disk,
            folder,
            _outside: outside,
        }
    }

    /// Where the disk is.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The configuration.
    #[must_use]
    pub fn config(&self) -> PathBuf {
        self.folder.join(CONFIG)
    }

    /// The Registry's file.
    #[must_use]
    pub fn registry(&self) -> PathBuf {
        self.folder.join(REGISTRY)
    }

    /// `sceau --config …` on this Registry, not yet run.
    #[must_use]
    pub fn command<A: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = A>) -> Command {
        let mut command = hermetic("sceau");
        command.arg("--config").arg(self.config()).args(arguments);
        command
    }

    /// `sceau --config …` on this Registry, run to its end.
    pub fn sceau<A: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = A>) -> Run {
        Run::of(&mut self.command(arguments))
    }
}

const CONFIG: &str = "sceau.toml";
const REGISTRY: &str = "registry/sceau.db";
