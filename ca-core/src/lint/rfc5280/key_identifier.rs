//! CRT-09: which key signed, and which is certified.

use const_oid::AssociatedOid;
use x509_cert::ext::pkix::{AuthorityKeyIdentifier, SubjectKeyIdentifier};

use crate::lint::Case;
use crate::lint::fact::Fact;
use crate::lint::named::Named;

/// The authority key identifier is the issuer's subject key identifier in all but the
/// self-signed root, where it may be absent; a CA has a subject key identifier; neither is
/// critical (RFC 5280 4.2.1.1, 4.2.1.2).
pub(in crate::lint) fn crt_09_key_identifiers(case: &Case<'_>, facts: &mut Vec<Fact>) {
    let extensions = &case.certificate.extensions;
    if case.certificate.is_ca() && extensions.subject_key.is_none() {
        facts.push(Fact::SubjectKeyAbsent);
    }
    for oid in [AuthorityKeyIdentifier::OID, SubjectKeyIdentifier::OID] {
        if extensions.is_critical(oid) {
            facts.push(Fact::KeyIdentifierCritical {
                extension: Named(oid),
            });
        }
    }
    let found = extensions
        .authority_key
        .as_ref()
        .and_then(|key| key.key_identifier.as_ref());
    let is_root = case.issuer.is_none() && case.is_self_issued();
    match (found, expected(case)) {
        (None, _) if !is_root => facts.push(Fact::AuthorityKeyAbsent),
        (Some(found), Some(expected)) if found.as_bytes() != expected => {
            facts.push(Fact::AuthorityKeyDiffers {
                found: hex::encode(found.as_bytes()),
                expected: hex::encode(expected),
            });
        }
        (Some(_) | None, _) => {}
    }
}

/// The subject key identifier of the issuer, empty if it has none; unknown without issuer.
fn expected<'a>(case: &'a Case<'_>) -> Option<&'a [u8]> {
    let issuer = match &case.issuer {
        Some(issuer) => issuer,
        None if case.is_self_issued() => &case.certificate,
        None => return None,
    };
    let identifier = issuer.extensions.subject_key.as_ref();
    Some(identifier.map_or(&[], |identifier| identifier.0.as_bytes()))
}
