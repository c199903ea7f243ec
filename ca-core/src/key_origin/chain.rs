//! The certificates by which a device vouches for a key: that of the key first, towards a
//! listed root (RFC 5280 6.1, without policies and names, which attestations do not use).

use const_oid::ObjectIdentifier;
use const_oid::db::rfc5280;
use der::Decode;
use x509_cert::certificate::{CertificateInner, Raw};
use x509_cert::ext::pkix::{BasicConstraints, KeyUsage};
use x509_cert::ext::{Extension, Extensions};

use crate::certificate::Summary;
use crate::key_origin::OriginError;
use crate::subject_key::SubjectKey;
use crate::timestamp::Timestamp;
use crate::verify::verify_any;

/// A certificate of a chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Link {
    summary: Summary,
    /// pathLenConstraint of a CA certificate; `None` for one that is none.
    issues: Option<PathLength>,
    extensions: Vec<Extension>,
}

/// An extension of the attestation of a key by which the vendor says that the device made it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Marking {
    pub(super) extension: ObjectIdentifier,
    /// The DER in its extnValue, octet for octet.
    pub(super) value: Vec<u8>,
}

/// How many CA certificates may come below; nothing means any number.
type PathLength = Option<u8>;

impl Link {
    /// Reads a DER certificate.
    pub(crate) fn parse(der: &[u8]) -> Option<Self> {
        let certificate = CertificateInner::<Raw>::from_der(der).ok()?;
        let extensions = certificate.tbs_certificate().extensions();
        let extensions: &[Extension] = extensions.map_or(&[], Extensions::as_slice);
        Some(Self {
            summary: Summary::of(der).ok()?,
            issues: issues(extensions)?,
            extensions: extensions.to_vec(),
        })
    }

    /// Whether its subject issued `below`, by name and signature.
    pub(super) fn issued(&self, below: &Self) -> bool {
        let Summary {
            issuer,
            tbs,
            signature_algorithm,
            signature,
            ..
        } = &below.summary;
        *issuer == self.summary.subject
            && verify_any(
                &self.summary.public_key,
                signature_algorithm,
                tbs,
                signature,
            )
            .is_ok()
    }

    /// Whether it is the certificate of a CA.
    pub(super) const fn is_ca(&self) -> bool {
        self.issues.is_some()
    }

    /// Whether an extension is critical that neither this program nor `markings` know.
    fn has_unknown_critical(&self, markings: &[Marking]) -> bool {
        let marks = |oid| markings.iter().any(|marking| marking.extension == oid);
        self.extensions.iter().any(|extension| {
            let oid = extension.extn_id;
            extension.critical && !UNDERSTOOD.contains(&oid) && !marks(oid)
        })
    }

    /// Refuses a certificate that does not have each of these extensions once, with this value:
    /// a vendor's root vouches for keys too that came from elsewhere.
    fn require(&self, markings: &[Marking]) -> Result<(), OriginError> {
        for Marking { extension, value } in markings {
            let mut found = self.extensions.iter();
            let mut found = found.by_ref().filter(|found| found.extn_id == *extension);
            let only = found.next().filter(|_| found.next().is_none());
            if only.is_none_or(|only| only.extn_value.as_bytes() != value) {
                let extension = *extension;
                return Err(OriginError::NotMarked { extension });
            }
        }
        Ok(())
    }

    /// Whether its key is one that nobody can compute, as far as the program knows (CRT-17).
    fn has_sound_key(&self) -> bool {
        SubjectKey::from_spki(&self.summary.public_key).is_ok()
    }

    fn is_valid(&self, now: Timestamp) -> Result<(), OriginError> {
        let (not_before, not_after) = (self.summary.not_before, self.summary.not_after);
        if (not_before..=not_after).contains(&now) {
            return Ok(());
        }
        Err(OriginError::NotValidNow {
            not_before,
            not_after,
        })
    }
}

