//! The adapter against SoftHSM 2, a token of PKCS#11 2.40 without post-quantum keys, judged by
//! OpenSSL and OpenSC. The suite is in `tests/token`.

#![cfg(test)]

#[path = "../token/absence.rs"]
mod absence;
#[path = "../token/judge.rs"]
mod judge;
#[path = "../token/keys.rs"]
mod keys;
mod lacks;
#[path = "../token/pins.rs"]
mod pins;
#[path = "../token/recovery.rs"]
mod recovery;
#[path = "../token/sandbox.rs"]
mod sandbox;
#[path = "../token/sessions.rs"]
mod sessions;
#[path = "../token/signatures.rs"]
mod signatures;
#[path = "../token/survey.rs"]
mod survey;
#[path = "../token/transport.rs"]
mod transport;

use std::fs;
use std::path::{Path, PathBuf};

use ca_core::algorithm::KeyAlgorithm;

use crate::sandbox::{Kind, installed};

/// The token of this suite.
const TOKEN: Kind = Kind {
    manufacturer: "SoftHSM project",
    lacks: &[
        KeyAlgorithm::MlDsa44,
        KeyAlgorithm::MlDsa65,
        KeyAlgorithm::MlDsa87,
    ],
    keeps: &[KeyAlgorithm::Ed25519],
    module,
    module_2_40: module,
    settings,
};

fn module() -> PathBuf {
    installed(
        &[
            "/usr/lib/softhsm/libsofthsm2.so",
            "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
            "/usr/lib64/pkcs11/libsofthsm2.so",
        ],
        "apt-get install softhsm2",
    )
}

/// The variable that SoftHSM reads at load, and the file that it names.
fn settings(folder: &Path) -> (&'static str, PathBuf) {
    let file = folder.join("softhsm2.conf");
    let tokens = folder.join("tokens");
    fs::create_dir(&tokens).unwrap();
    let text = format!(
        "directories.tokendir = {}\nobjectstore.backend = file\nlog.level = ERROR\n",
        tokens.display()
    );
    fs::write(&file, text).unwrap();
    ("SOFTHSM2_CONF", file)
}
