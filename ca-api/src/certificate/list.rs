//! Certificates are listed and counted.

use ca_core::governance::role::Role;
use ca_core::governance::scope::Dimension;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::certificate::report::CertificateReport;
use crate::certificate::search::Search;
use crate::operation::{Aim, Body, Door, Effect, Method, Operation, Roles, Row, Success};
use crate::page::{Limit, Place};
use crate::word::Word;

/// Lists the certificates and intents that match.
#[derive(Debug)]
pub struct ListCertificates;

/// Counts the certificates and intents that match.
#[derive(Debug)]
pub struct CountCertificates;

/// Which part of which list.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Listing {
    /// What the list is narrowed to.
    #[serde(flatten)]
    pub search: Search,
    /// How many.
    #[serde(default)]
    pub limit: Limit,
    /// Only after this place, which `next` of the part before gave.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<Word<Place>>,
}

/// Certificates and intents, in the order in which they were stored.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct CertificatePage {
    /// Those within reach of whoever asks: perhaps fewer than were asked for, also before the end.
    pub certificates: Vec<CertificateReport>,
    /// The cursor of the next part; absent at the end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<Word<Place>>,
}

/// How many match, by standing; each counts once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct StandingReport {
    /// Issued and not withdrawn, expired or not.
    pub good: u64,
    /// Issued and held.
    pub suspended: u64,
    /// Issued and withdrawn for ever.
    pub revoked: u64,
    /// Prepared, authorised or signing.
    pub open: u64,
    /// Given up, on the CRL or not.
    pub abandoned: u64,
    /// All of them.
    pub total: u64,
}

const ROLES: Roles = Roles::of(
    Role::RegistrationOfficer,
    &[Role::RevocationOfficer, Role::Operator, Role::Auditor],
);

impl Operation for ListCertificates {
    const ROW: Row = Row {
        name: "ListCertificates",
        summary: "Lists the certificates and intents that match.",
        method: Method::Get,
        path: "/certificates",
        door: Door::Operators,
        roles: ROLES,
        scope: &Dimension::ALL,
        effect: Effect::Reads,
        acts: &[],
        body: Body::None,
        success: Success::Ok,
    };
    type Request = Listing;
    type Answer = CertificatePage;

    fn aim(request: &Listing) -> Aim {
        request.search.aim()
    }
}

impl Operation for CountCertificates {
    const ROW: Row = Row {
        name: "CountCertificates",
        summary: "Counts the certificates and intents that match, by standing.",
        method: Method::Get,
        path: "/certificates/count",
        door: Door::Operators,
        roles: ROLES,
        scope: &Dimension::ALL,
        effect: Effect::Reads,
        acts: &[],
        body: Body::None,
        success: Success::Ok,
    };
    type Request = Search;
    type Answer = StandingReport;

    /// Numbers cannot be held against a scope one by one: what is counted is named.
    fn aim(request: &Search) -> Aim {
        Aim::Stated(request.target())
    }
}

#[cfg(test)]
mod tests {
    use schemars::schema_for;
    use serde_json::Value;

    use super::*;

    #[test]
    fn a_listing_is_flat_and_refuses_what_it_does_not_know() {
        let text =
            r#"{"serial":["0a"],"issuer":"citizens","status":"good","limit":7,"cursor":"9"}"#;
        let listing: Listing = serde_json::from_str(text).unwrap();
        assert_eq!(listing.search.serial.len(), 1);
        assert_eq!(listing.cursor.as_deref(), Some(&Place(9)));
        assert_eq!(serde_json::to_string(&listing).unwrap(), text);
        let one: Listing = serde_json::from_str(r#"{"serial":"0a"}"#).unwrap();
        assert_eq!(one.search.serial, listing.search.serial);
        for text in [
            r#"{"issuers":"citizens"}"#,
            r#"{"search":{}}"#,
            r#"{"limit":0}"#,
        ] {
            assert!(serde_json::from_str::<Listing>(text).is_err(), "{text}");
        }
        let schema = serde_json::to_value(schema_for!(Listing)).unwrap();
        let members = schema["properties"].as_object().unwrap();
        assert!(members.contains_key("issuer") && members.contains_key("cursor"));
        assert_eq!(schema["additionalProperties"], Value::Bool(false));
    }
}
