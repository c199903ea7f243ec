//! One certificate is shown.

use ca_core::generation::LineName;
use ca_core::governance::role::Role;
use ca_core::governance::scope::{Dimension, Target};
use ca_core::serial::Serial;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::certificate::report::CertificateReport;
use crate::operation::{Aim, Body, Door, Effect, Method, Operation, Roles, Row, Success};
use crate::word::Word;

/// Shows all about one certificate or intent of the Registry.
#[derive(Debug)]
pub struct ShowCertificate;

/// Which one.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Shown {
    /// The serial number.
    pub serial: Word<Serial>,
    /// The issuer line; any, where none is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issuer: Option<Word<LineName>>,
}

impl Operation for ShowCertificate {
    const ROW: Row = Row {
        name: "ShowCertificate",
        summary: "Shows all about one certificate or intent of the Registry.",
        method: Method::Get,
        path: "/certificates/{serial}",
        door: Door::Operators,
        roles: Roles::of(
            Role::RegistrationOfficer,
            &[Role::RevocationOfficer, Role::Operator, Role::Auditor],
        ),
        scope: &Dimension::ALL,
        effect: Effect::Reads,
        acts: &[],
        body: Body::None,
        success: Success::Ok,
    };
    type Request = Shown;
    type Answer = CertificateReport;

    fn aim(_: &Shown) -> Aim {
        Aim::Stored(Target::default())
    }
}
