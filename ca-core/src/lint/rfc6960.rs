//! Rules for delegated OCSP signers (RFC 6960 4.2.2.2).

use super::case::Case;
use super::fact::extension::ExtensionFact as Fact;
use super::finding::Findings;
use super::named::Named;
use super::oid;
use super::rfc5280::no_revocation::status_places;

/// Most days of a signer that nobody can revoke.
const DAYS: u64 = 90;

/// OCSP-05: OCSPSigning stands alone; its holder has id-pkix-ocsp-nocheck, which nobody else
/// has, and lives 90 days at most. That no CA has it is CRT-10.
pub(super) fn ocsp_05_signer(case: &Case<'_>, findings: &mut Findings) {
    let certificate = &case.certificate;
    let has_nocheck = certificate.extensions.has(oid::OCSP_NOCHECK);
    if !certificate.is_for(oid::OCSP_SIGNING) || certificate.is_ca() {
        findings.when(has_nocheck, Fact::NocheckWithoutSigner);
        return;
    }
    findings.when(!case.is_ocsp_signer(), Fact::SignerPurposes);
    findings.when(!has_nocheck, Fact::SignerWithoutNocheck);
    let seconds = certificate.seconds().unwrap_or(u64::MAX);
    let too_long = has_nocheck && seconds > DAYS * 86_400;
    findings.when(too_long, Fact::SignerTooLong { days: DAYS });
}

/// OCSP-06: who is not to be asked about has no place where to ask.
pub(super) fn ocsp_06_no_status(case: &Case<'_>, findings: &mut Findings) {
    if case.is_ocsp_signer() && case.certificate.extensions.has(oid::OCSP_NOCHECK) {
        for place in status_places(case) {
            findings.push(Fact::SignerStatus {
                extension: Named::of(place),
            });
        }
    }
}
