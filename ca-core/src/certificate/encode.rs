//! The to-be-signed structure, encoded by `x509-cert`.

use der::Decode;
use signature::Keypair;
use spki::{
    AlgorithmIdentifierOwned, Document, DynSignatureAlgorithmIdentifier, EncodePublicKey,
    SubjectPublicKeyInfoOwned, SubjectPublicKeyInfoRef,
};
use x509_cert::TbsCertificate;
use x509_cert::builder::profile::BuilderProfile;
use x509_cert::builder::{Builder, CertificateBuilder};
use x509_cert::ext::Extension;
use x509_cert::name::Name;
use x509_cert::serial_number::SerialNumber;
use x509_cert::time::Validity;

use crate::algorithm::SignatureAlgorithm;
use crate::certificate::request::{CertificateRequest, PrepareError, ValidityPeriod};
use crate::certificate::{Governing, extensions};
use crate::generation::GenerationId;
use crate::serial::Serial;

/// What preparing needs to know of the issuer.
#[derive(Clone, Debug)]
pub struct IssuerView<'a> {
    /// Its generation, which stands in URLs.
    pub generation: &'a GenerationId,
    /// Its subject, as DER Name: copied octet by octet (CRT-06).
    pub name: &'a [u8],
    /// Its public key, as DER SubjectPublicKeyInfo.
    pub public_key: &'a [u8],
    /// Its subject key identifier.
    pub key_identifier: Vec<u8>,
    /// The algorithm with which it signs.
    pub algorithm: SignatureAlgorithm,
}

/// The bytes to be signed: the profile decides all, the request only fills it.
///
/// # Errors
/// Fails if a name or time cannot be encoded.
pub fn to_be_signed(
    governing: &Governing<'_>,
    request: &CertificateRequest<'_>,
    issuer: &IssuerView<'_>,
    subject: &[u8],
    validity: ValidityPeriod,
    serial: &Serial,
) -> Result<Vec<u8>, PrepareError> {
    let layout = Layout {
        issuer: Name::from_der(issuer.name)?,
        subject: Name::from_der(subject)?,
        extensions: extensions::build(governing, request, issuer)?,
    };
    let validity = Validity::new(
        validity.not_before.to_x509()?,
        validity.not_after.to_x509()?,
    );
    let key = SubjectPublicKeyInfoOwned::from_der(request.key.spki())?;
    let serial = SerialNumber::new(serial.as_bytes())?;
    let builder = CertificateBuilder::new(layout, serial, validity, key);
    let finalized = builder.and_then(|mut builder| builder.finalize(&IssuerKey(issuer)));
    finalized.map_err(|error| {
        PrepareError::Encoding(if let x509_cert::builder::Error::Asn1(error) = error {
            error
        } else {
            der::ErrorKind::Failed.into()
        })
    })
}

/// Names and extensions as they were decided, for the builder.
struct Layout {
    issuer: Name,
    subject: Name,
    extensions: Vec<Extension>,
}

impl BuilderProfile for Layout {
    fn get_issuer(&self, _subject: &Name) -> Name {
        self.issuer.clone()
    }

    fn get_subject(&self) -> Name {
        self.subject.clone()
    }

    fn build_extensions(
        &self,
        _key: SubjectPublicKeyInfoRef<'_>,
        _issuer_key: SubjectPublicKeyInfoRef<'_>,
        _tbs: &TbsCertificate,
    ) -> x509_cert::builder::Result<Vec<Extension>> {
        Ok(self.extensions.clone())
    }
}

/// The issuer's public half, for the builder; the private one stays in its token.
struct IssuerKey<'a>(&'a IssuerView<'a>);

#[derive(Clone)]
struct PublicKey(Vec<u8>);

impl Keypair for IssuerKey<'_> {
    type VerifyingKey = PublicKey;

    fn verifying_key(&self) -> PublicKey {
        PublicKey(self.0.public_key.to_vec())
    }
}

impl DynSignatureAlgorithmIdentifier for IssuerKey<'_> {
    fn signature_algorithm_identifier(&self) -> spki::Result<AlgorithmIdentifierOwned> {
        Ok(self.0.algorithm.identifier())
    }
}

impl EncodePublicKey for PublicKey {
    fn to_public_key_der(&self) -> spki::Result<Document> {
        Ok(Document::from_der(&self.0)?)
    }
}
