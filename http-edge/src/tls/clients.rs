//! Whose certificates are taken: those that one of the issuers of this moment signed itself.
//!
//! The issuers are known, so there is no path to be found, and the signature on the certificate
//! is verified by the core, which also knows issuers with ML-DSA keys. What proves in the
//! handshake that the client has the key stays with rustls, and so does the refusal of critical
//! extensions that nobody knows.

use std::sync::Arc;
use std::time::Duration;

use arc_swap::ArcSwap;
use ca_core::algorithm::SignatureAlgorithm;
use ca_core::timestamp::Timestamp;
use ca_core::verify;
use const_oid::db::rfc5912::ID_KP_CLIENT_AUTH;
use der::asn1::{AnyRef, BitStringRef};
use der::{Decode, Encode, Sequence};
use rustls::client::danger::HandshakeSignatureValid;
use rustls::crypto::{WebPkiSupportedAlgorithms, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, UnixTime};
use rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use rustls::{CertificateError, DigitallySignedStruct, DistinguishedName, Error, SignatureScheme};
use spki::AlgorithmIdentifierRef;
use x509_cert::Certificate;
use x509_cert::ext::pkix::{BasicConstraints, ExtendedKeyUsage, KeyUsage};

/// An issuer of client certificates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issuer {
    /// Its name in DER.
    pub name: Vec<u8>,
    /// Its key as DER SubjectPublicKeyInfo.
    pub public_key: Vec<u8>,
}

/// The issuers of this moment.
#[derive(Debug)]
pub struct Issuers(ArcSwap<Vec<Issuer>>);

impl Issuers {
    /// These.
    #[must_use]
    pub fn new(issuers: Vec<Issuer>) -> Self {
        Self(ArcSwap::from_pointee(issuers))
    }

    /// From now on these: the next handshake is judged by them.
    pub fn replace(&self, issuers: Vec<Issuer>) {
        self.0.store(Arc::new(issuers));
    }

    /// Judges a certificate in DER at a moment.
    ///
    /// # Errors
    /// The first [`Defect`].
    pub fn check(&self, der: &[u8], now: Timestamp) -> Result<(), Defect> {
        let certificate = Certificate::from_der(der)?;
        self.check_issuer(&certificate, &Signed::from_der(der)?)?;
        let validity = certificate.tbs_certificate().validity();
        if now < Timestamp::from_x509(validity.not_before) {
            return Err(Defect::NotYetValid);
        }
        if now > Timestamp::from_x509(validity.not_after) {
            return Err(Defect::Expired);
        }
        check_purpose(&certificate)
    }

    /// Several may have one name: generations of another key would not, but who knows.
    fn check_issuer(&self, certificate: &Certificate, signed: &Signed<'_>) -> Result<(), Defect> {
        let tbs = certificate.tbs_certificate();
        let identifier = certificate.signature_algorithm();
        let algorithm = SignatureAlgorithm::from_identifier(&identifier.to_der()?)
            .filter(|_| tbs.signature() == identifier)
            .ok_or(Defect::UnknownIssuer)?;
        let name = tbs.issuer().to_der()?;
        let message = signed.tbs_certificate.to_der()?;
        let signature = signed.signature.as_bytes().ok_or(Defect::UnknownIssuer)?;
        let issuers = self.0.load();
        let mut named = issuers.iter().filter(|issuer| issuer.name == name);
        let has_signed = |issuer: &Issuer| {
            verify::verify(&issuer.public_key, algorithm, &message, signature).is_ok()
        };
        named
            .any(has_signed)
            .then_some(())
            .ok_or(Defect::UnknownIssuer)
    }
}

/// RFC 5280 4.2.1.3, 4.2.1.9, 4.2.1.12: digitalSignature and clientAuth, and no issuer.
fn check_purpose(certificate: &Certificate) -> Result<(), Defect> {
    let tbs = certificate.tbs_certificate();
    let usage = tbs.get_extension::<KeyUsage>()?;
    let purposes = tbs.get_extension::<ExtendedKeyUsage>()?;
    let basic = tbs.get_extension::<BasicConstraints>()?;
    let signs = usage.is_some_and(|(_, usage)| usage.digital_signature());
    let is_client = purposes.is_some_and(|(_, purposes)| purposes.0.contains(&ID_KP_CLIENT_AUTH));
    let is_issuer = basic.is_some_and(|(_, basic)| basic.ca);
    if signs && is_client && !is_issuer {
        Ok(())
    } else {
        Err(Defect::Purpose)
    }
}

/// `Certificate`, with what is signed left as it is.
#[derive(Sequence)]
struct Signed<'a> {
    tbs_certificate: AnyRef<'a>,
    signature_algorithm: AlgorithmIdentifierRef<'a>,
    signature: BitStringRef<'a>,
}

/// Why a client certificate is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Defect {
    /// Not a certificate in DER.
    #[error("not a certificate in DER")]
    Syntax(#[from] der::Error),
    /// None of the issuers signed it.
    #[error("not signed by an issuer that is known")]
    UnknownIssuer,
    /// Its validity has not begun.
    #[error("not valid yet")]
    NotYetValid,
    /// Its validity is over.
    #[error("expired")]
    Expired,
    /// It is for something else.
    #[error("not for the authentication of a client")]
    Purpose,
}

impl From<Defect> for Error {
    /// The alert (RFC 8446 6.2) follows: bad_certificate, unknown_ca, certificate_expired,
    /// unsupported_certificate.
    fn from(defect: Defect) -> Self {
        Self::InvalidCertificate(match defect {
            Defect::Syntax(_) => CertificateError::BadEncoding,
            Defect::UnknownIssuer => CertificateError::UnknownIssuer,
            Defect::NotYetValid => CertificateError::NotValidYet,
            Defect::Expired => CertificateError::Expired,
            Defect::Purpose => CertificateError::InvalidPurpose,
        })
    }
}

/// What rustls asks about client certificates.
#[derive(Debug)]
pub(super) struct Verifier {
    issuers: Arc<Issuers>,
    algorithms: WebPkiSupportedAlgorithms,
}

impl Verifier {
    pub(super) const fn new(issuers: Arc<Issuers>, algorithms: WebPkiSupportedAlgorithms) -> Self {
        Self {
            issuers,
            algorithms,
        }
    }
}

impl ClientCertVerifier for Verifier {
    /// Who shows none is let in, to be told over HTTP what is missing.
    fn client_auth_mandatory(&self) -> bool {
        false
    }

    /// The issuers may change, and a client has one certificate to choose from.
    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        &[]
    }

    fn verify_client_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        now: UnixTime,
    ) -> Result<ClientCertVerified, Error> {
        let now = Timestamp::from_unix_seconds(0).plus(Duration::from_secs(now.as_secs()));
        self.issuers.check(end_entity, now)?;
        Ok(ClientCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, certificate, signed, &self.algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, certificate, signed, &self.algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.algorithms.supported_schemes()
    }
}
