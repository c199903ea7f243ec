//! The profile document as TOML spells it; [`crate::profile::Profile`] is its validated twin.

use std::collections::BTreeMap;

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
    #[serde(default)]
    pub(super) registration: RegistrationNeed,
    pub(super) validity: ValidityConfig,
    pub(super) subject: SubjectConfig,
    pub(super) key: KeyConfig,
    pub(super) extensions: ExtensionsConfig,
    pub(super) qc_statements: Option<QcConfig>,
    pub(super) crl: Option<CrlConfig>,
    /// Mentions that the law requires, and the field that carries each (LAW-01).
    #[serde(default)]
    pub(super) mentions: BTreeMap<String, String>,
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub(super) enum KindConfig {
    Root,
    Ca,
    Responder,
    Leaf,
}

/// Whether a request needs a record of registration (REG-01).
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub enum RegistrationNeed {
    /// One may come with it.
    #[default]
    Optional,
    /// Without one nothing is issued.
    Required,
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
    #[serde(default)]
    pub(super) other_name: OtherName,
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

/// What happens when an identifier is known with another name (REG-09).
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub enum OtherName {
    /// The certificate is issued, the finding recorded.
    #[default]
    Warn,
    /// The certificate is refused, unless an officer says that the holder was renamed.
    Refuse,
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
    #[serde(default)]
    pub(super) reuse: KeyReuse,
    /// Whether the key must be proven to be in a listed device (REG-08).
    #[serde(default)]
    pub(super) device: bool,
}

/// Whether a key may stand in more than one certificate (CRT-21).
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub enum KeyReuse {
    /// In any number of certificates.
    #[default]
    Free,
    /// In certificates of the same profile for the same subject only.
    Renewal,
    /// In one certificate only.
    Never,
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
    pub(super) name_constraints: Option<NameConstraintsConfig>,
}

/// Names that a CA may and may not certify (RFC 5280 4.2.1.10); critical.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub(super) struct NameConstraintsConfig {
    #[serde(default)]
    pub(super) permitted: SubtreesConfig,
    #[serde(default)]
    pub(super) excluded: SubtreesConfig,
}

#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub(super) struct SubtreesConfig {
    /// Domains; each holds its subdomains.
    #[serde(default)]
    pub(super) dns: Vec<String>,
    /// Mail domains or addresses.
    #[serde(default)]
    pub(super) email: Vec<String>,
    /// Beginnings of subjects, as `C=TD,O=…` in the order of the certificate.
    #[serde(default)]
    pub(super) directory: Vec<String>,
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
    /// Most names; 100 if not given.
    pub(super) most: Option<usize>,
}

#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub(super) struct QcConfig {
    #[serde(default)]
    pub(super) compliance: bool,
    #[serde(default)]
    pub(super) legislation: bool,
    /// QcQSCDlegislation: the state recognises the device (EN 319 412-5, QC-07).
    #[serde(default)]
    pub(super) device_legislation: bool,
    /// QcEuLimitValue in the currency of the country (QC-10).
    pub(super) limit: Option<LimitConfig>,
    /// QcEuRetentionPeriod with the country's figure (QC-10).
    #[serde(default)]
    pub(super) retention: bool,
    pub(super) r#type: Option<QcTypeConfig>,
    #[serde(default)]
    pub(super) disclosure: bool,
    pub(super) semantics: Option<SemanticsConfig>,
}

/// A limit of `amount` × 10^`exponent` units of the currency.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub(super) struct LimitConfig {
    pub(super) amount: u32,
    #[serde(default)]
    pub(super) exponent: u8,
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
