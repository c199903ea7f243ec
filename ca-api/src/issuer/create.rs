//! Generations begin.

use ca_core::algorithm::KeyAlgorithm;
use ca_core::audit::event::Act;
use ca_core::generation::{GenerationId, LineName};
use ca_core::governance::role::Role;
use ca_core::governance::scope::{Dimension, Target};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::issuer::IssuerReport;
use crate::operation::{Aim, Body, Door, Effect, Method, Operation, Roles, Row, Success};
use crate::word::Word;

/// Creates the next generation of an issuer line, or a new line.
#[derive(Debug)]
pub struct CreateIssuer;

/// Makes a generation the one of its line that issues.
#[derive(Debug)]
pub struct ActivateIssuer;

/// A wish for a generation.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewIssuer {
    /// The line; a new one, or one that gets its next generation.
    pub line: Word<LineName>,
    /// The profile, by name.
    #[schemars(regex(pattern = "^[a-z0-9-]+$"), length(max = 64))]
    pub profile: String,
    /// The line that certifies it; none for a root.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issuer: Option<Word<LineName>>,
    /// Kind of key to make; the profile's first by default, or that of `key`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key_algorithm: Option<Word<KeyAlgorithm>>,
    /// Label of the token in which the key is made; the first one by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 64))]
    pub token: Option<String>,
    /// A key that was made before, by its URI (RFC 7512) or label; else one is made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 1024))]
    pub key: Option<String>,
    /// Common name without the generation; the line's name by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 64))]
    pub common_name: Option<String>,
}

/// Which generation is to issue.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Activation {
    /// The generation.
    pub generation: Word<GenerationId>,
}

impl Operation for CreateIssuer {
    const ROW: Row = Row {
        name: "CreateIssuer",
        summary: "Creates the next generation of an issuer line, or a new line.",
        method: Method::Post,
        path: "/issuers",
        door: Door::Operators,
        roles: Roles::of(Role::SecurityOfficer, &[]),
        scope: &[Dimension::Issuer],
        effect: Effect::Governs,
        acts: &[Act::IssuerCreate],
        body: Body::Small,
        success: Success::Created,
    };
    type Request = NewIssuer;
    type Answer = IssuerReport;

    fn aim(request: &NewIssuer) -> Aim {
        of_line(&request.line)
    }
}

impl Operation for ActivateIssuer {
    const ROW: Row = Row {
        name: "ActivateIssuer",
        summary: "Makes a generation the one of its line that issues.",
        method: Method::Post,
        path: "/issuers/{generation}/activation",
        door: Door::Operators,
        roles: Roles::of(Role::SecurityOfficer, &[]),
        scope: &[Dimension::Issuer],
        effect: Effect::Governs,
        acts: &[Act::IssuerActivate],
        body: Body::Small,
        success: Success::Created,
    };
    type Request = Activation;
    type Answer = IssuerReport;

    fn aim(request: &Activation) -> Aim {
        of_line(request.generation.line())
    }
}

fn of_line(line: &LineName) -> Aim {
    Aim::Stated(Target {
        issuer: Some(line.to_string()),
        ..Target::default()
    })
}
