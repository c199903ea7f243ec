//! CRT-09: which key signed, and which is certified.

use crate::lint::case::Case;
use crate::lint::fact::field::FieldFact;
use crate::lint::finding::Findings;
use crate::lint::named::Named;
use crate::lint::oid;

/// The authority key identifier is the issuer's subject key identifier in all but the
/// self-signed root, where it may be absent; a CA has a subject key identifier; neither is
/// critical (RFC 5280 4.2.1.1, 4.2.1.2).
pub(in crate::lint) fn crt_09_key_identifiers(case: &Case<'_>, findings: &mut Findings) {
    let extensions = &case.certificate.extensions;
    let lacks_own = case.certificate.is_ca() && extensions.subject_key.is_none();
    findings.when(lacks_own, FieldFact::SubjectKeyAbsent);
    for oid in [oid::AUTHORITY_KEY_IDENTIFIER, oid::SUBJECT_KEY_IDENTIFIER] {
        if extensions.is_critical(oid) {
            findings.push(FieldFact::KeyIdentifierCritical {
                extension: Named::of(oid),
            });
        }
    }
    let expected = case.signer().map(|issuer| issuer.key_identifier.as_slice());
    // Others may have an issuer without identifier, and then call it what they like.
    let expected = expected.filter(|known| !known.is_empty() || case.governing.is_some());
    match (extensions.authority_key, expected) {
        (None, _) => findings.when(!case.is_root(), FieldFact::AuthorityKeyAbsent),
        (Some(found), Some(expected)) if found != expected => {
            findings.push(FieldFact::AuthorityKeyDiffers {
                found: hex::encode(found),
                expected: hex::encode(expected),
            });
        }
        (Some(_), _) => {}
    }
}
