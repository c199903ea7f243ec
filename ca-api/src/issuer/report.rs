//! A generation, as answers tell it.

use ca_core::generation::{GenerationId, LineName};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::word::Word;

/// A generation of an issuer line.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct IssuerReport {
    /// Line and number.
    pub generation: Word<GenerationId>,
    /// The line.
    pub line: Word<LineName>,
    /// Where it stands in its life.
    pub state: IssuerState,
    /// Its name (RFC 4514).
    pub subject: Option<String>,
    /// The generation that certifies it; itself for a root.
    pub issuer: String,
    /// With what it signs.
    pub algorithm: String,
    /// Its private key, as a URI (RFC 7512).
    pub key: String,
    /// When it was added (RFC 3339).
    pub created: String,
    /// The serial number of its certificate, in hexadecimal.
    pub serial: Option<String>,
    /// When the validity of its certificate begins (RFC 3339).
    pub not_before: Option<String>,
    /// When it ends (RFC 3339).
    pub not_after: Option<String>,
    /// SHA-256 of the certificate.
    pub sha256: Option<String>,
    /// The certificate, in PEM.
    pub certificate: Option<String>,
}

/// Where a generation stands in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum IssuerState {
    /// It has a key and a name, no certificate.
    Pending,
    /// It has a certificate and waits to be activated.
    Ready,
    /// It issues certificates.
    Active,
    /// It signs CRLs for what it issued, and nothing else.
    Retired,
}
