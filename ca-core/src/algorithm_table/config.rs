//! The table as TOML spells it; [`crate::algorithm_table::AlgorithmTable`] is its validated
//! twin.

use serde::Deserialize;

/// A table document.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TableConfig {
    pub(super) format: u32,
    /// The word by which documents tell each other apart.
    #[serde(rename = "kind")]
    _kind: DocumentWord,
    pub(super) version: u32,
    pub(super) source: String,
    #[serde(default, rename = "key")]
    pub(super) keys: Vec<KeyConfig>,
    #[serde(default, rename = "signature")]
    pub(super) signatures: Vec<SignatureConfig>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum DocumentWord {
    Algorithms,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct KeyConfig {
    pub(super) kind: String,
    pub(super) bits: Option<[u32; 2]>,
    pub(super) strength: u16,
    #[serde(default = "yes")]
    pub(super) certify: bool,
    pub(super) last_issue: Option<toml::value::Date>,
    pub(super) last_end: Option<toml::value::Date>,
    #[serde(default, rename = "note")]
    _note: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SignatureConfig {
    pub(super) name: String,
    #[serde(default)]
    pub(super) legacy: bool,
    pub(super) last_issue: Option<toml::value::Date>,
    pub(super) last_end: Option<toml::value::Date>,
    #[serde(default, rename = "note")]
    _note: String,
}

const fn yes() -> bool {
    true
}
