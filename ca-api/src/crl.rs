//! Operations upon CRLs.

use ca_core::audit::event::Act;
use ca_core::generation::GenerationId;
use ca_core::governance::role::Role;
use ca_core::governance::scope::{Dimension, Target};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::operation::{Aim, Body, Door, Effect, Method, Operation, Roles, Row, Success};
use crate::word::{Encoded, Word};

/// Gives the CRL that is published for a generation.
#[derive(Debug)]
pub struct ShowCrl;

/// Builds, signs and publishes the next CRL of a generation.
#[derive(Debug)]
pub struct PublishCrl;

/// Of which generation.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ShownCrl {
    /// The generation that signed it.
    pub generation: Word<GenerationId>,
}

/// Of which generation, and what is told of it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Publication {
    /// The generation that signs it, retired ones included.
    pub generation: Word<GenerationId>,
    /// Whether the answer has the list itself: it may have many megabytes.
    #[serde(default)]
    pub with_list: bool,
}

/// A CRL (RFC 5280 5), as it was signed.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct CrlFile {
    /// The generation.
    pub issuer: String,
    /// cRLNumber.
    pub number: u64,
    /// thisUpdate (RFC 3339).
    pub this_update: String,
    /// nextUpdate (RFC 3339).
    pub next_update: String,
    /// The DER CertificateList.
    pub crl: Encoded,
}

/// A CRL that was just published.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct PublishedCrl {
    /// The generation.
    pub issuer: String,
    /// cRLNumber.
    pub number: u64,
    /// thisUpdate (RFC 3339).
    pub this_update: String,
    /// nextUpdate (RFC 3339).
    pub next_update: String,
    /// How many serial numbers are on it.
    pub entries: usize,
    /// How long it is.
    pub octets: usize,
    /// The DER CertificateList, where it was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub crl: Option<Encoded>,
}

impl Operation for ShowCrl {
    const ROW: Row = Row {
        name: "ShowCrl",
        summary: "Gives the CRL that is published for a generation.",
        method: Method::Get,
        path: "/crls/{generation}",
        door: Door::Operators,
        roles: Roles::ANY_OPERATOR,
        scope: &[Dimension::Issuer],
        effect: Effect::Reads,
        acts: &[],
        body: Body::None,
        success: Success::Ok,
    };
    type Request = ShownCrl;
    type Answer = CrlFile;

    fn aim(request: &ShownCrl) -> Aim {
        of_line(&request.generation)
    }
}

impl Operation for PublishCrl {
    const ROW: Row = Row {
        name: "PublishCrl",
        summary: "Builds, signs and publishes the next CRL of a generation.",
        method: Method::Post,
        path: "/crls/{generation}",
        door: Door::Operators,
        roles: Roles::of(Role::Operator, &[Role::SecurityOfficer]),
        scope: &[Dimension::Issuer],
        effect: Effect::Changes,
        acts: &[Act::CrlPublish],
        body: Body::Small,
        success: Success::Created,
    };
    type Request = Publication;
    type Answer = PublishedCrl;

    fn aim(request: &Publication) -> Aim {
        of_line(&request.generation)
    }
}

fn of_line(generation: &GenerationId) -> Aim {
    Aim::Stated(Target {
        issuer: Some(generation.line().to_string()),
        ..Target::default()
    })
}
