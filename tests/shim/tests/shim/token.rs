//! Makes of software tokens.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

/// A make of software tokens.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Token {
    /// PKCS#11 2.40.
    SoftHsm,
    /// PKCS#11 3.2.
    Kryoptic,
}

impl Token {
    pub(crate) fn module(self) -> PathBuf {
        match self {
            Self::SoftHsm => installed(
                &[
                    "/usr/lib/softhsm/libsofthsm2.so",
                    "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
                    "/usr/lib64/pkcs11/libsofthsm2.so",
                ],
                "apt-get install softhsm2",
            ),
            Self::Kryoptic => {
                let test = env::current_exe().unwrap();
                let target = test.ancestors().nth(3).unwrap();
                let module = target.join("kryoptic/release/libsceau_kryoptic.so");
                installed(&[module.to_str().unwrap()], "scripts/kryoptic.sh")
            }
        }
    }

    /// Writes its settings into a folder; the variable names their file.
    pub(crate) fn settings(self, folder: &Path) -> (&'static str, PathBuf) {
        let (variable, settings) = match self {
            Self::SoftHsm => {
                let tokens = folder.join("tokens");
                fs::create_dir(&tokens).unwrap();
                let settings = format!("directories.tokendir = {}\n", tokens.display());
                ("SOFTHSM2_CONF", settings)
            }
            Self::Kryoptic => {
                let database = folder.join("token.sql");
                let settings =
                    format!("[[slots]]\nslot = 1\ndbtype = \"sqlite\"\ndbargs = {database:?}\n");
                ("KRYOPTIC_CONF", settings)
            }
        };
        let file = folder.join("token.conf");
        fs::write(&file, settings).unwrap();
        (variable, file)
    }
}

/// The first of `places` that exists; else says what would bring it.
pub(crate) fn installed(places: &[&str], remedy: &str) -> PathBuf {
    let found = places.iter().map(PathBuf::from).find(|at| at.exists());
    found.unwrap_or_else(|| panic!("none of {places:?} exists: {remedy}"))
}
