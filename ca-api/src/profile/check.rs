//! A document is judged, or compared, before it counts.

use ca_core::governance::role::Role;
use ca_core::governance::scope::Target;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::operation::{Aim, Body, Door, Effect, Method, Operation, Roles, Row, Success};
use crate::profile::report::DocumentReport;

/// Judges a document by all that activation would refuse; nothing is stored.
#[derive(Debug)]
pub struct CheckDocument;

/// Compares a document with the one of its name that counts, field by field (OPS-08).
#[derive(Debug)]
pub struct CompareDocument;

/// What is judged.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Judged {
    /// The text of the document, in TOML.
    pub document: String,
}

/// A document without faults.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct CheckReport {
    /// The document in a few words.
    #[serde(flatten)]
    pub summary: DocumentReport,
    /// What is worth a look, in the language of whoever asked.
    pub notes: Vec<String>,
}

/// What is compared.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Compared {
    /// The text of the document, in TOML.
    pub document: String,
    /// The text to compare it with; the one of its name that counts, where none is given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub against: Option<String>,
}

/// The differences between two documents of one kind.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Differences {
    /// The document that counts now, or that was given; absent if there is none.
    pub before: Option<DocumentReport>,
    /// The document that is compared.
    pub after: DocumentReport,
    /// The fields that differ.
    pub differences: Vec<DifferenceReport>,
}

/// A field that differs.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct DifferenceReport {
    /// Its place.
    pub field: String,
    /// `added`, `removed` or `changed`.
    pub change: String,
    /// What stood there.
    pub before: Option<String>,
    /// What stands there.
    pub after: Option<String>,
}

/// A row of a judgement that stores nothing.
const fn judge(name: &'static str, summary: &'static str, path: &'static str) -> Row {
    Row {
        name,
        summary,
        method: Method::Post,
        path,
        door: Door::Operators,
        roles: Roles::of(
            Role::SecurityOfficer,
            &[
                Role::SystemAdministrator,
                Role::RegistrationOfficer,
                Role::Operator,
            ],
        ),
        scope: &[],
        effect: Effect::Reads,
        acts: &[],
        body: Body::Large,
        success: Success::Ok,
    }
}

impl Operation for CheckDocument {
    const ROW: Row = judge(
        "CheckDocument",
        "Judges a document by all that activation would refuse; stores nothing.",
        "/documents/check",
    );
    type Request = Judged;
    type Answer = CheckReport;

    fn aim(_: &Judged) -> Aim {
        Aim::Stated(Target::default())
    }
}

impl Operation for CompareDocument {
    const ROW: Row = judge(
        "CompareDocument",
        "Compares a document with the one of its name that counts; stores nothing.",
        "/documents/comparison",
    );
    type Request = Compared;
    type Answer = Differences;

    fn aim(_: &Compared) -> Aim {
        Aim::Stated(Target::default())
    }
}
