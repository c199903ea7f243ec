//! QC-05 and QC-06: key usage, constraints and places (EN 319 412-2 4.3, 4.4.1).

use crate::lint::case::Case;
use crate::lint::fact::qualified::QualifiedFact as Fact;
use crate::lint::finding::Findings;
use crate::lint::named::Named;
use crate::lint::oid;
use crate::lint::rfc5280::no_revocation::status_places;
use crate::lint::view::key_usage::KeyUsageBits as Usage;

/// QC-05: a key that commits to contents does nothing else, and a certificate for signatures or
/// seals has such a key (412-2 4.3.2).
pub(in crate::lint) fn qc_05_commitment(case: &Case<'_>, findings: &mut Findings) {
    if !case.claims_etsi || case.certificate.is_ca() {
        return;
    }
    let extensions = &case.certificate.extensions;
    let usage = extensions.key_usage.unwrap_or_default();
    let commits = usage.has(Usage::CONTENT_COMMITMENT);
    let ciphers = Usage::KEY_ENCIPHERMENT | Usage::DATA_ENCIPHERMENT | Usage::KEY_AGREEMENT;
    findings.when(commits && usage.has(ciphers), Fact::CommitmentEnciphers);
    let signs = usage.has(Usage::DIGITAL_SIGNATURE);
    findings.when(commits && signs, Fact::CommitmentNotAlone);
    let kinds = extensions.statement(oid::QC_TYPE);
    let kinds = kinds.and_then(|statement| statement.types().ok());
    let seals = |kind: &&[u8]| [oid::QC_TYPE_ESIGN, oid::QC_TYPE_ESEAL].contains(kind);
    let promises = kinds.iter().flatten().any(seals);
    findings.when(promises && !commits, Fact::CommitmentAbsent);
}

/// Extensions that only a CA's certificate may have (412-2 4.3); nameConstraints are CRT-20.
const OF_PATHS: [&[u8]; 3] = [
    oid::POLICY_MAPPINGS,
    oid::POLICY_CONSTRAINTS,
    oid::INHIBIT_ANY_POLICY,
];

/// QC-06: a leaf says where its issuer's certificate and its status are, and constrains no
/// certification paths (412-2 4.3, 4.4.1).
pub(in crate::lint) fn qc_06_places(case: &Case<'_>, findings: &mut Findings) {
    if !case.claims_etsi || case.certificate.is_ca() {
        return;
    }
    let extensions = &case.certificate.extensions;
    for oid in OF_PATHS.into_iter().filter(|oid| extensions.has(oid)) {
        findings.push(Fact::PathExtensionInLeaf {
            extension: Named::of(oid),
        });
    }
    let issuer = extensions.places(oid::ACCESS_CA_ISSUERS).next();
    findings.when(issuer.is_none(), Fact::CaIssuersAbsent);
    let not_revocable = [oid::NO_REV_AVAIL, oid::VALIDITY_ASSURED, oid::OCSP_NOCHECK]
        .iter()
        .any(|oid| extensions.has(oid));
    let nowhere = status_places(case).next().is_none();
    findings.when(nowhere && !not_revocable, Fact::StatusAbsent);
}
