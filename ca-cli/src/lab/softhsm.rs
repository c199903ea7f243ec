//! SoftHSM: where its module is, its configuration, and its two tokens.

use std::path::PathBuf;
use std::{env, fs, io};

use crate::error::{Failure, Kind};
use crate::lab::child::Programs;
use crate::lab::files;
use crate::lab::layout::{LabToken, Layout};
use crate::lab::state::State;
use crate::message::Message;

/// Names the module where it is in no usual place.
const VARIABLE: &str = "SCEAU_SOFTHSM_MODULE";

/// Where distributions put the module.
const PLACES: [&str; 6] = [
    "/usr/lib/softhsm/libsofthsm2.so",
    "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
    "/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so",
    "/usr/lib64/softhsm/libsofthsm2.so",
    "/usr/lib64/pkcs11/libsofthsm2.so",
    "/usr/local/lib/softhsm/libsofthsm2.so",
];

/// The module.
///
/// # Errors
/// It is in none of the usual places.
pub(crate) fn find() -> Result<PathBuf, Failure> {
    let named = env::var_os(VARIABLE).map(PathBuf::from);
    let missing = |message: Message| {
        Failure::new(Kind::Unavailable, message).hint(Message::new("lab-hint-softhsm"))
    };
    match named {
        Some(path) if path.is_file() => Ok(path),
        Some(path) => Err(missing(
            Message::new("lab-no-module-there").with("path", path.display()),
        )),
        None => PLACES
            .iter()
            .map(PathBuf::from)
            .find(|path| path.is_file())
            .ok_or_else(|| missing(Message::new("lab-no-module"))),
    }
}

/// Makes sure that a token is there, with a PIN that only this account can read.
///
/// # Errors
/// A file cannot be written, or SoftHSM refuses.
pub(crate) fn ensure(
    layout: &Layout,
    state: &State,
    token: LabToken,
    programs: &Programs,
) -> Result<(), Failure> {
    let folder = layout.token_folder(token);
    if layout.token_ready(token).exists() {
        return Ok(());
    }
    // Whatever an interrupted start left has no keys yet.
    empty(layout, token).map_err(|error| files::not_written(&folder, &error))?;
    programs.make_token(layout, token, &state.module)?;
    let ready = layout.token_ready(token);
    files::write(&ready, files::PUBLIC, "").map_err(|error| files::not_written(&ready, &error))
}

/// A folder with configuration and PIN, and no objects.
fn empty(layout: &Layout, token: LabToken) -> io::Result<()> {
    let objects = layout.token_objects(token);
    match fs::remove_dir_all(&objects) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        Ok(()) | Err(_) => files::make_folder(&objects)?,
    }
    let text = format!(
        "directories.tokendir = {}\nobjectstore.backend = file\nobjectstore.umask = 0077\n\
         log.level = ERROR\nslots.removable = false\n",
        objects.display()
    );
    files::write(&layout.token_config(token), files::PUBLIC, &text)?;
    files::write_once(
        &layout.pin_file(token),
        files::PRIVATE,
        files::random_hex::<12>,
    )
}
