//! The table of a configuration file that says which token to use and how.

use std::collections::BTreeMap;
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
}

impl TokenConfig {
    /// The same configuration with its relative paths taken from `base`, the folder of the
    /// configuration file: the PIN file, the module unless it is a bare name, and `{dir}`.
    #[must_use]
    pub fn resolved(mut self, base: &Path) -> Self {
        if self.module.components().count() > 1 {
            self.module = base.join(plain(&self.module));
        }
        self.pin = self.pin.resolved(base);
        let base = base.to_string_lossy();
        self.env
            .values_mut()
            .for_each(|value| *value = value.replace("{dir}", &base));
        self
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
