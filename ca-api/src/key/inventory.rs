//! Keys are listed and shown (HSM-08).

use ca_core::governance::role::Role;
use ca_core::governance::scope::Target;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::key::report::{CopyReport, Device, KeyReport, TokenAlarms};
use crate::operation::{Aim, Body, Door, Effect, Method, Operation, Roles, Row, Success};

/// Lists all keys of all tokens.
#[derive(Debug)]
pub struct ListKeys;

/// Shows one key, its attributes, its device and its copies.
#[derive(Debug)]
pub struct ShowKey;

/// All of them: there are as many as tokens hold.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WhichKeys {}

/// Which one.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WhichKey {
    /// Its URI (RFC 7512) or its label.
    #[schemars(length(min = 1, max = 1024))]
    pub key: String,
}

/// The key pairs of the tokens.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct KeyList {
    /// The keys.
    pub keys: Vec<KeyReport>,
    /// What nobody should overlook.
    #[serde(flatten)]
    pub alarms: TokenAlarms,
}

/// A key pair with all that is known of it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct KeyDetail {
    /// The key.
    #[serde(flatten)]
    pub key: KeyReport,
    /// The device that holds it.
    pub device: Option<Device>,
    /// The recorded copies of it, in the order in which they were made.
    pub copies: Vec<CopyReport>,
    /// What nobody should overlook.
    #[serde(flatten)]
    pub alarms: TokenAlarms,
}

/// A row of what is read in tokens.
const fn read(name: &'static str, summary: &'static str, path: &'static str) -> Row {
    Row {
        name,
        summary,
        method: Method::Get,
        path,
        door: Door::Operators,
        roles: Roles::of(
            Role::SecurityOfficer,
            &[Role::SystemAdministrator, Role::Auditor],
        ),
        scope: &[],
        effect: Effect::Reads,
        acts: &[],
        body: Body::None,
        success: Success::Ok,
    }
}

impl Operation for ListKeys {
    const ROW: Row = read("ListKeys", "Lists all keys of all tokens.", "/keys");
    type Request = WhichKeys;
    type Answer = KeyList;

    fn aim(_: &WhichKeys) -> Aim {
        Aim::Stated(Target::default())
    }
}

impl Operation for ShowKey {
    const ROW: Row = read(
        "ShowKey",
        "Shows one key, its attributes, its device and its copies.",
        "/keys/{key}",
    );
    type Request = WhichKey;
    type Answer = KeyDetail;

    fn aim(_: &WhichKey) -> Aim {
        Aim::Stated(Target::default())
    }
}
