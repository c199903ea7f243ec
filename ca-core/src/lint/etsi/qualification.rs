//! QC-07 and QC-08: by which law a certificate is qualified, and what for (EN 319 412-5 4.2).

use crate::lint::case::{Case, Person};
use crate::lint::fact::qualified::QualifiedFact as Fact;
use crate::lint::finding::Findings;
use crate::lint::named::Named;
use crate::lint::oid;
use crate::lint::view::name::Name;
use crate::policy::PolicyId;

/// The states whose qualified certificates name no law: the European Union, and Iceland,
/// Liechtenstein and Norway (EEA).
const UNION: [&str; 30] = [
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IS",
    "IT", "LI", "LT", "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK",
];

/// Statements that others may hold as well (412-5 4.2.3, 4.3), so that they may be what is left
/// of a qualified certificate whose QcCompliance was forgotten.
const OF_QUALIFIED: [&[u8]; 4] = [
    oid::QC_TYPE,
    oid::QC_LIMIT_VALUE,
    oid::QC_RETENTION,
    oid::QC_DISCLOSURE,
];

/// QC-07: a certificate that is qualified outside the European Union names its law, and claims
/// neither a device nor a policy of the Union (412-5 4.2.1 to 4.2.5).
pub(in crate::lint) fn qc_07_law(case: &Case<'_>, findings: &mut Findings) {
    let extensions = &case.certificate.extensions;
    let has = |oid| extensions.statement(oid).is_some();
    let countries = extensions.statement(oid::QC_LEGISLATION);
    let countries = countries.and_then(|statement| statement.countries().ok());
    let named = [
        oid::QC_LEGISLATION,
        oid::QC_DEVICE,
        oid::QC_DEVICE_LEGISLATION,
    ];
    if !has(oid::QC_COMPLIANCE) {
        if let Some(statement) = named.into_iter().find(|oid| has(oid)) {
            findings.push(Fact::ComplianceAbsent {
                statement: Named::of(statement),
            });
        } else if let Some(statement) = OF_QUALIFIED.into_iter().find(|oid| has(oid))
            && case.governing.is_none()
        {
            findings.push(Fact::NotQualified {
                statement: Named::of(statement),
            });
        }
    } else if !has(oid::QC_LEGISLATION) {
        findings.push(if case.governing.is_none() && is_of_union(case) {
            Fact::ClaimsUnionWithin
        } else {
            Fact::ClaimsUnion
        });
    }
    let in_union = |country: &&str| UNION.contains(country);
    let elsewhere = countries.is_some_and(|countries| !countries.iter().any(in_union));
    if case.governing.is_some() || elsewhere {
        findings.when(has(oid::QC_DEVICE), Fact::UnionDevice);
        claims_policy(case, findings);
    }
}

fn claims_policy(case: &Case<'_>, findings: &mut Findings) {
    let policies = case.certificate.extensions.policies.iter().flatten();
    let of_union = policies.filter(|policy| policy.starts_with(oid::EU_POLICIES));
    for policy in of_union.filter_map(|policy| PolicyId::from_content(policy)) {
        findings.push(Fact::UnionPolicy { policy });
    }
}

fn is_of_union(case: &Case<'_>) -> bool {
    let country = Name::of(case.certificate.issuer).text(oid::COUNTRY);
    country.is_some_and(|country| UNION.contains(&country))
}

/// QC-08: a qualified certificate says what it is for: signatures of natural persons, seals of
/// legal persons (412-5 4.2.3).
pub(in crate::lint) fn qc_08_type(case: &Case<'_>, findings: &mut Findings) {
    let extensions = &case.certificate.extensions;
    let Some(statement) = extensions.statement(oid::QC_TYPE) else {
        let qualified = extensions.statement(oid::QC_COMPLIANCE).is_some();
        findings.when(qualified, Fact::TypeAbsent);
        return;
    };
    let types = statement.types().unwrap_or_default();
    let is = |person| case.person == Some(person);
    let signs = types.contains(&oid::QC_TYPE_ESIGN);
    findings.when(signs && is(Person::Legal), Fact::SignatureOfLegalPerson);
    let seals = types.contains(&oid::QC_TYPE_ESEAL);
    findings.when(seals && is(Person::Natural), Fact::SealOfNaturalPerson);
}
