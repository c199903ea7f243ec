//! What answers tell of a certificate.

use ca_api::certificate::{CertificateReport, FieldReport, IssuedCertificate, NoticeReport};
use ca_core::authority::issue::{Issued, Notice};
use ca_core::certificate::describe::{Field, describe};
use ca_core::certificate::{self, Summary, to_pem};
use ca_core::digest::Sha256Digest;
use ca_core::name;
use ca_core::registry::records::{CertificateRecord, CertificateStatus, IssuanceState};
use ca_core::subject_key::{SubjectKey, key_hash};

/// A certificate from a file; nothing of what is none.
#[must_use]
pub fn of_der(der: &[u8]) -> CertificateReport {
    let Ok(summary) = Summary::of(der) else {
        return CertificateReport::default();
    };
    let key = SubjectKey::from_spki(&summary.public_key);
    CertificateReport {
        serial: Some(summary.serial.to_string()),
        issuer: name::to_rfc4514(&summary.issuer).ok(),
        subject: name::to_rfc4514(&summary.subject).ok(),
        not_before: Some(summary.not_before.to_string()),
        not_after: Some(summary.not_after.to_string()),
        key: key.ok().map(|key| key.kind().to_string()),
        key_sha256: Some(key_hash(&summary.public_key).to_string()),
        sha256: Some(Sha256Digest::of(der).to_string()),
        certificate: Some(to_pem(der)),
        ..CertificateReport::default()
    }
}

/// A certificate or intent of the Registry.
#[must_use]
pub fn of_record(record: &CertificateRecord) -> CertificateReport {
    let signature = record.signature.as_deref();
    let der = signature.and_then(|bits| certificate::assemble(&record.tbs, bits).ok());
    let status = (record.state == IssuanceState::Issued).then(|| record.status.as_str());
    let report = CertificateReport {
        serial: Some(record.serial.to_string()),
        issuer: Some(record.issuer.to_string()),
        not_before: Some(record.not_before.to_string()),
        not_after: Some(record.not_after.to_string()),
        key_sha256: Some(record.key_hash.to_string()),
        profile: Some(record.profile_name.clone()),
        profile_sha256: Some(record.profile.to_string()),
        lint_version: Some(record.lint_version),
        request_id: Some(record.request_id.clone()),
        officer: Some(record.actor.to_string()),
        prepared: Some(record.prepared.to_string()),
        state: Some(record.state.as_str().to_owned()),
        status: status.map(str::to_owned),
        issued: record.issued.map(|at| at.to_string()),
        ..der.as_deref().map(of_der).unwrap_or_default()
    };
    withdrawn(report, &record.status)
}

/// The same with what took it out of use.
fn withdrawn(report: CertificateReport, status: &CertificateStatus) -> CertificateReport {
    match status {
        CertificateStatus::NeverIssued | CertificateStatus::Good => report,
        CertificateStatus::Suspended(suspension) => CertificateReport {
            withdrawn: Some(suspension.effective.to_string()),
            ..report
        },
        CertificateStatus::Revoked(revocation) => CertificateReport {
            withdrawn: Some(revocation.effective.to_string()),
            reason: revocation.reason.map(|reason| reason.as_str().to_owned()),
            invalidity_date: revocation.invalidity_date.map(|date| date.to_string()),
            ..report
        },
    }
}

/// The fields of to-be-signed bytes, as far as they can be read.
#[must_use]
pub fn fields(tbs: &[u8]) -> Vec<FieldReport> {
    let fields = describe(tbs).unwrap_or_default();
    fields.into_iter().map(field).collect()
}

/// A field.
#[must_use]
pub fn field(Field { path, value }: Field) -> FieldReport {
    FieldReport { field: path, value }
}

/// A certificate that was issued.
#[must_use]
pub fn issued(issued: Issued) -> IssuedCertificate {
    IssuedCertificate {
        serial: issued.serial.to_string(),
        issuer: issued.issuer.to_string(),
        notices: notices(&issued.notices),
        certificate: Some(to_pem(&issued.certificate)),
        request_id: issued.request_id,
        replayed: issued.replayed,
    }
}

/// What an officer should look at.
#[must_use]
pub fn notices(notices: &[Notice]) -> Vec<NoticeReport> {
    let told = notices.iter().map(|notice| NoticeReport {
        rule: notice.requirement().to_owned(),
        notice: notice.word().to_owned(),
    });
    told.collect()
}
