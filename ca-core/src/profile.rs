//! What a certificate must look like.
//!
//! A profile is a TOML document ([`shipped`]: those that come with the program), addressed by
//! its digest. `config` is the document as it is spelled; [`Profile`] and its `parts` are the
//! validated twin, which cannot be wrong: `check` holds the document against the rules of `rule`.
//! `keys` names kinds of subject keys, [`usage`] key usages, `mention` the fields that carry what
//! the law wants said. How a profile turns a request into bytes to be signed is in
//! [`crate::certificate`].

mod check;
mod config;
mod keys;
mod mention;
mod parts;
mod rule;
pub mod shipped;
pub mod usage;

use std::collections::BTreeMap;
use std::time::Duration;

use const_oid::ObjectIdentifier;
use x509_cert::ext::pkix::KeyUsages;

use self::config::{
    AccessConfig, BeyondIssuer, KindConfig, ProfileConfig, QcTypeConfig, SemanticsConfig,
};
pub use self::config::{AttributeSource, KeyReuse, OtherName, RegistrationNeed};
pub use self::mention::MentionFault;
pub use self::parts::{
    LimitValue, NameConstraintRule, ProfileKind, QcStatements, QcType, SanRule, Semantics,
    SubjectAttribute, Subtree,
};
pub use self::rule::ProfileRule;
use crate::country::Country;
use crate::digest::Sha256Digest;
use crate::document::DocumentFault;
use crate::policy::PolicyId;
use crate::san::SanKind;
use crate::settings::Settings;
use crate::subject_key::KeyKind;

/// What a certificate must look like; made by [`Profile::parse`] only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    text: String,
    config: ProfileConfig,
    attributes: Vec<SubjectAttribute>,
    name_constraints: Option<NameConstraintRule>,
}

/// Most alternative names where a profile does not say.
const MOST_NAMES: usize = 100;

impl Profile {
    /// Reads and validates a profile document.
    ///
    /// # Errors
    /// Tells all that is wrong, except that a document which is no TOML of the right fields is
    /// not read further.
    pub fn parse(text: &str) -> Result<Self, ProfileError> {
        let config: ProfileConfig = toml::from_str(text)?;
        let faults = check::faults(&config, text);
        if !faults.is_empty() {
            return Err(ProfileError::Faults(faults));
        }
        Ok(Self {
            text: text.to_owned(),
            attributes: check::attributes(&config),
            name_constraints: check::name_constraints(&config),
            config,
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

    /// Whether a request needs a record of registration (REG-01).
    #[must_use]
    pub fn requires_registration(&self) -> bool {
        self.config.registration == RegistrationNeed::Required
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
            most: rule.most.unwrap_or(MOST_NAMES),
        })
    }

    /// Which names the certified CA may issue for; nothing means no such extension (CRT-20).
    #[must_use]
    pub const fn name_constraints(&self) -> Option<&NameConstraintRule> {
        self.name_constraints.as_ref()
    }

    /// Whether a key may stand in more than one certificate (CRT-21).
    #[must_use]
    pub const fn key_reuse(&self) -> KeyReuse {
        self.config.key.reuse
    }

    /// Whether the key must be proven to be in a listed device (REG-08).
    #[must_use]
    pub const fn requires_device(&self) -> bool {
        self.config.key.device
    }

    /// What happens when the subject's identifier is known with another name (REG-09).
    #[must_use]
    pub const fn other_name(&self) -> OtherName {
        self.config.subject.other_name
    }

    /// The mentions that the law requires, each with the field that carries it (LAW-01).
    #[must_use]
    pub const fn mentions(&self) -> &BTreeMap<String, String> {
        &self.config.mentions
    }

    /// The mentions that the state requires of such certificates and that no field carries for
    /// sure (LAW-01); none where the profile claims no compliance.
    #[must_use]
    pub fn mention_faults(&self, country: &Country) -> Vec<MentionFault> {
        mention::faults(&self.config, country)
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
                device_legislation: config.device_legislation,
                limit: config.limit.map(|limit| LimitValue {
                    amount: limit.amount,
                    exponent: limit.exponent,
                }),
                retention: config.retention,
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

/// A field of a profile that breaks a rule.
pub type ProfileFault = DocumentFault<ProfileRule>;

/// What is wrong with a profile document.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ProfileError {
    /// Not TOML, or a field is missing, unknown or of another type.
    #[error("the profile does not parse")]
    Syntax(#[from] toml::de::Error),
    /// Fields break rules; all of them.
    #[error("the profile has {} faults", .0.len())]
    Faults(Vec<ProfileFault>),
}

#[cfg(test)]
mod tests;
