//! Why nothing is governed.

use std::collections::BTreeMap;

use crate::authority::heads::HeadError;
use crate::authority::refusal::{RANDOM, Refusal, Rule, requirement_of};
use crate::governance::roster::GovernanceRefusal;
use crate::governance::statement::StatementError;
use crate::random::RandomError;
use crate::registry::RegistryError;

/// Why a statement was not enacted, or nobody can be told by the chain.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum GovernError {
    /// It is no statement, or one of its signatures does not count.
    #[error(transparent)]
    Statement(#[from] StatementError),
    /// It has no place in the chain.
    #[error(transparent)]
    Refused(#[from] GovernanceRefusal),
    /// It is about something else than operators: it goes with the act that it asks for.
    #[error("the statement is not about operators")]
    NotAboutOperators,
    /// It does not govern, or governs operators.
    #[error("the statement is not about an act that governs")]
    NotGoverning,
    /// It governs, where a request was expected.
    #[error("the statement is not about a request")]
    NotARequest,
    /// No bootstrap is pinned: nobody could tell this chain from another one.
    #[error("no bootstrap is pinned in the configuration")]
    NotPinned,
    /// The chain is not what it was.
    #[error(transparent)]
    Broken(#[from] BrokenChain),
    /// The name of the log cannot be had.
    #[error("the name of the log is not known")]
    Origin(#[source] Box<HeadError>),
    /// The Registry failed.
    #[error(transparent)]
    Registry(#[from] RegistryError),
    /// The random generator failed.
    #[error(transparent)]
    Random(#[from] RandomError),
}

/// How the chain is not what it was, or not what is pinned: then nobody has a role.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BrokenChain {
    /// There is a chain, and the configuration does not say which one it must be.
    #[error("there is a chain of statements and no pin for it")]
    NotPinned,
    /// Its first statement is not the one that is pinned, or breaks a rule.
    #[error("the chain does not begin as it must")]
    Beginning(#[source] GovernanceRefusal),
    /// A statement that the log names, or one between others, is not there.
    #[error("the statement at position {position} is missing")]
    Missing {
        /// Its position.
        position: u64,
    },
    /// A statement is not the one that was recorded.
    #[error("the statement at position {position} is not the one recorded")]
    Altered {
        /// Its position.
        position: u64,
    },
}

impl BrokenChain {
    /// The position concerned.
    #[must_use]
    pub const fn position(&self) -> u64 {
        match self {
            Self::NotPinned | Self::Beginning(_) => 0,
            Self::Missing { position } | Self::Altered { position } => *position,
        }
    }

    /// The word in the log.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::NotPinned => "governance-not-pinned",
            Self::Beginning(_) => "governance-beginning",
            Self::Missing { .. } => "governance-missing",
            Self::Altered { .. } => "governance-altered",
        }
    }
}

impl GovernError {
    /// The id of the requirement that refuses; nothing for what no requirement is about.
    #[must_use]
    pub fn requirement(&self) -> Option<&'static str> {
        match self {
            Self::Statement(error) => Some(error.requirement()),
            Self::Refused(error) => Some(error.requirement()),
            Self::NotAboutOperators | Self::NotGoverning | Self::NotARequest | Self::NotPinned => {
                None
            }
            Self::Broken(_) | Self::Origin(_) | Self::Registry(_) | Self::Random(_) => {
                requirement_of(self.rule())
            }
        }
    }

    /// The word in the log and in problems.
    #[must_use]
    pub fn word(&self) -> &'static str {
        self.rule()
    }
}

impl Rule for GovernError {
    fn rule(&self) -> &'static str {
        match self {
            Self::Statement(_) => "governance-statement",
            Self::Refused(refusal) => refusal.word(),
            Self::NotAboutOperators | Self::NotGoverning | Self::NotARequest => {
                "governance-other-act"
            }
            Self::NotPinned => "governance-not-pinned",
            Self::Broken(_) => "governance-broken",
            Self::Origin(error) => error.rule(),
            Self::Registry(error) => error.rule(),
            Self::Random(_) => RANDOM,
        }
    }
}

impl Refusal for GovernError {
    fn is_refusal(&self) -> bool {
        match self {
            Self::Statement(_)
            | Self::Refused(_)
            | Self::NotAboutOperators
            | Self::NotGoverning
            | Self::NotARequest
            | Self::NotPinned
            | Self::Broken(_) => true,
            Self::Origin(error) => error.is_refusal(),
            Self::Registry(error) => error.is_refusal(),
            Self::Random(_) => false,
        }
    }

    fn details(&self) -> BTreeMap<&'static str, String> {
        let requirement = self.requirement();
        let named = requirement.map(|requirement| ("requirement", requirement.to_owned()));
        named.into_iter().collect()
    }
}
