//! A document becomes the one that counts.

use ca_core::audit::event::Act;
use ca_core::governance::role::Role;
use ca_core::governance::scope::Target;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::operation::{Aim, Body, Door, Effect, Method, Operation, Roles, Row, Success};
use crate::profile::report::DocumentReport;

/// Makes a document the one of its kind and name that counts.
#[derive(Debug)]
pub struct ActivateDocument;

/// What is to count.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewDocument {
    /// The text of the document, in TOML.
    pub document: String,
}

/// A document that counts from now on.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct ActivationReport {
    /// The document in a few words.
    #[serde(flatten)]
    pub summary: DocumentReport,
    /// Whether none of its name counted before.
    pub first: bool,
    /// Whether another text counted before, or none.
    pub changed: bool,
    /// The fields that differ.
    pub changes: Vec<String>,
}

impl Operation for ActivateDocument {
    const ROW: Row = Row {
        name: "ActivateDocument",
        summary: "Makes a document the one of its kind and name that counts.",
        method: Method::Post,
        path: "/documents",
        door: Door::Operators,
        roles: Roles::of(Role::SecurityOfficer, &[]),
        scope: &[],
        effect: Effect::Governs,
        acts: &[Act::DocumentActivate],
        body: Body::Large,
        success: Success::Created,
    };
    type Request = NewDocument;
    type Answer = ActivationReport;

    fn aim(_: &NewDocument) -> Aim {
        Aim::Stated(Target::default())
    }
}
