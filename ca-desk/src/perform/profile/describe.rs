//! Documents in a few words.

use ca_api::profile::{DocumentReport, ProfilePart};
use ca_core::authority::governing::GoverningDocument;
use ca_core::digest::Sha256Digest;
use ca_core::profile::{Profile, ProfileKind};
use ca_core::registry::records::Document;

const SECONDS_PER_DAY: u64 = 86_400;

/// A document that is valid.
#[must_use]
pub fn document(document: &GoverningDocument) -> DocumentReport {
    let (kind, version, profile) = match document {
        GoverningDocument::Profile(profile) => (
            kind(profile.kind()),
            Some(profile.version()),
            Some(part(profile)),
        ),
        GoverningDocument::Country(_) => ("country", None, None),
        GoverningDocument::Algorithms(table) => ("algorithms", Some(table.version()), None),
        GoverningDocument::KeyOrigins(_) => ("key-origins", None, None),
    };
    DocumentReport {
        name: document.name().to_owned(),
        version,
        kind: kind.to_owned(),
        profile,
        digest: Sha256Digest::of(document.text().as_bytes()).to_string(),
    }
}

/// A document as it is stored, which an older program may have found valid.
#[must_use]
pub fn stored(stored: &Document) -> DocumentReport {
    GoverningDocument::parse(&stored.content).map_or_else(
        |_| DocumentReport {
            name: stored.name.clone(),
            version: None,
            kind: stored.kind.as_str().to_owned(),
            profile: None,
            digest: stored.digest().to_string(),
        },
        |valid| document(&valid),
    )
}

fn part(profile: &Profile) -> ProfilePart {
    ProfilePart {
        validity_days: profile.validity().as_secs() / SECONDS_PER_DAY,
        keys: profile.allowed_keys().to_vec(),
        suspension: profile.allows_suspension(),
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
