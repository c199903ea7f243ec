//! Who holds which role, folded from the statements of the chain from its beginning (I14).
//!
//! - `operator`: one of those who are on it;
//! - `grounds`: what a statement is judged by beside the chain: issuers, status, time;
//! - `rule`: what holds for a statement at its place; `refusal`: what does not.
//!
//! A roster is a value: the same statements on the same grounds give the same one. What does not
//! follow from its chain is not on it, whatever a table says.

mod grounds;
mod operator;
mod refusal;
mod rule;

use std::collections::{BTreeMap, BTreeSet};

pub use self::grounds::{AdministrationIssuer, Grounds, Issued};
pub use self::operator::{Operator, OperatorStanding};
pub use self::refusal::GovernanceRefusal;
use crate::audit::note::KeyName;
use crate::digest::Sha256Digest;
use crate::governance::statement::Nonce;
use crate::governance::statement::act::{
    Act, Assignment, Bootstrap, DocumentMark, GenerationMark, Renewal,
};
use crate::governance::statement::signed::SignedStatement;

/// Operators, documents and generations as the chain has them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Roster {
    authority: KeyName,
    quorum: u8,
    profiles: BTreeSet<String>,
    operators: BTreeMap<Sha256Digest, Operator>,
    documents: Vec<DocumentMark>,
    generations: Vec<GenerationMark>,
    /// The digest of each statement, by position.
    chain: Vec<Sha256Digest>,
    nonces: BTreeSet<Nonce>,
    concerns: Vec<Concern>,
}

/// A statement whose signer's key was, as is known by now, compromised when it was made. It
/// stands, until another officer confirms or reverses it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Concern {
    /// Position of the statement.
    pub position: u64,
    /// Whose signature it has.
    pub operator: Sha256Digest,
}

/// The last statement of a chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChainHead {
    /// Its position.
    pub position: u64,
    /// Its digest.
    pub digest: Sha256Digest,
}

impl Roster {
    /// The roster of a chain that has its first statement.
    ///
    /// # Errors
    /// `OtherBootstrap` if it is not the one that is pinned; else says which rule it breaks.
    pub fn begin(
        first: &SignedStatement,
        pinned: &Sha256Digest,
        authority: &KeyName,
        grounds: &Grounds<'_>,
    ) -> Result<Self, GovernanceRefusal> {
        if first.digest() != pinned {
            let found = *first.digest();
            return Err(GovernanceRefusal::OtherBootstrap { found });
        }
        let bootstrap = rule::bootstrap(first, authority, grounds)?;
        Ok(Self::of(first, bootstrap, authority))
    }

    /// Whether a bootstrap could begin the chain of this authority; for who is about to sign.
    ///
    /// # Errors
    /// Says which rule it breaks.
    pub fn judge_bootstrap(
        first: &SignedStatement,
        authority: &KeyName,
        grounds: &Grounds<'_>,
    ) -> Result<(), GovernanceRefusal> {
        rule::bootstrap(first, authority, grounds).map(|_| ())
    }

    fn of(first: &SignedStatement, bootstrap: &Bootstrap, authority: &KeyName) -> Self {
        let officers = bootstrap.officers.iter();
        let officers =
            officers.map(|officer| (*officer.certificate.digest(), Operator::new(officer, 0)));
        Self {
            authority: authority.clone(),
            quorum: bootstrap.quorum,
            profiles: bootstrap.profiles.clone(),
            operators: officers.collect(),
            documents: bootstrap.documents.clone(),
            generations: bootstrap.generations.clone(),
            chain: vec![*first.digest()],
            nonces: [first.statement().nonce].into(),
            concerns: Vec::new(),
        }
    }

    /// Whether a statement may come next. Nothing changes.
    ///
    /// # Errors
    /// Says which rule it breaks.
    pub fn judge(
        &self,
        next: &SignedStatement,
        grounds: &Grounds<'_>,
    ) -> Result<(), GovernanceRefusal> {
        rule::next(self, next, grounds)
    }

    /// Takes the next statement of the chain.
    ///
    /// # Errors
    /// As [`judge`](Self::judge); then nothing changed.
    pub fn fold(
        &mut self,
        next: &SignedStatement,
        grounds: &Grounds<'_>,
    ) -> Result<(), GovernanceRefusal> {
        rule::next(self, next, grounds)?;
        let position = self.head().position.saturating_add(1);
        let signers = rule::signers(self, next)?;
        let doubtful = signers
            .iter()
            .filter(|signer| grounds.is_doubtful(&signer.certificate));
        let concerns: Vec<_> = doubtful
            .map(|signer| Concern {
                position,
                operator: *signer.certificate.digest(),
            })
            .collect();
        self.concerns.extend(concerns);
        self.apply(&next.statement().act, position);
        self.chain.push(*next.digest());
        self.nonces.insert(next.statement().nonce);
        Ok(())
    }

