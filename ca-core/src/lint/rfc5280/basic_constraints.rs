//! CRT-11: who is a CA.

use crate::lint::case::Case;
use crate::lint::fact::extension::ExtensionFact as Fact;
use crate::lint::finding::Findings;
use crate::lint::oid;
use crate::lint::view::key_usage::KeyUsageBits;

/// basicConstraints are critical in a CA, CA and keyCertSign go together, a path length needs
/// both and fits the issuer's, and the issuer is a CA (RFC 5280 4.2.1.9, 6.1.4).
pub(in crate::lint) fn crt_11_basic_constraints(case: &Case<'_>, findings: &mut Findings) {
    let extensions = &case.certificate.extensions;
    let constraints = extensions.basic_constraints;
    let is_ca = case.certificate.is_ca();
    let usage = extensions.key_usage.unwrap_or_default();
    let signs = usage.has(KeyUsageBits::KEY_CERT_SIGN);
    let unreadable = extensions.key_usage.is_none() && extensions.has(oid::KEY_USAGE);
    let never_signs = !signs && !unreadable;
    let own = constraints.and_then(|constraints| constraints.path_length);
    findings.when(signs && !is_ca, Fact::CertSignWithoutCa);
    findings.when(is_ca && never_signs, Fact::CaWithoutCertSign);
    let critical = extensions.is_critical(oid::BASIC_CONSTRAINTS);
    findings.when(is_ca && !critical, Fact::ConstraintsNotCritical);
    findings.when(own.is_some() && !is_ca, Fact::PathLengthWithoutCa);
    findings.when(
        own.is_some() && never_signs,
        Fact::PathLengthWithoutCertSign,
    );
    let Some(issuer) = case.issuer else { return };
    if !issuer.is_ca {
        findings.push(if issuer.is_old_root && case.governing.is_none() {
            Fact::IssuerOldRoot
        } else {
            Fact::IssuerNotCa
        });
    }
    let limit = issuer.path_length.filter(|_| is_ca);
    if let Some(limit) = limit.filter(|_| !case.is_self_issued()) {
        judge_path_length(case, own, limit, findings);
    }
}

/// Only under zero there is no CA: any other limit counts on, whatever stands below it
/// (RFC 5280 6.1.4). Ours write what is left.
fn judge_path_length(case: &Case<'_>, own: Option<u64>, limit: u64, findings: &mut Findings) {
    let not_below = match own {
        Some(own) => own >= limit,
        None => case.governing.is_some(),
    };
    if limit == 0 {
        findings.push(Fact::PathLengthExceeded { limit });
    } else if not_below {
        findings.push(Fact::PathLengthNotBelow { limit });
    }
}
