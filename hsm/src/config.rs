//! The tables `[[token]]` of a configuration file: which tokens to use and how.

use std::collections::BTreeMap;
use std::env;
use std::path::{Component, Path, PathBuf};
use std::time::Duration;

use serde::Deserialize;
use serde::de::{Deserializer, Error};

use crate::pin::PinSource;
use crate::uri::Pkcs11Uri;

/// Wiring of one token. It holds references to secrets, never secrets.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TokenConfig {
    /// The vendor's PKCS#11 module: a path, or a bare file name for the loader to look up.
    pub module: PathBuf,
    /// Which token: an RFC 7512 URI that exactly one token of the module matches.
    #[serde(deserialize_with = "token_uri")]
    pub uri: Pkcs11Uri,
    /// Where the user PIN comes from.
    pub pin: PinSource,
    /// Variables that the module wants in its environment; `{dir}` in a value stands for the
    /// folder of the configuration file.
    #[serde(default, deserialize_with = "variables")]
    pub env: BTreeMap<String, String>,
    /// How many sessions are open at most, 1 to 64; about one per core of the device.
    #[serde(default = "default_sessions", deserialize_with = "sessions")]
    pub sessions: usize,
    /// How long a call waits for a session at most, in milliseconds, 1 to 60 000.
    #[serde(
        default = "default_wait",
        rename = "wait_ms",
        deserialize_with = "wait"
    )]
    pub wait: Duration,
    /// How long the module may take for one signature, in milliseconds, 100 to 60 000; one that
    /// takes longer hangs, and its worker is killed.
    #[serde(
        default = "default_timeout",
        rename = "timeout_ms",
        deserialize_with = "timeout"
    )]
    pub timeout: Duration,
    /// Whether the module may use the network: devices that are not in this machine.
    #[serde(default)]
    pub network: bool,
    /// The program that loads the module; absent for `sceau-hsm-worker` beside this program.
    #[serde(default)]
    pub worker: Option<PathBuf>,
}

impl TokenConfig {
    /// The same configuration with its relative paths taken from `base`, the folder of the
    /// configuration file: the PIN file, the module unless it is a bare name, and `{dir}`.
    #[must_use]
    pub fn resolved(mut self, base: &Path) -> Self {
        if self.module.components().count() > 1 {
            self.module = base.join(plain(&self.module));
        }
        self.worker = self.worker.map(|worker| base.join(worker));
        self.pin = self.pin.resolved(base);
        let base = base.to_string_lossy();
        self.env
            .values_mut()
            .for_each(|value| *value = value.replace("{dir}", &base));
        self
    }

    /// The module, and how its worker is started.
    #[must_use]
    pub fn module(&self) -> Module {
        Module {
            path: self.module.clone(),
            env: self.env.clone(),
            network: self.network,
            worker: self.worker.clone(),
        }
    }

    /// What to call the token in messages.
    #[must_use]
    pub fn token_name(&self) -> String {
        self.uri
            .token
            .as_ref()
            .map_or_else(|| self.uri.to_string(), |label| format!("token {label}"))
    }
}

/// Which of several tokens a key's URI could not name, by their places; none where there is one
/// token only. The label tells tokens apart in such a URI: each needs one of its own.
#[must_use]
pub fn label_faults(tokens: &[TokenConfig]) -> Vec<(usize, LabelFault)> {
    let labels: Vec<_> = tokens.iter().map(|config| &config.uri.token).collect();
    let fault = |(place, label): (usize, &&Option<String>)| {
        let Some(label) = label else {
            return (labels.len() > 1).then_some((place, LabelFault::Missing));
        };
        let mut before = labels.iter().take(place).copied().flatten();
        let taken = || LabelFault::Taken(label.clone());
        before.any(|other| other == label).then(|| (place, taken()))
    };
    labels.iter().enumerate().filter_map(fault).collect()
}

/// Why a key's URI could not name a token.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LabelFault {
    /// Its URI has no attribute `token`.
    #[error("with several tokens the URI of each has `token`, the label")]
    Missing,
    /// Another token before it has the same label.
    #[error("another token is labelled {0} already")]
    Taken(String),
}

/// A module and how its worker is started, whatever token is meant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Module {
    /// The vendor's PKCS#11 module.
    pub path: PathBuf,
    /// Variables that it wants in its environment.
    pub env: BTreeMap<String, String>,
    /// Whether it may use the network.
    pub network: bool,
    /// The program that loads it; absent for `sceau-hsm-worker` beside this program.
    pub worker: Option<PathBuf>,
}

impl Module {
    /// The program that loads the module.
    #[must_use]
    pub fn worker_program(&self) -> PathBuf {
        let beside = || {
            let program = env::current_exe().unwrap_or_default();
            program.with_file_name("sceau-hsm-worker")
        };
        self.worker.clone().unwrap_or_else(beside)
    }
}

/// The path without a leading `./`.
fn plain(path: &Path) -> PathBuf {
    path.components()
        .filter(|part| *part != Component::CurDir)
        .collect()
}

const fn default_sessions() -> usize {
    4
}

const fn default_wait() -> Duration {
    Duration::from_secs(2)
}

const fn default_timeout() -> Duration {
    Duration::from_secs(10)
}

fn timeout<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
    match u64::deserialize(deserializer)? {
        millis @ 100..=60_000 => Ok(Duration::from_millis(millis)),
        other => Err(D::Error::custom(format!(
            "a timeout of {other} ms: 100 to 60000 are possible"
        ))),
    }
}

fn token_uri<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Pkcs11Uri, D::Error> {
    let uri = Pkcs11Uri::deserialize(deserializer)?;
    if uri.names_object() || !uri.names_token() {
        return Err(D::Error::custom(
            "the URI of a token has `token`, `serial`, `model`, `manufacturer` or `slot-id`, \
             and none of `object`, `id` and `type`",
        ));
    }
    Ok(uri)
}

fn variables<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<BTreeMap<String, String>, D::Error> {
    let variables = BTreeMap::<String, String>::deserialize(deserializer)?;
    let bad = |(name, value): &(&String, &String)| {
        name.is_empty() || name.contains(['=', '\0']) || value.contains('\0')
    };
    match variables.iter().find(bad) {
        Some((name, _)) => Err(D::Error::custom(format!(
            "`{name}` cannot be set as a variable"
        ))),
        None => Ok(variables),
    }
}

fn sessions<'de, D: Deserializer<'de>>(deserializer: D) -> Result<usize, D::Error> {
    match usize::deserialize(deserializer)? {
        sessions @ 1..=64 => Ok(sessions),
        other => Err(D::Error::custom(format!(
            "{other} sessions: 1 to 64 are possible"
        ))),
    }
}

fn wait<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
    match u64::deserialize(deserializer)? {
        millis @ 1..=60_000 => Ok(Duration::from_millis(millis)),
        other => Err(D::Error::custom(format!(
            "a wait of {other} ms: 1 to 60000 are possible"
        ))),
    }
}
