//! CRT-10: what the key is for.

use const_oid::db::rfc5912;
use const_oid::{AssociatedOid, ObjectIdentifier};
use der::flagset::FlagSet;
use x509_cert::ext::pkix::{KeyUsage, KeyUsages};

use super::extension::repeated;
use crate::lint::Case;
use crate::lint::fact::Fact;
use crate::lint::named::Named;
use crate::lint::view::View;
use crate::subject_key::KeyKind;

/// Key usage is critical, not empty, present in a CA, fits the kind of key and the extended
/// key usage; a CA has none of the extended usages that would let it sign status or anything
/// (RFC 5280 4.2.1.3, 4.2.1.12).
pub(in crate::lint) fn crt_10_key_usage(case: &Case<'_>, facts: &mut Vec<Fact>) {
    let certificate = &case.certificate;
    let extensions = &certificate.extensions;
    match &extensions.key_usage {
        None if certificate.is_ca() => facts.push(Fact::KeyUsageAbsent),
        None => {}
        Some(usage) => {
            if !extensions.is_critical(KeyUsage::OID) {
                facts.push(Fact::KeyUsageNotCritical);
            }
            if usage.0.is_empty() {
                facts.push(Fact::KeyUsageEmpty);
            }
            judge_key(certificate, usage.0, facts);
        }
    }
    let purposes: &[ObjectIdentifier] = extensions
        .extended_key_usage
        .as_ref()
        .map_or(&[], |usage| &usage.0);
    judge_purposes(certificate, purposes, facts);
}

/// Only RSA deciphers keys, only elliptic-curve keys agree on keys, and Ed25519 only signs
/// (RFC 3279 2.3.1, RFC 5480 3, RFC 8410 5).
fn judge_key(certificate: &View<'_>, usage: FlagSet<KeyUsages>, facts: &mut Vec<Fact>) {
    let Ok(kind) = KeyKind::of_spki(certificate.spki) else {
        return;
    };
    for (bit, name, fits) in [
        (KeyUsages::KeyEncipherment, "keyEncipherment", kind.is_rsa()),
        (
            KeyUsages::DataEncipherment,
            "dataEncipherment",
            kind.is_rsa(),
        ),
        (
            KeyUsages::KeyAgreement,
            "keyAgreement",
            kind.is_weierstrass(),
        ),
    ] {
        if usage.contains(bit) && !fits {
            facts.push(Fact::UsageUnfit {
                usage: name,
                key: kind,
            });
        }
    }
}

fn judge_purposes(certificate: &View<'_>, purposes: &[ObjectIdentifier], facts: &mut Vec<Fact>) {
    let twice = repeated(purposes.iter().copied());
    facts.extend(twice.into_iter().map(|oid| Fact::PurposeTwice {
        purpose: Named(oid),
    }));
    let usage = certificate.extensions.key_usage.as_ref();
    for purpose in purposes {
        let purpose_name = Named(*purpose);
        if certificate.is_ca() {
            if FORBIDDEN_TO_CA.contains(purpose) {
                facts.push(Fact::PurposeForbiddenToCa {
                    purpose: purpose_name,
                });
            }
        } else if let Some(usage) = usage
            && fitting(*purpose).is_some_and(|fitting| (fitting & usage.0).is_empty())
        {
            facts.push(Fact::UsagesInconsistent {
                purpose: purpose_name,
            });
        }
    }
}

/// A CA that could sign OCSP answers could do so for its siblings; anyExtendedKeyUsage would
/// contain that.
const FORBIDDEN_TO_CA: [ObjectIdentifier; 2] =
    [rfc5912::ID_KP_OCSP_SIGNING, rfc5912::ANY_EXTENDED_KEY_USAGE];

/// id-kp-documentSigning (RFC 9336).
const DOCUMENT_SIGNING: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.36");

/// The usages of which an extended usage needs one (RFC 5280 4.2.1.12, RFC 9336 3.1).
fn fitting(purpose: ObjectIdentifier) -> Option<FlagSet<KeyUsages>> {
    use KeyUsages::{DigitalSignature, KeyAgreement, KeyEncipherment, NonRepudiation};
    match purpose {
        rfc5912::ID_KP_SERVER_AUTH => Some(DigitalSignature | KeyEncipherment | KeyAgreement),
        rfc5912::ID_KP_CLIENT_AUTH => Some(DigitalSignature | KeyAgreement),
        rfc5912::ID_KP_CODE_SIGNING => Some(DigitalSignature.into()),
        rfc5912::ID_KP_EMAIL_PROTECTION => {
            Some(DigitalSignature | NonRepudiation | KeyEncipherment | KeyAgreement)
        }
        rfc5912::ID_KP_TIME_STAMPING | rfc5912::ID_KP_OCSP_SIGNING | DOCUMENT_SIGNING => {
            Some(DigitalSignature | NonRepudiation)
        }
        _ => None,
    }
}
