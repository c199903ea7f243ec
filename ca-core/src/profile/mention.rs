//! Which field of a certificate carries which mention that the law requires (LAW-01).

use crate::country::{Country, RequiredMention};
use crate::profile::check::ProfileFaults;
use crate::profile::config::{AccessConfig, KindConfig, ProfileConfig, SanConfig};
use crate::profile::rule::ProfileRule;
use crate::subject::AttributeType;

/// What a profile writes for a mention that never applies to its certificates.
const NOT_APPLICABLE: &str = "none";

/// Why a profile does not say what the law of a state requires.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MentionFault {
    /// No field carries the mention.
    #[error("no field carries the mention `{mention}` ({reference})")]
    Missing {
        /// The mention.
        mention: String,
        /// The legal text that requires it.
        reference: String,
    },
    /// A field that not each certificate has, for a mention that each must have.
    #[error(
        "not each certificate has {field}, which carries the mention `{mention}` ({reference})"
    )]
    Uncertain {
        /// The mention.
        mention: String,
        /// The field.
        field: String,
        /// The legal text that requires it.
        reference: String,
    },
}

impl MentionFault {
    /// The requirement that is not kept.
    #[must_use]
    pub const fn requirement(&self) -> &'static str {
        "LAW-01"
    }
}

/// Whether certificates of a profile have a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Presence {
    Always,
    Sometimes,
    Never,
}

impl Presence {
    const fn always_if(there: bool) -> Self {
        if there { Self::Always } else { Self::Never }
    }
}

/// The mentions that the state requires of certificates for signatures and seals, and that this
/// profile does not map to a field that its certificates have.
pub(super) fn faults(config: &ProfileConfig, country: &Country) -> Vec<MentionFault> {
    if !config.claims_compliance() {
        return Vec::new();
    }
    let mentions = country.mentions.iter();
    mentions
        .filter_map(|required| fault(config, required))
        .collect()
}

fn fault(config: &ProfileConfig, required: &RequiredMention) -> Option<MentionFault> {
    let (mention, reference) = (required.name.clone(), required.reference.clone());
    let Some(field) = config.mentions.get(&required.name) else {
        return Some(MentionFault::Missing { mention, reference });
    };
    if required.where_applicable || presence(config, field) == Some(Presence::Always) {
        return None;
    }
    Some(MentionFault::Uncertain {
        mention,
        field: field.clone(),
        reference,
    })
}

/// Whatever state: mentions are mapped to fields that exist and that certificates may have.
pub(super) fn check(config: &ProfileConfig, faults: &mut ProfileFaults<'_>) {
    for field in config.mentions.values() {
        let presence = presence(config, field);
        let told = field == NOT_APPLICABLE;
        let unknown = presence.is_none() && !told;
        faults.when(unknown, "mentions", field, ProfileRule::MentionField);
        let never = presence == Some(Presence::Never);
        faults.when(never, "mentions", field, ProfileRule::MentionCarried);
    }
}

/// Whether certificates of this profile have the field; nothing if certificates know no such
/// field. The vocabulary is that of a certificate described field by field.
fn presence(config: &ProfileConfig, field: &str) -> Option<Presence> {
    if let Some(name) = field.strip_prefix("subject.") {
        return attribute(config, name);
    }
    if let Some(name) = field.strip_prefix("extensions.") {
        return extension(config, name);
    }
    if let Some(name) = field.strip_prefix("qcStatements.") {
        return statement(config, name);
    }
    let always = [
        "version",
        "serialNumber",
        "signature",
        "issuer",
        "issuer.C",
        "issuer.O",
        "issuer.CN",
        "validity",
        "validity.notBefore",
        "validity.notAfter",
        "subject",
        "subjectPublicKeyInfo",
    ];
    always.contains(&field).then_some(Presence::Always)
}

fn attribute(config: &ProfileConfig, name: &str) -> Option<Presence> {
    let wanted = AttributeType::from_name(name)?;
    Some(match config.attribute(wanted) {
        Some(attribute) if attribute.optional => Presence::Sometimes,
        Some(_) => Presence::Always,
        None => Presence::Never,
    })
}

fn extension(config: &ProfileConfig, name: &str) -> Option<Presence> {
    let extensions = &config.extensions;
    let there = match name {
        "keyUsage" => true,
        "extendedKeyUsage" => !extensions.extended_key_usage.is_empty(),
        "certificatePolicies" => !extensions.policies.is_empty(),
        "basicConstraints" => extensions.basic_constraints.is_some(),
        "nameConstraints" => extensions.name_constraints.is_some(),
        "authorityKeyIdentifier" => extensions.authority_key_identifier,
        "subjectKeyIdentifier" => extensions.subject_key_identifier,
        "cRLDistributionPoints" => extensions.crl_distribution_point,
        "authorityInfoAccess" => !extensions.authority_information_access.is_empty(),
        "authorityInfoAccess.caIssuers" => accesses(config, AccessConfig::CaIssuers),
        "authorityInfoAccess.ocsp" => accesses(config, AccessConfig::Ocsp),
        "subjectAltName" => {
            return Some(match &extensions.subject_alternative_names {
                Some(SanConfig { required: true, .. }) => Presence::Always,
                Some(_) => Presence::Sometimes,
                None => Presence::Never,
            });
        }
        _ => return None,
    };
    Some(Presence::always_if(there))
}

fn accesses(config: &ProfileConfig, access: AccessConfig) -> bool {
    let places = &config.extensions.authority_information_access;
    places.contains(&access)
}

fn statement(config: &ProfileConfig, name: &str) -> Option<Presence> {
    let statements = config.qc_statements.clone().unwrap_or_default();
    let there = match name {
        "QcCompliance" => statements.compliance,
        "QcCClegislation" => statements.legislation,
        "QcQSCDlegislation" => statements.device_legislation,
        "QcType" => statements.r#type.is_some(),
        "QcPDS" => statements.disclosure,
        "QcLimitValue" => statements.limit.is_some(),
        "QcRetentionPeriod" => statements.retention,
        "semantics" => config.kind == KindConfig::Leaf && statements.semantics.is_some(),
        _ => return None,
    };
    Some(Presence::always_if(there))
}
