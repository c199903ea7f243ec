//! CRT-10: what the key is for.

use super::extension::repeated;
use crate::lint::case::Case;
use crate::lint::fact::extension::ExtensionFact as Fact;
use crate::lint::finding::Findings;
use crate::lint::named::Named;
use crate::lint::oid;
use crate::lint::view::key_usage::KeyUsageBits as Usage;

/// Key usage is critical, not empty, present in a CA, fits the kind of key and the extended
/// key usage; a CA has none of the extended usages that would let it sign status or anything
/// (RFC 5280 4.2.1.3, 4.2.1.12).
pub(in crate::lint) fn crt_10_key_usage(case: &Case<'_>, findings: &mut Findings) {
    let extensions = &case.certificate.extensions;
    match extensions.key_usage {
        // One that cannot be read is CRT-01.
        None => {
            let absent = case.certificate.is_ca() && !extensions.has(oid::KEY_USAGE);
            findings.when(absent, Fact::KeyUsageAbsent);
        }
        Some(usage) => {
            let critical = extensions.is_critical(oid::KEY_USAGE);
            findings.when(!critical, Fact::KeyUsageNotCritical);
            findings.when(usage == Usage::default(), Fact::KeyUsageEmpty);
            judge_key(case, usage, findings);
        }
    }
    judge_purposes(case, findings);
}

/// Only RSA deciphers keys, only keys on NIST's curves agree on keys, and Ed25519 and ML-DSA
/// only sign (RFC 3279 2.3.1, RFC 5480 3, RFC 8410 5, RFC 9881 5). As an empty usage is another
/// finding, what is left of it has at least one usage that the key serves.
fn judge_key(case: &Case<'_>, usage: Usage, findings: &mut Findings) {
    let Some(key) = case.key_kind() else { return };
    let rows = [
        (Usage::KEY_ENCIPHERMENT, "keyEncipherment", key.is_rsa()),
        (Usage::DATA_ENCIPHERMENT, "dataEncipherment", key.is_rsa()),
        (Usage::KEY_AGREEMENT, "keyAgreement", key.is_weierstrass()),
        (Usage::ENCIPHER_ONLY, "encipherOnly", key.is_weierstrass()),
        (Usage::DECIPHER_ONLY, "decipherOnly", key.is_weierstrass()),
    ];
    for (bit, name, fits) in rows {
        findings.when(
            usage.has(bit) && !fits,
            Fact::UsageUnfit { usage: name, key },
        );
    }
}

fn judge_purposes(case: &Case<'_>, findings: &mut Findings) {
    let extensions = &case.certificate.extensions;
    let purposes = extensions.purposes();
    for oid in repeated(purposes.iter().copied()) {
        findings.push(Fact::PurposeTwice {
            purpose: Named::of(oid),
        });
    }
    for oid in purposes {
        if case.certificate.is_ca() {
            if FORBIDDEN_TO_CA.contains(oid) {
                findings.push(Fact::PurposeForbiddenToCa {
                    purpose: Named::of(oid),
                });
            }
        } else if let (Some(usage), Some(fitting)) = (extensions.key_usage, fitting(oid))
            && !usage.has(fitting)
        {
            findings.push(Fact::UsagesInconsistent {
                purpose: Named::of(oid),
            });
        }
    }
}

/// A CA that could sign OCSP answers could do so for its siblings; anyExtendedKeyUsage would
/// contain that.
const FORBIDDEN_TO_CA: [&[u8]; 2] = [oid::OCSP_SIGNING, oid::ANY_EXTENDED_KEY_USAGE];

/// The usages of which an extended usage needs one (RFC 5280 4.2.1.12, RFC 9336 3.1).
fn fitting(purpose: &[u8]) -> Option<Usage> {
    let usage = Usage::DIGITAL_SIGNATURE;
    match purpose {
        oid::SERVER_AUTH => Some(usage | Usage::KEY_ENCIPHERMENT | Usage::KEY_AGREEMENT),
        oid::CLIENT_AUTH => Some(usage | Usage::KEY_AGREEMENT),
        oid::CODE_SIGNING => Some(usage),
        oid::EMAIL_PROTECTION => {
            let ciphers = Usage::KEY_ENCIPHERMENT | Usage::KEY_AGREEMENT;
            Some(usage | Usage::CONTENT_COMMITMENT | ciphers)
        }
        oid::TIME_STAMPING | oid::OCSP_SIGNING | oid::DOCUMENT_SIGNING => {
            Some(usage | Usage::CONTENT_COMMITMENT)
        }
        _ => None,
    }
}