    /// Goes on behind a link that has no effect: what it holds is no statement that may stand
    /// there. Later ones name its digest.
    pub(crate) fn pass_over(&mut self, digest: &Sha256Digest) {
        self.chain.push(*digest);
    }

    /// Who is said to have signed a statement, as far as they are on the roster; no signature is
    /// verified.
    #[must_use]
    pub fn named_in(&self, signed: &SignedStatement) -> Vec<&Operator> {
        let mut named = Vec::new();
        for signature in signed.signatures() {
            let mut known = self.operators.values();
            named.extend(known.find(|known| signature.names(&known.certificate)));
        }
        named
    }

    fn apply(&mut self, act: &Act, position: u64) {
        match act {
            Act::Bootstrap(_) | Act::Request { .. } => {}
            Act::Assign(assignment) => self.assign(assignment, position),
            Act::Withdraw(withdrawal) => {
                let end = OperatorStanding::Withdrawn;
                self.end(&withdrawal.operator, end, position);
            }
            Act::Revoke(revocation) => {
                let end = OperatorStanding::Revoked;
                self.end(&revocation.operator, end, position);
            }
            Act::Renew(renewal) => self.renew(renewal, position),
            Act::ActivateDocument(document) => self.documents.push(document.clone()),
            Act::ActivateIssuer(generation) => self.generations.push(generation.clone()),
        }
    }

    fn assign(&mut self, assignment: &Assignment, position: u64) {
        let digest = *assignment.certificate.digest();
        let mut operator = Operator::new(assignment, position);
        if let Some(known) = self.operators.get(&digest) {
            operator.follow(known);
        }
        self.operators.insert(digest, operator);
    }

    fn end(&mut self, operator: &Sha256Digest, end: OperatorStanding, position: u64) {
        if let Some(operator) = self.operators.get_mut(operator) {
            operator.standing = end;
            operator.positions.push(position);
        }
    }

    fn renew(&mut self, renewal: &Renewal, position: u64) {
        let Some(known) = self.operators.get_mut(&renewal.operator) else {
            return;
        };
        let mut renewed = known.clone();
        known.standing = OperatorStanding::Renewed;
        known.positions.push(position);
        renewed.certificate = renewal.certificate.clone();
        renewed.positions.push(position);
        let digest = *renewal.certificate.digest();
        self.operators.insert(digest, renewed);
    }

    /// The origin of the log of the authority whose roster it is.
    #[must_use]
    pub const fn authority(&self) -> &KeyName {
        &self.authority
    }

    /// How many security officers sign a change of roles.
    #[must_use]
    pub const fn quorum(&self) -> u8 {
        self.quorum
    }

    /// The last statement that it was folded from.
    #[must_use]
    pub fn head(&self) -> ChainHead {
        let last = self.chain.len().saturating_sub(1);
        ChainHead {
            position: u64::try_from(last).unwrap_or(u64::MAX),
            digest: self.chain.last().copied().unwrap_or(Sha256Digest::of(b"")),
        }
    }

    /// The digest of the statement at a position.
    #[must_use]
    pub fn digest_at(&self, position: u64) -> Option<&Sha256Digest> {
        self.chain.get(usize::try_from(position).ok()?)
    }

    /// The operator with a certificate of this digest, whatever the standing.
    #[must_use]
    pub fn operator(&self, certificate: &Sha256Digest) -> Option<&Operator> {
        self.operators.get(certificate)
    }

    /// All operators, whatever their standing.
    pub fn operators(&self) -> impl Iterator<Item = &Operator> {
        self.operators.values()
    }

    /// Whether bootstrap or chain names this document.
    #[must_use]
    pub fn has_document(&self, document: &DocumentMark) -> bool {
        self.documents.contains(document)
    }

    /// Whether bootstrap or chain names this generation.
    #[must_use]
    pub fn has_generation(&self, generation: &GenerationMark) -> bool {
        self.generations.contains(generation)
    }

    /// The profiles whose certificates operators may have.
    #[must_use]
    pub const fn profiles(&self) -> &BTreeSet<String> {
        &self.profiles
    }

    /// Statements that another officer should look at.
    #[must_use]
    pub fn concerns(&self) -> &[Concern] {
        &self.concerns
    }
}
