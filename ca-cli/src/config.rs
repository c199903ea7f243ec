//! The configuration file `sceau.toml`: wiring only, no policy and no secret.
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
//! Paths are relative to the file. [`document`] reads the file and finds all that is wrong at once;
//! [`complaint`] says it in the operator's words; [`audit`] is the table of that name.

mod audit;
mod complaint;
mod document;

use std::path::{Path, PathBuf};

use ca_store::url::RegistryUrl;
use hsm::config::TokenConfig;

pub(crate) use self::audit::AuditConfig;
use crate::error::{Explanation, Failure, Kind};
use crate::explain;
use crate::input;
use crate::invocation::Invocation;
use crate::language::Language;
use crate::message::Message;

/// Most octets of a configuration file.
const LIMIT: u64 = 64 * 1024;

/// Where the file is if nobody says otherwise.
const PLACES: [&str; 2] = ["sceau.toml", "/etc/sceau/sceau.toml"];

/// Where the anchor is if the file does not say.
const ANCHOR: &str = "anchor.json";

/// A configuration file that was read and found right.
#[derive(Clone, Debug)]
pub(crate) struct Config {
    /// The file.
    pub(crate) path: PathBuf,
    /// Where the Registry is.
    pub(crate) registry: RegistryUrl,
    /// The file of its anchor, which is none of the Registry's own.
    pub(crate) anchor: PathBuf,
    /// The issuers' tokens; none where only the Registry is read.
    pub(crate) tokens: Vec<TokenConfig>,
    /// Who signs the heads of the log; absent where nobody does.
    pub(crate) audit: Option<AuditConfig>,
    /// The operator's language, for what is told while a command works.
    pub(crate) language: Language,
}

impl Config {
    /// The configuration that a run was told to use.
    ///
    /// # Errors
    /// As [`Config::load`].
    pub(crate) fn of(invocation: &Invocation) -> Result<Self, Failure> {
        let path = invocation.options.config.as_deref();
        Self::load(path, invocation.catalogue.language())
    }

    /// Whether a run was told to use a configuration, or one is in the usual places.
    pub(crate) fn is_there(invocation: &Invocation) -> bool {
        invocation.options.config.is_some() || find().is_some()
    }

    /// Reads the file at `path`, or the one in the usual places.
    ///
    /// # Errors
    /// There is none, or something is wrong with it: all of it is told, with line numbers.
    pub(crate) fn load(path: Option<&Path>, language: Language) -> Result<Self, Failure> {
        let path = match path {
            Some(path) => path.to_owned(),
            None => find().ok_or_else(missing)?,
        };
        let text = input::read_text(&path, LIMIT)?;
        let folder = folder_of(&path)?;
        let document = document::read(&text).map_err(|faults| {
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
        })?;
        let tokens = document.tokens.into_iter();
        let tokens = tokens.map(|token| token.resolved(&folder));
        Ok(Self {
            registry: document.registry.relative_to(&folder),
            anchor: folder.join(document.anchor.unwrap_or_else(|| ANCHOR.into())),
            tokens: tokens.collect(),
            audit: document.audit,
            language,
            path,
        })
    }
}

fn find() -> Option<PathBuf> {
    PLACES.iter().map(PathBuf::from).find(|path| path.exists())
}

fn missing() -> Failure {
    let message = Message::new("config-missing").with("places", PLACES.join(", "));
    Failure::new(Kind::Usage, message).hint(Message::new("config-hint-option"))
}

/// The absolute folder of the file: what the module reads may outlive a change of folder.
fn folder_of(path: &Path) -> Result<PathBuf, Failure> {
    let absolute = std::path::absolute(path).map_err(|error| {
        let message = Message::new("error-not-read").with("file", path.display());
        Failure::because(message, explain::file(&error))
    })?;
    Ok(absolute.parent().map_or_else(PathBuf::new, Path::to_owned))
}
