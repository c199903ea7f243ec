//! Key usages and extended key usages by the names that RFC 5280 and profiles give them.

use const_oid::ObjectIdentifier;
use x509_cert::ext::pkix::KeyUsages;

/// The key usage bit of this name (RFC 5280 4.2.1.3); contentCommitment is nonRepudiation.
#[must_use]
pub fn key_usage(name: &str) -> Option<KeyUsages> {
    let usage = match name {
        "digitalSignature" => KeyUsages::DigitalSignature,
        "contentCommitment" => KeyUsages::NonRepudiation,
        "keyEncipherment" => KeyUsages::KeyEncipherment,
        "dataEncipherment" => KeyUsages::DataEncipherment,
        "keyAgreement" => KeyUsages::KeyAgreement,
        "keyCertSign" => KeyUsages::KeyCertSign,
        "cRLSign" => KeyUsages::CRLSign,
        _ => return None,
    };
    Some(usage)
}

const EXTENDED: [(&str, &str); 8] = [
    ("serverAuth", "1.3.6.1.5.5.7.3.1"),
    ("clientAuth", "1.3.6.1.5.5.7.3.2"),
    ("codeSigning", "1.3.6.1.5.5.7.3.3"),
    ("emailProtection", "1.3.6.1.5.5.7.3.4"),
    ("timeStamping", "1.3.6.1.5.5.7.3.8"),
    ("OCSPSigning", "1.3.6.1.5.5.7.3.9"),
    ("documentSigning", "1.3.6.1.5.5.7.3.36"),
    ("smartcardLogon", "1.3.6.1.4.1.311.20.2.2"),
];

/// The extended key usage of this name or dotted OID (RFC 5280 4.2.1.12).
#[must_use]
pub fn extended_key_usage(name: &str) -> Option<ObjectIdentifier> {
    let dotted = EXTENDED
        .iter()
        .find(|(known, _)| *known == name)
        .map_or(name, |(_, oid)| oid);
    ObjectIdentifier::new(dotted).ok()
}

/// The name of an extended key usage, or its dotted OID.
#[must_use]
pub fn extended_key_usage_name(oid: &ObjectIdentifier) -> String {
    let dotted = oid.to_string();
    let known = EXTENDED.iter().find(|(_, known)| *known == dotted);
    known.map_or(dotted.clone(), |(name, _)| (*name).to_owned())
}
