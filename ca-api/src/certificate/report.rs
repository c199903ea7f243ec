//! A certificate, and what is found in it, as answers tell it.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A certificate, or an intent that is not yet or never will be one.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
pub struct CertificateReport {
    /// The serial number, in hexadecimal.
    pub serial: Option<String>,
    /// The generation, or the issuer's name for a certificate from a file.
    pub issuer: Option<String>,
    /// The subject (RFC 4514).
    pub subject: Option<String>,
    /// When its validity begins (RFC 3339).
    pub not_before: Option<String>,
    /// When its validity ends (RFC 3339).
    pub not_after: Option<String>,
    /// The kind of its key.
    pub key: Option<String>,
    /// What the Registry knows the key by: SHA-256 of its SubjectPublicKeyInfo.
    pub key_sha256: Option<String>,
    /// SHA-256 of the certificate.
    pub sha256: Option<String>,
    /// The profile, by name.
    pub profile: Option<String>,
    /// SHA-256 of the profile document.
    pub profile_sha256: Option<String>,
    /// Version of the lint rules that it passed.
    pub lint_version: Option<u32>,
    /// The client's name for the request.
    pub request_id: Option<String>,
    /// Who asked for it, as kind and name.
    pub officer: Option<String>,
    /// When the intent was stored (RFC 3339).
    pub prepared: Option<String>,
    /// The state of the issuance.
    pub state: Option<String>,
    /// `good`, `suspended` or `revoked`, once it is issued.
    pub status: Option<String>,
    /// When it was issued (RFC 3339).
    pub issued: Option<String>,
    /// Since when it is revoked or suspended (RFC 3339).
    pub withdrawn: Option<String>,
    /// The reason (RFC 5280 5.3.1).
    pub reason: Option<String>,
    /// Since when its key is known or suspected to be compromised (RFC 5280 5.3.2).
    pub invalidity_date: Option<String>,
    /// Each field, where all of them are shown.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<FieldReport>,
    /// PEM.
    pub certificate: Option<String>,
}

/// A field of a certificate, by its place and in words that are the same in all languages.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct FieldReport {
    /// Its place.
    pub field: String,
    /// What stands there.
    pub value: String,
}

/// What a lint rule found.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct FindingReport {
    /// The requirement.
    pub rule: String,
    /// What the rule comes from.
    pub clause: String,
    /// How bad it is.
    pub severity: Severity,
    /// The name of the fact.
    pub fact: String,
    /// The values of the fact.
    pub values: BTreeMap<String, String>,
    /// The finding in the words of whoever asked.
    pub text: String,
}

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Nothing is issued so.
    Error,
    /// Worth a look.
    Warning,
}

/// What an officer should look at though no rule forbids it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct NoticeReport {
    /// The requirement that it comes from.
    pub rule: String,
    /// Its name.
    pub notice: String,
}
