//! The tables of a configuration file that name Registry, tokens and the signer of heads: wiring
//! only, no policy and no secret.
//!
//! ```toml
//! format = 1
//!
//! [registry]
//! url = "sqlite:registry/sceau.db"
//! anchor = "anchor.json"
//!
//! [[token]]
//! module = "/usr/lib/softhsm/libsofthsm2.so"
//! uri = "pkcs11:token=sceau"
//! pin = { file = "pin" }
//!
//! [audit]
//! key = "pkcs11:token=sceau;object=audit-signer"
//! ```
//!
//! Paths are relative to the file. `document` reads the file and finds all that is wrong at once;
//! `complaint` says it in the operator's words; `audit` is the table of that name.

mod audit;
mod complaint;
mod document;

use std::path::{Path, PathBuf};

use ca_core::digest::Sha256Digest;
use ca_store::url::RegistryUrl;
use hsm::config::TokenConfig;

pub use self::audit::AuditConfig;
use self::document::Fault;
pub use self::document::{Complaint, Own};
use crate::error::{Explanation, Failure, Kind};
use crate::explain;
use crate::input;
use crate::message::Message;
use crate::told::Told;

/// Most octets of a configuration file.
const LIMIT: u64 = 64 * 1024;

/// Where the anchor is if the file does not say.
const ANCHOR: &str = "anchor.json";

/// A configuration file that was read and found right.
#[derive(Clone, Debug)]
pub struct Config {
    /// The file.
    pub path: PathBuf,
    /// Where the Registry is.
    pub registry: RegistryUrl,
    /// The file of its anchor, which is none of the Registry's own.
    pub anchor: PathBuf,
    /// The issuers' tokens; none where only the Registry is read.
    pub tokens: Vec<TokenConfig>,
    /// Who signs the heads of the log; absent where nobody does.
    pub audit: Option<AuditConfig>,
    /// SHA-256 of the statement with which the chain of statements begins; absent where nobody
    /// governs yet (I14).
    pub bootstrap: Option<Sha256Digest>,
    /// Who is told what happens meanwhile.
    pub told: Told,
}

impl Config {
    /// Reads the file at `path`.
    ///
    /// # Errors
    /// It cannot be read, or something is wrong with it: all of it is told, with line numbers.
    pub fn load(path: PathBuf, told: Told) -> Result<Self, Failure> {
        Self::load_with(path, told, |_| Some(())).map(|(config, ())| config)
    }

    /// Reads the file at `path`, and in it the tables that the program has beside these: `own`
    /// gives none if one of them is missing or has a fault.
    ///
    /// # Errors
    /// As [`load`](Self::load).
    pub fn load_with<T>(
        path: PathBuf,
        told: Told,
        own: impl FnOnce(&mut Own<'_, '_>) -> Option<T>,
    ) -> Result<(Self, T), Failure> {
        let text = input::read_text(&path, LIMIT)?;
        let folder = folder_of(&path)?;
        let read = document::read_with(&text, own);
        let (document, own) = read.map_err(|faults| invalid(&path, faults))?;
        let tokens = document.tokens.into_iter();
        let tokens = tokens.map(|token| token.resolved(&folder));
        let config = Self {
            registry: document.registry.relative_to(&folder),
            anchor: folder.join(document.anchor.unwrap_or_else(|| ANCHOR.into())),
            tokens: tokens.collect(),
            audit: document.audit,
            bootstrap: document.governance.map(|table| table.bootstrap),
            told,
            path,
        };
        Ok((config, own))
    }
}

/// Reads the file at `path` of a program that works elsewhere: it has its own tables alone.
///
/// # Errors
/// As [`Config::load`].
pub fn load_own<T>(
    path: &Path,
    own: impl FnOnce(&mut Own<'_, '_>) -> Option<T>,
) -> Result<T, Failure> {
    let text = input::read_text(path, LIMIT)?;
    document::read_own(&text, own).map_err(|faults| invalid(path, faults))
}

/// Whether the file at `path` has a table of this name, as far as it can be read.
///
/// # Errors
/// It cannot be read at all.
pub fn has_table(path: &Path, name: &str) -> Result<bool, Failure> {
    Ok(document::has_table(&input::read_text(path, LIMIT)?, name))
}

fn invalid(path: &Path, faults: Vec<Fault>) -> Failure {
    let causes = faults.into_iter().map(|fault| {
        Message::new("config-line")
            .count("line", fault.line)
            .say("fault", fault.message)
    });
    let why = causes.fold(Explanation::empty(Kind::Usage), Explanation::cause);
    Failure::because(
        Message::new("config-invalid").with("file", path.display()),
        why,
    )
}

/// The absolute folder of the file: what the module reads may outlive a change of folder.
///
/// # Errors
/// There is no present folder.
pub fn folder_of(path: &Path) -> Result<PathBuf, Failure> {
    let absolute = std::path::absolute(path).map_err(|error| {
        let message = Message::new("error-not-read").with("file", path.display());
        Failure::because(message, explain::file(&error))
    })?;
    Ok(absolute.parent().map_or_else(PathBuf::new, Path::to_owned))
}
