//! CRT-14: certificates that live so shortly that nobody revokes them.

use crate::lint::case::Case;
use crate::lint::fact::extension::ExtensionFact as Fact;
use crate::lint::finding::Findings;
use crate::lint::named::Named;
use crate::lint::oid;

/// Most hours of a certificate marked as short-lived (EN 319 411-1 GEN-6.6.1-04).
const HOURS: u64 = 24;

/// noRevAvail is in leaves only, not critical, and beside nothing that says where the status is
/// (RFC 9608 2, 3); the mark of short-lived certificates is true (EN 319 411-1 GEN-6.6.1-04).
pub(in crate::lint) fn crt_14_no_revocation(case: &Case<'_>, findings: &mut Findings) {
    let extensions = &case.certificate.extensions;
    if extensions.has(oid::VALIDITY_ASSURED) {
        let seconds = case.certificate.seconds().unwrap_or(u64::MAX);
        let too_long = seconds > HOURS * 3600;
        findings.when(too_long, Fact::AssuredTooLong { hours: HOURS });
    }
    if !extensions.has(oid::NO_REV_AVAIL) {
        return;
    }
    findings.when(case.certificate.is_ca(), Fact::NoRevocationOfCa);
    let critical = extensions.is_critical(oid::NO_REV_AVAIL);
    findings.when(critical, Fact::NoRevocationCritical);
    for besides in status_places(case) {
        findings.push(Fact::NoRevocationBesides {
            extension: Named::of(besides),
        });
    }
}

/// The extensions that say where the status of this certificate is.
pub(in crate::lint) fn status_places(case: &Case<'_>) -> impl Iterator<Item = &'static [u8]> {
    let extensions = &case.certificate.extensions;
    let has_ocsp = extensions.places(oid::ACCESS_OCSP).next().is_some();
    [
        (
            extensions.has(oid::CRL_DISTRIBUTION_POINTS),
            oid::CRL_DISTRIBUTION_POINTS,
        ),
        (extensions.has(oid::FRESHEST_CRL), oid::FRESHEST_CRL),
        (has_ocsp, oid::AUTHORITY_INFO_ACCESS),
    ]
    .into_iter()
    .filter_map(|(present, oid)| present.then_some(oid))
}
