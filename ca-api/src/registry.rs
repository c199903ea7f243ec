//! Operations upon the Registry itself.

use std::collections::BTreeMap;

use ca_core::governance::role::Role;
use ca_core::governance::scope::Target;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::operation::{Aim, Body, Door, Effect, Method, Operation, Roles, Row, Success};

/// Tells what the Registry holds: head of the log and CRL numbers.
#[derive(Debug)]
pub struct ShowRegistry;

/// Examines the Registry and holds it against its anchor.
#[derive(Debug)]
pub struct CheckRegistry;

/// The Registry of this authority; there is nothing to say of it.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TheRegistry {}

/// How it is examined.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Examination {
    /// Also whether the signatures of certificates and last CRLs verify.
    #[serde(default)]
    pub deep: bool,
}

/// The Registry in a few words.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct RegistryReport {
    /// Whether there is an anchor.
    pub anchored: bool,
    /// What it holds.
    #[serde(flatten)]
    pub state: RegistryState,
}

/// Log head and CRL numbers.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct RegistryState {
    /// Number of events in the audit log.
    pub events: u64,
    /// Root of its Merkle tree.
    pub root: String,
    /// Largest CRL number of each generation.
    pub crl_numbers: BTreeMap<String, u64>,
}

/// What was examined and what was found.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct RegistryCheck {
    /// Where it is.
    pub registry: String,
    /// The anchor's file.
    pub anchor: String,
    /// Whether there is an anchor.
    pub anchored: bool,
    /// What it holds.
    #[serde(flatten)]
    pub state: RegistryState,
    /// Each check.
    pub checks: Vec<CheckOutcome>,
}

/// What one check found.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct CheckOutcome {
    /// The word of the check.
    pub check: String,
    /// How much breaks its rule; 0 where nothing does.
    pub defects: u64,
    /// Where: the first of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub places: Vec<String>,
    /// What is wrong, in the language of whoever asked; the words of the engine are English.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub causes: Vec<String>,
}

impl Operation for ShowRegistry {
    const ROW: Row = Row {
        name: "ShowRegistry",
        summary: "Tells what the Registry holds: head of the log and CRL numbers.",
        method: Method::Get,
        path: "/registry",
        door: Door::Operators,
        roles: Roles::of(
            Role::SystemAdministrator,
            &[Role::SecurityOfficer, Role::Auditor],
        ),
        scope: &[],
        effect: Effect::Reads,
        acts: &[],
        body: Body::None,
        success: Success::Ok,
    };
    type Request = TheRegistry;
    type Answer = RegistryReport;

    fn aim(_: &TheRegistry) -> Aim {
        Aim::Stated(Target::default())
    }
}

impl Operation for CheckRegistry {
    const ROW: Row = Row {
        name: "CheckRegistry",
        summary: "Examines the Registry and holds it against its anchor.",
        method: Method::Post,
        path: "/registry/checks",
        door: Door::Operators,
        roles: Roles::of(Role::SystemAdministrator, &[Role::Auditor]),
        scope: &[],
        effect: Effect::Reads,
        acts: &[],
        body: Body::Small,
        success: Success::Ok,
    };
    type Request = Examination;
    type Answer = RegistryCheck;

    fn aim(_: &Examination) -> Aim {
        Aim::Stated(Target::default())
    }
}
