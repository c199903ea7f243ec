//! What holds for a statement at its place in the chain.

use std::collections::BTreeSet;

use super::{GovernanceRefusal, Grounds, Operator, OperatorStanding, Roster};
use crate::audit::note::KeyName;
use crate::digest::Sha256Digest;
use crate::governance::certificate::OperatorCertificate;
use crate::governance::role::{Role, RoleSet};
use crate::governance::scope::{Dimension, Scope};
use crate::governance::statement::act::{Act, Assignment, Bootstrap, Renewal};
use crate::governance::statement::signed::{SignedStatement, StatementSignature};
use crate::governance::statement::{ChainPlace, Statement, StatementError};
use crate::registry::records::DocumentKind;

/// The first statement of a chain: each officer in it signed it, which proves possession and
/// consent.
pub(super) fn bootstrap<'a>(
    first: &'a SignedStatement,
    authority: &KeyName,
    grounds: &Grounds<'_>,
) -> Result<&'a Bootstrap, GovernanceRefusal> {
    let statement = first.statement();
    statement.require_for(authority, grounds.time)?;
    let Act::Bootstrap(bootstrap) = &statement.act else {
        return Err(GovernanceRefusal::Moved);
    };
    for officer in &bootstrap.officers {
        require_operator(officer, &bootstrap.profiles, grounds)?;
        let officers = bootstrap.officers.iter();
        let own = officers.filter(|other| other.person == officer.person);
        let all = own.fold(RoleSet::EMPTY, |all, other| all.union(other.roles));
        all.require_compatible()?;
    }
    require_consent(first, bootstrap)?;
    require_reachable_quorum(bootstrap)?;
    Ok(bootstrap)
}

/// Each officer signed, once, and nobody else did.
fn require_consent(
    first: &SignedStatement,
    bootstrap: &Bootstrap,
) -> Result<(), GovernanceRefusal> {
    let officers = bootstrap.officers.iter();
    let certificates: Vec<_> = officers.map(|officer| &officer.certificate).collect();
    let digests: BTreeSet<_> = certificates
        .iter()
        .map(|officer| officer.digest())
        .collect();
    if digests.len() != certificates.len() || first.signatures().len() != certificates.len() {
        return Err(GovernanceRefusal::Consent);
    }
    for certificate in certificates {
        match first.verify_by(certificate) {
            Ok(_) => {}
            Err(StatementError::Signers) => return Err(GovernanceRefusal::Consent),
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

fn require_reachable_quorum(bootstrap: &Bootstrap) -> Result<(), GovernanceRefusal> {
    let security = |officer: &&Assignment| officer.roles.contains(Role::SecurityOfficer);
    let officers = bootstrap.officers.iter().filter(security);
    let persons: BTreeSet<_> = officers.map(|officer| &officer.person).collect();
    if bootstrap.quorum == 0 || usize::from(bootstrap.quorum) > persons.len() {
        let most = persons.len();
        return Err(GovernanceRefusal::BootstrapQuorum { most });
    }
    Ok(())
}

/// Any later statement.
pub(super) fn next(
    roster: &Roster,
    next: &SignedStatement,
    grounds: &Grounds<'_>,
) -> Result<(), GovernanceRefusal> {
    let statement = next.statement();
    require_place(roster, statement)?;
    statement.require_for(&roster.authority, grounds.time)?;
    if roster.nonces.contains(&statement.nonce) {
        return Err(GovernanceRefusal::Replayed);
    }
    let signers = signers(roster, next)?;
    let holds = |signer: &&Operator| signer.is_active() && grounds.held(&signer.certificate);
    if !signers.iter().all(holds) {
        return Err(GovernanceRefusal::SignerNotValid);
    }
    let signers = Signers {
        roster,
        list: signers,
    };
    signers.may(&statement.act, grounds)
}

/// Who signed, each signature verified.
pub(super) fn signers<'a>(
    roster: &'a Roster,
    signed: &SignedStatement,
) -> Result<Vec<&'a Operator>, GovernanceRefusal> {
    let signer = |signature: &StatementSignature| {
        let mut known = roster.operators.values();
        let named = known.find(|known| signature.names(&known.certificate));
        let named = named.ok_or(GovernanceRefusal::UnknownSigner)?;
        signed.verify_by(&named.certificate)?;
        Ok(named)
    };
    signed.signatures().iter().map(signer).collect()
}

fn require_place(roster: &Roster, statement: &Statement) -> Result<(), GovernanceRefusal> {
    let head = roster.head();
    let expected = ChainPlace::After {
        position: head.position.saturating_add(1),
        previous: head.digest,
    };
    if statement.place == Some(expected) {
        Ok(())
    } else {
        Err(GovernanceRefusal::Moved)
    }
}

/// An assignment that is sound by itself.
fn require_operator(
    assignment: &Assignment,
    profiles: &BTreeSet<String>,
    grounds: &Grounds<'_>,
) -> Result<(), GovernanceRefusal> {
    assignment.roles.require_compatible()?;
    if assignment.person != assignment.certificate.person() {
        return Err(GovernanceRefusal::Person);
    }
    require_certificate(&assignment.certificate, profiles, grounds)
}

fn require_certificate(
    certificate: &OperatorCertificate,
    profiles: &BTreeSet<String>,
    grounds: &Grounds<'_>,
) -> Result<(), GovernanceRefusal> {
    let profile = grounds.profile(certificate);
    let counts = profile.is_some_and(|profile| profiles.contains(profile));
    if !counts || !grounds.is_operators(certificate) {
        return Err(GovernanceRefusal::Certificate);
    }
    if !grounds.held(certificate) {
        return Err(GovernanceRefusal::CertificateNotValid);
    }
    Ok(())
}

/// Those who signed a statement, and what they may.
struct Signers<'a> {
    roster: &'a Roster,
    list: Vec<&'a Operator>,
}

