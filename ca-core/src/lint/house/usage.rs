//! What the key is for, what kind it is of, how long and for whom it holds (CRT-08).

use der::flagset::FlagSet;

use crate::lint::case::Case;
use crate::lint::fact::profile::ProfileFact as Fact;
use crate::lint::finding::Findings;
use crate::lint::named::Named;
use crate::lint::view::extension::Constraints;
use crate::lint::view::general_name::GeneralName;
use crate::lint::view::key_usage::KeyUsageBits;
use crate::lint::view::name::Name;
use crate::policy::PolicyId;
use crate::profile::{NameConstraintRule, Profile, Subtree};
use crate::settings::Settings;

/// Kind of key, key usages, policies, path length, name constraints and validity of the profile.
pub(in crate::lint) fn crt_08_use(case: &Case<'_>, findings: &mut Findings) {
    let Some(governing) = case.governing else {
        return;
    };
    let profile = governing.profile;
    if let Some(key) = case.key_kind() {
        findings.when(!profile.allows_key(key), Fact::Key { key });
    }
    let identifier = case.subject_key.map(|key| key.key_identifier());
    let found = case.certificate.extensions.subject_key;
    if let (Some(identifier), Some(found)) = (identifier, found) {
        findings.when(found != identifier, Fact::KeyIdentifier);
    }
    let found = case.certificate.seconds().unwrap_or(u64::MAX);
    let limit = profile.validity().as_secs();
    findings.when(found > limit, Fact::Validity { found, limit });
    judge_usages(case, profile, findings);
    judge_policies(case, profile, governing.settings, findings);
    judge_constraints(case, profile, findings);
}

fn judge_usages(case: &Case<'_>, profile: &Profile, findings: &mut Findings) {
    let extensions = &case.certificate.extensions;
    let found = extensions.key_usage.unwrap_or_default();
    let flags = profile
        .key_usages()
        .fold(FlagSet::default(), |set, usage| set | usage);
    let expected = KeyUsageBits::of(flags);
    if found != expected {
        findings.push(Fact::KeyUsages {
            found: found.to_string(),
            expected: expected.to_string(),
        });
    }
    let expected = profile.extended_key_usages();
    let expected: Vec<&[u8]> = expected.iter().map(|purpose| purpose.as_bytes()).collect();
    let found = extensions.purposes();
    if found != expected {
        findings.push(Fact::Purposes {
            found: names(found),
            expected: names(&expected),
        });
    }
}

fn names(purposes: &[&[u8]]) -> String {
    let names = purposes
        .iter()
        .map(|purpose| Named::of(purpose).to_string());
    names.collect::<Vec<_>>().join(", ")
}

fn judge_policies(
    case: &Case<'_>,
    profile: &Profile,
    settings: &Settings,
    findings: &mut Findings,
) {
    let expected = profile.policies(settings);
    let found = case
        .certificate
        .extensions
        .policies
        .as_deref()
        .unwrap_or_default();
    for policy in found {
        if !expected.iter().any(|known| known.content() == *policy)
            && let Some(policy) = PolicyId::from_content(policy)
        {
            findings.push(Fact::PolicyForeign { policy });
        }
    }
    for policy in expected {
        if !found.contains(&policy.content()) {
            findings.push(Fact::PolicyAbsent { policy });
        }
    }
}

fn judge_constraints(case: &Case<'_>, profile: &Profile, findings: &mut Findings) {
    let extensions = &case.certificate.extensions;
    if let Some(Constraints { ca, path_length }) = extensions.basic_constraints {
        let same = ca == profile.is_ca() && path_length == profile.path_length().map(u64::from);
        findings.when(!same, Fact::Authority);
    }
    if let (Some(found), Some(rule)) = (&extensions.name_constraints, profile.name_constraints()) {
        let NameConstraintRule {
            permitted,
            excluded,
        } = rule;
        let same = are(&found.permitted, permitted) && are(&found.excluded, excluded);
        findings.when(!same, Fact::NameConstraints);
    }
}

fn are(found: &[GeneralName<'_>], expected: &[Subtree]) -> bool {
    found.len() == expected.len()
        && found
            .iter()
            .zip(expected)
            .all(|(name, tree)| is(name, tree))
}

fn is(name: &GeneralName<'_>, tree: &Subtree) -> bool {
    match (name, tree) {
        (GeneralName::Dns(name), Subtree::Dns(text))
        | (GeneralName::Email(name), Subtree::Email(text)) => *name == text.as_bytes(),
        (GeneralName::Directory(name), Subtree::Directory(pairs)) => {
            let name = Name::of(name);
            let mut both = name.attributes.iter().zip(pairs);
            name.attributes.len() == pairs.len()
                && both.all(|(attribute, (kind, text))| {
                    attribute.kind() == *kind && attribute.text() == Some(text.as_str())
                })
        }
        (_, Subtree::Dns(_) | Subtree::Email(_) | Subtree::Directory(_)) => false,
    }
}
