//! What a certificate must look like.
//!
//! A profile is a TOML document ([`shipped`]: those that come with the program), addressed by
//! its digest. `config` is the document as it is spelled; [`Profile`] is the validated twin,
//! which cannot be wrong. [`usage`] names the key usages. How a profile turns a request into
//! bytes to be signed is in [`crate::certificate`].

mod check;
mod config;
mod keys;
pub mod shipped;
pub mod usage;

use std::time::Duration;

use const_oid::ObjectIdentifier;
use x509_cert::ext::pkix::KeyUsages;

pub use self::config::AttributeSource;
use self::config::{
    AccessConfig, BeyondIssuer, KindConfig, ProfileConfig, QcTypeConfig, SemanticsConfig,
};
use crate::digest::Sha256Digest;
use crate::policy::PolicyId;
use crate::san::SanKind;
use crate::settings::Settings;
use crate::subject::AttributeType;
use crate::subject_key::KeyKind;

/// What a certificate must look like; made by [`Profile::parse`] only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    text: String,
    config: ProfileConfig,
    attributes: Vec<SubjectAttribute>,
}

/// What a profile's certificates are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ProfileKind {
    /// A self-signed root.
    Root,
    /// A subordinate certification authority.
    Ca,
    /// A delegated OCSP signer.
    Responder,
    /// A person, an agency or a system.
    Leaf,
}

/// An attribute that a profile wants in the subject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubjectAttribute {
    /// The attribute.
    pub attribute_type: AttributeType,
    /// Where its value comes from.
    pub source: AttributeSource,
    /// Whether it may be absent.
    pub optional: bool,
}

/// Whom a subject's identifier names (EN 319 412-1 5.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Semantics {
    /// A natural person, in serialNumber.
    NaturalPerson,
    /// A legal person, in organizationIdentifier.
    LegalPerson,
}

/// QcType (EN 319 412-5 4.2.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum QcType {
    /// Electronic signatures.
    Esign,
    /// Electronic seals.
    Eseal,
}

/// The QCStatements of a profile (EN 319 412-5).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct QcStatements {
    /// QcCompliance.
    pub compliance: bool,
    /// QcCClegislation with the country of the authority.
    pub legislation: bool,
    /// QcType.
    pub qc_type: Option<QcType>,
    /// QcPDS with the authority's disclosure statements.
    pub disclosure: bool,
    /// qcStatement-2 with a semantics identifier.
    pub semantics: Option<Semantics>,
}

/// Which alternative names a profile takes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SanRule {
    /// The kinds.
    pub allowed: Vec<SanKind>,
    /// Whether one must be there.
    pub required: bool,
    /// Whether the common name must stand among them (CRT-22).
    pub holds_common_name: bool,
}

impl Profile {
    /// Reads and validates a profile document.
    ///
    /// # Errors
    /// Tells the first thing that is wrong.
    pub fn parse(text: &str) -> Result<Self, ProfileError> {
        let config: ProfileConfig = toml::from_str(text)?;
        if config.format != 1 {
            return Err(invalid("format", config.format));
        }
        if !is_name(&config.name) {
            return Err(invalid("name", &config.name));
        }
        check::extensions(&config)?;
        check::times(&config)?;
        let attributes = check::subject_attributes(&config)?;
        Ok(Self {
            text: text.to_owned(),
            config,
            attributes,
        })
    }

    /// The document's bytes.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The document's address.
    #[must_use]
    pub fn digest(&self) -> Sha256Digest {
        Sha256Digest::of(self.text.as_bytes())
    }

