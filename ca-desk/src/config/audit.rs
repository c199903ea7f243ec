//! The table `[audit]`: the key that signs the heads of the log, and how often it does.

use std::time::Duration;

use ca_core::signer::KeyUri;
use hsm::uri::Pkcs11Uri;
use serde::{Deserialize, Deserializer, de};

/// The table `[audit]`.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct AuditConfig {
    /// The key: an RFC 7512 URI with `object`, the label, so that `sceau audit enrol` can make it.
    #[serde(deserialize_with = "labelled")]
    key: Pkcs11Uri,
    /// How long the log may grow under a command at work before its head is signed.
    #[serde(
        default = "default_interval",
        rename = "interval_s",
        deserialize_with = "interval"
    )]
    pub interval: Duration,
}

impl AuditConfig {
    /// The key's name.
    pub fn key(&self) -> KeyUri {
        KeyUri::new(self.key.to_string())
    }

    /// Its label.
    pub fn label(&self) -> &str {
        self.key.object.as_deref().unwrap_or_default()
    }

    /// The label of its token; absent for the first one.
    pub fn token(&self) -> Option<&str> {
        self.key.token.as_deref()
    }
}

const fn default_interval() -> Duration {
    Duration::from_secs(60)
}

/// One second to a day.
fn interval<'de, D: Deserializer<'de>>(source: D) -> Result<Duration, D::Error> {
    match u64::deserialize(source)? {
        seconds @ 1..=86_400 => Ok(Duration::from_secs(seconds)),
        other => Err(de::Error::custom(format!(
            "an interval of {other} s: 1 to 86400 are possible"
        ))),
    }
}

fn labelled<'de, D: Deserializer<'de>>(source: D) -> Result<Pkcs11Uri, D::Error> {
    let uri = Pkcs11Uri::deserialize(source)?;
    if uri.object.as_deref().is_none_or(str::is_empty) {
        return Err(de::Error::custom(
            "the URI of the key has `object`, its label",
        ));
    }
    Ok(uri)
}
