//! Issuers are shown.

use ca_core::generation::GenerationId;
use ca_core::governance::scope::{Dimension, Target};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::issuer::{IssuerName, IssuerReport};
use crate::operation::{Aim, Body, Door, Effect, Method, Operation, Roles, Row, Success};
use crate::page::Limit;
use crate::word::Word;

/// Lists the generations of all lines.
#[derive(Debug)]
pub struct ListIssuers;

/// Shows a generation.
#[derive(Debug)]
pub struct ShowIssuer;

/// Which part of the list.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListedIssuers {
    /// How many.
    #[serde(default)]
    pub limit: Limit,
    /// Only after this one, which `next` of the part before gave.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<Word<GenerationId>>,
}

/// Generations, by line and number.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct IssuerPage {
    /// The generations.
    pub issuers: Vec<IssuerReport>,
    /// The cursor of the next part; absent at the end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<Word<GenerationId>>,
}

/// Which one.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ShownIssuer {
    /// The generation, or the line whose active generation is meant.
    pub issuer: Word<IssuerName>,
}

impl Operation for ListIssuers {
    const ROW: Row = Row {
        name: "ListIssuers",
        summary: "Lists the generations of all issuer lines.",
        method: Method::Get,
        path: "/issuers",
        door: Door::Operators,
        roles: Roles::ANY_OPERATOR,
        scope: &[Dimension::Issuer],
        effect: Effect::Reads,
        acts: &[],
        body: Body::None,
        success: Success::Ok,
    };
    type Request = ListedIssuers;
    type Answer = IssuerPage;

    fn aim(_: &ListedIssuers) -> Aim {
        Aim::Stored(Target::default())
    }
}

impl Operation for ShowIssuer {
    const ROW: Row = Row {
        name: "ShowIssuer",
        summary: "Shows a generation of an issuer line.",
        method: Method::Get,
        path: "/issuers/{issuer}",
        door: Door::Operators,
        roles: Roles::ANY_OPERATOR,
        scope: &[Dimension::Issuer],
        effect: Effect::Reads,
        acts: &[],
        body: Body::None,
        success: Success::Ok,
    };
    type Request = ShownIssuer;
    type Answer = IssuerReport;

    fn aim(request: &ShownIssuer) -> Aim {
        Aim::Stated(Target {
            issuer: Some(request.issuer.line().to_string()),
            ..Target::default()
        })
    }
}
