//! The certificate of a delegated signer, and what makes clients refuse it (OCSP-05, OCSP-06).

use ca_core::algorithm::SignatureAlgorithm;
use ca_core::registry::records::Generation;
use ca_core::timestamp::Timestamp;
use ca_core::verify;
use const_oid::AssociatedOid;
use const_oid::db::rfc5912::{ID_AD_OCSP, ID_KP_OCSP_SIGNING};
use const_oid::db::rfc6960::ID_PKIX_OCSP_NOCHECK;
use der::asn1::{AnyRef, BitStringRef};
use der::{Decode, Encode, Sequence};
use spki::{AlgorithmIdentifierRef, SubjectPublicKeyInfoOwned};
use x509_cert::Certificate;
use x509_cert::ext::pkix::{
    AuthorityInfoAccessSyntax, BasicConstraints, CrlDistributionPoints, ExtendedKeyUsage, KeyUsage,
};

/// A certificate that clients of one issuer accept under OCSP answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResponderCertificate {
    /// The whole certificate.
    pub der: Vec<u8>,
    /// Its key, as DER SubjectPublicKeyInfo.
    pub public_key: Vec<u8>,
    /// The content of the BIT STRING in it.
    pub public_key_bits: Vec<u8>,
    /// Start of validity.
    pub not_before: Timestamp,
    /// End of validity.
    pub not_after: Timestamp,
}

impl ResponderCertificate {
    /// Reads one PEM certificate and checks it against its issuer, whatever the time.
    ///
    /// # Errors
    /// The first [`CertificateDefect`] found.
    pub fn from_pem(text: &[u8], issuer: &Generation) -> Result<Self, CertificateDefect> {
        let block = pem::parse(text).map_err(|_| CertificateDefect::NotPem)?;
        if block.tag() != "CERTIFICATE" {
            return Err(CertificateDefect::NotPem);
        }
        Self::from_der(block.contents(), issuer)
    }

    fn from_der(der: &[u8], issuer: &Generation) -> Result<Self, CertificateDefect> {
        let certificate = Certificate::from_der(der)?;
        check_issued_by(&certificate, &Signed::from_der(der)?, issuer)?;
        check_extensions(&certificate)?;
        let tbs = certificate.tbs_certificate();
        let moment = |time: &x509_cert::time::Time| {
            let seconds = i64::try_from(time.to_unix_duration().as_secs());
            seconds.map_or(Timestamp::NO_END, Timestamp::from_unix_seconds)
        };
        Ok(Self {
            der: der.to_vec(),
            public_key: tbs.subject_public_key_info().to_der()?,
            public_key_bits: bits(tbs.subject_public_key_info())?,
            not_before: moment(&tbs.validity().not_before),
            not_after: moment(&tbs.validity().not_after),
        })
    }

    /// Whether `now` is in its validity.
    ///
    /// # Errors
    /// `NotYetValid` or `Expired`.
    pub fn check_time(&self, now: Timestamp) -> Result<(), CertificateDefect> {
        if now < self.not_before {
            return Err(CertificateDefect::NotYetValid(self.not_before));
        }
        if now > self.not_after {
            return Err(CertificateDefect::Expired(self.not_after));
        }
        Ok(())
    }

    /// Whether it should have been renewed: less than a third of its term is left (OCSP-05).
    #[must_use]
    pub fn is_late(&self, now: Timestamp) -> bool {
        self.not_after.since(now) < self.not_after.since(self.not_before) / 3
    }
}

/// Clients want the issuer itself above the signer, not a sibling (RFC 6960 4.2.2.2).
fn check_issued_by(
    certificate: &Certificate,
    signed: &Signed<'_>,
    issuer: &Generation,
) -> Result<(), CertificateDefect> {
    let tbs = certificate.tbs_certificate();
    if tbs.issuer().to_der()? != issuer.name {
        return Err(CertificateDefect::OtherIssuer);
    }
    let identifier = certificate.signature_algorithm();
    let algorithm = SignatureAlgorithm::from_identifier(&identifier.to_der()?)
        .filter(|_| tbs.signature() == identifier)
        .ok_or(CertificateDefect::Algorithm)?;
    let signature = signed.signature.as_bytes();
    let signature = signature.ok_or(CertificateDefect::Signature)?;
    let message = signed.tbs_certificate.to_der()?;
    verify::verify(&issuer.public_key, algorithm, &message, signature)
        .map_err(|_| CertificateDefect::Signature)
}

