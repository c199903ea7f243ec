//! CRT-17 and ALG-01 to ALG-05: keys and signature algorithms, by the dated table.
//!
//! Certificates of ours are judged by the authority's table, others by the shipped one.

use const_oid::ObjectIdentifier;
use const_oid::db::rfc5912;

use crate::algorithm::SignatureAlgorithm;
use crate::algorithm_table::{AlgorithmRefusal, AlgorithmTable};
use crate::lint::case::Case;
use crate::lint::fact::algorithm::AlgorithmFact as Fact;
use crate::lint::finding::Findings;
use crate::lint::named::Named;
use crate::lint::view::algorithm_of;
use crate::subject_key::{KeyDefect, KeyKind};
use crate::timestamp::Timestamp;

/// CRT-17: nobody can compute the private half of the key (BR 6.1.1.3).
pub(in crate::lint) fn crt_17_subject_key(case: &Case<'_>, findings: &mut Findings) {
    if let Err(defect) = &case.key
        && defect.requirement() == "CRT-17"
        && !is_unnamed(defect)
    {
        let defect = defect.clone();
        findings.push(if is_odd_exponent(&defect) {
            Fact::KeyExponent { defect }
        } else {
            Fact::KeyWeak { defect }
        });
    }
}

/// An exponent that BR 6.1.6 allows: odd and 3 or more. With an even one or 1 nobody can
/// decipher or everybody sign.
fn is_odd_exponent(defect: &KeyDefect) -> bool {
    // Decimal or hexadecimal: the last digit tells.
    matches!(defect, KeyDefect::Exponent { exponent }
        if exponent != "1" && exponent.ends_with(|digit| "13579bdf".contains(digit)))
}

/// ALG-02 wants curves by name: one that is described may be weaker than it looks.
const fn is_unnamed(defect: &KeyDefect) -> bool {
    matches!(defect, KeyDefect::UnnamedCurve)
}

/// ALG-01: the modulus is of a size that some date allows.
pub(in crate::lint) fn alg_01_size(case: &Case<'_>, findings: &mut Findings) {
    if let Err(defect @ KeyDefect::ModulusSize { .. }) = &case.key {
        let defect = defect.clone();
        findings.push(Fact::KeySize { defect });
    }
}

/// ALG-01, ALG-05: the table allows a key of this size, issued then, to that day.
pub(in crate::lint) fn alg_01_dates(case: &Case<'_>, findings: &mut Findings) {
    let Some(refusal) = refused_key(case) else {
        return;
    };
    let Err(refusal) = refusal else {
        let key = case.key_kind().filter(|_| is_phased_out(case));
        if let Some(key) = key {
            findings.push(Fact::KeyShort { key });
        }
        return;
    };
    if refusal.requirement() == "ALG-02" {
        return;
    }
    let before = case.governing.is_none() && case.made().is_some_and(|made| made < TABLE);
    findings.push(if before {
        Fact::KeyRefusedThen { refusal }
    } else {
        Fact::KeyRefused { refusal }
    });
}

/// From when the dates of the table bind others: 1 January 2026. Roots of before were made to
/// last longer than their keys.
const TABLE: Timestamp = Timestamp::from_unix_seconds(1_767_225_600);

/// ALG-02: the key is of a kind that the table has, with the parameters that its kind has.
pub(in crate::lint) fn alg_02_key(case: &Case<'_>, findings: &mut Findings) {
    match &case.key {
        Err(
            defect @ (KeyDefect::UnsupportedAlgorithm { .. } | KeyDefect::UnsupportedCurve { .. }),
        ) => findings.push(Fact::KeyUnknown {
            defect: defect.clone(),
        }),
        Err(defect) if is_unnamed(defect) || defect.requirement() == "ALG-02" => {
            findings.push(Fact::KeyParameters {
                defect: defect.clone(),
            });
        }
        Err(_) | Ok(_) => {
            if let Some(Err(refusal)) = refused_key(case)
                && refusal.requirement() == "ALG-02"
            {
                findings.push(Fact::KeyNotInTable { refusal });
            }
        }
    }
}

/// What the table says of the key; nothing where the key or the time cannot be read.
fn refused_key(case: &Case<'_>) -> Option<Result<(), AlgorithmRefusal>> {
    let key = sound_key(case)?;
    let (issued, not_after) = moments(case)?;
    Some(match case.governing {
        Some(governing) => governing.algorithms.judge_key(key, issued, not_after),
        None => AlgorithmTable::shipped().judge_foreign_key(key, issued, not_after),
    })
}