impl Signers<'_> {
    fn may(&self, act: &Act, grounds: &Grounds<'_>) -> Result<(), GovernanceRefusal> {
        if let Act::Renew(renewal) = act {
            return self.may_renew(renewal, grounds);
        }
        self.require_security_officers(act)?;
        match act {
            Act::Bootstrap(_) | Act::Renew(_) => Err(GovernanceRefusal::Moved),
            Act::Assign(assignment) => self.may_assign(assignment, grounds),
            Act::Withdraw(withdrawal) => {
                let operator = self.known(&withdrawal.operator)?;
                if !operator.is_active() {
                    return Err(GovernanceRefusal::UnknownOperator);
                }
                self.require_scope(&operator.scope)
            }
            Act::Revoke(revocation) => {
                let operator = self.known(&revocation.operator)?;
                if operator.standing == OperatorStanding::Revoked {
                    return Err(GovernanceRefusal::UnknownOperator);
                }
                self.require_scope(&operator.scope)
            }
            Act::ActivateDocument(document) if document.kind == DocumentKind::Profile => {
                self.require_reach(Dimension::Profile, &document.name)
            }
            Act::ActivateIssuer(generation) => {
                let line = generation.generation.line().as_str();
                self.require_reach(Dimension::Issuer, line)
            }
            // What else a request concerns is in the request, and judged where it is performed.
            Act::ActivateDocument(_) | Act::Request { .. } => Ok(()),
        }
    }

    /// Each signer is one, and of those who change roles there are enough. Two certificates of
    /// one person are one.
    fn require_security_officers(&self, act: &Act) -> Result<(), GovernanceRefusal> {
        let needed = Role::SecurityOfficer;
        if !self.list.iter().all(|signer| signer.roles.contains(needed)) {
            return Err(GovernanceRefusal::Role { needed });
        }
        let signers = self.list.iter();
        let persons: BTreeSet<_> = signers.map(|signer| signer.certificate.person()).collect();
        let (found, needed) = (persons.len(), self.roster.quorum);
        if act.changes_roles() && found < usize::from(needed) {
            return Err(GovernanceRefusal::Quorum { found, needed });
        }
        Ok(())
    }

    fn may_assign(
        &self,
        assignment: &Assignment,
        grounds: &Grounds<'_>,
    ) -> Result<(), GovernanceRefusal> {
        require_operator(assignment, &self.roster.profiles, grounds)?;
        let person = assignment.certificate.person();
        let mut signers = self.list.iter();
        if signers.any(|signer| signer.certificate.person() == person) {
            return Err(GovernanceRefusal::Oneself);
        }
        self.require_scope(&assignment.scope)?;
        let digest = assignment.certificate.digest();
        if let Some(known) = self.roster.operators.get(digest) {
            if !known.standing.may_return() {
                return Err(GovernanceRefusal::Known);
            }
            self.require_scope(&known.scope)?;
        }
        let others = self.roster.operators.values().filter(|other| {
            let same = other.certificate.person() == person;
            same && other.is_active() && other.certificate.digest() != digest
        });
        let all = others.fold(assignment.roles, |all, other| all.union(other.roles));
        Ok(all.require_compatible()?)
    }

    /// The old key names the new certificate: same person, same rights.
    fn may_renew(&self, renewal: &Renewal, grounds: &Grounds<'_>) -> Result<(), GovernanceRefusal> {
        let operator = self.known(&renewal.operator)?;
        let [only] = self.list.as_slice() else {
            return Err(GovernanceRefusal::Consent);
        };
        if only.certificate != operator.certificate {
            return Err(GovernanceRefusal::Consent);
        }
        if renewal.certificate.person() != operator.certificate.person() {
            return Err(GovernanceRefusal::Person);
        }
        if self
            .roster
            .operators
            .contains_key(renewal.certificate.digest())
        {
            return Err(GovernanceRefusal::Known);
        }
        require_certificate(&renewal.certificate, &self.roster.profiles, grounds)
    }

    fn known(&self, operator: &Sha256Digest) -> Result<&Operator, GovernanceRefusal> {
        let known = self.roster.operators.get(operator);
        known.ok_or(GovernanceRefusal::UnknownOperator)
    }

    /// A scope lies within that of each signer.
    fn require_scope(&self, scope: &Scope) -> Result<(), GovernanceRefusal> {
        self.require(|signer| scope.is_within(&signer.scope))
    }

    fn require_reach(&self, dimension: Dimension, name: &str) -> Result<(), GovernanceRefusal> {
        self.require(|signer| signer.scope.reach(dimension).contains(Some(name)))
    }

    fn require(&self, holds: impl Fn(&Operator) -> bool) -> Result<(), GovernanceRefusal> {
        if self.list.iter().all(|signer| holds(signer)) {
            Ok(())
        } else {
            Err(GovernanceRefusal::Scope)
        }
    }
}
