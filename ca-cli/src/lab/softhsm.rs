//! SoftHSM: where its module is, and its settings.

use std::path::{Path, PathBuf};

use ca_desk::message::Message;

use crate::lab::token::Make;

/// What there is to know of it.
pub(crate) const MAKE: Make = Make {
    name: "SoftHSM",
    module_variable: "SCEAU_SOFTHSM_MODULE",
    places,
    remedy: || Message::new("lab-hint-softhsm"),
    settings_variable: "SOFTHSM2_CONF",
    settings_file: "softhsm2.conf",
    settings,
};

/// Where distributions put the module.
const PLACES: [&str; 6] = [
    "/usr/lib/softhsm/libsofthsm2.so",
    "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
    "/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so",
    "/usr/lib64/softhsm/libsofthsm2.so",
    "/usr/lib64/pkcs11/libsofthsm2.so",
    "/usr/local/lib/softhsm/libsofthsm2.so",
];

fn places() -> Vec<PathBuf> {
    PLACES.map(PathBuf::from).into()
}

fn settings(objects: &Path) -> String {
    format!(
        "directories.tokendir = {}\nobjectstore.backend = file\nobjectstore.umask = 0077\n\
         log.level = ERROR\nslots.removable = false\n",
        objects.display()
    )
}
