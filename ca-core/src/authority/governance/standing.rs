//! Who a certificate is now: the question that the gate asks before each act.

use super::chain::{Folded, Governance};
use super::{BrokenChain, GovernError};
use crate::authority::Authority;
use crate::digest::Sha256Digest;
use crate::governance::certificate::{NoOperator, OperatorCertificate};
use crate::governance::roster::{Operator, OperatorStanding};
use crate::registry::governance::{ChainQuestion, ChainView, StoredLink};
use crate::registry::records::CertificateStatus;

/// How often a chain that grows while it is asked is asked again.
const ATTEMPTS: usize = 8;

/// Who acts with a certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// No chain has begun: nobody has a role, and acts are by accounts of the system.
    Ungoverned,
    /// An operator, with what the assignment says now.
    Governed(Box<Operator>),
}

impl Authority {
    /// Who acts with a certificate, in DER: roles and scope now, by rows that are still those
    /// that were verified. The caller has proven that the key is there.
    ///
    /// # Errors
    /// Says why this certificate may do nothing.
    pub fn standing(&self, certificate: &[u8]) -> Result<Standing, NoStanding> {
        let certificate = OperatorCertificate::parse(certificate)?;
        for _ in 0..ATTEMPTS {
            let folded = match self.known_chain()? {
                Governance::Ungoverned => return Ok(Standing::Ungoverned),
                Governance::Governed(folded) => folded,
            };
            let operator = folded.roster.operator(certificate.digest());
            let view = self.view_of(operator)?;
            if !self.is_current(&folded, &view)? {
                let _grown = self.chain()?;
                continue;
            }
            let operator = operator.ok_or(NoStanding::NotAnOperator)?;
            self.require_same(&folded, operator, &view)?;
            self.require_valid(operator, &view)?;
            return Ok(Standing::Governed(Box::new(operator.clone())));
        }
        Err(NoStanding::Restless)
    }

    /// One question about all that an operator's act depends on.
    fn view_of(&self, operator: Option<&Operator>) -> Result<ChainView, GovernError> {
        let certificate = operator.map(|operator| self.place_of(&operator.certificate));
        let positions = operator.map(|operator| operator.positions.clone());
        let question = ChainQuestion {
            positions: positions.unwrap_or_default(),
            certificate: certificate.transpose()?.flatten(),
        };
        Ok(self.ports.registry.chain_view(&question)?)
    }

    /// Whether the chain ends where it was folded to; it may have grown, never shrunk.
    fn is_current(&self, folded: &Folded, view: &ChainView) -> Result<bool, GovernError> {
        let known = folded.roster.head();
        match &view.head {
            Some(head) if *head == known => Ok(true),
            Some(head) if head.position > known.position => Ok(false),
            Some(head) if head.position == known.position => {
                let position = head.position;
                Err(self.broken(BrokenChain::Altered { position }))
            }
            Some(_) | None => {
                let position = known.position;
                Err(self.broken(BrokenChain::Missing { position }))
            }
        }
    }

    /// That the rows which the operator depends on are those that were verified, octet for octet.
    fn require_same(
        &self,
        folded: &Folded,
        operator: &Operator,
        view: &ChainView,
    ) -> Result<(), GovernError> {
        for position in &operator.positions {
            let position = *position;
            let mut links = view.links.iter();
            let Some(link) = links.find(|link| link.position == position) else {
                return Err(self.broken(BrokenChain::Missing { position }));
            };
            if !is_verified(link, folded.roster.digest_at(position)) {
                return Err(self.broken(BrokenChain::Altered { position }));
            }
        }
        Ok(())
    }

    fn require_valid(&self, operator: &Operator, view: &ChainView) -> Result<(), NoStanding> {
        match operator.standing {
            OperatorStanding::Active => {}
            OperatorStanding::Withdrawn => return Err(NoStanding::Withdrawn),
            OperatorStanding::Renewed => return Err(NoStanding::Renewed),
            OperatorStanding::Revoked => return Err(NoStanding::Revoked),
        }
        match &view.status {
            CertificateStatus::Good => {}
            CertificateStatus::Suspended(_) => return Err(NoStanding::Suspended),
            CertificateStatus::Revoked(_) | CertificateStatus::NeverIssued => {
                return Err(NoStanding::Revoked);
            }
        }
        if operator.certificate.is_valid_at(self.ports.clock.now()) {
            Ok(())
        } else {
            Err(NoStanding::NotValidNow)
        }
    }
}

/// Whether a row is what was verified at its position.
fn is_verified(link: &StoredLink, verified: Option<&Sha256Digest>) -> bool {
    verified == Some(&link.digest) && link.digest == Sha256Digest::of(&link.statement)
}

/// Why a certificate may do nothing.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum NoStanding {
    /// It is no certificate that an operator could have.
    #[error(transparent)]
    NoOperator(#[from] NoOperator),
    /// No statement names it.
    #[error("the certificate is not one of an operator")]
    NotAnOperator,
    /// The assignment was withdrawn.
    #[error("the operator's assignment was withdrawn")]
    Withdrawn,
    /// The operator goes on with another certificate.
    #[error("the operator goes on with another certificate")]
    Renewed,
    /// The certificate was revoked, or the operator was.
    #[error("the operator's certificate was revoked")]
    Revoked,
    /// The certificate is suspended.
    #[error("the operator's certificate is suspended")]
    Suspended,
    /// The certificate is not valid yet, or no longer.
    #[error("the operator's certificate is not valid now")]
    NotValidNow,
    /// The chain grew each time that it was asked.
    #[error("the chain of statements does not come to rest")]
    Restless,
    /// The chain cannot be believed or read.
    #[error(transparent)]
    Chain(#[from] GovernError),
}

impl NoStanding {
    /// The word in the log and in problems.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::NoOperator(_) | Self::NotAnOperator => "operator-unknown",
            Self::Withdrawn => "operator-withdrawn",
            Self::Renewed => "operator-renewed",
            Self::Revoked => "operator-revoked",
            Self::Suspended => "operator-suspended",
            Self::NotValidNow => "operator-not-valid",
            Self::Restless => "governance-restless",
            Self::Chain(error) => error.word(),
        }
    }
}
