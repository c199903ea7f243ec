//! What a statement is about: acts with their content, in the words of the JSON.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::audit::event;
use crate::digest::Sha256Digest;
use crate::generation::GenerationId;
use crate::governance::certificate::OperatorCertificate;
use crate::governance::role::RoleSet;
use crate::governance::scope::Scope;
use crate::registry::records::DocumentKind;

/// An act with its content. The content is what is done; nothing beside it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// The first officers, and what was in force when they began.
    Bootstrap(Bootstrap),
    /// An operator gets roles, or others than before.
    Assign(Assignment),
    /// An operator has roles no more.
    Withdraw(Withdrawal),
    /// An operator's certificate counts no more, for ever.
    Revoke(OperatorRevocation),
    /// An operator goes on with another certificate.
    Renew(Renewal),
    /// A document becomes the one that counts.
    ActivateDocument(DocumentMark),
    /// A generation becomes the active one of its line.
    ActivateIssuer(GenerationMark),
    /// Any other act, with the request for it.
    Request {
        /// Which act.
        act: event::Act,
        /// The request as it is performed.
        request: Map<String, Value>,
    },
}

impl Act {
    /// Acts that only a statement brings about, beside those that have variants of their own.
    pub const GOVERNING: [event::Act; 6] = [
        event::Act::IssuerCreate,
        event::Act::KeyGenerate,
        event::Act::KeyDestroy,
        event::Act::ResponderEnrol,
        event::Act::AuditEnrol,
        event::Act::AuditPurge,
    ];

    /// The word in the JSON.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Bootstrap(_) => BOOTSTRAP,
            Self::Assign(_)
            | Self::Withdraw(_)
            | Self::Revoke(_)
            | Self::Renew(_)
            | Self::ActivateDocument(_)
            | Self::ActivateIssuer(_)
            | Self::Request { .. } => self.event().as_str(),
        }
    }

    /// What the log calls it.
    #[must_use]
    pub const fn event(&self) -> event::Act {
        match self {
            Self::Bootstrap(_) => event::Act::OperatorBootstrap,
            Self::Assign(_) => event::Act::OperatorAssign,
            Self::Withdraw(_) => event::Act::OperatorWithdraw,
            Self::Revoke(_) => event::Act::OperatorRevoke,
            Self::Renew(_) => event::Act::OperatorRenew,
            Self::ActivateDocument(_) => event::Act::DocumentActivate,
            Self::ActivateIssuer(_) => event::Act::IssuerActivate,
            Self::Request { act, .. } => *act,
        }
    }

    /// Whether it has a place in the chain, and happens by a statement alone.
    #[must_use]
    pub fn governs(&self) -> bool {
        match self {
            Self::Bootstrap(_)
            | Self::Assign(_)
            | Self::Withdraw(_)
            | Self::Revoke(_)
            | Self::Renew(_)
            | Self::ActivateDocument(_)
            | Self::ActivateIssuer(_) => true,
            Self::Request { act, .. } => Self::GOVERNING.contains(act),
        }
    }

    /// Whether it changes who holds which role.
    #[must_use]
    pub const fn changes_roles(&self) -> bool {
        match self {
            Self::Bootstrap(_)
            | Self::Assign(_)
            | Self::Withdraw(_)
            | Self::Revoke(_)
            | Self::Renew(_) => true,
            Self::ActivateDocument(_) | Self::ActivateIssuer(_) | Self::Request { .. } => false,
        }
    }

    /// The operator whom it is about, by the digest of the certificate; nobody where it names
    /// several or none. A renewal is about the one who goes on.
    #[must_use]
    pub const fn operator(&self) -> Option<&Sha256Digest> {
        match self {
            Self::Assign(assignment) => Some(assignment.certificate.digest()),
            Self::Withdraw(withdrawal) => Some(&withdrawal.operator),
            Self::Revoke(revocation) => Some(&revocation.operator),
            Self::Renew(renewal) => Some(&renewal.operator),
            Self::Bootstrap(_)
            | Self::ActivateDocument(_)
            | Self::ActivateIssuer(_)
            | Self::Request { .. } => None,
        }
    }

    /// The operators' certificates in it.
    #[must_use]
    pub fn certificates(&self) -> Vec<&OperatorCertificate> {
        match self {
            Self::Bootstrap(bootstrap) => {
                let officers = bootstrap.officers.iter();
                officers.map(|officer| &officer.certificate).collect()
            }
            Self::Assign(assignment) => vec![&assignment.certificate],
            Self::Renew(renewal) => vec![&renewal.certificate],
            Self::Withdraw(_)
            | Self::Revoke(_)
            | Self::ActivateDocument(_)
            | Self::ActivateIssuer(_)
            | Self::Request { .. } => Vec::new(),
        }
    }
}

