//! One signature of a statement: a SignerInfo (RFC 5652 5.3) whose signed attributes are
//! contentType, messageDigest, signingTime and signing-certificate-v2 (RFC 5035 3), and no others.

use aws_lc_rs::digest::digest;
use cms::cert::IssuerAndSerialNumber;
use cms::content_info::CmsVersion;
use cms::signed_data::{SignerIdentifier, SignerInfo};
use const_oid::ObjectIdentifier;
use const_oid::db::{rfc5911, rfc5912};
use der::asn1::{Any, OctetString, SetOfVec};
use der::{Decode, Encode, Sequence};
use spki::AlgorithmIdentifierOwned;
use x509_cert::attr::{Attribute, Attributes};
use x509_cert::certificate::{CertificateInner, Raw};
use x509_cert::serial_number::SerialNumber;
use x509_cert::time::Time;

use super::{CLOCK_DIFFERENCE, Statement, StatementError};
use crate::algorithm::SignatureAlgorithm;
use crate::governance::certificate::OperatorCertificate;
use crate::key_origin::signed_data::{Hash, algorithm, attribute, hash_of};
use crate::subject_key::KeyKind;
use crate::timestamp::Timestamp;
use crate::verify::{VerifyError, verify_any};

/// `SigningCertificateV2` (RFC 5035 3); whose certificate it is stands first.
#[derive(Clone, Debug, PartialEq, Eq, Sequence)]
struct SigningCertificateV2 {
    certs: Vec<EssCertIdV2>,
    policies: Option<Any>,
}

/// `ESSCertIDv2` (RFC 5035 4).
#[derive(Clone, Debug, PartialEq, Eq, Sequence)]
struct EssCertIdV2 {
    /// Absent for SHA-256, the default.
    hash_algorithm: Option<AlgorithmIdentifierOwned>,
    cert_hash: OctetString,
    issuer_serial: Option<Any>,
}

const fn identifier(oid: ObjectIdentifier) -> AlgorithmIdentifierOwned {
    AlgorithmIdentifierOwned {
        oid,
        parameters: None,
    }
}

/// A signature of a statement, and whose it says it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatementSignature {
    info: SignerInfo,
    /// When it was made, as its maker says.
    signed: Timestamp,
    certificate: EssCertIdV2,
}

impl StatementSignature {
    /// Reads a signature over `content`; it is not verified yet.
    pub(super) fn read(
        info: SignerInfo,
        content: &[u8],
        statement: &Statement,
    ) -> Result<Self, StatementError> {
        let by_name = matches!(info.sid, SignerIdentifier::IssuerAndSerialNumber(_));
        let version = if by_name {
            CmsVersion::V1
        } else {
            CmsVersion::V3
        };
        if info.version != version || info.unsigned_attrs.is_some() {
            return Err(StatementError::Cms);
        }
        let attributes = info.signed_attrs.as_ref();
        let attributes = attributes.filter(|attributes| attributes.len() == 4);
        let attributes = attributes.ok_or(StatementError::Attributes)?;
        let (signed, certificate) = read_attributes(attributes)?;
        require_digest(attributes, hash_of(info.digest_alg.oid)?, content)?;
        let term = statement.at.minus(CLOCK_DIFFERENCE)..=statement.expires;
        if !term.contains(&signed) {
            return Err(StatementError::SigningTime);
        }
        Ok(Self {
            info,
            signed,
            certificate,
        })
    }

    pub(super) const fn info(&self) -> &SignerInfo {
        &self.info
    }

    /// When it was made, as its maker says.
    #[must_use]
    pub const fn signed(&self) -> Timestamp {
        self.signed
    }

    /// Whether it says that it was made with this certificate: by name or key identifier, and by
    /// the hash that is signed, against which no other certificate can be put (RFC 5035).
    #[must_use]
    pub fn names(&self, certificate: &OperatorCertificate) -> bool {
        self.is_identified(certificate) && self.is_hashed(certificate)
    }

    fn is_identified(&self, certificate: &OperatorCertificate) -> bool {
        match &self.info.sid {
            SignerIdentifier::IssuerAndSerialNumber(name) => {
                let issuer = name.issuer.to_der();
                let summary = certificate.summary();
                issuer.is_ok_and(|issuer| issuer == summary.issuer)
                    && name.serial_number.as_bytes() == summary.serial.as_bytes()
            }
            SignerIdentifier::SubjectKeyIdentifier(identifier) => {
                certificate.key_identifier() == Some(identifier.0.as_bytes())
            }
        }
    }

    fn is_hashed(&self, certificate: &OperatorCertificate) -> bool {
        let named = self.certificate.hash_algorithm.as_ref();
        let oid = named.map_or(rfc5912::ID_SHA_256, |named| named.oid);
        let Ok(hash) = hash_of(oid) else {
            return false;
        };
        digest(hash.function, certificate.der()).as_ref() == self.certificate.cert_hash.as_bytes()
    }

    /// Verifies it with the key of the certificate that it names.
    ///
    /// # Errors
    /// Says whether the algorithm is not accepted, or the signature not by that key.
    pub fn verify(&self, certificate: &OperatorCertificate) -> Result<(), VerifyError> {
        if !self.names(certificate) {
            return Err(VerifyError::BadSignature);
        }
        let attributes = self.info.signed_attrs.as_ref();
        let message = attributes.ok_or(VerifyError::Malformed)?.to_der();
        let message = message.map_err(|_| VerifyError::Malformed)?;
        let identifier = algorithm(&self.info)?.to_der();
        let identifier = identifier.map_err(|_| VerifyError::Malformed)?;
        let key = &certificate.summary().public_key;
        verify_any(key, &identifier, &message, self.info.signature.as_bytes())
    }
}

