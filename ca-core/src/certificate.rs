//! From a profile and a checked request to the bytes to be signed, and from these bytes and a
//! signature to a certificate (RFC 5280 4.1).
//!
//! - [`request`]: what is asked for, checked against the profile;
//! - `extensions`: the extensions in the profile's order;
//! - `name_constraints`, `qc_statements`: NameConstraints, QCStatements (EN 319 412-5);
//! - [`describe`]: a certificate field by field, in words; [`compare`]: two of them;
//! - [`sample`]: the certificate that a profile would give to nobody in particular;
//! - [`identifier`] and `person`: who a subject names (EN 319 412-1 to -3);
//! - `template`: the to-be-signed structure, and what certificates of one profile share of it.

pub mod compare;
pub mod describe;
mod extensions;
pub mod identifier;
mod name_constraints;
mod person;
mod qc_statements;
pub mod request;
pub mod sample;
mod template;

use const_oid::ObjectIdentifier;
use der::asn1::{AnyRef, BitStringRef, OctetString};
use der::{Decode, Encode, Reader, SliceReader, Tag, Tagged};
use spki::AlgorithmIdentifierRef;
use x509_cert::Certificate;
use x509_cert::certificate::{CertificateInner, Raw};

pub use self::template::{IssuerView, Template};
use crate::algorithm_table::AlgorithmTable;
use crate::country::Country;
use crate::profile::Profile;
use crate::serial::Serial;
use crate::settings::Settings;
use crate::timestamp::Timestamp;

/// The documents that govern a certificate.
#[derive(Clone, Copy, Debug)]
pub struct Governing<'a> {
    /// What it must look like.
    pub profile: &'a Profile,
    /// Who the authority is.
    pub settings: &'a Settings,
    /// The facts of its state.
    pub country: &'a Country,
    /// Which algorithms hold until when.
    pub algorithms: &'a AlgorithmTable,
}

/// Joins to-be-signed bytes and a signature; the algorithm is the one inside the bytes.
///
/// # Errors
/// Fails if the bytes are no TBSCertificate.
pub fn assemble(tbs: &[u8], signature: &[u8]) -> der::Result<Vec<u8>> {
    let signature = BitStringRef::from_bytes(signature)?.to_der()?;
    wrap_sequence(&[tbs, inner_algorithm(tbs)?, &signature])
}

/// The field `signature` of a TBSCertificate (RFC 5280 4.1.2.3), which stands behind version and
/// serial number: the rest was judged before it was signed.
fn inner_algorithm(tbs: &[u8]) -> der::Result<&[u8]> {
    let algorithm = fields_behind_serial(tbs)?.tlv_bytes()?;
    AlgorithmIdentifierRef::from_der(algorithm)?;
    Ok(algorithm)
}

/// The subject of a TBSCertificate, as DER Name, without a look at the rest.
///
/// # Errors
/// Fails if the bytes do not begin as a TBSCertificate does.
pub(crate) fn subject_of(tbs: &[u8]) -> der::Result<&[u8]> {
    let mut fields = fields_behind_serial(tbs)?;
    let _algorithm = fields.tlv_bytes()?;
    let _issuer = fields.tlv_bytes()?;
    let _validity = fields.tlv_bytes()?;
    fields.tlv_bytes()
}

/// The value of an extension of a TBSCertificate, without a look at the others; the first one, as
/// no certificate of this authority has two.
///
/// # Errors
/// Fails if the bytes are not built as a TBSCertificate is.
pub(crate) fn extension_in(tbs: &[u8], id: ObjectIdentifier) -> der::Result<Option<&[u8]>> {
    let mut fields = fields_behind_serial(tbs)?;
    while !fields.is_finished() {
        let field = AnyRef::decode(&mut fields)?;
        if field.tag() != template::EXTENSIONS {
            continue;
        }
        let mut list = SliceReader::new(AnyRef::from_der(field.value())?.value())?;
        while !list.is_finished() {
            let mut parts = SliceReader::new(AnyRef::decode(&mut list)?.value())?;
            if ObjectIdentifier::decode(&mut parts)? == id {
                let first = AnyRef::decode(&mut parts)?;
                let is_value = first.tag() == Tag::OctetString;
                let value = if is_value {
                    first
                } else {
                    AnyRef::decode(&mut parts)?
                };
                return Ok(Some(value.value()));
            }
        }
    }
    Ok(None)
}

