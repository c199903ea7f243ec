//! Rules of ETSI: algorithms (TS 119 312) and qcStatements (EN 319 412-5).

mod statement;

use const_oid::ObjectIdentifier;
use der::{Decode, Encode};
use spki::AlgorithmIdentifierRef;

use super::Case;
use super::fact::Fact;
use super::named::Named;
use super::rfc5280::extension::repeated;
use crate::algorithm::SignatureAlgorithm;
use crate::subject_key::{KeyKind, SubjectKey};

/// ALG-01: the subject key is of a kind and size that may be certified (TS 119 312, CRT-17).
pub(super) fn alg_01_subject_key(case: &Case<'_>, facts: &mut Vec<Fact>) {
    if let Err(defect) = SubjectKey::from_spki(case.certificate.spki) {
        facts.push(Fact::SubjectKeyRefused { defect });
    }
}

/// ALG-02: the AlgorithmIdentifier is exactly that of an algorithm of the table, with NULL for
/// RSA PKCS#1 and no parameters otherwise (RFC 4055 5, RFC 5758 3.2, RFC 8410 3), and the
/// issuer's key makes such signatures.
pub(super) fn alg_02_signature_algorithm(case: &Case<'_>, facts: &mut Vec<Fact>) {
    let found = case.certificate.signature;
    let Ok(identifier) = AlgorithmIdentifierRef::from_der(found) else {
        return;
    };
    let algorithm = Named(identifier.oid);
    let Some(known) = SignatureAlgorithm::from_oid(identifier.oid) else {
        facts.push(Fact::SignatureAlgorithm { algorithm });
        return;
    };
    if known.identifier().to_der().ok().as_deref() != Some(found) {
        facts.push(Fact::SignatureParameters { algorithm });
    }
    let issuer = case.issuer.as_ref();
    let spki = issuer
        .or(case.is_self_issued().then_some(&case.certificate))
        .map(|view| view.spki);
    if let Some(Ok(key)) = spki.map(KeyKind::of_spki)
        && !fits(known, key)
    {
        facts.push(Fact::SignatureUnfit { algorithm, key });
    }
}

/// The hash is as long as the curve (ALG-02).
fn fits(algorithm: SignatureAlgorithm, key: KeyKind) -> bool {
    match algorithm {
        SignatureAlgorithm::EcdsaSha256 => key == KeyKind::P256,
        SignatureAlgorithm::EcdsaSha384 => key == KeyKind::P384,
        SignatureAlgorithm::RsaSha256 | SignatureAlgorithm::RsaSha384 => key.is_rsa(),
        SignatureAlgorithm::Ed25519 => key == KeyKind::Ed25519,
    }
}

/// id-pe-qcStatements (RFC 3739 3.2.6).
const QC_STATEMENTS: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.1.3");

/// QC-10: qcStatements are not critical, well formed, and none is there twice
/// (EN 319 412-5 4).
pub(super) fn qc_10_statements(case: &Case<'_>, facts: &mut Vec<Fact>) {
    let Some(extension) = case.certificate.extensions.find(QC_STATEMENTS) else {
        return;
    };
    if extension.critical {
        facts.push(Fact::StatementsCritical);
    }
    let Ok(statements) = statement::split(extension.value) else {
        facts.push(Fact::StatementsUnreadable);
        return;
    };
    let twice = repeated(statements.iter().map(|statement| statement.oid));
    facts.extend(twice.into_iter().map(|oid| Fact::StatementTwice {
        statement: Named(oid),
    }));
    let malformed = statements
        .iter()
        .filter(|statement| !statement.is_well_formed());
    facts.extend(malformed.map(|found| Fact::StatementForm {
        statement: Named(found.oid),
    }));
}
