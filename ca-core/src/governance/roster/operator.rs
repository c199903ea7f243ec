//! One of those who are on the roster.

use crate::governance::certificate::OperatorCertificate;
use crate::governance::role::RoleSet;
use crate::governance::scope::Scope;
use crate::governance::statement::act::Assignment;

/// An operator with a certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operator {
    /// The certificate.
    pub certificate: OperatorCertificate,
    /// The roles; they count while the standing is active.
    pub roles: RoleSet,
    /// What they reach.
    pub scope: Scope,
    /// Whether each request must come with a statement (REG-10).
    pub signed_requests: bool,
    /// Where the operator stands.
    pub standing: OperatorStanding,
    /// The positions of the statements that say all this, in order.
    pub positions: Vec<u64>,
}

/// Where an operator stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OperatorStanding {
    /// The assignment holds.
    Active,
    /// It was withdrawn; another may come.
    Withdrawn,
    /// The certificate counts no more, for ever.
    Revoked,
    /// The person goes on with another certificate.
    Renewed,
}

impl OperatorStanding {
    /// The word in answers.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Withdrawn => "withdrawn",
            Self::Revoked => "revoked",
            Self::Renewed => "renewed",
        }
    }

    /// Whether a later statement may assign roles to the same certificate.
    pub(super) const fn may_return(self) -> bool {
        matches!(self, Self::Active | Self::Withdrawn)
    }
}

impl Operator {
    /// Who is assigned to by the statement at this position.
    pub(super) fn new(assignment: &Assignment, position: u64) -> Self {
        Self {
            certificate: assignment.certificate.clone(),
            roles: assignment.roles,
            scope: assignment.scope.clone(),
            signed_requests: assignment.signed_requests,
            standing: OperatorStanding::Active,
            positions: vec![position],
        }
    }

    /// Puts what was said of the same certificate before in front of what is said now.
    pub(super) fn follow(&mut self, before: &Self) {
        let said = before.positions.iter().chain(&self.positions);
        self.positions = said.copied().collect();
    }

    /// Whether the assignment holds.
    #[must_use]
    pub fn is_active(&self) -> bool {
        self.standing == OperatorStanding::Active
    }
}
