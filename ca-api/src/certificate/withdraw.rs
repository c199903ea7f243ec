//! A certificate's status is changed.

use ca_core::audit::event::Act;
use ca_core::generation::LineName;
use ca_core::governance::role::Role;
use ca_core::governance::scope::{Dimension, Target};
use ca_core::revocation::Reason;
use ca_core::serial::Serial;
use ca_core::timestamp::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::operation::{Aim, Body, Door, Effect, Method, Operation, Roles, Row, Success};
use crate::word::Word;

/// Revokes a certificate for ever.
#[derive(Debug)]
pub struct RevokeCertificate;

/// Suspends a certificate, if its profile allows that, until it is reinstated or revoked.
#[derive(Debug)]
pub struct SuspendCertificate;

/// Ends a suspension.
#[derive(Debug)]
pub struct ReinstateCertificate;

/// What is revoked, and why.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Revocation {
    /// The issuer line.
    pub issuer: Word<LineName>,
    /// The serial number.
    pub serial: Word<Serial>,
    /// The reason (RFC 5280 5.3.1); absent where none is stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Word<Reason>>,
    /// Since when the key is known or suspected to be compromised (RFC 5280 5.3.2).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub invalidity_date: Option<Word<Timestamp>>,
}

/// What is suspended, or is so no more.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Hold {
    /// The issuer line.
    pub issuer: Word<LineName>,
    /// The serial number.
    pub serial: Word<Serial>,
}

/// A certificate's status after the act.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct StatusReport {
    /// The serial number, in hexadecimal.
    pub serial: String,
    /// The issuer line.
    pub issuer: String,
    /// `good`, `suspended` or `revoked`.
    pub status: String,
    /// The reason (RFC 5280 5.3.1).
    pub reason: Option<String>,
    /// Since when (RFC 3339).
    pub effective: Option<String>,
    /// Since when its key is known or suspected to be compromised (RFC 5280 5.3.2).
    pub invalidity_date: Option<String>,
}

impl Operation for RevokeCertificate {
    const ROW: Row = Row {
        name: "RevokeCertificate",
        summary: "Revokes a certificate for ever.",
        method: Method::Post,
        path: "/revocations",
        door: Door::Operators,
        roles: Roles::of(Role::RevocationOfficer, &[Role::RegistrationOfficer]),
        scope: &Dimension::ALL,
        effect: Effect::Changes,
        acts: &[Act::CertificateRevoke],
        body: Body::Small,
        success: Success::Created,
    };
    type Request = Revocation;
    type Answer = StatusReport;

    fn aim(request: &Revocation) -> Aim {
        of_line(&request.issuer)
    }
}

impl Operation for SuspendCertificate {
    const ROW: Row = Row {
        name: "SuspendCertificate",
        summary: "Suspends a certificate until it is reinstated or revoked.",
        method: Method::Post,
        path: "/suspensions",
        door: Door::Operators,
        roles: Roles::of(Role::RevocationOfficer, &[Role::RegistrationOfficer]),
        scope: &Dimension::ALL,
        effect: Effect::Changes,
        acts: &[Act::CertificateSuspend],
        body: Body::Small,
        success: Success::Created,
    };
    type Request = Hold;
    type Answer = StatusReport;

    fn aim(request: &Hold) -> Aim {
        of_line(&request.issuer)
    }
}

impl Operation for ReinstateCertificate {
    const ROW: Row = Row {
        name: "ReinstateCertificate",
        summary: "Ends the suspension of a certificate.",
        method: Method::Post,
        path: "/reinstatements",
        door: Door::Operators,
        roles: Roles::of(Role::RevocationOfficer, &[]),
        scope: &Dimension::ALL,
        effect: Effect::Changes,
        acts: &[Act::CertificateReinstate],
        body: Body::Small,
        success: Success::Created,
    };
    type Request = Hold;
    type Answer = StatusReport;

    fn aim(request: &Hold) -> Aim {
        of_line(&request.issuer)
    }
}

/// A certificate of this line; the Registry knows its profile and office.
fn of_line(line: &LineName) -> Aim {
    Aim::Stored(Target {
        issuer: Some(line.to_string()),
        ..Target::default()
    })
}
