//! The subject and its other names (CRT-08).

use crate::lint::case::Case;
use crate::lint::fact::profile::ProfileFact as Fact;
use crate::lint::finding::Findings;
use crate::lint::oid;
use crate::lint::view::general_name::GeneralName;
use crate::lint::view::name::Attribute;
use crate::profile::{AttributeSource, SubjectAttribute};
use crate::san::SanKind;
use crate::settings::Settings;
use crate::subject::AttributeType;

/// The attributes of the profile in its order, those of the authority with its values, and
/// other names of the kinds and number that the profile takes.
pub(in crate::lint) fn crt_08_subject(case: &Case<'_>, findings: &mut Findings) {
    let Some(governing) = case.governing else {
        return;
    };
    let mut rules = governing.profile.attributes().iter();
    for attribute in &case.certificate.subject.attributes {
        match rule_for(attribute, &mut rules, findings) {
            Some(rule) => judge_value(attribute, rule, governing.settings, findings),
            None => findings.push(Fact::AttributeForeign {
                attribute: attribute.kind(),
            }),
        }
    }
    rules.for_each(|rule| miss(rule, findings));
    judge_names(case, findings);
}

/// The rule of an attribute; those before it are passed, and missed if they are not optional.
fn rule_for<'a>(
    attribute: &Attribute<'_>,
    rules: &mut std::slice::Iter<'a, SubjectAttribute>,
    findings: &mut Findings,
) -> Option<&'a SubjectAttribute> {
    let same = |rule: &SubjectAttribute| rule.attribute_type.oid().as_bytes() == attribute.oid;
    rules.as_slice().iter().find(|rule| same(rule))?;
    rules
        .by_ref()
        .inspect(|rule| {
            if !same(rule) {
                miss(rule, findings);
            }
        })
        .find(|rule| same(rule))
}

fn miss(rule: &SubjectAttribute, findings: &mut Findings) {
    let attribute = rule.attribute_type;
    findings.when(!rule.optional, Fact::AttributeAbsent { attribute });
}

fn judge_value(
    found: &Attribute<'_>,
    rule: &SubjectAttribute,
    settings: &Settings,
    findings: &mut Findings,
) {
    let attribute = rule.attribute_type;
    let expected = match (rule.source, attribute) {
        (AttributeSource::Authority, AttributeType::COUNTRY) => settings.country(),
        (AttributeSource::Authority, AttributeType::ORGANIZATION) => settings.organization(),
        (AttributeSource::Authority, AttributeType::ORGANIZATION_IDENTIFIER) => {
            settings.organization_identifier()
        }
        (AttributeSource::Authority | AttributeSource::Request | AttributeSource::Issuer, _) => {
            return;
        }
    };
    let found = found.text().unwrap_or_default();
    if found != expected {
        findings.push(Fact::AttributeValue {
            attribute,
            found: found.to_owned(),
            expected: expected.to_owned(),
        });
    }
}

fn judge_names(case: &Case<'_>, findings: &mut Findings) {
    let names = &case.certificate.extensions.alternative_names;
    let Some(governing) = case.governing.filter(|_| !names.is_empty()) else {
        return;
    };
    let rule = governing.profile.alternative_names();
    for name in names {
        let allowed = kind(name).is_some_and(|kind| rule.allowed.contains(&kind));
        findings.when(!allowed, Fact::NameKind { form: name.form() });
    }
    let (found, limit) = (names.len(), rule.most);
    findings.when(found > limit, Fact::NameCount { found, limit });
}

/// The word of profiles for this form of name.
fn kind(name: &GeneralName<'_>) -> Option<SanKind> {
    match name {
        GeneralName::Dns(_) => Some(SanKind::Dns),
        GeneralName::Email(_) | GeneralName::Other(oid::SMTP_UTF8_MAILBOX, _) => {
            Some(SanKind::Email)
        }
        GeneralName::Uri(_) => Some(SanKind::Uri),
        GeneralName::Other(oid::UPN, _) => Some(SanKind::Upn),
        GeneralName::Other(..)
        | GeneralName::Directory(_)
        | GeneralName::Address(_)
        | GeneralName::Registered
        | GeneralName::Rare => None,
    }
}
