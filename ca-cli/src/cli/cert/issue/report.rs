//! What is told of a certificate that was issued, or would be.

use ca_core::authority::issue::{Issued, Prepared};
use ca_core::certificate::describe::describe;
use ca_desk::explain::finding::FindingReport;
use ca_desk::message::Message;
use serde::Serialize;

use super::notice::NoticeReport;
use crate::cli::cert::{FieldReport, write_fields};
use crate::output::Report;
use crate::output::page::Page;

/// A certificate that was issued.
#[derive(Debug, Serialize)]
pub(super) struct IssuedReport {
    serial: String,
    issuer: String,
    request_id: String,
    /// Whether the request had been fulfilled before.
    replayed: bool,
    file: Option<String>,
    notices: Vec<NoticeReport>,
    /// PEM, where it was written to no file.
    certificate: Option<String>,
}

impl IssuedReport {
    /// What is told of it, where it stands in a file without its PEM form.
    pub(super) fn of(issued: &Issued, pem: String, file: Option<String>) -> Self {
        Self {
            serial: issued.serial.to_string(),
            issuer: issued.issuer.to_string(),
            request_id: issued.request_id.clone(),
            replayed: issued.replayed,
            certificate: file.is_none().then_some(pem),
            file,
            notices: NoticeReport::all(&issued.notices),
        }
    }
}

impl Report for IssuedReport {
    fn text(&self, page: &mut Page<'_>) {
        if let Some(pem) = &self.certificate {
            return page.line(pem.trim_end());
        }
        let again = if self.replayed {
            "cert-issued-before"
        } else {
            "cert-issued"
        };
        page.sentence(&Message::new(again));
        page.field("field-serial", &self.serial);
        page.field("field-issuer", &self.issuer);
        page.field("field-request", &self.request_id);
        page.optional("field-file", self.file.as_ref());
        write_notices(&self.notices, page);
    }
}

fn write_notices(notices: &[NoticeReport], page: &mut Page<'_>) {
    notices
        .iter()
        .for_each(|notice| page.sentence(notice.message()));
}

/// A certificate that would be issued.
#[derive(Debug, Serialize)]
pub(super) struct PreparedReport {
    serial: String,
    issuer: String,
    not_before: String,
    not_after: String,
    /// The bytes to be signed, in hexadecimal DER.
    tbs: String,
    /// The same, field by field.
    fields: Vec<FieldReport>,
    findings: Vec<FindingReport>,
    notices: Vec<NoticeReport>,
    /// Where the bytes were written.
    file: Option<String>,
}

impl PreparedReport {
    /// What is told of it.
    pub(super) fn of(prepared: &Prepared, file: Option<String>) -> Self {
        let intent = prepared.intent();
        // What cannot be described stands in `tbs` all the same.
        let fields = describe(prepared.tbs()).unwrap_or_default();
        Self {
            serial: intent.serial.to_string(),
            issuer: intent.issuer.to_string(),
            not_before: intent.not_before.to_string(),
            not_after: intent.not_after.to_string(),
            tbs: hex::encode(prepared.tbs()),
            fields: fields.into_iter().map(FieldReport::from).collect(),
            findings: prepared.findings().iter().map(FindingReport::of).collect(),
            notices: NoticeReport::all(prepared.notices()),
            file,
        }
    }
}

impl Report for PreparedReport {
    fn text(&self, page: &mut Page<'_>) {
        page.sentence(&Message::new("cert-prepared"));
        page.field("field-issuer", &self.issuer);
        page.field("field-not-before", &self.not_before);
        page.field("field-not-after", &self.not_after);
        page.optional("field-file", self.file.as_ref());
        write_fields(&self.fields, page);
        self.findings
            .iter()
            .for_each(|finding| page.sentence(&finding.line()));
        write_notices(&self.notices, page);
    }
}
