//! Events that match.

use ca_core::audit::event::{Act, Outcome};
use ca_core::governance::role::Role;
use ca_core::governance::scope::Target;
use ca_core::registry::records::Officer;
use ca_core::timestamp::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::operation::{Aim, Body, Door, Effect, Method, Operation, Roles, Row, Success};
use crate::page::{Limit, Place};
use crate::word::{self, Word, Worded};

/// Lists events by place, time, actor, act, outcome and object.
#[derive(Debug)]
pub struct ListEvents;

/// Which ones. An empty list and an absent bound ask nothing.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AskedEvents {
    /// First place; 0 where none is given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Word<Place>>,
    /// Place after the last one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Word<Place>>,
    /// Not before this moment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<Word<Timestamp>>,
    /// Before this moment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Word<Timestamp>>,
    /// Any of these acts.
    #[serde(
        default,
        skip_serializing_if = "Vec::is_empty",
        deserialize_with = "word::each"
    )]
    #[schemars(length(max = 64))]
    pub act: Vec<Word<Act>>,
    /// Any of these outcomes.
    #[serde(
        default,
        skip_serializing_if = "Vec::is_empty",
        deserialize_with = "word::each"
    )]
    #[schemars(length(max = 64))]
    pub outcome: Vec<Word<Outcome>>,
    /// By this actor, however authenticated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actor: Option<Word<Officer>>,
    /// About the issuer with this name: a generation, or a line where no generation was known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 256))]
    pub issuer: Option<String>,
    /// About this object: serial, document digest, key URI or CRL number, as events write it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 1024))]
    pub object: Option<String>,
    /// The newest ones, from the last place backwards, instead of the oldest.
    #[serde(default)]
    pub newest: bool,
    /// How many at most.
    #[serde(default)]
    pub limit: Limit,
    /// Where the part before ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<Word<Place>>,
}

/// A part of the log.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct EventList {
    /// The events that match.
    pub events: Vec<EventReport>,
    /// The cursor of the next part; absent at the end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<Word<Place>>,
}

/// An audit event: its place, its leaf and its content as it was recorded.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct EventReport {
    /// Its place in the log.
    pub index: u64,
    /// Its leaf data in the tree, in hexadecimal.
    pub leaf: String,
    /// The event; absent once it was purged at term.
    pub event: Option<Value>,
}

impl Operation for ListEvents {
    const ROW: Row = Row {
        name: "ListEvents",
        summary: "Lists events of the log by place, time, actor, act, outcome and object.",
        method: Method::Get,
        path: "/audit/events",
        door: Door::Operators,
        roles: Roles::of(Role::Auditor, &[Role::SecurityOfficer]),
        scope: &[],
        effect: Effect::Reads,
        acts: &[],
        body: Body::None,
        success: Success::Ok,
    };
    type Request = AskedEvents;
    type Answer = EventList;

    fn aim(_: &AskedEvents) -> Aim {
        Aim::Stated(Target::default())
    }
}

impl Worded for Act {
    const NAME: &'static str = "Act";
    const ABOUT: &'static str = "an act, as events name it";
    const PATTERN: &'static str = "^[a-z]+([.-][a-z]+)*$";
    const MOST: usize = 64;

    fn read(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|act| act.as_str() == text)
    }
}

impl Worded for Outcome {
    const NAME: &'static str = "Outcome";
    const ABOUT: &'static str = "how an act ended: `intended`, `done`, `refused` or `failed`";
    const PATTERN: &'static str = "^[a-z]+$";
    const MOST: usize = 64;

    fn read(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_act_of_a_query_is_a_list_of_one() {
        let asked: AskedEvents = serde_json::from_str(r#"{"act":"crl.publish"}"#).unwrap();
        assert_eq!(*asked.act[0], Act::CrlPublish);
        let text = r#"{"act":["crl.publish","audit.purge"],"newest":false,"limit":100}"#;
        let asked: AskedEvents = serde_json::from_str(text).unwrap();
        assert_eq!(serde_json::to_string(&asked).unwrap(), text);
        assert!(serde_json::from_str::<AskedEvents>(r#"{"act":"crl.burn"}"#).is_err());
    }
}
