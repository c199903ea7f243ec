//! A key becomes the signer of heads.

use ca_core::algorithm::KeyAlgorithm;
use ca_core::audit::event::Act;
use ca_core::generation::LineName;
use ca_core::governance::role::Role;
use ca_core::governance::scope::Target;
use ca_core::subject::Subject;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::certificate::IssuedCertificate;
use crate::operation::{Aim, Body, Door, Effect, Method, Operation, Roles, Row, Success};
use crate::word::Word;

/// Enrols the key that the configuration names as the signer of heads.
#[derive(Debug)]
pub struct EnrolAuditSigner;

/// Who issues its certificate, and to what name.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewAuditSigner {
    /// The issuer line.
    pub issuer: Word<LineName>,
    /// The kind of the key, if it is still to be made.
    pub key_algorithm: Word<KeyAlgorithm>,
    /// The subject.
    pub subject: Word<Subject>,
}

impl Operation for EnrolAuditSigner {
    const ROW: Row = Row {
        name: "EnrolAuditSigner",
        summary: "Enrols the key that the configuration names as the signer of heads.",
        method: Method::Post,
        path: "/audit/signers",
        door: Door::Operators,
        roles: Roles::of(Role::SecurityOfficer, &[]),
        scope: &[],
        effect: Effect::Governs,
        acts: &[Act::AuditEnrol],
        body: Body::Small,
        success: Success::Created,
    };
    type Request = NewAuditSigner;
    type Answer = IssuedCertificate;

    fn aim(_: &NewAuditSigner) -> Aim {
        Aim::Stated(Target::default())
    }
}
