//! Why a statement has no place in a chain.

use crate::digest::Sha256Digest;
use crate::governance::role::{ForbiddenRoles, Role};
use crate::governance::statement::StatementError;

/// Why a statement has no place in a chain.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum GovernanceRefusal {
    /// It begins another chain than the one whose digest is pinned.
    #[error("the chain begins with {found}, which is not what is pinned")]
    OtherBootstrap {
        /// Its digest.
        found: Sha256Digest,
    },
    /// The chain has gone on since the statement was written, or never came to its place.
    #[error("the statement does not follow the last one of the chain")]
    Moved,
    /// It was used before.
    #[error("a statement with this nonce is in the chain")]
    Replayed,
    /// A signature does not count, or the statement is none.
    #[error(transparent)]
    Statement(#[from] StatementError),
    /// A signature is by nobody on the roster.
    #[error("a signer is not on the roster")]
    UnknownSigner,
    /// A signer holds no assignment any more, or the certificate did not hold.
    #[error("the certificate of a signer does not hold")]
    SignerNotValid,
    /// A signer lacks the role that the act needs.
    #[error("a signer is not {}", needed)]
    Role {
        /// The role.
        needed: Role,
    },
    /// The act concerns what lies outside of a signer's scope.
    #[error("the act goes beyond the scope of a signer")]
    Scope,
    /// Too few persons signed.
    #[error("{found} security officers signed, {needed} must")]
    Quorum {
        /// Persons who signed.
        found: usize,
        /// Persons who must.
        needed: u8,
    },
    /// A signer gives roles to himself, be it under another certificate.
    #[error("nobody assigns roles to oneself")]
    Oneself,
    /// One person may not have these roles.
    #[error(transparent)]
    Roles(#[from] ForbiddenRoles),
    /// The person is not the one whom the certificate names.
    #[error("the person is not the one whom the certificate names")]
    Person,
    /// The certificate is not one of an operator: another issuer, purpose or profile.
    #[error("the certificate is not one for operators")]
    Certificate,
    /// The certificate does not hold now.
    #[error("the certificate of the operator does not hold")]
    CertificateNotValid,
    /// The operator has an assignment already, or had one for the last time.
    #[error("the certificate is on the roster and cannot come again")]
    Known,
    /// There is no such operator, or none whose assignment holds.
    #[error("there is no such operator")]
    UnknownOperator,
    /// Not each officer whom a bootstrap names signed it, or somebody else did.
    #[error("a bootstrap is signed by each officer whom it names and nobody else")]
    Consent,
    /// A bootstrap asks for more security officers than it names, or for none.
    #[error("a bootstrap asks for 1 to {most} security officers")]
    BootstrapQuorum {
        /// The security officers whom it names.
        most: usize,
    },
}

impl GovernanceRefusal {
    /// The id of the requirement that refuses.
    #[must_use]
    pub const fn requirement(&self) -> &'static str {
        match self {
            Self::Statement(error) => error.requirement(),
            Self::Roles(error) => error.requirement(),
            Self::Moved | Self::Replayed => "REG-10",
            Self::UnknownSigner
            | Self::SignerNotValid
            | Self::Certificate
            | Self::CertificateNotValid => "REG-02",
            Self::OtherBootstrap { .. }
            | Self::Role { .. }
            | Self::Scope
            | Self::Quorum { .. }
            | Self::Oneself
            | Self::Person
            | Self::Known
            | Self::UnknownOperator
            | Self::Consent
            | Self::BootstrapQuorum { .. } => "REG-03",
        }
    }

    /// The word in the log and in problems: what the statement meets, which may pass.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::OtherBootstrap { .. } => "governance-other-bootstrap",
            Self::Moved => "governance-moved",
            Self::Replayed => "governance-replayed",
            Self::Statement(_) => "governance-statement",
            Self::UnknownSigner => "governance-unknown-signer",
            Self::SignerNotValid => "governance-signer-not-valid",
            Self::Role { .. } => "governance-role",
            Self::Scope => "governance-scope",
            Self::Quorum { .. } => "governance-quorum",
            Self::Oneself => "governance-oneself",
            Self::Roles(_) => "governance-roles",
            Self::Person => "governance-person",
            Self::Certificate => "governance-certificate",
            Self::CertificateNotValid => "governance-certificate-not-valid",
            Self::Known => "governance-known",
            Self::UnknownOperator => "governance-unknown-operator",
            Self::Consent => "governance-consent",
            Self::BootstrapQuorum { .. } => "governance-bootstrap-quorum",
        }
    }
}
