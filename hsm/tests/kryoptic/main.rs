//! The adapter against kryoptic, a token of PKCS#11 3.2 with post-quantum keys, judged by
//! OpenSSL and OpenSC. The suite is in `tests/token`; what only this token can show is here.

#![cfg(test)]

#[path = "../token/absence.rs"]
mod absence;
mod interfaces;
#[path = "../token/judge.rs"]
mod judge;
#[path = "../token/keys.rs"]
mod keys;
#[path = "../token/pins.rs"]
mod pins;
mod post_quantum;
#[path = "../token/recovery.rs"]
mod recovery;
#[path = "../token/sandbox.rs"]
mod sandbox;
#[path = "../token/sessions.rs"]
mod sessions;
#[path = "../token/signatures.rs"]
mod signatures;
mod slots;
#[path = "../token/survey.rs"]
mod survey;
#[path = "../token/transport.rs"]
mod transport;
mod two_writers;

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use ca_core::algorithm::KeyAlgorithm;

use crate::sandbox::{Kind, installed};

/// The token of this suite.
const TOKEN: Kind = Kind {
    manufacturer: "Kryoptic Project",
    lacks: &[],
    keeps: &[
        KeyAlgorithm::MlDsa44,
        KeyAlgorithm::MlDsa65,
        KeyAlgorithm::MlDsa87,
    ],
    module,
    module_2_40,
    settings,
};

fn module() -> PathBuf {
    built("libsceau_kryoptic.so")
}

/// The same token without `C_GetInterface`.
fn module_2_40() -> PathBuf {
    built("examples/libkryoptic_240.so")
}

fn built(name: &str) -> PathBuf {
    let test = env::current_exe().unwrap();
    let target = test.ancestors().nth(3).unwrap();
    let module = target.join("kryoptic/release").join(name);
    installed(&[module.to_str().unwrap()], "scripts/kryoptic.sh")
}

/// The variable that kryoptic reads when it is initialised, and the file that it names.
fn settings(folder: &Path) -> (&'static str, PathBuf) {
    let file = folder.join("kryoptic.toml");
    let slots = (0..3).map(|slot| {
        let database = folder.join(format!("token{slot}.sql"));
        format!("[[slots]]\nslot = {slot}\ndbtype = \"sqlite\"\ndbargs = {database:?}\n")
    });
    fs::write(&file, slots.collect::<String>()).unwrap();
    ("KRYOPTIC_CONF", file)
}