/// The signing time, and the certificate of the signer.
fn read_attributes(attributes: &Attributes) -> Result<(Timestamp, EssCertIdV2), StatementError> {
    let wrong = StatementError::Attributes;
    let content_type = attribute::<ObjectIdentifier>(attributes, rfc5911::ID_CONTENT_TYPE);
    if content_type != Some(rfc5911::ID_DATA) {
        return Err(wrong);
    }
    let time = value(attributes, rfc5911::ID_SIGNING_TIME).ok_or(wrong.clone())?;
    let time: Time = time.decode_as().map_err(|_| wrong.clone())?;
    let oid = rfc5911::ID_AA_SIGNING_CERTIFICATE_V_2;
    let signing = attribute::<SigningCertificateV2>(attributes, oid).ok_or(wrong.clone())?;
    let first = signing.certs.into_iter().next().ok_or(wrong)?;
    Ok((Timestamp::from_x509(time), first))
}

/// The only value of the only attribute of a type.
fn value(attributes: &Attributes, oid: ObjectIdentifier) -> Option<&Any> {
    let mut found = attributes.iter().filter(|attribute| attribute.oid == oid);
    match (found.next()?.values.as_slice(), found.next()) {
        ([value], None) => Some(value),
        _ => None,
    }
}

fn require_digest(
    attributes: &Attributes,
    hash: &Hash,
    content: &[u8],
) -> Result<(), StatementError> {
    let signed = attribute::<OctetString>(attributes, rfc5911::ID_MESSAGE_DIGEST);
    let signed = signed.ok_or(StatementError::Attributes)?;
    if signed.as_bytes() == digest(hash.function, content).as_ref() {
        Ok(())
    } else {
        Err(StatementError::Digest)
    }
}

/// A SignerInfo that lacks its signature, and the octets that are to be signed.
pub(super) struct Unsigned {
    info: SignerInfo,
    /// The DER SET OF signed attributes (RFC 5652 5.4).
    pub(super) message: Vec<u8>,
}

impl Unsigned {
    /// What the holder of this certificate signs at this moment.
    pub(super) fn new(
        certificate: &OperatorCertificate,
        algorithm: SignatureAlgorithm,
        content: &[u8],
        at: Timestamp,
    ) -> der::Result<Self> {
        let hash = digest_of(algorithm);
        let attributes = attributes(certificate, hash, content, at)?;
        let message = attributes.to_der()?;
        let info = SignerInfo {
            version: CmsVersion::V1,
            sid: SignerIdentifier::IssuerAndSerialNumber(name(certificate)?),
            digest_alg: identifier(hash.oid),
            signed_attrs: Some(attributes),
            signature_algorithm: algorithm.identifier(),
            signature: OctetString::new([])?,
            unsigned_attrs: None,
        };
        Ok(Self { info, message })
    }

    pub(super) fn with(self, signature: Vec<u8>) -> der::Result<SignerInfo> {
        Ok(SignerInfo {
            signature: OctetString::new(signature)?,
            ..self.info
        })
    }
}

fn attributes(
    certificate: &OperatorCertificate,
    hash: &Hash,
    content: &[u8],
    at: Timestamp,
) -> der::Result<Attributes> {
    let signing = SigningCertificateV2 {
        certs: vec![EssCertIdV2 {
            hash_algorithm: None,
            cert_hash: OctetString::new(*certificate.digest().as_bytes())?,
            issuer_serial: None,
        }],
        policies: None,
    };
    let digest = OctetString::new(digest(hash.function, content).as_ref())?;
    Attributes::try_from(vec![
        of(rfc5911::ID_CONTENT_TYPE, &rfc5911::ID_DATA)?,
        of(rfc5911::ID_MESSAGE_DIGEST, &digest)?,
        of(rfc5911::ID_SIGNING_TIME, &at.to_x509()?)?,
        of(rfc5911::ID_AA_SIGNING_CERTIFICATE_V_2, &signing)?,
    ])
}

fn of(oid: ObjectIdentifier, value: &impl Encode) -> der::Result<Attribute> {
    let value = Any::from_der(&value.to_der()?)?;
    Ok(Attribute {
        oid,
        values: SetOfVec::try_from(vec![value])?,
    })
}

fn name(certificate: &OperatorCertificate) -> der::Result<IssuerAndSerialNumber> {
    let read = CertificateInner::<Raw>::from_der(certificate.der())?;
    let tbs = read.tbs_certificate();
    Ok(IssuerAndSerialNumber {
        issuer: tbs.issuer().clone(),
        serial_number: SerialNumber::new(tbs.serial_number().as_bytes())?,
    })
}

/// The algorithm with which a certificate's key signs statements; nothing for a key that makes
/// none of those in the table.
#[must_use]
pub fn algorithm_of(certificate: &OperatorCertificate) -> Option<SignatureAlgorithm> {
    let kind = KeyKind::of_spki(&certificate.summary().public_key).ok()?;
    SignatureAlgorithm::ALL
        .into_iter()
        .find(|algorithm| algorithm.fits(kind))
}

/// The hash of the content: that of the signature, and SHA-512 where the signature takes the
/// message itself (RFC 8419 3.1, RFC 9882 3.3).
fn digest_of(algorithm: SignatureAlgorithm) -> &'static Hash {
    Hash::of(algorithm.digest())
}
