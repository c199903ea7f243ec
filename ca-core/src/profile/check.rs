//! Which profile documents contradict themselves or the standards, before any certificate is
//! prepared from them.

use const_oid::ObjectIdentifier;
use const_oid::db::rfc5912;

use crate::profile::config::{AttributeSource, ExtensionsConfig, KindConfig, ProfileConfig};
use crate::profile::{ProfileError, SubjectAttribute, invalid, keys, policy_id, san_kind, usage};
use crate::subject::AttributeType;

pub(super) fn times(config: &ProfileConfig) -> Result<(), ProfileError> {
    let is_ca = matches!(config.kind, KindConfig::Root | KindConfig::Ca);
    let crl = config
        .crl
        .map_or(0, |crl| u64::from(crl.days) * 24 + u64::from(crl.hours));
    match () {
        () if config.validity.days == 0 || config.validity.days > 36_525 => {
            Err(invalid("validity.days", config.validity.days))
        }
        () if is_ca != (crl > 0) => Err(invalid("crl", format!("{crl} h"))),
        // CRL-04: an ARL at least yearly.
        () if crl > 366 * 24 => Err(invalid("crl", format!("{crl} h"))),
        () => Ok(()),
    }
}

pub(super) fn extensions(config: &ProfileConfig) -> Result<(), ProfileError> {
    let extensions = &config.extensions;
    for name in &extensions.key_usage {
        usage::key_usage(name).ok_or_else(|| invalid("key_usage", name))?;
    }
    for name in &extensions.extended_key_usage {
        usage::extended_key_usage(name).ok_or_else(|| invalid("extended_key_usage", name))?;
    }
    for policy in &extensions.policies {
        policy_id(policy, "2.999").ok_or_else(|| invalid("policies", policy))?;
    }
    if config.key.allowed.is_empty() {
        return Err(invalid("key.allowed", "nothing"));
    }
    for word in &config.key.allowed {
        let known = keys::WORDS.contains(&word.as_str());
        known
            .then_some(())
            .ok_or_else(|| invalid("key.allowed", word))?;
    }
    for word in extensions
        .subject_alternative_names
        .iter()
        .flat_map(|rule| &rule.allowed)
    {
        san_kind(word).ok_or_else(|| invalid("subject_alternative_names", word))?;
    }
    if config.suspension && config.kind != KindConfig::Leaf {
        // CRL-05: a hold is for people's and systems' certificates.
        return Err(invalid("suspension", true));
    }
    consistency(config.kind, extensions)
}

/// What RFC 5280 requires of each kind, before any certificate is prepared.
fn consistency(kind: KindConfig, extensions: &ExtensionsConfig) -> Result<(), ProfileError> {
    let has = |usage: &str| extensions.key_usage.iter().any(|name| name == usage);
    let is_ca = matches!(kind, KindConfig::Root | KindConfig::Ca);
    let constraints = extensions.basic_constraints;
    match () {
        () if extensions.key_usage.is_empty() => Err(invalid("key_usage", "nothing")),
        // RFC 5280 4.2.1.9: keyCertSign if and only if a CA; critical there.
        () if is_ca != has("keyCertSign") => Err(invalid("key_usage", "keyCertSign")),
        () if is_ca != constraints.is_some() || constraints.is_some_and(|bc| !bc.critical) => {
            Err(invalid("basic_constraints", is_ca))
        }
        // RFC 5280 4.2.1.3: an issuer signs its own CRLs here.
        () if is_ca != has("cRLSign") => Err(invalid("key_usage", "cRLSign")),
        () if !extensions.authority_key_identifier => {
            Err(invalid("authority_key_identifier", false))
        }
        () if is_ca && !extensions.subject_key_identifier => {
            Err(invalid("subject_key_identifier", false))
        }
        () => purposes(kind == KindConfig::Responder, extensions),
    }
}

/// RFC 6960 4.2.2.2: OCSPSigning for delegated signers alone, always with nocheck, and not as a
/// part of anyExtendedKeyUsage. By identifier: a name and its dotted form mean the same.
fn purposes(responder: bool, extensions: &ExtensionsConfig) -> Result<(), ProfileError> {
    let has = |purpose: ObjectIdentifier| {
        let mut names = extensions.extended_key_usage.iter();
        names.any(|name| usage::extended_key_usage(name) == Some(purpose))
    };
    match () {
        () if has(rfc5912::ANY_EXTENDED_KEY_USAGE) => {
            Err(invalid("extended_key_usage", "anyExtendedKeyUsage"))
        }
        () if responder != has(rfc5912::ID_KP_OCSP_SIGNING) => {
            Err(invalid("extended_key_usage", "OCSPSigning"))
        }
        () if responder != extensions.ocsp_nocheck => {
            Err(invalid("ocsp_nocheck", extensions.ocsp_nocheck))
        }
        () => Ok(()),
    }
}

pub(super) fn subject_attributes(
    config: &ProfileConfig,
) -> Result<Vec<SubjectAttribute>, ProfileError> {
    let mut attributes: Vec<SubjectAttribute> = Vec::new();
    for attribute in &config.subject.attributes {
        let attribute_type = AttributeType::from_name(&attribute.r#type)
            .ok_or_else(|| invalid("subject.attributes", &attribute.r#type))?;
        if attributes
            .iter()
            .any(|known| known.attribute_type == attribute_type)
        {
            return Err(invalid("subject.attributes", &attribute.r#type));
        }
        if !has_source(config.kind, attribute_type, attribute.from) {
            return Err(invalid("subject.attributes.from", &attribute.r#type));
        }
        attributes.push(SubjectAttribute {
            attribute_type,
            source: attribute.from,
            optional: attribute.optional,
        });
    }
    Ok(attributes)
}

/// Whether the source ever gives this attribute: the authority document has three, an issuer
/// or responder a common name and no request with others.
fn has_source(kind: KindConfig, attribute: AttributeType, source: AttributeSource) -> bool {
    match source {
        AttributeSource::Request => kind == KindConfig::Leaf,
        AttributeSource::Issuer => {
            kind != KindConfig::Leaf && attribute == AttributeType::COMMON_NAME
        }
        AttributeSource::Authority => [
            AttributeType::COUNTRY,
            AttributeType::ORGANIZATION,
            AttributeType::ORGANIZATION_IDENTIFIER,
        ]
        .contains(&attribute),
    }
}