/// Checks a chain from the certificate of the key, which has `markings`, to the root, both
/// included.
pub(super) fn check(
    path: &[Link],
    markings: &[Marking],
    key: &SubjectKey,
    now: Timestamp,
) -> Result<(), OriginError> {
    let first = path.first().ok_or(OriginError::Unreadable)?;
    if first.summary.public_key != key.spki() {
        return Err(OriginError::OtherKey);
    }
    for (below, link) in path.iter().enumerate() {
        let known = if below == 0 { markings } else { &[] };
        let issuer = path.get(below.saturating_add(1));
        check_link(link, known, issuer, below).map_err(|defect| OriginError::Chain {
            place: below.saturating_add(1),
            defect,
        })?;
    }
    first.require(markings)?;
    path.iter().try_for_each(|link| link.is_valid(now))
}

/// Checks a certificate with `below` others under it, and that the next one issued it; the root
/// has none.
fn check_link(
    link: &Link,
    markings: &[Marking],
    issuer: Option<&Link>,
    below: usize,
) -> Result<(), ChainDefect> {
    if link.has_unknown_critical(markings) {
        return Err(ChainDefect::CriticalExtension);
    }
    if !link.has_sound_key() {
        return Err(ChainDefect::UnsoundKey);
    }
    match issuer {
        None => Ok(()),
        Some(issuer) => check_pair(link, issuer, below),
    }
}

/// That the next certificate of a chain, with `below` others under the first of the two, may
/// have issued that one and did.
pub(crate) fn check_pair(link: &Link, issuer: &Link, below: usize) -> Result<(), ChainDefect> {
    if below == 0 && link.is_ca() {
        return Err(ChainDefect::IsCa);
    }
    let may_issue = match issuer.issues {
        None => false,
        Some(None) => true,
        Some(Some(most)) => below <= usize::from(most),
    };
    if !may_issue {
        return Err(ChainDefect::IssuerMayNot);
    }
    if !issuer.issued(link) {
        return Err(ChainDefect::NotIssued);
    }
    Ok(())
}

/// Whether basicConstraints and keyUsage make it a CA, and how many may come below. Nothing if
/// an extension is there twice or does not decode.
fn issues(extensions: &[Extension]) -> Option<Option<PathLength>> {
    let constraints = only::<BasicConstraints>(extensions, rfc5280::ID_CE_BASIC_CONSTRAINTS)?;
    let usage = only::<KeyUsage>(extensions, rfc5280::ID_CE_KEY_USAGE)?;
    let signs = usage.is_none_or(|usage| usage.key_cert_sign());
    let ca = constraints.filter(|constraints| constraints.ca && signs);
    Some(ca.map(|constraints| constraints.path_len_constraint))
}

/// The decoded value of the only extension of a kind, if it is there.
fn only<T: for<'a> Decode<'a>>(
    extensions: &[Extension],
    oid: ObjectIdentifier,
) -> Option<Option<T>> {
    let mut found = extensions
        .iter()
        .filter(|extension| extension.extn_id == oid);
    match (found.next(), found.next()) {
        (None, _) => Some(None),
        (Some(extension), None) => {
            let value = T::from_der(extension.extn_value.as_bytes());
            value.ok().map(Some)
        }
        (Some(_), Some(_)) => None,
    }
}

/// Extensions that are judged here, or say nothing about where a key is.
const UNDERSTOOD: [ObjectIdentifier; 4] = [
    rfc5280::ID_CE_BASIC_CONSTRAINTS,
    rfc5280::ID_CE_KEY_USAGE,
    rfc5280::ID_CE_EXT_KEY_USAGE,
    rfc5280::ID_CE_CERTIFICATE_POLICIES,
];

/// How a certificate breaks the chain of an attestation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ChainDefect {
    /// The next one did not issue it: another name, or its signature does not verify.
    #[error("the next certificate did not issue it")]
    NotIssued,
    /// The next one may not issue it: no CA, or too many CAs below.
    #[error("the next certificate may not issue it")]
    IssuerMayNot,
    /// The certificate of the key is that of a CA.
    #[error("it is the certificate of a CA")]
    IsCa,
    /// It has a critical extension that is not known.
    #[error("it has a critical extension that is not known")]
    CriticalExtension,
    /// Its key is of no accepted kind, or one whose private half can be computed (CRT-17).
    #[error("its key is not accepted, or anybody can compute its private half")]
    UnsoundKey,
}
