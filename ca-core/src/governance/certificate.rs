//! The certificate by which an operator is known, and the person whom it names.

use const_oid::db::rfc5280;
use const_oid::db::rfc5280::{ID_KP_CLIENT_AUTH as CLIENT_AUTH, ID_PE_AUTHORITY_INFO_ACCESS};
use const_oid::{AssociatedOid, ObjectIdentifier};
use der::Decode;
use x509_cert::certificate::{CertificateInner, Raw};
use x509_cert::ext::Extensions;
use x509_cert::ext::pkix::{BasicConstraints, ExtendedKeyUsage, KeyUsage};

use crate::certificate::{Summary, subject_key_identifier};
use crate::digest::Sha256Digest;
use crate::name;
use crate::subject::AttributeType;
use crate::timestamp::Timestamp;
use crate::verify::verify_any;

/// An operator's certificate. Who issued it is not yet known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OperatorCertificate {
    der: Vec<u8>,
    digest: Sha256Digest,
    summary: Summary,
    key_identifier: Option<Vec<u8>>,
    person: String,
    authenticates: bool,
}

impl OperatorCertificate {
    /// Octets of a certificate, at most.
    pub const MAX_LEN: usize = 16 * 1024;

    /// Octets of a person's identifier, at most (X.520: 64 characters).
    pub const MAX_PERSON: usize = 256;

    /// Reads a DER certificate.
    ///
    /// # Errors
    /// `Unreadable` for anything but one certificate, `Person` if its subject does not have
    /// exactly one identifier.
    pub fn parse(der: &[u8]) -> Result<Self, NoOperator> {
        if der.len() > Self::MAX_LEN {
            return Err(NoOperator::Unreadable);
        }
        let summary = Summary::of(der).map_err(|_| NoOperator::Unreadable)?;
        let read = CertificateInner::<Raw>::from_der(der).map_err(|_| NoOperator::Unreadable)?;
        Ok(Self {
            der: der.to_vec(),
            digest: Sha256Digest::of(der),
            key_identifier: subject_key_identifier(der),
            person: person(&summary.subject).ok_or(NoOperator::Person)?,
            authenticates: read
                .tbs_certificate()
                .extensions()
                .is_some_and(authenticates),
            summary,
        })
    }

    /// The certificate in DER.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// SHA-256 of it: the operator's name in the chain.
    #[must_use]
    pub const fn digest(&self) -> &Sha256Digest {
        &self.digest
    }

    /// Its parts.
    #[must_use]
    pub const fn summary(&self) -> &Summary {
        &self.summary
    }

    /// Its subject key identifier.
    pub(crate) fn key_identifier(&self) -> Option<&[u8]> {
        self.key_identifier.as_deref()
    }

    /// The identifier in its subject (EN 319 412-1 5.1.3). Two certificates with the same one are
    /// one person.
    #[must_use]
    pub fn person(&self) -> &str {
        &self.person
    }

    /// Whether it is for digital signatures and for clients of TLS, and no CA's.
    #[must_use]
    pub const fn authenticates(&self) -> bool {
        self.authenticates
    }

    /// Whether a moment lies in its validity.
    #[must_use]
    pub fn is_valid_at(&self, moment: Timestamp) -> bool {
        (self.summary.not_before..=self.summary.not_after).contains(&moment)
    }

    /// Whether an issuer with this DER Name and SubjectPublicKeyInfo signed it.
    #[must_use]
    pub fn is_issued_by(&self, name: &[u8], public_key: &[u8]) -> bool {
        let Summary {
            issuer,
            tbs,
            signature_algorithm,
            signature,
            ..
        } = &self.summary;
        issuer == name && verify_any(public_key, signature_algorithm, tbs, signature).is_ok()
    }
}

/// The only serialNumber attribute of a DER Name (EN 319 412-2 4.2.4).
fn person(subject: &[u8]) -> Option<String> {
    let attributes = name::attributes(subject).ok()?;
    let mut found = attributes
        .into_iter()
        .filter(|(kind, _)| *kind == AttributeType::SERIAL_NUMBER);
    let (_, person) = found.next().filter(|_| found.next().is_none())?;
    let bounded = (1..=OperatorCertificate::MAX_PERSON).contains(&person.len());
    (bounded && !person.chars().any(char::is_control)).then_some(person)
}

/// RFC 5280 4.2.1.3, 4.2.1.9, 4.2.1.12. A critical extension that is not known fails.
fn authenticates(extensions: &Extensions) -> bool {
    let mut known = extensions.iter();
    if known.any(|extension| extension.critical && !UNDERSTOOD.contains(&extension.extn_id)) {
        return false;
    }
    let is_ca = only::<BasicConstraints>(extensions).is_none_or(|found| found.ca);
    let absent = !extensions
        .iter()
        .any(|extension| extension.extn_id == BasicConstraints::OID);
    let signs = only::<KeyUsage>(extensions).is_some_and(|usage| usage.digital_signature());
    let client = only::<ExtendedKeyUsage>(extensions)
        .is_some_and(|purposes| purposes.0.contains(&CLIENT_AUTH));
    (absent || !is_ca) && signs && client
}

/// The value of the only extension of its kind.
fn only<T: AssociatedOid + for<'a> Decode<'a>>(extensions: &Extensions) -> Option<T> {
    let mut found = extensions
        .iter()
        .filter(|extension| extension.extn_id == T::OID);
    let first = found.next().filter(|_| found.next().is_none())?;
    T::from_der(first.extn_value.as_bytes()).ok()
}

/// Extensions that are judged here, or bound nobody by being critical.
const UNDERSTOOD: [ObjectIdentifier; 5] = [
    rfc5280::ID_CE_BASIC_CONSTRAINTS,
    rfc5280::ID_CE_KEY_USAGE,
    rfc5280::ID_CE_EXT_KEY_USAGE,
    rfc5280::ID_CE_CERTIFICATE_POLICIES,
    ID_PE_AUTHORITY_INFO_ACCESS,
];

/// Why octets are no operator's certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NoOperator {
    /// They are not one certificate, or one that is too large.
    #[error("not one X.509 certificate of at most 16 KiB in DER")]
    Unreadable,
    /// The subject has no identifier, or several.
    #[error("the subject does not name one person by an identifier")]
    Person,
}
