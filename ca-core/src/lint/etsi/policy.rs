//! QC-11: which policies a leaf asserts (EN 319 411-1 5.3, 6.3.3).

use crate::lint::case::Case;
use crate::lint::fact::qualified::QualifiedFact as Fact;
use crate::lint::finding::Findings;
use crate::lint::oid;
use crate::policy::PolicyId;
use crate::profile::ProfileKind;

/// One policy of ETSI at most; of ours, one of the authority and NCP+ only where the profile
/// demands a device.
pub(in crate::lint) fn qc_11_policies(case: &Case<'_>, findings: &mut Findings) {
    if case.certificate.is_ca() {
        return;
    }
    let policies = case
        .certificate
        .extensions
        .policies
        .as_deref()
        .unwrap_or_default();
    let count = |prefix: &[u8]| {
        policies
            .iter()
            .filter(|policy| policy.starts_with(prefix))
            .count()
    };
    let found = count(oid::ETSI_POLICIES) + count(oid::EU_POLICIES);
    findings.when(found > 1, Fact::EtsiPolicies { found });
    let Some(governing) = case.governing else {
        return;
    };
    if governing.profile.kind() != ProfileKind::Leaf {
        return;
    }
    // The arc of a validated authority document reads; were it empty, every policy would count.
    let arc = governing.settings.policy_arc().parse::<PolicyId>();
    let found = arc.map_or(0, |arc| count(arc.content()));
    findings.when(found != 1, Fact::NationalPolicies { found });
    let device = policies.contains(&oid::NCP_PLUS);
    findings.when(
        device && !governing.profile.requires_device(),
        Fact::DevicePolicy,
    );
}
