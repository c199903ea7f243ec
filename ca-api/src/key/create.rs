//! A key pair is made.

use ca_core::algorithm::KeyAlgorithm;
use ca_core::audit::event::Act;
use ca_core::governance::role::Role;
use ca_core::governance::scope::Target;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::key::report::{KeyReport, Label};
use crate::operation::{Aim, Body, Door, Effect, Method, Operation, Roles, Row, Success};
use crate::word::Word;

/// Makes a key pair in a token.
#[derive(Debug)]
pub struct CreateKey;

/// What key is made, and where.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewKey {
    /// CKA_LABEL.
    pub label: Word<Label>,
    /// What it is for.
    pub algorithm: Word<KeyAlgorithm>,
    /// The label of the token; the first one, where none is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 64))]
    pub token: Option<String>,
    /// CKA_EXTRACTABLE, so that it can be wrapped for another token: no issuer's key until it is
    /// sealed (I8).
    #[serde(default)]
    pub exportable: bool,
}

impl Operation for CreateKey {
    const ROW: Row = Row {
        name: "CreateKey",
        summary: "Makes a key pair in a token.",
        method: Method::Post,
        path: "/keys",
        door: Door::Operators,
        roles: Roles::of(Role::SecurityOfficer, &[]),
        scope: &[],
        effect: Effect::Governs,
        acts: &[Act::KeyGenerate],
        body: Body::Small,
        success: Success::Created,
    };
    type Request = NewKey;
    type Answer = KeyReport;

    fn aim(_: &NewKey) -> Aim {
        Aim::Stated(Target::default())
    }
}
