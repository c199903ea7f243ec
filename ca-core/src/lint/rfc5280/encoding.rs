//! CRT-01: version 3, and the one encoding that DER allows.

use crate::lint::case::Case;
use crate::lint::der::distinguished::{is_bit_string, is_distinguished};
use crate::lint::fact::field::FieldFact;
use crate::lint::finding::Findings;
use crate::lint::named::Named;
use crate::lint::view::name::Name;
use crate::lint::view::{Version, View, is_algorithm_identifier, is_public_key_info};

/// The number of version 3 (RFC 5280 4.1.2.1).
const V3: u64 = 2;

/// Version 3, no unique identifiers, and the one encoding that DER allows, also in the
/// extensions whose type is known (RFC 5280 4.1.2.1, 4.1.2.8; X.690 10, 11).
pub(in crate::lint) fn crt_01_encoding(case: &Case<'_>, findings: &mut Findings) {
    let certificate = &case.certificate;
    findings.when(!is_encoded(certificate), FieldFact::NotDistinguished);
    for malformed in &certificate.extensions.malformed {
        findings.push(FieldFact::ExtensionNotDistinguished {
            extension: Named::of(malformed),
        });
    }
    let found = match certificate.version {
        Version::Absent => 0,
        Version::Number(number) => number,
    };
    findings.when(found != V3, FieldFact::Version { found });
    let unique = certificate.unique_identifiers.iter().any(Option::is_some);
    findings.when(unique, FieldFact::UniqueIdentifier);
}

/// Whether all but the values of extensions is DER of the structure of RFC 5280 4.1.
fn is_encoded(certificate: &View<'_>) -> bool {
    // X.690 11.5: version 1 is the default and left out; there are no others than 1, 2 and 3.
    let version = match certificate.version {
        Version::Absent => true,
        Version::Number(number) => (1..=V3).contains(&number),
    };
    version
        && is_distinguished(certificate.tbs)
        && is_algorithm_identifier(certificate.signature)
        && is_public_key_info(certificate.spki)
        && Name::is_name(certificate.issuer)
        && certificate.subject.is_readable
        && !certificate.extensions.writes_default
        && certificate
            .unique_identifiers
            .iter()
            .flatten()
            .all(|bits| is_bit_string(bits))
}
