//! The to-be-signed structure (RFC 5280 4.1.2).

use der::{Encode, Tag, TagNumber};
use x509_cert::certificate::Rfc5280;
use x509_cert::time::Validity;

use crate::algorithm::SignatureAlgorithm;
use crate::certificate::extensions::Part;
use crate::certificate::request::{CertificateRequest, PrepareError, ValidityPeriod};
use crate::certificate::{Governing, element, extensions, wrap_sequence};
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

/// What all certificates of one profile by one issuer share, encoded once: the profile decides
/// all, the request only fills it. What is encoded already, the issuer's name above all (CRT-06),
/// is copied octet by octet.
#[derive(Clone, Debug)]
pub struct Template {
    algorithm: Vec<u8>,
    issuer: Vec<u8>,
    extensions: Vec<Part>,
}

impl Template {
    /// The template of a profile and an issuer.
    ///
    /// # Errors
    /// Fails if an extension cannot be encoded.
    pub fn new(governing: &Governing<'_>, issuer: &IssuerView<'_>) -> Result<Self, PrepareError> {
        Ok(Self {
            algorithm: issuer.algorithm.identifier().to_der()?,
            issuer: issuer.name.to_vec(),
            extensions: extensions::parts(governing, issuer)?,
        })
    }

    /// The bytes to be signed for a request, by the documents that the template was made of.
    ///
    /// # Errors
    /// Fails if a time or an extension cannot be encoded.
    pub fn to_be_signed(
        &self,
        governing: &Governing<'_>,
        request: &CertificateRequest<'_>,
        subject: &[u8],
        validity: ValidityPeriod,
        serial: &Serial,
    ) -> Result<Vec<u8>, PrepareError> {
        let validity = Validity::<Rfc5280>::new(
            validity.not_before.to_x509()?,
            validity.not_after.to_x509()?,
        );
        let extensions = extensions::fill(&self.extensions, governing, request)?;
        Ok(wrap_sequence(&[
            V3,
            &element(Tag::Integer, serial.as_bytes())?,
            &self.algorithm,
            &self.issuer,
            &validity.to_der()?,
            subject,
            request.key.spki(),
            &element(EXTENSIONS, &extensions)?,
        ])?)
    }
}

/// `version [0] EXPLICIT INTEGER 2` (RFC 5280 4.1.2.1).
const V3: &[u8] = &[0xa0, 3, 2, 1, 2];

/// `extensions [3] EXPLICIT` (RFC 5280 4.1.2.9).
pub(super) const EXTENSIONS: Tag = Tag::ContextSpecific {
    constructed: true,
    number: TagNumber(3),
};
