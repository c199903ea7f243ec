//! Documents as people read them.

use ca_api::profile::{DocumentList, DocumentReport, DocumentView};
use ca_desk::message::Message;

use crate::cli::cert::write_fields;
use crate::output::page::Page;
use crate::output::{Report, rows};

fn version(document: &DocumentReport) -> String {
    document.version.map_or_else(String::new, |v| v.to_string())
}

impl Report for DocumentReport {
    fn text(&self, page: &mut Page<'_>) {
        page.field("field-document", &self.name);
        page.optional("field-version", self.version);
        let kind = page.say(&Message::of("document-kind", &self.kind));
        page.field("field-kind", kind);
        if let Some(profile) = &self.profile {
            page.field("field-validity-days", profile.validity_days);
            page.field("field-keys", profile.keys.join(", "));
            let suspension = page.say(&yes_or_no(profile.suspension));
            page.field("field-suspension", suspension);
        }
        page.field("field-digest", &self.digest);
    }
}

const fn yes_or_no(value: bool) -> Message {
    if value {
        Message::new("word-yes")
    } else {
        Message::new("word-no")
    }
}

/// Profiles first.
fn all(list: &DocumentList) -> Vec<&DocumentReport> {
    list.profiles.iter().chain(&list.documents).collect()
}

impl Report for DocumentList {
    fn text(&self, page: &mut Page<'_>) {
        let cells = |document: &&DocumentReport| {
            let profile = document.profile.as_ref();
            [
                document.name.clone(),
                version(document),
                page.say(&Message::of("document-kind", &document.kind)),
                profile.map_or_else(String::new, |part| part.validity_days.to_string()),
                profile.map_or_else(String::new, |part| part.keys.join(", ")),
            ]
        };
        let columns = [
            "field-document",
            "field-version",
            "field-kind",
            "field-validity-days",
            "field-keys",
        ];
        page.table(columns, all(self).iter().map(cells).collect());
    }

    fn entries(&self) -> Option<serde_json::Result<Vec<String>>> {
        rows(&all(self))
    }
}

impl Report for DocumentView {
    fn text(&self, page: &mut Page<'_>) {
        if let Some(document) = &self.document {
            page.line(document.trim_end());
        }
        if let Some(fields) = &self.fields {
            write_fields(fields, page);
        }
    }
}
