//! QC-04: the name of a natural person (EN 319 412-2 4.2.4).

use crate::lint::case::{Case, Person};
use crate::lint::fact::qualified::QualifiedFact as Fact;
use crate::lint::finding::Findings;
use crate::lint::oid;
use crate::subject::AttributeType;

/// Attributes of which there is one, and those that a natural person's name must have.
const ONCE: [(&[u8], AttributeType, bool); 3] = [
    (oid::COUNTRY, AttributeType::COUNTRY, true),
    (oid::COMMON_NAME, AttributeType::COMMON_NAME, true),
    (oid::SERIAL_NUMBER, AttributeType::SERIAL_NUMBER, false),
];

/// A name or a pseudonym, not both; country and common name always and once.
pub(in crate::lint) fn qc_04_name(case: &Case<'_>, findings: &mut Findings) {
    if !case.claims_etsi || case.certificate.is_ca() {
        return;
    }
    let subject = &case.certificate.subject;
    let is_natural = case.person == Some(Person::Natural);
    for (oid, attribute, needed) in ONCE {
        let number = subject.values(oid).count();
        findings.when(number > 1, Fact::AttributeTwice { attribute });
        let absent = needed && is_natural && number == 0;
        findings.when(absent, Fact::PersonIncomplete { attribute });
    }
    let named = subject.has(oid::SURNAME) || subject.has(oid::GIVEN_NAME);
    let hidden = subject.has(oid::PSEUDONYM);
    findings.when(named && hidden, Fact::PseudonymWithName);
    findings.when(is_natural && !named && !hidden, Fact::PersonUnnamed);
}
