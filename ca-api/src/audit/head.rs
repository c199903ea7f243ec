//! Signed heads of the log.

use ca_core::governance::role::Role;
use ca_core::governance::scope::Target;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::operation::{Aim, Body, Door, Effect, Method, Operation, Roles, Row, Success};
use crate::page::{Limit, Place};
use crate::word::Word;

/// Lists the signed heads of the log, the oldest first.
#[derive(Debug)]
pub struct ListHeads;

/// Signs the head of the log as it is now.
#[derive(Debug)]
pub struct SignHead;

/// Which part of them.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AskedHeads {
    /// How many at most.
    #[serde(default)]
    pub limit: Limit,
    /// Where the part before ended; the number of a head.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<Word<Place>>,
}

/// The head as it is; there is nothing to say of it.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TheHead {}

/// A part of the signed heads.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct HeadList {
    /// The heads.
    pub heads: Vec<HeadReport>,
    /// The cursor of the next part; absent at the end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<Word<Place>>,
}

/// A signed head of the log, whose signature was verified.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct HeadReport {
    /// The name of the log.
    pub origin: String,
    /// How many events it covers.
    pub events: u64,
    /// Root of the Merkle tree over them.
    pub root: String,
    /// When it was signed (RFC 3339).
    pub signed: String,
    /// Serial number of the signer's certificate.
    pub signer: String,
    /// The signed note.
    pub note: String,
}

/// The head of the log, signed.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct SignedHead {
    /// Whether it was signed now.
    pub fresh: bool,
    /// The head.
    #[serde(flatten)]
    pub head: HeadReport,
}

impl Operation for ListHeads {
    const ROW: Row = Row {
        name: "ListHeads",
        summary: "Lists the signed heads of the log, the oldest first.",
        method: Method::Get,
        path: "/audit/heads",
        door: Door::Operators,
        roles: Roles::ANY_OPERATOR,
        scope: &[],
        effect: Effect::Reads,
        acts: &[],
        body: Body::None,
        success: Success::Ok,
    };
    type Request = AskedHeads;
    type Answer = HeadList;

    fn aim(_: &AskedHeads) -> Aim {
        Aim::Stated(Target::default())
    }
}

impl Operation for SignHead {
    const ROW: Row = Row {
        name: "SignHead",
        summary: "Signs the head of the log as it is now.",
        method: Method::Post,
        path: "/audit/heads",
        door: Door::Operators,
        roles: Roles::of(Role::Operator, &[Role::SecurityOfficer]),
        scope: &[],
        effect: Effect::Changes,
        acts: &[],
        body: Body::Small,
        success: Success::Created,
    };
    type Request = TheHead;
    type Answer = SignedHead;

    fn aim(_: &TheHead) -> Aim {
        Aim::Stated(Target::default())
    }
}
