//! What became of a request.

use ca_core::generation::{GenerationId, LineName};
use ca_core::governance::role::Role;
use ca_core::governance::scope::{Dimension, Target};
use ca_core::serial::Serial;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::operation::{Aim, Body, Door, Effect, Method, Operation, Roles, Row, Success};
use crate::word::Word;

/// Shows what became of a request.
#[derive(Debug)]
pub struct ShowRequest;

/// Which request.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ShownRequest {
    /// The issuer line that was asked.
    pub issuer: Word<LineName>,
    /// The client's name for the request.
    #[schemars(regex(pattern = "^[A-Za-z0-9._:-]+$"), length(max = 64))]
    pub id: String,
}

/// A request that was stored.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct RequestReport {
    /// The client's name for it.
    pub request_id: String,
    /// The generation that signs it.
    pub issuer: Word<GenerationId>,
    /// The serial number that it was given.
    pub serial: Word<Serial>,
    /// Where it stands.
    pub state: RequestState,
}

/// Where a request stands between wish and end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RequestState {
    /// Checked and linted.
    Prepared,
    /// Authorised, by policy or by approvals.
    Authorised,
    /// May be signed at any moment, or may have been.
    Signing,
    /// Signed and recorded.
    Issued,
    /// Given up for ever.
    Abandoned,
}

impl Operation for ShowRequest {
    const ROW: Row = Row {
        name: "ShowRequest",
        summary: "Shows what became of a request.",
        method: Method::Get,
        path: "/requests/{issuer}/{id}",
        door: Door::Operators,
        roles: Roles::of(Role::RegistrationOfficer, &[Role::Auditor]),
        scope: &[Dimension::Issuer, Dimension::Agency, Dimension::Prefecture],
        effect: Effect::Reads,
        acts: &[],
        body: Body::None,
        success: Success::Ok,
    };
    type Request = ShownRequest;
    type Answer = RequestReport;

    fn aim(request: &ShownRequest) -> Aim {
        Aim::Stored(Target {
            issuer: Some(request.issuer.to_string()),
            ..Target::default()
        })
    }
}
