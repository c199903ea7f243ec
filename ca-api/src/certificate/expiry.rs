//! How many certificates end, month by month.

use std::borrow::Cow;

use ca_core::governance::role::Role;
use ca_core::governance::scope::{Dimension, Target};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, de};

use crate::operation::{Aim, Body, Door, Effect, Method, Operation, Roles, Row, Success};

/// Counts the certificates that end in each of the coming months, by profile.
#[derive(Debug)]
pub struct CountExpiries;

/// Which months and profiles.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Expiries {
    /// How many months, from this one on.
    #[serde(default)]
    pub months: Months,
    /// Only made by profiles of this name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(regex(pattern = "^[a-z0-9-]+$"), length(max = 64))]
    pub profile: Option<String>,
}

/// A number of calendar months: 1 to 120, and 12 where nothing is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Months(u32);

/// How many certificates end.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct ExpiryReport {
    /// Month by month in UTC, each from the first to the last of its profiles.
    pub months: Vec<MonthReport>,
}

/// Certificates of a profile that end in a month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct MonthReport {
    /// The month, as `2026-11`.
    pub month: String,
    /// The profile, by name.
    pub profile: String,
    /// Those that are good.
    pub ending: u64,
    /// Those that were revoked, suspended or never finished.
    pub others: u64,
}

impl Months {
    /// So many.
    #[must_use]
    pub const fn of(months: u32) -> Option<Self> {
        match months {
            1..=120 => Some(Self(months)),
            _ => None,
        }
    }

    /// How many.
    #[must_use]
    pub const fn number(self) -> u32 {
        self.0
    }
}

impl Default for Months {
    fn default() -> Self {
        Self(12)
    }
}

impl<'de> Deserialize<'de> for Months {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let months = Self::of(u32::deserialize(from)?);
        months.ok_or_else(|| de::Error::custom("these are not 1 to 120 months"))
    }
}

impl JsonSchema for Months {
    fn schema_name() -> Cow<'static, str> {
        "Months".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "integer",
            "description": "a number of calendar months",
            "minimum": 1,
            "maximum": 120,
            "default": Self::default().0,
        })
    }
}

impl Operation for CountExpiries {
    const ROW: Row = Row {
        name: "CountExpiries",
        summary: "Counts the certificates that end in each of the coming months, by profile.",
        method: Method::Get,
        path: "/certificates/expiry",
        door: Door::Operators,
        roles: Roles::of(Role::RegistrationOfficer, &[Role::Operator, Role::Auditor]),
        scope: &[Dimension::Issuer, Dimension::Profile],
        effect: Effect::Reads,
        acts: &[],
        body: Body::None,
        success: Success::Ok,
    };
    type Request = Expiries;
    type Answer = ExpiryReport;

    /// What is counted is of all issuers.
    fn aim(request: &Expiries) -> Aim {
        Aim::Stated(Target {
            profile: request.profile.clone(),
            ..Target::default()
        })
    }
}