/// The kind of a key that nobody can find out.
fn sound_key(case: &Case<'_>) -> Option<KeyKind> {
    match &case.key {
        Ok(kind) => Some(*kind),
        Err(defect) if is_odd_exponent(defect) => case.key_kind(),
        Err(_) => None,
    }
}

/// Whether others may still use such a key and we do not certify it any more.
fn is_phased_out(case: &Case<'_>) -> bool {
    let judged = || {
        let key = sound_key(case)?;
        let (issued, not_after) = moments(case)?;
        AlgorithmTable::shipped()
            .judge_key(key, issued, not_after)
            .err()
    };
    case.governing.is_none() && judged().is_some()
}

/// When it is made, and its end.
fn moments(case: &Case<'_>) -> Option<(Timestamp, Timestamp)> {
    case.made().zip(case.certificate.not_after.moment)
}

fn table<'a>(case: &Case<'a>) -> &'a AlgorithmTable {
    match case.governing {
        Some(governing) => governing.algorithms,
        None => AlgorithmTable::shipped(),
    }
}

/// ALG-02: the AlgorithmIdentifier is exactly that of a known algorithm (RFC 4055, RFC 5758 3.2,
/// RFC 8410 3, RFC 9881 2) with a hash that holds, and the issuer's key makes such signatures.
pub(in crate::lint) fn alg_02_signature(case: &Case<'_>, findings: &mut Findings) {
    let found = case.certificate.signature;
    let Some(content) = algorithm_of(found) else {
        return;
    };
    let algorithm = || Named::of(content);
    let oid = ObjectIdentifier::from_bytes(content).ok();
    if oid.is_some_and(|oid| WEAK.contains(&oid)) {
        judge_weak(case, algorithm(), findings);
        return;
    }
    let Some(known) = SignatureAlgorithm::from_identifier(found) else {
        // PSS has more parameters than those that we make.
        let pss = oid == Some(rfc5912::ID_RSASSA_PSS);
        let wrong = !pss && oid.is_some_and(SignatureAlgorithm::knows);
        let algorithm = algorithm();
        findings.push(if wrong {
            Fact::SignatureParameters { algorithm }
        } else {
            Fact::SignatureAlgorithm { algorithm }
        });
        return;
    };
    if let Some(key) = case.signer().and_then(|signer| signer.key)
        && !known.fits(key)
    {
        findings.push(Fact::SignatureUnfit {
            algorithm: algorithm(),
            key,
        });
    }
}

/// Signatures with MD2, MD5, SHA-1 and SHA-224, under which a second certificate with the same
/// signature can be made or soon could.
const WEAK: [ObjectIdentifier; 8] = [
    rfc5912::MD_2_WITH_RSA_ENCRYPTION,
    rfc5912::MD_5_WITH_RSA_ENCRYPTION,
    rfc5912::SHA_1_WITH_RSA_ENCRYPTION,
    rfc5912::SHA_224_WITH_RSA_ENCRYPTION,
    rfc5912::ECDSA_WITH_SHA_224,
    rfc5912::DSA_WITH_SHA_1,
    rfc5912::DSA_WITH_SHA_224,
    ObjectIdentifier::new_unwrap("1.2.840.10045.4.1"), // ecdsa-with-SHA1
];

/// SHA-1 ends for new certificates (BR 7.1.3, TS 119 312): 1 January 2016.
const SHA_1: Timestamp = Timestamp::from_unix_seconds(1_451_606_400);

fn judge_weak(case: &Case<'_>, algorithm: Named, findings: &mut Findings) {
    findings.push(if case.made().is_some_and(|made| made < SHA_1) {
        Fact::SignatureHashThen { algorithm }
    } else {
        Fact::SignatureHash { algorithm }
    });
}

/// ALG-04: the issuer's key is at least as strong as the subject's.
pub(in crate::lint) fn alg_04_issuer(case: &Case<'_>, findings: &mut Findings) {
    let keys = case.issuer.and_then(|issuer| issuer.key);
    if let (Some(issuer), Some(subject)) = (keys, sound_key(case))
        && let Err(refusal @ AlgorithmRefusal::WeakerIssuer { .. }) =
            table(case).judge_issuer(issuer, subject)
    {
        findings.push(Fact::IssuerWeaker { refusal });
    }
}

/// ALG-05: the table allows a signature by this algorithm, made then, to that day.
pub(in crate::lint) fn alg_05_signature(case: &Case<'_>, findings: &mut Findings) {
    let known = SignatureAlgorithm::from_identifier(case.certificate.signature);
    if let (Some(known), Some((issued, not_after))) = (known, moments(case))
        && let Err(refusal) = table(case).judge_signature(known, issued, not_after)
    {
        findings.push(Fact::SignatureRefused { refusal });
    }
}
