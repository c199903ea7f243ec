//! Documents are listed and shown.

use ca_core::digest::Sha256Digest;
use ca_core::governance::scope::{Dimension, Target};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::operation::{Aim, Body, Door, Effect, Method, Operation, Roles, Row, Success};
use crate::profile::report::{DocumentReport, DocumentView};
use crate::word::Word;

/// Lists the documents that count.
#[derive(Debug)]
pub struct ListProfiles;

/// Shows a document that counts, by its name.
#[derive(Debug)]
pub struct ShowProfile;

/// Shows a document by its digest, whether it counts or not.
#[derive(Debug)]
pub struct ShowDocument;

/// All of them: there are as many as an authority governs by.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WhichDocuments {}

/// Which one, by name.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NamedDocument {
    /// The name of a profile, or `country`, `algorithms` or `key-origins`.
    #[schemars(regex(pattern = "^[a-z0-9-]+$"), length(max = 64))]
    pub name: String,
    /// Field by field instead of the text: a profile by the certificate that it would give to
    /// nobody in particular.
    #[serde(default)]
    pub fields: bool,
}

/// Which one, by digest.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ShownDocument {
    /// SHA-256 of the document.
    pub digest: Word<Sha256Digest>,
}

/// All documents that count.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct DocumentList {
    /// Profiles, by name.
    pub profiles: Vec<DocumentReport>,
    /// The country pack, the table of algorithms, the key origins.
    pub documents: Vec<DocumentReport>,
}

/// A row of something that anybody in force may read of what lies in reach.
const fn read(name: &'static str, summary: &'static str, path: &'static str) -> Row {
    Row {
        name,
        summary,
        method: Method::Get,
        path,
        door: Door::Operators,
        roles: Roles::ANY_OPERATOR,
        scope: &[Dimension::Profile],
        effect: Effect::Reads,
        acts: &[],
        body: Body::None,
        success: Success::Ok,
    }
}

impl Operation for ListProfiles {
    const ROW: Row = read(
        "ListProfiles",
        "Lists the documents that count.",
        "/profiles",
    );
    type Request = WhichDocuments;
    type Answer = DocumentList;

    fn aim(_: &WhichDocuments) -> Aim {
        Aim::Stored(Target::default())
    }
}

impl Operation for ShowProfile {
    const ROW: Row = read(
        "ShowProfile",
        "Shows a document that counts, by its name.",
        "/profiles/{name}",
    );
    type Request = NamedDocument;
    type Answer = DocumentView;

    fn aim(_: &NamedDocument) -> Aim {
        Aim::Stored(Target::default())
    }
}

impl Operation for ShowDocument {
    const ROW: Row = read(
        "ShowDocument",
        "Shows a document by its digest, whether it counts or not.",
        "/documents/{digest}",
    );
    type Request = ShownDocument;
    type Answer = DocumentView;

    fn aim(_: &ShownDocument) -> Aim {
        Aim::Stored(Target::default())
    }
}
