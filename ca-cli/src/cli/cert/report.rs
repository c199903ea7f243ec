//! A certificate as reports show it.

use ca_api::certificate::{CertificateReport, FieldReport, FindingReport, Severity};
use ca_desk::message::Message;

use crate::output::Report;
use crate::output::page::Page;

/// The status if it is issued, else the state of the issuance.
pub(in crate::cli) fn standing(report: &CertificateReport) -> Option<Message> {
    let word = report.status.as_deref().or(report.state.as_deref())?;
    let id = match word {
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

/// Fields as a table.
pub(in crate::cli) fn write_fields(fields: &[FieldReport], page: &mut Page<'_>) {
    let rows = fields.iter();
    let rows = rows.map(|row| [row.field.clone(), row.value.clone()]);
    page.table(["field-field", "field-value"], rows.collect());
}

/// A finding on a line, with its severity.
pub(in crate::cli) fn write_finding(finding: &FindingReport, page: &mut Page<'_>) {
    let severity = Message::new(match finding.severity {
        Severity::Error => "severity-error",
        Severity::Warning => "severity-warning",
    });
    let line = Message::new("lint-line").say("severity", severity);
    page.sentence(&line.with("finding", &finding.text));
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
        let standing = standing(self).map(|standing| page.say(&standing));
        page.optional("field-status", standing);
        page.optional("field-issued", self.issued.as_ref());
        page.optional("field-effective", self.withdrawn.as_ref());
        page.optional("field-reason", self.reason.as_ref());
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
