//! The two tokens of a lab: which make they are of, where its module is, and how they are made.

use std::path::{Path, PathBuf};
use std::{env, fs, io};

use ca_desk::error::{Failure, Kind};
use ca_desk::message::Message;
use hsm::config::Module;
use hsm::token::initialise;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};

use crate::lab::layout::{LabToken, Layout};
use crate::lab::state::State;
use crate::lab::{files, kryoptic, softhsm};

/// Which make of software tokens.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum TokenKind {
    /// SoftHSM: elliptic and RSA keys.
    #[default]
    Softhsm,
    /// kryoptic: ML-DSA keys too (ALG-06).
    Kryoptic,
}

/// What a lab knows of a make.
#[derive(Debug)]
pub(crate) struct Make {
    /// What it is called.
    pub(crate) name: &'static str,
    /// Names the module where it is in no usual place.
    pub(crate) module_variable: &'static str,
    /// The usual places of the module, the first one that is there counts.
    pub(crate) places: fn() -> Vec<PathBuf>,
    /// What brings a module that is missing.
    pub(crate) remedy: fn() -> Message,
    /// The variable by which the module finds its settings.
    pub(crate) settings_variable: &'static str,
    /// The file of the settings, in the token's folder.
    pub(crate) settings_file: &'static str,
    /// The settings of a token whose objects are in a folder.
    pub(crate) settings: fn(&Path) -> String,
}

impl TokenKind {
    /// What there is to know of the make.
    pub(crate) const fn make(self) -> &'static Make {
        match self {
            Self::Softhsm => &softhsm::MAKE,
            Self::Kryoptic => &kryoptic::MAKE,
        }
    }

    /// The module.
    ///
    /// # Errors
    /// It is in none of the usual places.
    pub(crate) fn find(self) -> Result<PathBuf, Failure> {
        let make = self.make();
        let missing =
            |message: Message| Failure::new(Kind::Unavailable, message).hint((make.remedy)());
        match env::var_os(make.module_variable).map(PathBuf::from) {
            Some(path) if path.is_file() => Ok(path),
            Some(path) => Err(missing(
                Message::new("lab-no-module-there").with("path", path.display()),
            )),
            None => (make.places)()
                .into_iter()
                .find(|path| path.is_file())
                .ok_or_else(|| missing(Message::new("lab-no-module").with("make", make.name))),
        }
    }
}

/// Makes sure that a token is there, with a PIN that only this account can read.
///
/// # Errors
/// A file cannot be written, or the module refuses.
pub(crate) fn ensure(layout: &Layout, state: &State, token: LabToken) -> Result<(), Failure> {
    let folder = layout.token_folder(token);
    if layout.token_ready(token).exists() {
        return Ok(());
    }
    // Whatever an interrupted start left has no keys yet.
    empty(layout, state.token, token).map_err(|error| files::not_written(&folder, &error))?;
    initialise_token(layout, state, token)?;
    let ready = layout.token_ready(token);
    files::write(&ready, files::PUBLIC, "").map_err(|error| files::not_written(&ready, &error))
}

/// A folder with settings and PIN, and no objects.
fn empty(layout: &Layout, kind: TokenKind, token: LabToken) -> io::Result<()> {
    let objects = layout.token_objects(token);
    match fs::remove_dir_all(&objects) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        Ok(()) | Err(_) => files::make_folder(&objects)?,
    }
    let settings = (kind.make().settings)(&objects);
    files::write(
        &layout.token_settings(token, kind),
        files::PUBLIC,
        &settings,
    )?;
    files::write_once(
        &layout.pin_file(token),
        files::PRIVATE,
        files::random_hex::<12>,
    )
}

/// Gives the token its label and the PIN of its PIN file. The security officer's PIN is random
/// and forgotten: nobody is to unlock a practice token.
fn initialise_token(layout: &Layout, state: &State, token: LabToken) -> Result<(), Failure> {
    let (officer_pin, user_pin) = pins(&layout.pin_file(token))?;
    let settings = layout.token_settings(token, state.token);
    let variable = state.token.make().settings_variable.to_owned();
    let module = Module {
        path: state.module.clone(),
        env: [(variable, settings.display().to_string())].into(),
        ..Module::default()
    };
    initialise(&module, token.label(), &officer_pin, &user_pin)
        .map(drop)
        .map_err(|error| {
            let message = Message::new("lab-no-token").with("token", token.label());
            Failure::because(message, ca_desk::explain::signer(&error))
        })
}

/// A PIN for the security officer and that of the file for the user.
fn pins(file: &Path) -> Result<(SecretString, SecretString), Failure> {
    let pins = fs::read_to_string(file).and_then(|pin| {
        let officer = files::random_hex::<12>()?;
        Ok((SecretString::from(officer), SecretString::from(pin)))
    });
    pins.map_err(|error| {
        let message = Message::new("lab-no-pin").with("file", file.display());
        Failure::new(Kind::Unavailable, message).cause(ca_desk::explain::io(&error))
    })
}
