//! VAL-02: nothing that the issuer may not give.

use const_oid::ObjectIdentifier;
use const_oid::db::rfc5912;

use crate::lint::Case;
use crate::lint::fact::Fact;
use crate::lint::named::Named;
use crate::lint::view::View;
use crate::policy::{CertificatePolicies, PolicyId};

/// Policies and extended key usages are among those of the issuer (RFC 5280 6.1.4).
///
/// A root without the extension allows all, any other issuer without policies allows none.
/// OCSPSigning is exempt: the issuer delegates it (RFC 6960 4.2.2.2) and must not have it.
pub(in crate::lint) fn val_02_subset_of_issuer(case: &Case<'_>, facts: &mut Vec<Fact>) {
    let Some(issuer) = &case.issuer else { return };
    let allowed = policies(issuer);
    let all = allowed.contains(&PolicyId::any())
        || (issuer.is_self_issued() && issuer.extensions.policies.is_none());
    if !all {
        let foreign = policies(&case.certificate)
            .into_iter()
            .filter(|policy| !allowed.contains(policy));
        facts.extend(foreign.map(|policy| Fact::PolicyNotOfIssuer { policy }));
    }
    let Some(allowed) = &issuer.extensions.extended_key_usage else {
        return;
    };
    let foreign = purposes(&case.certificate).iter().filter(|oid| {
        **oid != rfc5912::ID_KP_OCSP_SIGNING
            && !allowed.0.contains(oid)
            && !allowed.0.contains(&rfc5912::ANY_EXTENDED_KEY_USAGE)
    });
    facts.extend(foreign.map(|oid| Fact::PurposeNotOfIssuer {
        purpose: Named(*oid),
    }));
}

fn policies(view: &View<'_>) -> Vec<PolicyId> {
    let policies = view.extensions.policies.iter();
    policies
        .flat_map(CertificatePolicies::identifiers)
        .cloned()
        .collect()
}

fn purposes<'a>(view: &'a View<'_>) -> &'a [ObjectIdentifier] {
    view.extensions
        .extended_key_usage
        .as_ref()
        .map_or(&[], |usage| &usage.0)
}