/// RFC 5280 4.1.2: the version, if there is one, and the serial number come first.
fn fields_behind_serial(tbs: &[u8]) -> der::Result<SliceReader<'_>> {
    let tbs = AnyRef::from_der(tbs)?;
    tbs.tag().assert_eq(Tag::Sequence)?;
    let mut fields = SliceReader::new(tbs.value())?;
    if Tag::peek(&fields)? != Tag::Integer {
        fields.tlv_bytes()?;
    }
    fields.tlv_bytes()?;
    Ok(fields)
}

/// A DER SEQUENCE around encoded parts.
pub(crate) fn wrap_sequence(parts: &[&[u8]]) -> der::Result<Vec<u8>> {
    element(Tag::Sequence, &parts.concat())
}

/// One element of DER, around encoded content.
fn element(tag: Tag, content: &[u8]) -> der::Result<Vec<u8>> {
    AnyRef::new(tag, content)?.to_der()
}

/// Reads a certificate from PEM or DER; nothing may follow it.
///
/// # Errors
/// Fails on anything but exactly one certificate.
pub fn parse(input: &[u8]) -> Result<Vec<u8>, NoCertificate> {
    let der = if input.first() == Some(&0x30) {
        input.to_vec()
    } else {
        let blocks = pem::parse_many(input).map_err(|_| NoCertificate)?;
        match blocks.as_slice() {
            [only] if only.tag() == "CERTIFICATE" => only.contents().to_vec(),
            _ => return Err(NoCertificate),
        }
    };
    CertificateInner::<Raw>::from_der(&der).map_err(|_| NoCertificate)?;
    Ok(der)
}

/// The PEM form of a certificate.
#[must_use]
pub fn to_pem(der: &[u8]) -> String {
    let config = pem::EncodeConfig::new().set_line_ending(pem::LineEnding::LF);
    pem::encode_config(&pem::Pem::new("CERTIFICATE", der), config)
}

/// The input is not exactly one certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not exactly one X.509 certificate in PEM or DER")]
pub struct NoCertificate;

/// The parts of a certificate that acts need to know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// Serial number.
    pub serial: Serial,
    /// Issuer, as DER Name.
    pub issuer: Vec<u8>,
    /// Subject, as DER Name.
    pub subject: Vec<u8>,
    /// Public key, as DER SubjectPublicKeyInfo.
    pub public_key: Vec<u8>,
    /// Start of validity.
    pub not_before: Timestamp,
    /// End of validity.
    pub not_after: Timestamp,
    /// The signed bytes.
    pub tbs: Vec<u8>,
    /// DER AlgorithmIdentifier of the signature.
    pub signature_algorithm: Vec<u8>,
    /// The signature.
    pub signature: Vec<u8>,
}

impl Summary {
    /// Reads a DER certificate.
    ///
    /// # Errors
    /// Fails if it is none, or its serial has more than 20 octets.
    pub fn of(der: &[u8]) -> Result<Self, NoCertificate> {
        Self::read(der).ok_or(NoCertificate)
    }

    fn read(der: &[u8]) -> Option<Self> {
        let certificate = CertificateInner::<Raw>::from_der(der).ok()?;
        let tbs = certificate.tbs_certificate();
        Some(Self {
            serial: Serial::try_from(tbs.serial_number().as_bytes()).ok()?,
            issuer: tbs.issuer().to_der().ok()?,
            subject: tbs.subject().to_der().ok()?,
            public_key: tbs.subject_public_key_info().to_der().ok()?,
            not_before: Timestamp::from_x509(tbs.validity().not_before),
            not_after: Timestamp::from_x509(tbs.validity().not_after),
            tbs: tbs.to_der().ok()?,
            signature_algorithm: certificate.signature_algorithm().to_der().ok()?,
            signature: certificate.signature().raw_bytes().to_vec(),
        })
    }
}

/// The subject key identifier of a certificate, if it has one (RFC 5280 4.2.1.2).
#[must_use]
pub fn subject_key_identifier(der: &[u8]) -> Option<Vec<u8>> {
    let certificate = Certificate::from_der(der).ok()?;
    let extensions = certificate.tbs_certificate().extensions()?;
    let oid = const_oid::db::rfc5280::ID_CE_SUBJECT_KEY_IDENTIFIER;
    let extension = extensions
        .iter()
        .find(|extension| extension.extn_id == oid)?;
    let identifier = OctetString::from_der(extension.extn_value.as_bytes()).ok()?;
    Some(identifier.into_bytes().into_vec())
}