/// The word of a bootstrap in the JSON.
pub(super) const BOOTSTRAP: &str = "bootstrap";

/// The beginning of the chain. Each officer named in it signs it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bootstrap {
    /// The documents in force.
    pub documents: Vec<DocumentMark>,
    /// The issuers in force.
    pub generations: Vec<GenerationMark>,
    /// The first officers.
    pub officers: Vec<Assignment>,
    /// The profiles whose certificates operators may have (REG-02).
    pub profiles: BTreeSet<String>,
    /// How many security officers sign a change of roles; from 1.
    pub quorum: u8,
}

/// Roles of an operator, and what they reach.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Assignment {
    /// By what the operator is known.
    #[serde(with = "base64_der")]
    pub certificate: OperatorCertificate,
    /// The person, by the identifier in the certificate's subject.
    pub person: String,
    /// The roles.
    pub roles: RoleSet,
    /// What they reach.
    pub scope: Scope,
    /// Whether each request must come with a statement (REG-10).
    pub signed_requests: bool,
}

/// The end of an assignment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Withdrawal {
    /// Whose.
    #[serde(with = "digest")]
    pub operator: Sha256Digest,
}

/// The end of an operator's certificate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OperatorRevocation {
    /// Whose.
    #[serde(with = "digest")]
    pub operator: Sha256Digest,
}

/// The same person goes on with the same roles and another certificate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Renewal {
    /// The certificate from now on.
    #[serde(with = "base64_der")]
    pub certificate: OperatorCertificate,
    /// Whose it was.
    #[serde(with = "digest")]
    pub operator: Sha256Digest,
}

/// A document, by its digest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DocumentMark {
    /// Its kind.
    #[serde(with = "kind")]
    pub kind: DocumentKind,
    /// Its name.
    pub name: String,
    /// SHA-256 of its text.
    #[serde(with = "digest")]
    pub sha256: Sha256Digest,
}

/// A generation of an issuer, by the digest of its certificate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GenerationMark {
    /// Line and number.
    #[serde(with = "generation")]
    pub generation: GenerationId,
    /// SHA-256 of its certificate.
    #[serde(with = "digest")]
    pub sha256: Sha256Digest,
}

/// SHA-256 digests as 64 hexadecimal digits.
mod digest {
    use serde::{Deserialize, Deserializer, Serializer, de};

    use crate::digest::Sha256Digest;

    pub(super) fn serialize<S: Serializer>(
        digest: &Sha256Digest,
        to: S,
    ) -> Result<S::Ok, S::Error> {
        to.collect_str(digest)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        from: D,
    ) -> Result<Sha256Digest, D::Error> {
        let text = String::deserialize(from)?;
        text.parse().map_err(de::Error::custom)
    }
}

/// Generations as their names.
mod generation {
    use serde::{Deserialize, Deserializer, Serializer, de};

    use crate::generation::GenerationId;

    pub(super) fn serialize<S: Serializer>(id: &GenerationId, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(id)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        from: D,
    ) -> Result<GenerationId, D::Error> {
        let text = String::deserialize(from)?;
        text.parse().map_err(de::Error::custom)
    }
}

/// Kinds of documents as their words.
mod kind {
    use serde::{Deserialize, Deserializer, Serializer, de};

    use crate::registry::records::DocumentKind;

    pub(super) fn serialize<S: Serializer>(kind: &DocumentKind, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(kind.as_str())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        from: D,
    ) -> Result<DocumentKind, D::Error> {
        let word = String::deserialize(from)?;
        let found = DocumentKind::ALL
            .into_iter()
            .find(|kind| kind.as_str() == word);
        found.ok_or_else(|| de::Error::custom("not a kind of document"))
    }
}

/// Certificates as DER in base64 (RFC 4648 4).
mod base64_der {
    use base64::Engine;
    use base64::engine::general_purpose::STANDARD;
    use serde::{Deserialize, Deserializer, Serializer, de};

    use crate::governance::certificate::OperatorCertificate;

    pub(super) fn serialize<S: Serializer>(
        certificate: &OperatorCertificate,
        to: S,
    ) -> Result<S::Ok, S::Error> {
        to.serialize_str(&STANDARD.encode(certificate.der()))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        from: D,
    ) -> Result<OperatorCertificate, D::Error> {
        let text = String::deserialize(from)?;
        let der = STANDARD.decode(text).map_err(de::Error::custom)?;
        OperatorCertificate::parse(&der).map_err(de::Error::custom)
    }
}
