//! A certificate is asked for.

use ca_core::audit::event::Act;
use ca_core::generation::LineName;
use ca_core::governance::role::Role;
use ca_core::governance::scope::{Dimension, Target};
use ca_core::san::SubjectAltName;
use ca_core::subject::Subject;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::certificate::report::{FieldReport, FindingReport, NoticeReport};
use crate::operation::{Aim, Body, Door, Effect, Method, Operation, Roles, Row, Success};
use crate::word::{Encoded, Word};

/// Issues a certificate from a signing request.
#[derive(Debug)]
pub struct IssueCertificate;

/// Checks, builds and lints what would be issued; signs and stores nothing.
#[derive(Debug)]
pub struct PrepareCertificate;

/// A wish for a leaf certificate.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Wish {
    /// The issuer line; its active generation signs.
    pub issuer: Word<LineName>,
    /// The profile, by name.
    #[schemars(regex(pattern = "^[a-z0-9-]+$"), length(max = 64))]
    pub profile: String,
    /// The PKCS#10 request (RFC 2986): it gives the key and proves its possession, no more.
    pub csr: Encoded,
    /// The subject.
    pub subject: Word<Subject>,
    /// Alternative names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 100))]
    pub san: Vec<Word<SubjectAltName>>,
    /// The client's name for the request: the same id gives the same certificate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(regex(pattern = "^[A-Za-z0-9._:-]+$"), length(max = 64))]
    pub request_id: Option<String>,
    /// Validity in days, where it is shorter than the profile's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 36_525))]
    pub validity_days: Option<u32>,
    /// Evidence of where the key was made (REG-08).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key_origin: Option<Encoded>,
    /// The names as the register writes them, where the subject has a Latin form of them
    /// (REG-05).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub original_name: Option<Word<Subject>>,
    /// The officer confirms the Latin form of the names, though it is not the suggested one
    /// (REG-05).
    #[serde(default)]
    pub confirm_latin_form: bool,
    /// The officer confirms that the holder of a known identifier has another name now
    /// (REG-09).
    #[serde(default)]
    pub renamed: bool,
}

/// What was issued.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct IssuedCertificate {
    /// The serial number, in hexadecimal.
    pub serial: String,
    /// The generation that signed.
    pub issuer: String,
    /// The client's name for the request.
    pub request_id: String,
    /// Whether the request had been fulfilled before.
    pub replayed: bool,
    /// What an officer should look at.
    pub notices: Vec<NoticeReport>,
    /// The certificate, in PEM.
    pub certificate: Option<String>,
}

/// What would be issued.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct PreparedCertificate {
    /// The serial number that it would have, in hexadecimal.
    pub serial: String,
    /// The generation that would sign.
    pub issuer: String,
    /// When its validity would begin (RFC 3339).
    pub not_before: String,
    /// When it would end (RFC 3339).
    pub not_after: String,
    /// The bytes to be signed, in hexadecimal DER.
    pub tbs: String,
    /// The same, field by field.
    pub fields: Vec<FieldReport>,
    /// What the lint rules found; no errors.
    pub findings: Vec<FindingReport>,
    /// What an officer should look at.
    pub notices: Vec<NoticeReport>,
}

/// Requests are held against all that an assignment can be bounded in.
const SCOPE: &[Dimension] = &Dimension::ALL;

impl Operation for IssueCertificate {
    const ROW: Row = Row {
        name: "IssueCertificate",
        summary: "Issues a certificate from a signing request.",
        method: Method::Post,
        path: "/requests",
        door: Door::Operators,
        roles: Roles::of(Role::RegistrationOfficer, &[]),
        scope: SCOPE,
        effect: Effect::Changes,
        acts: &[Act::CertificateRequest, Act::CertificateIssue],
        body: Body::Large,
        success: Success::Created,
    };
    type Request = Wish;
    type Answer = IssuedCertificate;

    fn aim(request: &Wish) -> Aim {
        Aim::Stated(request.target())
    }
}

impl Operation for PrepareCertificate {
    const ROW: Row = Row {
        name: "PrepareCertificate",
        summary: "Checks, builds and lints what would be issued; signs and stores nothing.",
        method: Method::Post,
        path: "/requests/check",
        door: Door::Operators,
        roles: Roles::of(Role::RegistrationOfficer, &[]),
        scope: SCOPE,
        effect: Effect::Reads,
        acts: &[],
        body: Body::Large,
        success: Success::Ok,
    };
    type Request = Wish;
    type Answer = PreparedCertificate;

    fn aim(request: &Wish) -> Aim {
        Aim::Stated(request.target())
    }
}

impl Wish {
    fn target(&self) -> Target {
        Target {
            issuer: Some(self.issuer.to_string()),
            profile: Some(self.profile.clone()),
            ..Target::default()
        }
    }
}