    /// The name, for example `citizen-signature`.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.config.name
    }

    /// The major version.
    #[must_use]
    pub const fn version(&self) -> u32 {
        self.config.version
    }

    /// What the certificates are for.
    #[must_use]
    pub const fn kind(&self) -> ProfileKind {
        match self.config.kind {
            KindConfig::Root => ProfileKind::Root,
            KindConfig::Ca => ProfileKind::Ca,
            KindConfig::Responder => ProfileKind::Responder,
            KindConfig::Leaf => ProfileKind::Leaf,
        }
    }

    /// Whether the certificates are issuers'.
    #[must_use]
    pub const fn is_ca(&self) -> bool {
        matches!(self.kind(), ProfileKind::Root | ProfileKind::Ca)
    }

    /// Whether the certificates may be suspended (CRL-05).
    #[must_use]
    pub const fn allows_suspension(&self) -> bool {
        self.config.suspension
    }

    /// Longest, and usual, validity.
    #[must_use]
    pub fn validity(&self) -> Duration {
        days(self.config.validity.days)
    }

    /// Whether a validity beyond the issuer's end is cut there instead of refused (CRT-05).
    #[must_use]
    pub fn clips_to_issuer(&self) -> bool {
        self.config.validity.beyond_issuer == BeyondIssuer::Clip
    }

    /// The subject's attributes in the order of the name.
    #[must_use]
    pub fn attributes(&self) -> &[SubjectAttribute] {
        &self.attributes
    }

    /// Whom the subject's identifier names, where its form is prescribed.
    #[must_use]
    pub fn identifier(&self) -> Option<Semantics> {
        self.config.subject.identifier.map(semantics)
    }

    /// Whether a subject key of this kind may be certified.
    #[must_use]
    pub fn allows_key(&self, kind: KeyKind) -> bool {
        self.config
            .key
            .allowed
            .iter()
            .any(|word| keys::covers(word, kind))
    }

    /// The kinds of subject keys that may be certified, as the document names them.
    #[must_use]
    pub fn allowed_keys(&self) -> &[String] {
        &self.config.key.allowed
    }

    /// Key usages; the extension is critical (CRT-10).
    pub fn key_usages(&self) -> impl Iterator<Item = KeyUsages> + '_ {
        self.config
            .extensions
            .key_usage
            .iter()
            .filter_map(|name| usage::key_usage(name))
    }

    /// Extended key usages; empty means no such extension.
    #[must_use]
    pub fn extended_key_usages(&self) -> Vec<ObjectIdentifier> {
        let names = self.config.extensions.extended_key_usage.iter();
        names
            .filter_map(|name| usage::extended_key_usage(name))
            .collect()
    }

    /// Certificate policies under the authority's arc; empty means no such extension.
    #[must_use]
    pub fn policies(&self, settings: &Settings) -> Vec<PolicyId> {
        let policies = self.config.extensions.policies.iter();
        policies
            .filter_map(|policy| policy_id(policy, settings.policy_arc()))
            .collect()
    }

    /// pathLenConstraint of an issuer's certificate.
    #[must_use]
    pub fn path_length(&self) -> Option<u8> {
        self.config
            .extensions
            .basic_constraints
            .and_then(|constraints| constraints.path_length)
    }

    /// Whether there is a subject key identifier.
    #[must_use]
    pub const fn has_subject_key_identifier(&self) -> bool {
        self.config.extensions.subject_key_identifier
    }

    /// Whether there is an authority key identifier.
    #[must_use]
    pub const fn has_authority_key_identifier(&self) -> bool {
        self.config.extensions.authority_key_identifier
    }

    /// Whether there is a CRL distribution point.
    #[must_use]
    pub const fn has_crl_distribution_point(&self) -> bool {
        self.config.extensions.crl_distribution_point
    }

    /// Whether authority information access names the issuer's certificate.
    #[must_use]
    pub fn has_ca_issuers(&self) -> bool {
        self.accesses(AccessConfig::CaIssuers)
    }

    /// Whether authority information access names an OCSP responder.
    #[must_use]
    pub fn has_ocsp(&self) -> bool {
        self.accesses(AccessConfig::Ocsp)
    }

    /// Whether there is id-pkix-ocsp-nocheck (RFC 6960 4.2.2.2.1).
    #[must_use]
    pub const fn has_ocsp_nocheck(&self) -> bool {
        self.config.extensions.ocsp_nocheck
    }

    /// Which alternative names are taken.
    #[must_use]
    pub fn alternative_names(&self) -> SanRule {
        let rule = self.config.extensions.subject_alternative_names.as_ref();
        rule.map_or_else(SanRule::default, |rule| SanRule {
            allowed: rule
                .allowed
                .iter()
                .filter_map(|word| san_kind(word))
                .collect(),
            required: rule.required,
            holds_common_name: rule.holds_common_name,
        })
    }

    /// The QCStatements; nothing means no such extension.
    #[must_use]
    pub fn qc_statements(&self) -> Option<QcStatements> {
        self.config
            .qc_statements
            .as_ref()
            .map(|config| QcStatements {
                compliance: config.compliance,
                legislation: config.legislation,
                qc_type: config.r#type.map(|qc_type| match qc_type {
                    QcTypeConfig::Esign => QcType::Esign,
                    QcTypeConfig::Eseal => QcType::Eseal,
                }),
                disclosure: config.disclosure,
                semantics: config.semantics.map(semantics),
            })
    }

    /// Time from thisUpdate to nextUpdate of the CRLs of an issuer of this profile.
    #[must_use]
    pub fn crl_validity(&self) -> Option<Duration> {
        let crl = self.config.crl?;
        Some(days(crl.days) + Duration::from_secs(u64::from(crl.hours) * 3600))
    }

    fn accesses(&self, access: AccessConfig) -> bool {
        self.config
            .extensions
            .authority_information_access
            .contains(&access)
    }
}

