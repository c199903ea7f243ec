//! Another way to tell whether a certificate is in DER: read it into owned types and write them
//! again (X.690 10).

use ca_core::policy::CertificatePolicies;
use const_oid::AssociatedOid;
use der::{Decode, Encode};
use x509_cert::certificate::{Raw, TbsCertificateInner};
use x509_cert::ext::pkix::{
    AuthorityInfoAccessSyntax, AuthorityKeyIdentifier, BasicConstraints, CrlDistributionPoints,
    ExtendedKeyUsage, KeyUsage, NameConstraints, SubjectAltName, SubjectKeyIdentifier,
};

/// Whether the certificate and its known extensions are what they are written as again.
pub(crate) fn is_written_again(tbs: &[u8]) -> bool {
    let Ok(certificate) = TbsCertificateInner::<Raw>::from_der(tbs) else {
        return false;
    };
    let mut seen = Vec::new();
    certificate.to_der().is_ok_and(|again| again == tbs)
        && certificate.extensions().is_none_or(|extensions| {
            extensions.iter().all(|extension| {
                let is_first = !seen.contains(&extension.extn_id);
                seen.push(extension.extn_id);
                !is_first || known(extension.extn_id, extension.extn_value.as_bytes())
            })
        })
}

fn known(oid: const_oid::ObjectIdentifier, value: &[u8]) -> bool {
    match oid {
        AuthorityKeyIdentifier::OID => again::<AuthorityKeyIdentifier>(value),
        SubjectKeyIdentifier::OID => again::<SubjectKeyIdentifier>(value),
        KeyUsage::OID => again::<KeyUsage>(value),
        CertificatePolicies::OID => again::<CertificatePolicies>(value),
        BasicConstraints::OID => again::<BasicConstraints>(value),
        ExtendedKeyUsage::OID => again::<ExtendedKeyUsage>(value),
        CrlDistributionPoints::OID => again::<CrlDistributionPoints>(value),
        AuthorityInfoAccessSyntax::OID => again::<AuthorityInfoAccessSyntax>(value),
        SubjectAltName::OID => again::<SubjectAltName>(value),
        NameConstraints::OID => again::<NameConstraints>(value),
        _ => true,
    }
}

fn again<T: Encode + for<'a> Decode<'a>>(value: &[u8]) -> bool {
    let decoded = T::from_der(value);
    decoded.is_ok_and(|decoded| decoded.to_der().is_ok_and(|again| again == value))
}