/// `Certificate`, with what is signed left as it is.
#[derive(Sequence)]
struct Signed<'a> {
    tbs_certificate: AnyRef<'a>,
    signature_algorithm: AlgorithmIdentifierRef<'a>,
    signature: BitStringRef<'a>,
}

fn check_extensions(certificate: &Certificate) -> Result<(), CertificateDefect> {
    let tbs = certificate.tbs_certificate();
    let key_usage = tbs.get_extension::<KeyUsage>()?;
    let purposes = tbs.get_extension::<ExtendedKeyUsage>()?;
    let basic = tbs.get_extension::<BasicConstraints>()?;
    let access = tbs.get_extension::<AuthorityInfoAccessSyntax>()?;
    let asks_ocsp = |access: AuthorityInfoAccessSyntax| {
        access
            .0
            .iter()
            .any(|method| method.access_method == ID_AD_OCSP)
    };
    let extensions = tbs.extensions().map(Vec::as_slice).unwrap_or_default();
    let has = |oid| extensions.iter().any(|extension| extension.extn_id == oid);
    if key_usage.is_some_and(|(_, usage)| !usage.digital_signature()) {
        Err(CertificateDefect::KeyUsage)
    } else if purposes.is_none_or(|(_, purposes)| !purposes.0.contains(&ID_KP_OCSP_SIGNING)) {
        Err(CertificateDefect::Purpose)
    } else if basic.is_some_and(|(_, basic)| basic.ca) {
        Err(CertificateDefect::Authority)
    } else if !has(ID_PKIX_OCSP_NOCHECK) {
        Err(CertificateDefect::NoCheckMissing)
    } else if has(CrlDistributionPoints::OID) || access.is_some_and(|(_, it)| asks_ocsp(it)) {
        Err(CertificateDefect::StatusPointer)
    } else {
        Ok(())
    }
}

fn bits(key: &SubjectPublicKeyInfoOwned) -> Result<Vec<u8>, CertificateDefect> {
    let bits = key
        .subject_public_key
        .as_bytes()
        .ok_or(CertificateDefect::Algorithm)?;
    Ok(bits.to_vec())
}

/// Why clients would refuse a signer's certificate.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CertificateDefect {
    /// Not exactly one PEM block CERTIFICATE.
    #[error("not one certificate in PEM")]
    NotPem,
    /// Not a certificate in DER.
    #[error("not a certificate in DER")]
    Syntax(#[from] der::Error),
    /// Its issuer has another name.
    #[error("issued by another issuer")]
    OtherIssuer,
    /// Signed or made for an algorithm that is not in the table.
    #[error("algorithm is not one of the table")]
    Algorithm,
    /// Not signed by the issuer's key.
    #[error("signature is not the issuer's")]
    Signature,
    /// Key usage without digitalSignature.
    #[error("key usage lacks digitalSignature")]
    KeyUsage,
    /// No OCSPSigning (RFC 6960 4.2.2.2).
    #[error("extended key usage lacks OCSPSigning")]
    Purpose,
    /// It is a CA certificate.
    #[error("certificate of an issuer, not of a responder")]
    Authority,
    /// No id-pkix-ocsp-nocheck (RFC 6960 4.2.2.2.1).
    #[error("extension ocsp-nocheck is missing")]
    NoCheckMissing,
    /// It sends clients to check the checker (OCSP-06).
    #[error("certificate has a CRL distribution point or an OCSP address")]
    StatusPointer,
    /// The validity has not begun.
    #[error("not valid before {0}")]
    NotYetValid(Timestamp),
    /// The validity is over.
    #[error("expired at {0}")]
    Expired(Timestamp),
}
