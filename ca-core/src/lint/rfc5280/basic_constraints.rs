//! CRT-11: who is a CA.

use const_oid::AssociatedOid;
use x509_cert::ext::pkix::{BasicConstraints, KeyUsage};

use crate::lint::Case;
use crate::lint::fact::Fact;

/// basicConstraints are critical in a CA, CA and keyCertSign go together, a path length needs
/// both and fits the issuer's, and the issuer is a CA (RFC 5280 4.2.1.9, 6.1.4).
pub(in crate::lint) fn crt_11_basic_constraints(case: &Case<'_>, facts: &mut Vec<Fact>) {
    let extensions = &case.certificate.extensions;
    let is_ca = case.certificate.is_ca();
    let signs = extensions
        .key_usage
        .as_ref()
        .is_some_and(KeyUsage::key_cert_sign);
    let has_path_length = extensions
        .basic_constraints
        .as_ref()
        .is_some_and(|constraints| constraints.path_len_constraint.is_some());
    let conditions = [
        (signs && !is_ca, Fact::CertSignWithoutCa),
        (is_ca && !signs, Fact::CaWithoutCertSign),
        (
            is_ca && !extensions.is_critical(BasicConstraints::OID),
            Fact::ConstraintsNotCritical,
        ),
        (has_path_length && !is_ca, Fact::PathLengthWithoutCa),
        (has_path_length && !signs, Fact::PathLengthWithoutCertSign),
    ];
    facts.extend(
        conditions
            .into_iter()
            .filter(|(holds, _)| *holds)
            .map(|(_, fact)| fact),
    );
    judge_issuer(case, is_ca, facts);
}

fn judge_issuer(case: &Case<'_>, is_ca: bool, facts: &mut Vec<Fact>) {
    let Some(issuer) = &case.issuer else { return };
    if !issuer.is_ca() {
        facts.push(Fact::IssuerNotCa);
    }
    let path_length = |constraints: &BasicConstraints| constraints.path_len_constraint;
    let limit = issuer
        .extensions
        .basic_constraints
        .as_ref()
        .and_then(path_length);
    let own = case
        .certificate
        .extensions
        .basic_constraints
        .as_ref()
        .and_then(path_length);
    if let Some(limit) = limit
        && is_ca
        && !case.is_self_issued()
        && own.is_none_or(|own| own >= limit)
    {
        facts.push(Fact::PathLengthExceeded { limit });
    }
}
