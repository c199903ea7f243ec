//! Bodies of events go at their term (AUD-05).

use ca_core::audit::event::Act;
use ca_core::governance::role::Role;
use ca_core::governance::scope::Target;
use ca_core::timestamp::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::operation::{Aim, Body, Door, Effect, Method, Operation, Roles, Row, Success};
use crate::word::Word;

/// Tells how long records are kept here, and what is at term now.
#[derive(Debug)]
pub struct ShowRetention;

/// Purges what is at term.
#[derive(Debug)]
pub struct PurgeLog;

/// The log of this authority; there is nothing to say of it.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TheLog {}

/// How long records of a certificate are kept after it ends.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct RetentionReport {
    /// ISO 3166-1 alpha-2 code of the state whose law it is.
    pub country: String,
    /// Calendar years after the end of validity.
    pub years: u8,
    /// Records of certificates that ended up to this moment may go.
    pub ended: Word<Timestamp>,
}

/// What is purged.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Purge {
    /// Records of certificates that ended up to this moment; not later than what is at term.
    pub ended: Word<Timestamp>,
}

/// Bodies that went.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct PurgeReport {
    /// The certificates concerned ended up to this moment.
    pub ended: String,
    /// What the law of this state says.
    pub country: String,
    /// Calendar years for which it keeps records.
    pub years: u8,
    /// The place of the first event that names them; absent where nothing was at term.
    pub event: Option<u64>,
    /// How many events name them.
    pub events: u64,
    /// How many bodies went.
    pub bodies: u64,
    /// Digests of profiles that cannot be read: all events about their certificates stay.
    pub unreadable: Vec<String>,
}

impl Operation for ShowRetention {
    const ROW: Row = Row {
        name: "ShowRetention",
        summary: "Tells how long records are kept here, and what is at term now.",
        method: Method::Get,
        path: "/audit/retention",
        door: Door::Operators,
        roles: Roles::of(Role::SecurityOfficer, &[Role::Auditor]),
        scope: &[],
        effect: Effect::Reads,
        acts: &[],
        body: Body::None,
        success: Success::Ok,
    };
    type Request = TheLog;
    type Answer = RetentionReport;

    fn aim(_: &TheLog) -> Aim {
        Aim::Stated(Target::default())
    }
}

impl Operation for PurgeLog {
    const ROW: Row = Row {
        name: "PurgeLog",
        summary: "Purges bodies of events that are at term.",
        method: Method::Post,
        path: "/audit/purges",
        door: Door::Operators,
        roles: Roles::of(Role::SecurityOfficer, &[]),
        scope: &[],
        effect: Effect::Governs,
        acts: &[Act::AuditPurge],
        body: Body::Small,
        success: Success::Created,
    };
    type Request = Purge;
    type Answer = PurgeReport;

    fn aim(_: &Purge) -> Aim {
        Aim::Stated(Target::default())
    }
}
