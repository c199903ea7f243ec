//! Documents in a few words.

use ca_core::authority::governing::GoverningDocument;
use ca_core::digest::Sha256Digest;
use ca_core::profile::{Profile, ProfileKind};
use ca_desk::message::Message;
use serde::Serialize;

use crate::output::page::Page;
use crate::output::{Report, rows};

/// A document in a few words.
#[derive(Debug, Serialize)]
pub(super) struct DocumentReport {
    pub(super) name: String,
    pub(super) version: Option<u32>,
    kind: &'static str,
    #[serde(flatten)]
    profile: Option<ProfilePart>,
    /// SHA-256 of the document: its address.
    pub(super) digest: String,
}

/// What only profiles have.
#[derive(Debug, Serialize)]
struct ProfilePart {
    validity_days: u64,
    keys: Vec<String>,
    suspension: bool,
}

impl DocumentReport {
    /// The document's words.
    pub(super) fn of(document: &GoverningDocument) -> Self {
        let (kind, version, profile) = match document {
            GoverningDocument::Profile(profile) => (
                kind(profile.kind()),
                Some(profile.version()),
                Some(ProfilePart::of(profile)),
            ),
            GoverningDocument::Country(_) => ("country", None, None),
            GoverningDocument::Algorithms(table) => ("algorithms", Some(table.version()), None),
            GoverningDocument::KeyOrigins(_) => ("key-origins", None, None),
        };
        Self {
            name: document.name().to_owned(),
            version,
            kind,
            profile,
            digest: Sha256Digest::of(document.text().as_bytes()).to_string(),
        }
    }

    fn version(&self) -> String {
        self.version.map_or_else(String::new, |v| v.to_string())
    }
}

impl ProfilePart {
    fn of(profile: &Profile) -> Self {
        Self {
            validity_days: profile.validity().as_secs() / 86_400,
            keys: profile.allowed_keys().to_vec(),
            suspension: profile.allows_suspension(),
        }
    }
}

const fn kind(kind: ProfileKind) -> &'static str {
    match kind {
        ProfileKind::Root => "root",
        ProfileKind::Ca => "ca",
        ProfileKind::Responder => "responder",
        ProfileKind::Leaf => "leaf",
    }
}

impl Report for DocumentReport {
    fn text(&self, page: &mut Page<'_>) {
        page.field("field-document", &self.name);
        page.optional("field-version", self.version);
        let kind = page.say(&Message::of("document-kind", self.kind));
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

/// All documents that count.
#[derive(Debug, Serialize)]
pub(super) struct DocumentList {
    profiles: Vec<DocumentReport>,
    /// The country pack, the table of algorithms, the key origins.
    documents: Vec<DocumentReport>,
}

impl DocumentList {
    /// Profiles first.
    pub(super) fn of(all: Vec<DocumentReport>) -> Self {
        let is_profile = |document: &DocumentReport| document.profile.is_some();
        let (profiles, documents) = all.into_iter().partition(is_profile);
        Self {
            profiles,
            documents,
        }
    }

    fn all(&self) -> Vec<&DocumentReport> {
        self.profiles.iter().chain(&self.documents).collect()
    }
}

impl Report for DocumentList {
    fn text(&self, page: &mut Page<'_>) {
        let cells = |document: &&DocumentReport| {
            let profile = document.profile.as_ref();
            [
                document.name.clone(),
                document.version(),
                page.say(&Message::of("document-kind", document.kind)),
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
        page.table(columns, self.all().iter().map(cells).collect());
    }

    fn entries(&self) -> Option<serde_json::Result<Vec<String>>> {
        rows(&self.all())
    }
}
