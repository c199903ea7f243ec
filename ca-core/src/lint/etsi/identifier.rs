//! QC-01 to QC-03: identifiers of persons and what they mean (EN 319 412-1 5.1).

use crate::country::iso3166::is_country;
use crate::lint::case::{Case, Person};
use crate::lint::fact::qualified::QualifiedFact as Fact;
use crate::lint::finding::Findings;
use crate::lint::named::Named;
use crate::lint::oid;
use crate::subject::AttributeType;

/// Types of natural persons' identifiers (412-1 5.1.3).
const NATURAL: [&str; 4] = ["PAS", "IDC", "PNO", "TIN"];
/// A type of before, which is no longer issued.
const FORMER: [&str; 1] = ["TAX"];
/// Types of legal persons' identifiers (412-1 5.1.4).
const LEGAL: [&str; 4] = ["NTR", "VAT", "PSD", "LEI"];

/// QC-01: a natural person's serialNumber has the form that its semantics promise; one that
/// only looks so misleads, above all where a certificate says that it follows ETSI
/// (412-1 5.1.3).
pub(in crate::lint) fn qc_01_natural_person(case: &Case<'_>, findings: &mut Findings) {
    let found = case.certificate.subject.text(oid::SERIAL_NUMBER);
    let text = found.unwrap_or_default();
    let is_natural = case.person == Some(Person::Natural);
    let claims = case.claims_etsi && !case.certificate.is_ca() && is_typed(text);
    if !(is_natural || claims) || is_identifier(text, &NATURAL) {
        return;
    }
    let found = text.to_owned();
    let promised = case.semantics == Some(oid::SEMANTICS_NATURAL);
    if promised || (claims && !is_identifier(text, &FORMER)) {
        findings.push(Fact::NaturalIdentifier { found });
    } else if types().any(|kind| text.starts_with(kind)) {
        findings.push(Fact::NaturalIdentifierLike { found });
    }
}

fn types() -> impl Iterator<Item = &'static str> {
    NATURAL.into_iter().chain(FORMER)
}

/// Whether the text begins with a type of natural persons' identifiers and goes on as if a
/// country or a number followed.
fn is_typed(text: &str) -> bool {
    let rest = types().find_map(|kind| text.strip_prefix(kind));
    let next = rest.and_then(|rest| rest.bytes().next());
    next.is_some_and(|next| next.is_ascii_alphabetic() || next == b'-')
}

/// QC-02: qcStatement-2 says what the identifier means, and who keeps a national scheme
/// (412-1 5.1.1, 5.1.3; RFC 3739 3.2.6.1).
pub(in crate::lint) fn qc_02_semantics(case: &Case<'_>, findings: &mut Findings) {
    let extensions = &case.certificate.extensions;
    let Some(statement) = extensions.statement(oid::QC_SYNTAX_V2) else {
        return;
    };
    let Ok(information) = statement.semantics() else {
        findings.push(Fact::SemanticsForm);
        return;
    };
    if let Some(semantics) = information
        .identifier
        .filter(|found| !SEMANTICS.contains(found))
    {
        findings.push(Fact::SemanticsUnknown {
            semantics: Named::of(semantics),
        });
    }
    let found = identifier(case).unwrap_or_default();
    if is_national(found) && information.authorities.is_empty() {
        findings.push(Fact::SchemeWithoutAuthority {
            found: found.to_owned(),
        });
    }
}

/// Those of EN 319 412-1 5.1.
const SEMANTICS: [&[u8]; 4] = [
    oid::SEMANTICS_NATURAL,
    oid::SEMANTICS_LEGAL,
    oid::SEMANTICS_EIDAS_NATURAL,
    oid::SEMANTICS_EIDAS_LEGAL,
];

/// The identifier that the semantics are about.
fn identifier<'a>(case: &Case<'a>) -> Option<&'a str> {
    let attribute = match case.person? {
        Person::Natural => oid::SERIAL_NUMBER,
        Person::Legal => oid::ORGANIZATION_IDENTIFIER,
    };
    case.certificate.subject.text(attribute)
}

/// QC-03: a legal person has country, registered name and an identifier of the form of
/// 412-1 5.1.4, and no personal name (412-3 4.2.1).
pub(in crate::lint) fn qc_03_legal_person(case: &Case<'_>, findings: &mut Findings) {
    if case.person != Some(Person::Legal) || !case.claims_etsi {
        return;
    }
    let subject = &case.certificate.subject;
    let found = subject
        .text(oid::ORGANIZATION_IDENTIFIER)
        .unwrap_or_default();
    let promised = case.semantics == Some(oid::SEMANTICS_LEGAL);
    if !is_identifier(found, &LEGAL) {
        let found = found.to_owned();
        findings.push(if promised {
            Fact::LegalIdentifier { found }
        } else {
            Fact::LegalIdentifierLike { found }
        });
    }
    if !promised {
        return;
    }
    // A TLS server need not have a common name (412-4 4.1).
    let needs_name = !case.certificate.is_for(oid::SERVER_AUTH);
    for (needed, oid, attribute) in [
        (true, oid::COUNTRY, AttributeType::COUNTRY),
        (true, oid::ORGANIZATION, AttributeType::ORGANIZATION),
        (needs_name, oid::COMMON_NAME, AttributeType::COMMON_NAME),
    ] {
        let absent = needed && !subject.has(oid);
        findings.when(absent, Fact::LegalPersonIncomplete { attribute });
    }
    let personal = [oid::SURNAME, oid::GIVEN_NAME, oid::PSEUDONYM];
    let named = subject.attributes.iter();
    for attribute in named.filter(|attribute| personal.contains(&attribute.oid)) {
        findings.push(Fact::LegalPersonNamed {
            attribute: attribute.kind(),
        });
    }
}

/// Type or national scheme, country, hyphen and something after it.
fn is_identifier(text: &str, types: &[&str]) -> bool {
    let Some((prefix, rest)) = text.split_once('-') else {
        return false;
    };
    let fits = match prefix.split_at_checked(3) {
        Some((scheme, country)) if is_scheme(scheme) => is_country(country),
        // 412-1 5.1.4: XG where the number is no country's, EL for Greece in VAT numbers.
        Some((kind, country)) => {
            types.contains(&kind) && (is_country(country) || ["XG", "EL", "EU"].contains(&country))
        }
        None => false,
    };
    fits && !rest.trim().is_empty()
}

fn is_national(text: &str) -> bool {
    text.get(..3).is_some_and(is_scheme)
}

/// Two letters and a colon (412-1 5.1.3).
fn is_scheme(scheme: &str) -> bool {
    matches!(scheme.as_bytes(), [first, second, b':']
        if first.is_ascii_uppercase() && second.is_ascii_uppercase())
}
