//! What the tool itself has in the configuration file: where a daemon listens, and who the
//! operator is.
//!
//! ```toml
//! format = 1
//!
//! [api]
//! url = "https://ca.example:8443"
//! trust = "trust.pem"
//!
//! [operator]
//! certificate = "amina.pem"
//! key = { file = "amina.key" }
//! ```
//!
//! A file names either a Registry or a daemon.

use std::path::{Path, PathBuf};

use ca_api::client;
use ca_desk::config::{Config, Own, folder_of, has_table, load_own};
use ca_desk::error::Failure;
use ca_desk::message::Message;
use ca_desk::told::Told;
use serde::{Deserialize, Deserializer, de};

/// Where the authority is.
#[derive(Debug)]
pub(crate) enum Place {
    /// Beside this program.
    Here(Box<Config>),
    /// Behind a daemon.
    There(Remote),
}

/// A daemon, and who the operator is to it.
#[derive(Clone, Debug)]
pub(crate) struct Remote {
    /// The URL as it is written.
    pub(crate) url: String,
    /// Where it listens.
    pub(crate) place: client::Place,
    /// The anchors by which it is known, in PEM.
    pub(crate) trust: PathBuf,
    /// The operator.
    pub(crate) operator: Operator,
}

/// The operator's certificate and key.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Operator {
    /// The certificate, in PEM; those of its issuers may follow.
    pub(crate) certificate: PathBuf,
    /// The key.
    pub(crate) key: Key,
}

/// Where the operator's key is.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Key {
    /// In this file, as PEM.
    pub(crate) file: PathBuf,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Api {
    #[serde(deserialize_with = "url")]
    url: Url,
    trust: PathBuf,
}

struct Url {
    text: String,
    place: client::Place,
}

fn url<'de, D: Deserializer<'de>>(source: D) -> Result<Url, D::Error> {
    let text = String::deserialize(source)?;
    let place = client::Place::of_url(&text).map_err(de::Error::custom)?;
    Ok(Url { text, place })
}

impl Place {
    /// What the file at `path` names.
    ///
    /// # Errors
    /// Something is wrong with it: all of it is told, with line numbers.
    pub(crate) fn load(path: PathBuf, told: Told) -> Result<Self, Failure> {
        if !has_table(&path, "api")? {
            return Config::load(path, told).map(Box::new).map(Self::Here);
        }
        let folder = folder_of(&path)?;
        let (api, operator) = load_own(&path, tables)?;
        Ok(Self::There(Remote {
            url: api.url.text,
            place: api.url.place,
            trust: folder.join(api.trust),
            operator: operator.below(&folder),
        }))
    }
}

impl Place {
    /// How many sessions the tokens here have at once; behind a daemon that is its own matter.
    pub(crate) fn sessions(&self) -> usize {
        match self {
            Self::Here(config) => {
                let sessions = config.tokens.iter().map(|token| token.sessions);
                sessions.max().unwrap_or(1)
            }
            Self::There(_) => REMOTE_SESSIONS,
        }
    }

    /// The Registry, or the daemon that has it, as people know it.
    pub(crate) fn name(&self) -> String {
        match self {
            Self::Here(config) => config.registry.to_string(),
            Self::There(remote) => remote.url.clone(),
        }
    }
}

/// Connections that are of use to a batch: a daemon signs on some sessions too, and admits many
/// more of one certificate.
const REMOTE_SESSIONS: usize = 4;

impl From<Config> for Place {
    fn from(config: Config) -> Self {
        Self::Here(Box::new(config))
    }
}

impl Operator {
    fn below(self, folder: &Path) -> Self {
        Self {
            certificate: folder.join(self.certificate),
            key: Key {
                file: folder.join(self.key.file),
            },
        }
    }
}

fn tables(own: &mut Own<'_, '_>) -> Option<(Api, Operator)> {
    let api = own.required("api", &["url", "trust"], complaint);
    let operator = own.required("operator", &["certificate", "key"], complaint);
    api.zip(operator)
}

fn complaint(key: &str, error: &toml::de::Error) -> Message {
    match key {
        "url" => Message::new("config-api-url"),
        "trust" => Message::new("config-api-trust"),
        "certificate" => Message::new("config-operator-certificate"),
        "key" => Message::new("config-operator-key"),
        _ if error.message().starts_with("unknown field") => {
            Message::new("config-key-unknown").with("key", key)
        }
        _ => Message::new("config-value")
            .with("key", key)
            .with("words", error.message()),
    }
}

#[cfg(test)]
mod tests {
    use ca_desk::error::Kind;
    use ca_desk::told::Listener;

    use super::*;

    struct Nobody;

    impl Listener for Nobody {
        fn tell(&self, _: &Message) {}

        fn warn(&self, _: &Message) {}
    }

    const WHOLE: &str = r#"format = 1
[api]
url = "https://ca.example:8443"
trust = "trust.pem"
[operator]
certificate = "amina.pem"
key = { file = "/keys/amina.key" }
"#;

    fn load(text: &str) -> Result<Place, Failure> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("sceau.toml");
        std::fs::write(&path, text).unwrap();
        Place::load(path, Told::new(Nobody))
    }

    #[test]
    fn a_daemon_is_named_with_who_the_operator_is_to_it() {
        let Place::There(remote) = load(WHOLE).unwrap() else {
            panic!("not a daemon");
        };
        assert_eq!(remote.url, "https://ca.example:8443");
        assert!(remote.trust.is_absolute() && remote.trust.ends_with("trust.pem"));
        assert_eq!(remote.operator.key.file, Path::new("/keys/amina.key"));
    }

    #[test]
    fn a_file_names_a_registry_or_a_daemon_and_all_faults_are_told() {
        for (text, faults) in [
            (WHOLE.replace("https", "http"), 1),
            (WHOLE.replace("trust =", "thrust ="), 2),
            (WHOLE.replace("{ file = \"/keys/amina.key\" }", "\"x\""), 1),
            (WHOLE.replace("[operator]", "[officer]"), 2),
            (format!("{WHOLE}[registry]\nurl = \"sqlite:a\"\n"), 1),
            (format!("{WHOLE}[[token]]\n[audit]\n"), 2),
        ] {
            let failure = load(&text).unwrap_err();
            assert_eq!(failure.kind, Kind::Usage, "{text}");
            let texts = crate::catalogue::new(ca_desk::language::Language::En);
            let report = failure.report(&texts);
            assert_eq!(report.causes.len(), faults, "{text}: {report:?}");
        }
    }
}
