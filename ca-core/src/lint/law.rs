//! Rules of the laws on personal data, and of names that look like others.

use super::case::{Case, Person};
use super::fact::qualified::QualifiedFact as Fact;
use super::finding::Findings;
use super::named::Named;
use super::oid;
use crate::name;

/// LAW-02: no birth date or place, sex, address, citizenship, photograph or biometric template
/// of a natural person; their attributes in nobody's certificate.
pub(super) fn law_02_personal_data(case: &Case<'_>, findings: &mut Findings) {
    let certificate = &case.certificate;
    for attribute in &certificate.subject.attributes {
        let of_person = case.person == Some(Person::Natural) && OF_PERSONS.contains(&attribute.oid);
        if of_person || attribute.oid.starts_with(oid::PERSONAL_DATA) {
            findings.push(Fact::PersonalData {
                field: Named::of(attribute.oid),
            });
        }
    }
    for attribute in &certificate.extensions.directory_attributes {
        if attribute.starts_with(oid::PERSONAL_DATA) || OF_PERSONS.contains(attribute) {
            findings.push(Fact::PersonalData {
                field: Named::of(attribute),
            });
        }
    }
    if certificate.extensions.has(oid::BIOMETRIC_INFO) {
        findings.push(Fact::PersonalData {
            field: Named::of(oid::BIOMETRIC_INFO),
        });
    }
}

/// Where somebody lives and can be called, and what he looks like. An organisation may say it.
const OF_PERSONS: [&[u8]; 10] = [
    oid::STREET_ADDRESS,
    oid::POSTAL_ADDRESS,
    oid::POSTAL_CODE,
    oid::POST_OFFICE_BOX,
    oid::TELEPHONE_NUMBER,
    oid::HOUSE_IDENTIFIER,
    oid::HOME_PHONE,
    oid::HOME_POSTAL_ADDRESS,
    oid::MOBILE_PHONE,
    oid::PHOTOGRAPH,
];

/// REG-05: one script in each name of a person: letters of another make one name look like
/// another (Unicode TR 39 5.1).
pub(super) fn reg_05_scripts(case: &Case<'_>, findings: &mut Findings) {
    for attribute in &case.certificate.subject.attributes {
        let is_name = NAMES.contains(&attribute.oid);
        let mixed = |text: &str| !text.is_ascii() && name::mixed_scripts(text).is_some();
        if is_name && attribute.text().is_some_and(mixed) {
            findings.push(Fact::MixedScripts {
                attribute: attribute.kind(),
            });
        }
    }
}

/// Attributes that name somebody.
const NAMES: [&[u8]; 4] = [
    oid::SURNAME,
    oid::GIVEN_NAME,
    oid::PSEUDONYM,
    oid::COMMON_NAME,
];
