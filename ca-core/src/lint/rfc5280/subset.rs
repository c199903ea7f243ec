//! VAL-02: nothing that the issuer may not give.

use crate::lint::case::Case;
use crate::lint::fact::extension::ExtensionFact as Fact;
use crate::lint::finding::Findings;
use crate::lint::named::Named;
use crate::lint::oid;
use crate::policy::PolicyId;

/// Policies and extended key usages are among those of the issuer (RFC 5280 6.1.4).
///
/// The purpose of an OCSP signer is exempt: the issuer delegates it (RFC 6960 4.2.2.2) and must
/// not have it. A CA, or a certificate that is for something else as well, is no OCSP signer.
pub(in crate::lint) fn val_02_subset_of_issuer(case: &Case<'_>, findings: &mut Findings) {
    let Some(issuer) = case.issuer else { return };
    let extensions = &case.certificate.extensions;
    for policy in extensions.policies.iter().flatten() {
        if !issuer.allows_policy(policy)
            && let Some(policy) = PolicyId::from_content(policy)
        {
            findings.push(Fact::PolicyNotOfIssuer { policy });
        }
    }
    for purpose in extensions.purposes() {
        let delegated = *purpose == oid::OCSP_SIGNING && case.is_ocsp_signer();
        if !delegated && !issuer.allows_purpose(purpose) {
            findings.push(Fact::PurposeNotOfIssuer {
                purpose: Named::of(purpose),
            });
        }
    }
}
