//! Documents as answers tell them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::certificate::FieldReport;

/// A document in a few words.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct DocumentReport {
    /// Its name.
    pub name: String,
    /// Its version, where its kind has one.
    pub version: Option<u32>,
    /// `root`, `ca`, `responder` or `leaf` for profiles; `country`, `algorithms`, `key-origins`
    /// or `authority` for what is there once.
    pub kind: String,
    /// What only profiles have.
    #[serde(flatten)]
    pub profile: Option<ProfilePart>,
    /// SHA-256 of the document: its address.
    pub digest: String,
}

/// What only profiles have.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct ProfilePart {
    /// The validity of its certificates, in days.
    pub validity_days: u64,
    /// The kinds of keys that it allows.
    pub keys: Vec<String>,
    /// Whether its certificates can be suspended.
    pub suspension: bool,
}

/// A document, and the whole of it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct DocumentView {
    /// The document in a few words.
    #[serde(flatten)]
    pub summary: DocumentReport,
    /// Its text, unless its fields are asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
    /// Its fields, where they are asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fields: Option<Vec<FieldReport>>,
}
