//! Certificate signing requests (RFC 2986), PEM or DER.
//!
//! A [`Csr`] has proven two things: that who asks holds the private key (CRT-18), and that the
//! key may be certified ([`SubjectKey`]). All else in it is a wish that is only displayed: the
//! profile alone decides what the certificate says (CRT-08).

use const_oid::ObjectIdentifier;
use const_oid::db::rfc5912;
use der::asn1::{Any, BitStringRef};
use der::{Decode, Encode, Reader, SliceReader, Tag};
use x509_cert::ext::Extension;
use x509_cert::request::CertReq;

use crate::name::{self, NameError};
use crate::subject_key::{KeyDefect, SubjectKey};
use crate::verify::{VerifyError, verify_any};

/// Most octets in a request, PEM text included.
pub const MAX_LENGTH: usize = 64 * 1024;

/// A request whose key and proof of possession are good.
#[derive(Clone, Debug)]
pub struct Csr {
    der: Vec<u8>,
    key: SubjectKey,
    subject: String,
    requested_extensions: Vec<ObjectIdentifier>,
}

impl Csr {
    /// Reads a request: DER, or one PEM block with or without text before it.
    ///
    /// # Errors
    /// Says why the request is refused.
    pub fn parse(input: &[u8]) -> Result<Self, CsrError> {
        if input.len() > MAX_LENGTH {
            return Err(CsrError::TooLarge { limit: MAX_LENGTH });
        }
        let der = if is_der(input) {
            input.to_vec()
        } else {
            pem_content(input)?
        };
        let request = CertReq::from_der(&der).map_err(CsrError::Malformed)?;
        if request.to_der().map_err(CsrError::Malformed)? != der {
            return Err(CsrError::NotDistinguished);
        }
        let parts = Parts::split(&der).map_err(CsrError::Malformed)?;
        let key = SubjectKey::from_spki(parts.spki)?;
        verify_any(key.spki(), parts.algorithm, parts.info, parts.signature)?;
        Ok(Self {
            subject: name::to_rfc4514(parts.subject)?,
            requested_extensions: requested_extensions(&request)?,
            key,
            der,
        })
    }

    /// The key to be certified.
    #[must_use]
    pub const fn key(&self) -> &SubjectKey {
        &self.key
    }

    /// The name asked for, in the form of RFC 4514; for display only.
    #[must_use]
    pub fn subject(&self) -> &str {
        &self.subject
    }

    /// The extensions asked for; for display only.
    #[must_use]
    pub fn requested_extensions(&self) -> Vec<ObjectIdentifier> {
        self.requested_extensions.clone()
    }

    /// The request in DER.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        &self.der
    }
}

/// A request is longer than 127 octets, so its DER begins with SEQUENCE and a long-form
/// length, which no text does.
fn is_der(input: &[u8]) -> bool {
    matches!(input, [0x30, 0x81..=0x84, ..])
}

/// The content of the one PEM block (RFC 7468 7).
fn pem_content(input: &[u8]) -> Result<Vec<u8>, CsrError> {
    let found = input
        .windows(PEM_BEGIN.len())
        .filter(|window| *window == PEM_BEGIN)
        .count();
    match found {
        0 => return Err(CsrError::NoRequest),
        1 => {}
        _ => return Err(CsrError::SeveralBlocks { found }),
    }
    let block = pem::parse(input).map_err(CsrError::Pem)?;
    if !PEM_LABELS.contains(&block.tag()) {
        return Err(CsrError::OtherBlock {
            label: block.tag().to_owned(),
        });
    }
    Ok(block.into_contents())
}

const PEM_BEGIN: &[u8] = b"-----BEGIN ";
const PEM_LABELS: [&str; 2] = ["CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST"];

/// The octets of a CertificationRequest that are signed, compared or kept as they are.
struct Parts<'a> {
    info: &'a [u8],
    subject: &'a [u8],
    spki: &'a [u8],
    algorithm: &'a [u8],
    signature: &'a [u8],
}

impl<'a> Parts<'a> {
    fn split(der: &'a [u8]) -> der::Result<Self> {
        let mut reader = SliceReader::new(der)?;
        let (info, algorithm, signature) = reader.sequence(|request| {
            let info = request.tlv_bytes()?;
            let algorithm = request.tlv_bytes()?;
            let signature = BitStringRef::decode(request)?.as_bytes();
            let whole_octets = signature.ok_or_else(|| Tag::BitString.value_error())?;
            Ok::<_, der::Error>((info, algorithm, whole_octets))
        })?;
        let mut reader = SliceReader::new(info)?;
        reader.sequence(|fields| {
            fields.tlv_bytes()?;
            let (subject, spki) = (fields.tlv_bytes()?, fields.tlv_bytes()?);
            fields.tlv_bytes()?;
            Ok(Self {
                info,
                subject,
                spki,
                algorithm,
                signature,
            })
        })
    }
}

/// The identifiers in the extensionRequest attributes (RFC 2985 5.4.2).
fn requested_extensions(request: &CertReq) -> Result<Vec<ObjectIdentifier>, CsrError> {
    let values = request.info.attributes.iter();
    let values = values
        .filter(|attribute| attribute.oid == rfc5912::ID_EXTENSION_REQ)
        .flat_map(|attribute| attribute.values.iter());
    let mut identifiers = Vec::new();
    for value in values {
        let extensions = decode_extensions(value).map_err(CsrError::Malformed)?;
        identifiers.extend(extensions.iter().map(|extension| extension.extn_id));
    }
    Ok(identifiers)
}

fn decode_extensions(value: &Any) -> der::Result<Vec<Extension>> {
    value.decode_as()
}

/// Why a request is refused.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CsrError {
    /// Longer than any request needs to be.
    #[error("the request is longer than {limit} octets")]
    TooLarge {
        /// Most octets allowed.
        limit: usize,
    },
    /// Neither DER nor a PEM block.
    #[error("no certificate request found")]
    NoRequest,
    /// More than one PEM block.
    #[error("{found} PEM blocks where one request is expected")]
    SeveralBlocks {
        /// Blocks found.
        found: usize,
    },
    /// The PEM block is something else.
    #[error("a PEM block `{label}` is not a certificate request")]
    OtherBlock {
        /// The label of the block.
        label: String,
    },
    /// The PEM framing or its base64 is broken.
    #[error("the PEM block is broken")]
    Pem(#[source] pem::PemError),
    /// Not a DER CertificationRequest of version v1.
    #[error("not a PKCS#10 certificate request")]
    Malformed(#[source] der::Error),
    /// Readable, but not the one encoding that DER allows.
    #[error("the request is not in distinguished encoding")]
    NotDistinguished,
    /// The subject cannot be displayed.
    #[error("the subject of the request cannot be read")]
    Subject(#[from] NameError),
    /// The key may not be certified.
    #[error("the key of the request is refused")]
    Key(#[from] KeyDefect),
    /// No proof of possession (CRT-18).
    #[error("the signature of the request is refused")]
    Signature(#[from] VerifyError),
}
