//! The port to the chain of statements (I14).

use super::RegistryError;
use super::records::CertificateStatus;
use crate::digest::Sha256Digest;
use crate::generation::GenerationId;
use crate::governance::roster::ChainHead;
use crate::governance::statement::ChainPlace;
use crate::governance::statement::signed::SignedStatement;
use crate::serial::Serial;

/// The chain of statements as the Registry keeps it. What it tells is not believed: the roster
/// verifies.
///
/// A link is added by the event that carries it
/// ([`AuditEvent::with_link`](crate::audit::event::AuditEvent::with_link)): act, event and link
/// are one commit, which compares the link's place with the last one and fails with `Overtaken`
/// of `governance` if the chain has gone on. Links are never changed, deleted or replaced, and
/// positions have no gap.
pub trait Governance: Send + Sync {
    /// At most `limit` links from a position on, in order.
    ///
    /// # Errors
    /// Fails if the Registry cannot be read.
    fn links(&self, from: u64, limit: usize) -> Result<Vec<StoredLink>, RegistryError>;

    /// What one act of one operator depends on, as of one moment.
    ///
    /// # Errors
    /// `Moved` or `ReadingCopy` where the chain goes on elsewhere; fails if the Registry cannot be
    /// read.
    fn chain_view(&self, question: &ChainQuestion) -> Result<ChainView, RegistryError>;
}

/// A statement that is to come next in the chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChainLink {
    place: ChainPlace,
    statement: Vec<u8>,
    digest: Sha256Digest,
    subject: Option<Sha256Digest>,
}

impl ChainLink {
    /// The link of a statement; nothing for one that has no place in the chain.
    #[must_use]
    pub fn of(signed: &SignedStatement) -> Option<Self> {
        let statement = signed.statement();
        let subject = statement.act.operator().copied();
        Some(Self::new(statement.place?, signed.der(), subject))
    }

    /// A link at a place with the octets of a statement about an operator, if it is about one.
    #[must_use]
    pub fn new(place: ChainPlace, statement: &[u8], subject: Option<Sha256Digest>) -> Self {
        Self {
            place,
            digest: Sha256Digest::of(statement),
            statement: statement.to_vec(),
            subject,
        }
    }

    /// Its place.
    #[must_use]
    pub const fn place(&self) -> &ChainPlace {
        &self.place
    }

    /// The signed statement, in DER.
    #[must_use]
    pub fn statement(&self) -> &[u8] {
        &self.statement
    }

    /// SHA-256 of it.
    #[must_use]
    pub const fn digest(&self) -> &Sha256Digest {
        &self.digest
    }

    /// The operator whom it is about, by the digest of the certificate.
    #[must_use]
    pub const fn subject(&self) -> Option<&Sha256Digest> {
        self.subject.as_ref()
    }
}

/// A link as the Registry has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredLink {
    /// Its position.
    pub position: u64,
    /// The signed statement.
    pub statement: Vec<u8>,
    /// What is recorded as its digest.
    pub digest: Sha256Digest,
    /// The operator whom it is about, as recorded.
    pub subject: Option<Sha256Digest>,
    /// The place in the log of the event that carried it.
    pub event: u64,
}

/// What is asked before an operator acts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChainQuestion {
    /// The positions that the operator's standing was folded from.
    pub positions: Vec<u64>,
    /// The operator's certificate.
    pub certificate: Option<(GenerationId, Serial)>,
}

/// What the Registry answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChainView {
    /// The last link, as recorded.
    pub head: Option<ChainHead>,
    /// The links at the positions asked for, in order; those that are missing are left out.
    pub links: Vec<StoredLink>,
    /// The status of the certificate now; `NeverIssued` where none was asked about.
    pub status: CertificateStatus,
}
