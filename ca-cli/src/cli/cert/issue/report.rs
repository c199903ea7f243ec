//! What is told of a certificate that was issued, or would be.

use ca_api::certificate::{IssuedCertificate, NoticeReport, PreparedCertificate};
use ca_desk::message::Message;
use serde::Serialize;

use super::notice;
use crate::cli::cert::{write_fields, write_finding};
use crate::output::Report;
use crate::output::page::Page;

/// A certificate that was issued.
#[derive(Debug, Serialize)]
pub(super) struct IssuedReport {
    /// Without its PEM form, where it stands in a file.
    #[serde(flatten)]
    pub(super) issued: IssuedCertificate,
    /// Where it was written.
    pub(super) file: Option<String>,
}

impl Report for IssuedReport {
    fn text(&self, page: &mut Page<'_>) {
        let issued = &self.issued;
        if let Some(pem) = &issued.certificate {
            return page.line(pem.trim_end());
        }
        let again = if issued.replayed {
            "cert-issued-before"
        } else {
            "cert-issued"
        };
        page.sentence(&Message::new(again));
        page.field("field-serial", &issued.serial);
        page.field("field-issuer", &issued.issuer);
        page.field("field-request", &issued.request_id);
        page.optional("field-file", self.file.as_ref());
        write_notices(&issued.notices, page);
    }
}

fn write_notices(notices: &[NoticeReport], page: &mut Page<'_>) {
    for notice in notices {
        page.sentence(&notice::message(notice));
    }
}

/// A certificate that would be issued.
#[derive(Debug, Serialize)]
pub(super) struct PreparedReport {
    #[serde(flatten)]
    pub(super) prepared: PreparedCertificate,
    /// Where the bytes to be signed were written.
    pub(super) file: Option<String>,
}

impl Report for PreparedReport {
    fn text(&self, page: &mut Page<'_>) {
        let prepared = &self.prepared;
        page.sentence(&Message::new("cert-prepared"));
        page.field("field-issuer", &prepared.issuer);
        page.field("field-not-before", &prepared.not_before);
        page.field("field-not-after", &prepared.not_after);
        page.optional("field-file", self.file.as_ref());
        write_fields(&prepared.fields, page);
        for finding in &prepared.findings {
            write_finding(finding, page);
        }
        write_notices(&prepared.notices, page);
    }
}
