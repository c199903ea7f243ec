//! What a statement is judged by beside the chain.

use std::collections::BTreeMap;

use crate::digest::Sha256Digest;
use crate::governance::certificate::OperatorCertificate;
use crate::registry::records::CertificateStatus;
use crate::revocation::Reason;
use crate::timestamp::Timestamp;

/// An issuer of operators' certificates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AdministrationIssuer {
    /// Its DER Name.
    pub name: Vec<u8>,
    /// Its DER SubjectPublicKeyInfo.
    pub public_key: Vec<u8>,
}

/// What the Registry knows of a certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issued {
    /// Name of its profile.
    pub profile: String,
    /// Its status now.
    pub status: CertificateStatus,
}

/// What a statement is judged by beside the chain.
#[derive(Clone, Copy, Debug)]
pub struct Grounds<'a> {
    /// When the statement was recorded, or is to be.
    pub time: Timestamp,
    /// Whether it stands in the chain. Revocations take effect in whole seconds: what was recorded
    /// in the second of one was judged before it.
    pub recorded: bool,
    /// The issuers of operators' certificates.
    pub issuers: &'a [AdministrationIssuer],
    /// What the Registry knows of the operators' certificates, by their digests.
    pub issued: &'a BTreeMap<Sha256Digest, Issued>,
}

impl Grounds<'_> {
    /// Whether a certificate is of an administration issuer and for operators.
    pub(super) fn is_operators(&self, certificate: &OperatorCertificate) -> bool {
        let mut issuers = self.issuers.iter();
        certificate.authenticates()
            && issuers.any(|issuer| certificate.is_issued_by(&issuer.name, &issuer.public_key))
    }

    /// Whether it held at the time: within its validity, issued, and neither revoked nor
    /// suspended by then.
    pub(super) fn held(&self, certificate: &OperatorCertificate) -> bool {
        let issued = self.issued.get(certificate.digest());
        let good = issued.is_some_and(|issued| match &issued.status {
            CertificateStatus::NeverIssued => false,
            CertificateStatus::Good => true,
            CertificateStatus::Suspended(suspension) => self.was_before(suspension.effective),
            CertificateStatus::Revoked(revocation) => self.was_before(revocation.effective),
        });
        good && certificate.is_valid_at(self.time)
    }

    fn was_before(&self, effective: Timestamp) -> bool {
        effective > self.time || self.recorded && effective == self.time.truncated_to_second()
    }

    /// Name of the profile that it was issued under.
    pub(super) fn profile(&self, certificate: &OperatorCertificate) -> Option<&str> {
        let issued = self.issued.get(certificate.digest())?;
        Some(&issued.profile)
    }

    /// Whether its key is known by now to have been compromised at the time.
    pub(super) fn is_doubtful(&self, certificate: &OperatorCertificate) -> bool {
        let status = self.issued.get(certificate.digest());
        match status.map(|issued| &issued.status) {
            Some(CertificateStatus::Revoked(revocation)) => {
                let since = revocation.invalidity_date;
                revocation.reason == Some(Reason::KeyCompromise)
                    && since.is_some_and(|since| since <= self.time)
            }
            Some(
                CertificateStatus::NeverIssued
                | CertificateStatus::Good
                | CertificateStatus::Suspended(_),
            )
            | None => false,
        }
    }
}
