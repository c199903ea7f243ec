//! The profile document as TOML spells it; [`crate::profile::Profile`] is its validated twin.

use serde::Deserialize;

/// A profile document.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub(super) struct ProfileConfig {
    pub(super) format: u32,
    pub(super) name: String,
    pub(super) version: u32,
    pub(super) kind: KindConfig,
    #[serde(default)]
    pub(super) suspension: bool,
    pub(super) validity: ValidityConfig,
    pub(super) subject: SubjectConfig,
    pub(super) key: KeyConfig,
    pub(super) extensions: ExtensionsConfig,
    pub(super) qc_statements: Option<QcConfig>,
    pub(super) crl: Option<CrlConfig>,
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub(super) enum KindConfig {
    Root,
    Ca,
    Responder,
    Leaf,
}

#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub(super) struct ValidityConfig {
    pub(super) days: u32,
    #[serde(default)]
    pub(super) beyond_issuer: BeyondIssuer,
}

/// What happens when the issuer ends earlier (CRT-05).
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub(super) enum BeyondIssuer {
    #[default]
    Refuse,
    Clip,
}

#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub(super) struct SubjectConfig {
    pub(super) identifier: Option<SemanticsConfig>,
    pub(super) attributes: Vec<AttributeConfig>,
}

#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub(super) struct AttributeConfig {
    pub(super) r#type: String,
    #[serde(default)]
    pub(super) from: AttributeSource,
    #[serde(default)]
    pub(super) optional: bool,
}

/// Where a subject attribute's value comes from.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub enum AttributeSource {
    /// The request.
    #[default]
    Request,
    /// The authority document.
    Authority,
    /// The issuer that the certificate is for.
    Issuer,
}

#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub(super) struct KeyConfig {
    pub(super) allowed: Vec<String>,
}

#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub(super) struct ExtensionsConfig {
    pub(super) basic_constraints: Option<BasicConstraintsConfig>,
    pub(super) key_usage: Vec<String>,
    #[serde(default)]
    pub(super) extended_key_usage: Vec<String>,
    #[serde(default)]
    pub(super) policies: Vec<String>,
    #[serde(default)]
    pub(super) subject_key_identifier: bool,
    #[serde(default)]
    pub(super) authority_key_identifier: bool,
    #[serde(default)]
    pub(super) crl_distribution_point: bool,
    #[serde(default)]
    pub(super) authority_information_access: Vec<AccessConfig>,
    #[serde(default)]
    pub(super) ocsp_nocheck: bool,
    pub(super) subject_alternative_names: Option<SanConfig>,
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub(super) struct BasicConstraintsConfig {
    pub(super) critical: bool,
    pub(super) path_length: Option<u8>,
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "camelCase")]
pub(super) enum AccessConfig {
    CaIssuers,
    Ocsp,
}

#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub(super) struct SanConfig {
    pub(super) allowed: Vec<String>,
    #[serde(default)]
    pub(super) required: bool,
    #[serde(default)]
    pub(super) holds_common_name: bool,
}

#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub(super) struct QcConfig {
    #[serde(default)]
    pub(super) compliance: bool,
    #[serde(default)]
    pub(super) legislation: bool,
    pub(super) r#type: Option<QcTypeConfig>,
    #[serde(default)]
    pub(super) disclosure: bool,
    pub(super) semantics: Option<SemanticsConfig>,
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub(super) enum QcTypeConfig {
    Esign,
    Eseal,
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub(super) enum SemanticsConfig {
    NaturalPerson,
    LegalPerson,
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub(super) struct CrlConfig {
    #[serde(default)]
    pub(super) days: u32,
    #[serde(default)]
    pub(super) hours: u32,
}
