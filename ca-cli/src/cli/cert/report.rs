//! A certificate as reports show it.

use ca_core::certificate::describe::{Field, describe};
use ca_core::certificate::{self, Summary, to_pem};
use ca_core::digest::Sha256Digest;
use ca_core::name;
use ca_core::registry::records::{CertificateRecord, CertificateStatus, IssuanceState};
use ca_core::revocation::Reason;
use ca_core::subject_key::{SubjectKey, key_hash};
use ca_desk::message::Message;
use serde::Serialize;

use crate::output::Report;
use crate::output::page::Page;

/// A certificate, or an intent that is not yet or never will be one.
#[derive(Debug, Default, Serialize)]
pub(in crate::cli) struct CertificateReport {
    pub(in crate::cli) serial: Option<String>,
    /// The generation, or the issuer's name for a certificate from a file.
    pub(in crate::cli) issuer: Option<String>,
    pub(in crate::cli) subject: Option<String>,
    pub(in crate::cli) not_before: Option<String>,
    pub(in crate::cli) not_after: Option<String>,
    key: Option<String>,
    /// What the Registry knows the key by, for `cert list --key`.
    key_sha256: Option<String>,
    /// SHA-256 of the certificate.
    sha256: Option<String>,
    pub(in crate::cli) profile: Option<String>,
    /// SHA-256 of the profile document.
    profile_sha256: Option<String>,
    /// Version of the lint rules that it passed.
    lint_version: Option<u32>,
    request_id: Option<String>,
    /// Who asked for it, as kind and name.
    officer: Option<String>,
    prepared: Option<String>,
    state: Option<&'static str>,
    pub(in crate::cli) status: Option<&'static str>,
    issued: Option<String>,
    /// Since when it is revoked or suspended.
    withdrawn: Option<String>,
    reason: Option<&'static str>,
    invalidity_date: Option<String>,
    /// Each field, where all of them are shown.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fields: Vec<FieldReport>,
    /// PEM.
    pub(in crate::cli) certificate: Option<String>,
}

/// A field of a certificate, by its place and in words that are the same in all languages.
#[derive(Debug, Serialize)]
pub(in crate::cli) struct FieldReport {
    pub(in crate::cli) field: String,
    pub(in crate::cli) value: String,
}

impl From<Field> for FieldReport {
    fn from(Field { path, value }: Field) -> Self {
        Self { field: path, value }
    }
}

impl CertificateReport {
    /// A certificate from a file.
    pub(in crate::cli) fn of_der(der: &[u8]) -> Self {
        let Ok(summary) = Summary::of(der) else {
            return Self::default();
        };
        let key = SubjectKey::from_spki(&summary.public_key);
        Self {
            serial: Some(summary.serial.to_string()),
            issuer: name::to_rfc4514(&summary.issuer).ok(),
            subject: name::to_rfc4514(&summary.subject).ok(),
            not_before: Some(summary.not_before.to_string()),
            not_after: Some(summary.not_after.to_string()),
            key: key.ok().map(|key| key.kind().to_string()),
            key_sha256: Some(key_hash(&summary.public_key).to_string()),
            sha256: Some(Sha256Digest::of(der).to_string()),
            certificate: Some(to_pem(der)),
            ..Self::default()
        }
    }

    /// A certificate or intent of the Registry.
    pub(in crate::cli) fn of_record(record: &CertificateRecord) -> Self {
        let signature = record.signature.as_deref();
        let der = signature.and_then(|bits| certificate::assemble(&record.tbs, bits).ok());
        let (withdrawn, reason, invalidity) = match &record.status {
            CertificateStatus::NeverIssued | CertificateStatus::Good => (None, None, None),
            CertificateStatus::Suspended(suspension) => (Some(suspension.effective), None, None),
            CertificateStatus::Revoked(revocation) => (
                Some(revocation.effective),
                revocation.reason,
                revocation.invalidity_date,
            ),
        };
        Self {
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
            state: Some(record.state.as_str()),
            status: (record.state == IssuanceState::Issued).then(|| record.status.as_str()),
            issued: record.issued.map(|at| at.to_string()),
            withdrawn: withdrawn.map(|at| at.to_string()),
            reason: reason.map(Reason::as_str),
            invalidity_date: invalidity.map(|at| at.to_string()),
            ..der.as_deref().map(Self::of_der).unwrap_or_default()
        }
    }

    /// The same with each field of the to-be-signed bytes, as far as they can be read.
    pub(in crate::cli) fn with_fields(self, tbs: &[u8]) -> Self {
        let fields = describe(tbs).unwrap_or_default();
        Self {
            fields: fields.into_iter().map(Into::into).collect(),
            ..self
        }
    }

    /// The status if it is issued, else the state of the issuance.
    pub(in crate::cli) fn standing(&self) -> Option<Message> {
        let id = match self.status.or(self.state)? {
            "good" => "status-good",
            "suspended" => "status-suspended",
            "revoked" => "status-revoked",
            "prepared" => "state-prepared",
            "authorised" => "state-authorised",
            "signing" => "state-signing",
            _ => "state-abandoned",
        };
        Some(Message::new(id))
    }
}

/// Fields as a table.
pub(in crate::cli) fn write_fields(fields: &[FieldReport], page: &mut Page<'_>) {
    let rows = fields.iter();
    let rows = rows.map(|row| [row.field.clone(), row.value.clone()]);
    page.table(["field-field", "field-value"], rows.collect());
}

impl Report for CertificateReport {
    fn text(&self, page: &mut Page<'_>) {
        page.optional("field-serial", self.serial.as_ref());
        page.optional("field-issuer", self.issuer.as_ref());
        page.optional("field-subject", self.subject.as_ref());
        page.optional("field-not-before", self.not_before.as_ref());
        page.optional("field-not-after", self.not_after.as_ref());
        page.optional("field-key-kind", self.key.as_ref());
        page.optional("field-key-sha256", self.key_sha256.as_ref());
        page.optional("field-sha256", self.sha256.as_ref());
        page.optional("field-profile", self.profile.as_ref());
        page.optional("field-profile-sha256", self.profile_sha256.as_ref());
        page.optional("field-lint-version", self.lint_version);
        page.optional("field-request", self.request_id.as_ref());
        page.optional("field-officer", self.officer.as_ref());
        let standing = self.standing().map(|standing| page.say(&standing));
        page.optional("field-status", standing);
        page.optional("field-issued", self.issued.as_ref());
        page.optional("field-effective", self.withdrawn.as_ref());
        page.optional("field-reason", self.reason);
        page.optional("field-invalidity-date", self.invalidity_date.as_ref());
        if !self.fields.is_empty() {
            page.line("");
            write_fields(&self.fields, page);
            page.line("");
        }
        if let Some(pem) = &self.certificate {
            page.line(pem.trim_end());
        }
    }
}
