//! Operations upon OCSP signers.

use ca_core::audit::event::Act;
use ca_core::governance::role::Role;
use ca_core::governance::scope::{Dimension, Target};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::certificate::{CertificateReport, IssuedCertificate};
use crate::issuer::IssuerName;
use crate::operation::{Aim, Body, Door, Effect, Method, Operation, Roles, Row, Success};
use crate::page::{Limit, Place};
use crate::word::{Encoded, Word};

/// Lists the certificates of OCSP signers.
#[derive(Debug)]
pub struct ListResponders;

/// Issues the certificate of an OCSP signer.
#[derive(Debug)]
pub struct EnrolResponder;

/// Which part of the list.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListedResponders {
    /// How many.
    #[serde(default)]
    pub limit: Limit,
    /// Only after this place, which `next` of the part before gave.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<Word<Place>>,
}

/// Certificates of OCSP signers, in the order in which they were stored.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct ResponderPage {
    /// Those within reach of whoever asks: perhaps fewer than were asked for, also before the end.
    pub responders: Vec<CertificateReport>,
    /// The cursor of the next part; absent at the end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<Word<Place>>,
}

/// A wish for the certificate of an OCSP signer.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Enrolment {
    /// For which generation it is to answer; a line stands for its active one.
    pub issuer: Word<IssuerName>,
    /// The PKCS#10 request (RFC 2986): it gives the key and proves its possession, no more.
    pub csr: Encoded,
}

impl Operation for ListResponders {
    const ROW: Row = Row {
        name: "ListResponders",
        summary: "Lists the certificates of OCSP signers.",
        method: Method::Get,
        path: "/responders",
        door: Door::Operators,
        roles: Roles::ANY_OPERATOR,
        scope: &[Dimension::Issuer],
        effect: Effect::Reads,
        acts: &[],
        body: Body::None,
        success: Success::Ok,
    };
    type Request = ListedResponders;
    type Answer = ResponderPage;

    fn aim(_: &ListedResponders) -> Aim {
        Aim::Stored(Target::default())
    }
}

impl Operation for EnrolResponder {
    const ROW: Row = Row {
        name: "EnrolResponder",
        summary: "Issues the certificate of an OCSP signer.",
        method: Method::Post,
        path: "/responders",
        door: Door::Operators,
        roles: Roles::of(Role::SecurityOfficer, &[]),
        scope: &[Dimension::Issuer],
        effect: Effect::Governs,
        acts: &[Act::ResponderEnrol],
        body: Body::Large,
        success: Success::Created,
    };
    type Request = Enrolment;
    type Answer = IssuedCertificate;

    fn aim(request: &Enrolment) -> Aim {
        Aim::Stated(Target {
            issuer: Some(request.issuer.line().to_string()),
            ..Target::default()
        })
    }
}
