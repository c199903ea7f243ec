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
    let own = constraints.and_then(|constraints| constraints.path_length);
    findings.when(signs && !is_ca, Fact::CertSignWithoutCa);
    findings.when(is_ca && !signs, Fact::CaWithoutCertSign);
    let critical = extensions.is_critical(oid::BASIC_CONSTRAINTS);
    findings.when(is_ca && !critical, Fact::ConstraintsNotCritical);
    findings.when(own.is_some() && !is_ca, Fact::PathLengthWithoutCa);
    findings.when(own.is_some() && !signs, Fact::PathLengthWithoutCertSign);
    let Some(issuer) = case.issuer else { return };
    findings.when(!issuer.is_ca, Fact::IssuerNotCa);
    if let Some(limit) = issuer.path_length
        && is_ca
        && !case.is_self_issued()
        && own.is_none_or(|own| own >= limit)
    {
        findings.push(Fact::PathLengthExceeded { limit });
    }
}
