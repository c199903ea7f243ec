//! The shim in front of a module, as a test sets it up.

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::log::Log;
use crate::plan::Plan;

/// The file that Cargo makes of this crate.
const FILE: &str = "libsceau_pkcs11_shim.so";

/// The shim in front of a module, with its plan and its log in a folder.
#[derive(Clone, Debug)]
pub struct Shim {
    real: PathBuf,
    folder: PathBuf,
    only_2_40: bool,
}

/// The module was not built.
#[derive(Debug, thiserror::Error)]
#[error("{FILE} is missing beside {program}: run `cargo build -p sceau-pkcs11-shim`")]
pub struct NotBuilt {
    program: String,
}

impl Shim {
    /// The shim in front of a real module; makes the folder for plan and log.
    ///
    /// # Errors
    /// If the folder cannot be made.
    pub fn before(real: impl Into<PathBuf>, folder: impl Into<PathBuf>) -> io::Result<Self> {
        let shim = Self {
            real: real.into(),
            folder: folder.into(),
            only_2_40: false,
        };
        fs::create_dir_all(shim.plan().folder())?;
        Ok(shim)
    }

    /// The same without the interfaces of PKCS#11 3.x.
    #[must_use]
    pub fn of_2_40(self) -> Self {
        Self {
            only_2_40: true,
            ..self
        }
    }

    /// The real module.
    #[must_use]
    pub fn real(&self) -> &Path {
        &self.real
    }

    /// Which call goes wrong, and how often.
    #[must_use]
    pub fn plan(&self) -> Plan {
        Plan::at(self.folder.join("plan"))
    }

    /// What really happened.
    #[must_use]
    pub fn log(&self) -> Log {
        Log::at(self.folder.join("log"))
    }

    /// The variables that a program needs which loads [`Self::module`]. If the folder is
    /// relative, so are they.
    #[must_use]
    pub fn environment(&self) -> BTreeMap<String, String> {
        let text = |path: &Path| path.to_string_lossy().into_owned();
        let mut variables = BTreeMap::from([
            ("SCEAU_SHIM_MODULE".to_owned(), text(&self.real)),
            ("SCEAU_SHIM_PLAN".to_owned(), text(self.plan().folder())),
            ("SCEAU_SHIM_LOG".to_owned(), text(self.log().file())),
        ]);
        if self.only_2_40 {
            variables.insert("SCEAU_SHIM_INTERFACE".to_owned(), "2.40".to_owned());
        }
        variables
    }

    /// The module itself, as it was built with the running test: Cargo puts it beside the test
    /// for a package that depends on this one.
    ///
    /// # Errors
    /// If it was not built.
    pub fn module() -> Result<PathBuf, NotBuilt> {
        let program = env::current_exe().unwrap_or_default();
        let built = program.ancestors().skip(1).take(2).map(|at| at.join(FILE));
        let found = built.into_iter().find(|file| file.is_file());
        found.ok_or_else(|| NotBuilt {
            program: program.display().to_string(),
        })
    }
}
