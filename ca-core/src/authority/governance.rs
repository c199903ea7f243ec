//! Governing acts: who may do what changes by statements, and by nothing else (I14).
//!
//! - `chain`: the chain as the Registry has it, folded into a roster and kept in memory;
//! - [`standing`]: who a certificate is now, asked before each act;
//! - `examine`: the chain held against the log; `refuse`: what operators were not let do;
//! - `error`: why not.

mod chain;
mod error;
mod examine;
mod refuse;
pub mod standing;

use self::chain::Governance;
pub(in crate::authority) use self::chain::Kept;
pub use self::chain::{ADMINISTRATION, Folded, Ignored};
pub use self::error::{BrokenChain, GovernError};

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::actor::Actor;
use crate::audit::event::{AuditEvent, EventFields, Outcome, POSITION, STATEMENT};
use crate::authority::Authority;
use crate::digest::Sha256Digest;
use crate::governance::certificate::OperatorCertificate;
use crate::governance::roster::{GovernanceRefusal, Grounds, Roster};
use crate::governance::statement::StatementError;
use crate::governance::statement::act::Act;
use crate::governance::statement::signed::SignedStatement;
use crate::registry::RegistryError;
use crate::registry::governance::ChainLink;

/// A statement that stands in the chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Enacted {
    /// Its position.
    pub position: u64,
    /// Its digest.
    pub digest: Sha256Digest,
    /// Whether it stands there by this call; not if it stood there before.
    pub is_new: bool,
}

impl Authority {
    /// An authority that believes the chain which begins with the statement of this digest, and
    /// no other.
    #[must_use]
    pub fn governed_from(mut self, bootstrap: Sha256Digest) -> Self {
        self.governance.pin(bootstrap);
        self
    }

    /// Does what a statement about operators says: names the first officers, assigns, withdraws,
    /// revokes or renews. The same statement again changes nothing.
    ///
    /// # Errors
    /// Says which rule it breaks. `Refused` with `Moved` if the chain has gone on since it was
    /// signed; `NotAboutOperators` for a statement of another act, which is done with the act.
    pub fn govern(&self, actor: &Actor, signed: &[u8]) -> Result<Enacted, GovernError> {
        let signed = SignedStatement::parse(signed)?;
        if !signed.statement().act.changes_roles() {
            return Err(GovernError::NotAboutOperators);
        }
        self.enact(actor, &signed, Outcome::Done)
    }

    /// Puts a statement about anything else that governs into the chain, and into the log that it
    /// is meant. The act itself comes next, and may be done again under the same statement: that
    /// the act is what the statement says, the caller compares.
    ///
    /// # Errors
    /// As [`govern`](Self::govern); `NotGoverning` for an act that needs no place in the chain,
    /// and for one about operators.
    pub fn mandate(&self, actor: &Actor, signed: &[u8]) -> Result<Enacted, GovernError> {
        let signed = SignedStatement::parse(signed)?;
        let act = &signed.statement().act;
        if act.changes_roles() || !act.governs() {
            return Err(GovernError::NotGoverning);
        }
        self.enact(actor, &signed, Outcome::Intended)
    }

    /// Verifies a statement that comes with a request which governs nothing: signed by this
    /// operator alone, for this authority, and now (REG-10). That it was not used before, its
    /// request id tells.
    ///
    /// # Errors
    /// Says what it misses; `NotARequest` for an act that has a place in the chain.
    pub fn requested(
        &self,
        operator: &OperatorCertificate,
        signed: &[u8],
    ) -> Result<SignedStatement, GovernError> {
        let signed = SignedStatement::parse(signed)?;
        let statement = signed.statement();
        if statement.act.governs() {
            return Err(GovernError::NotARequest);
        }
        if signed.signatures().len() != 1 {
            return Err(StatementError::Signers.into());
        }
        signed.verify_by(operator)?;
        statement.require_for(&self.governing_origin()?, self.ports.clock.now())?;
        Ok(signed)
    }

    fn enact(
        &self,
        actor: &Actor,
        signed: &SignedStatement,
        outcome: Outcome,
    ) -> Result<Enacted, GovernError> {
        self.try_enact(actor, signed, outcome).map_err(|error| {
            let act = signed.statement().act.event();
            self.record_failure(act, actor, fields_of(signed), error)
        })
    }

    fn try_enact(
        &self,
        actor: &Actor,
        signed: &SignedStatement,
        outcome: Outcome,
    ) -> Result<Enacted, GovernError> {
        let place = signed.statement().place;
        let place = place.ok_or(StatementError::Place)?;
        let enacted = |is_new| Enacted {
            position: place.position(),
            digest: *signed.digest(),
            is_new,
        };
        let chain = self.chain()?;
        if chain.stands(place.position(), signed.digest()) {
            return Ok(enacted(false));
        }
        let act = signed.statement().act.event();
        let event = self.event(act, outcome, actor, &fields_of(signed))?;
        let event = self.judged(&chain, signed, event)?;
        match self.ports.audit.append(&event) {
            Ok(_) => Ok(enacted(true)),
            Err(RegistryError::Overtaken { .. }) => Err(GovernanceRefusal::Moved.into()),
            Err(error) => Err(error.into()),
        }
    }

    /// An event with the statement that brings it about, if that may come next at its time.
    fn judged(
        &self,
        chain: &Governance,
        signed: &SignedStatement,
        event: AuditEvent,
    ) -> Result<AuditEvent, GovernError> {
        let authority = self.governing_origin()?;
        let roster = chain.folded().map(|folded| &folded.roster);
        let (issuers, issued) = self.grounds_of(signed, roster)?;
        let grounds = Grounds {
            time: event.time(),
            recorded: false,
            issuers: &issuers,
            issued: &issued,
        };
        match roster {
            Some(roster) => roster.judge(signed, &grounds)?,
            None => {
                let pinned = self.governance.pinned().ok_or(GovernError::NotPinned)?;
                drop(Roster::begin(signed, &pinned, &authority, &grounds)?);
            }
        }
        let link = ChainLink::of(signed).ok_or(StatementError::Place)?;
        Ok(event.with_link(link))
    }

    /// Who holds which role; nothing where nobody governs yet.
    ///
    /// # Errors
    /// `Broken` if the chain is not what the log says.
    pub fn roster(&self) -> Result<Option<Arc<Folded>>, GovernError> {
        match self.chain()? {
            Governance::Ungoverned => Ok(None),
            Governance::Governed(folded) => Ok(Some(folded)),
        }
    }
}

/// What the log says of a statement.
fn fields_of(signed: &SignedStatement) -> EventFields {
    let statement = signed.statement();
    let digest = signed.digest().to_string();
    let mut details = BTreeMap::from([(STATEMENT, digest.clone())]);
    if let Some(place) = &statement.place {
        details.insert(POSITION, place.position().to_string());
    }
    let object = match &statement.act {
        Act::Bootstrap(_) => digest,
        Act::Assign(_) | Act::Withdraw(_) | Act::Revoke(_) | Act::Renew(_) => {
            statement.act.operator().map_or(digest, ToString::to_string)
        }
        Act::ActivateDocument(document) => document.sha256.to_string(),
        Act::ActivateIssuer(generation) => generation.generation.to_string(),
        Act::Request { .. } => digest,
    };
    EventFields {
        request_id: Some(statement.request_id.to_string()),
        object: Some(object),
        details,
        ..EventFields::default()
    }
}
