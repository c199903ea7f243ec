//! One event, and what proves it.

use ca_core::governance::role::Role;
use ca_core::governance::scope::Target;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::audit::event::EventReport;
use crate::audit::head::HeadReport;
use crate::operation::{Aim, Body, Door, Effect, Method, Operation, Roles, Row, Success};
use crate::page::Place;
use crate::word::Word;

/// Shows an event with its path to a head, verified.
#[derive(Debug)]
pub struct ShowEvent;

/// Gives an event and its proof as a file that anybody can verify.
#[derive(Debug)]
pub struct ProveEvent;

/// Which one.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WhichEvent {
    /// Its place in the log.
    pub index: Word<Place>,
}

/// An event, its path and the head that it leads to.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct ShownEvent {
    /// The event.
    #[serde(flatten)]
    pub event: EventReport,
    /// Hashes from the leaf to the root, from below.
    pub path: Vec<String>,
    /// The signed head that covers it; absent while none does.
    pub head: Option<HeadReport>,
}

/// An event that is proven.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct EventProof {
    /// Its place in the log.
    pub index: u64,
    /// The signed head that covers it.
    pub head: HeadReport,
    /// The text of the file.
    pub proof: String,
}

const fn read(name: &'static str, summary: &'static str, path: &'static str) -> Row {
    Row {
        name,
        summary,
        method: Method::Get,
        path,
        door: Door::Operators,
        roles: Roles::of(Role::Auditor, &[Role::SecurityOfficer]),
        scope: &[],
        effect: Effect::Reads,
        acts: &[],
        body: Body::None,
        success: Success::Ok,
    }
}

impl Operation for ShowEvent {
    const ROW: Row = read(
        "ShowEvent",
        "Shows an event with its path to a head, verified.",
        "/audit/events/{index}",
    );
    type Request = WhichEvent;
    type Answer = ShownEvent;

    fn aim(_: &WhichEvent) -> Aim {
        Aim::Stated(Target::default())
    }
}

impl Operation for ProveEvent {
    const ROW: Row = read(
        "ProveEvent",
        "Gives an event and its proof as a file that anybody can verify.",
        "/audit/events/{index}/proof",
    );
    type Request = WhichEvent;
    type Answer = EventProof;

    fn aim(_: &WhichEvent) -> Aim {
        Aim::Stated(Target::default())
    }
}
