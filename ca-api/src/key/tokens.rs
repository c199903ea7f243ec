//! Tokens and how they do.

use ca_core::governance::role::Role;
use ca_core::governance::scope::Target;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::key::report::{Device, TokenChange};
use crate::operation::{Aim, Body, Door, Effect, Method, Operation, Roles, Row, Success};

/// Lists the tokens of the configuration and how they do. One that is away is an answer.
#[derive(Debug)]
pub struct ListTokens;

/// All of them: there are as many as the configuration names.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WhichTokens {}

/// The tokens of the configuration.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct TokenList {
    /// The tokens, in the order of the configuration.
    pub tokens: Vec<TokenReport>,
    /// Those that are not what they were (HSM-08).
    pub token_changes: Vec<TokenChange>,
}

/// How a token does.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct TokenReport {
    /// What it is called, by its label where that is known.
    pub token: String,
    /// `up`; `recovering` after a failure; `barred` since it refused the PIN (I9); `fenced` since
    /// it gave a wrong signature (I6).
    pub state: String,
    /// What it said of itself when it was last seen.
    pub device: Option<Device>,
}

impl Operation for ListTokens {
    const ROW: Row = Row {
        name: "ListTokens",
        summary: "Lists the tokens of the configuration and how they do.",
        method: Method::Get,
        path: "/tokens",
        door: Door::Operators,
        roles: Roles::of(
            Role::SecurityOfficer,
            &[Role::SystemAdministrator, Role::Operator, Role::Auditor],
        ),
        scope: &[],
        effect: Effect::Reads,
        acts: &[],
        body: Body::None,
        success: Success::Ok,
    };
    type Request = WhichTokens;
    type Answer = TokenList;

    fn aim(_: &WhichTokens) -> Aim {
        Aim::Stated(Target::default())
    }
}
