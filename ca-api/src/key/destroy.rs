//! A key is destroyed in all tokens (HSM-06).

use ca_core::audit::event::Act;
use ca_core::governance::role::Role;
use ca_core::governance::scope::Target;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::key::inventory::WhichKey;
use crate::key::report::{Label, TokenName};
use crate::operation::{Aim, Body, Door, Effect, Method, Operation, Roles, Row, Success};
use crate::word::Word;

/// Destroys a key and all its copies, and proves that they are gone.
#[derive(Debug)]
pub struct DestroyKey;

/// Tells what would be destroyed; destroys nothing.
#[derive(Debug)]
pub struct PrepareKeyDestruction;

/// What is destroyed, and why.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Destruction {
    /// Its URI (RFC 7512) or its label.
    #[schemars(length(min = 1, max = 1024))]
    pub key: String,
    /// Why, in a few words.
    pub reason: Word<Label>,
}

/// What was destroyed, or would be.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct DestructionReport {
    /// CKA_LABEL.
    pub label: String,
    /// Whether it was destroyed.
    pub destroyed: bool,
    /// The URIs of the pairs.
    pub pairs: Vec<String>,
    /// The tokens of the pairs.
    pub tokens: Vec<TokenName>,
    /// The tokens that have no such key, by their own words.
    pub absent_in: Vec<TokenName>,
    /// The tokens that may have a copy and could not be asked.
    pub maybe_in: Vec<TokenName>,
}

impl Operation for PrepareKeyDestruction {
    const ROW: Row = Row {
        name: "PrepareKeyDestruction",
        summary: "Tells what would be destroyed with a key; destroys nothing.",
        method: Method::Get,
        path: "/keys/{key}/destruction",
        door: Door::Operators,
        roles: Roles::of(Role::SecurityOfficer, &[]),
        scope: &[],
        effect: Effect::Reads,
        acts: &[],
        body: Body::None,
        success: Success::Ok,
    };
    type Request = WhichKey;
    type Answer = DestructionReport;

    fn aim(_: &WhichKey) -> Aim {
        Aim::Stated(Target::default())
    }
}

impl Operation for DestroyKey {
    const ROW: Row = Row {
        name: "DestroyKey",
        summary: "Destroys a key and all its copies, and proves that they are gone.",
        method: Method::Post,
        path: "/keys/{key}/destruction",
        door: Door::Operators,
        roles: Roles::of(Role::SecurityOfficer, &[]),
        scope: &[],
        effect: Effect::Governs,
        acts: &[Act::KeyDestroy],
        body: Body::Small,
        success: Success::Created,
    };
    type Request = Destruction;
    type Answer = DestructionReport;

    fn aim(_: &Destruction) -> Aim {
        Aim::Stated(Target::default())
    }
}