fn days(number: u32) -> Duration {
    Duration::from_secs(u64::from(number) * 86_400)
}

const fn semantics(config: SemanticsConfig) -> Semantics {
    match config {
        SemanticsConfig::NaturalPerson => Semantics::NaturalPerson,
        SemanticsConfig::LegalPerson => Semantics::LegalPerson,
    }
}

fn policy_id(policy: &str, arc: &str) -> Option<PolicyId> {
    policy.replace("{arc}", arc).parse().ok()
}

fn san_kind(word: &str) -> Option<SanKind> {
    SanKind::ALL.into_iter().find(|kind| kind.as_str() == word)
}

/// Whether a profile may be called so: 1 to 64 lower-case letters, digits and hyphens.
pub(crate) fn is_name(name: &str) -> bool {
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    !name.is_empty() && name.len() <= 64 && name.chars().all(allowed)
}

fn invalid(field: &'static str, found: impl ToString) -> ProfileError {
    ProfileError::Field {
        field,
        found: found.to_string(),
    }
}

/// What is wrong with a profile document.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ProfileError {
    /// Not TOML, or a field is missing, unknown or of another type.
    #[error("the profile does not parse")]
    Syntax(#[from] toml::de::Error),
    /// A field's value cannot be, alone or with the others.
    #[error("{field} cannot be `{found}` in this profile")]
    Field {
        /// The field.
        field: &'static str,
        /// Its value.
        found: String,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_shipped_profiles_are_valid_and_named_once() {
        let mut names: Vec<String> = shipped::texts()
            .iter()
            .map(|text| Profile::parse(text).unwrap().name().to_owned())
            .collect();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), shipped::texts().len());
    }

    #[test]
    fn contradictions_are_refused() {
        let leaf = include_str!("../profiles/citizen-signature.toml");
        let root = include_str!("../profiles/root-ca.toml");
        let responder = include_str!("../profiles/ocsp-responder.toml");
        for (text, from, to) in [
            (leaf, "contentCommitment", "keyCertSign"),
            (leaf, "contentCommitment", "frobnicate"),
            (leaf, "documentSigning", "OCSPSigning"),
            (leaf, "documentSigning", "1.3.6.1.5.5.7.3.9"),
            (leaf, "documentSigning", "2.5.29.37.0"),
            (
                leaf,
                "[extensions]",
                "[extensions]\nbasic_constraints = { critical = false }",
            ),
            (leaf, "type = \"CN\"", "type = \"CN\", from = \"issuer\""),
            (leaf, "type = \"CN\"", "type = \"CN\", from = \"authority\""),
            (
                root,
                "kind = \"root\"",
                "kind = \"root\"\nsuspension = true",
            ),
            (root, ", \"cRLSign\"", ""),
            (root, "\"p384\", \"rsa4096\"", ""),
            (root, "from = \"issuer\"", "from = \"request\""),
            (
                responder,
                "kind = \"responder\"",
                "kind = \"responder\"\nsuspension = true",
            ),
            (leaf, "days = 1095", "days = 0"),
            (leaf, "\"p384\"", "\"p999\""),
            (leaf, "type = \"GN\"", "type = \"SN\""),
            (leaf, "{arc}.1.1.1", "1..2"),
            (leaf, "format = 1", "format = 2"),
            (leaf, "suspension", "suspensions"),
            (root, "critical = true", "critical = false"),
            (root, "days = 365", "days = 400"),
        ] {
            assert!(text.contains(from), "{from}");
            assert!(
                Profile::parse(&text.replacen(from, to, 1)).is_err(),
                "{from} -> {to}"
            );
        }
    }
}
