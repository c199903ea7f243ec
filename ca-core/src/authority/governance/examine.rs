//! The chain held against the log: each event of a governing act names a link, and the link is
//! that one. What was altered or taken away is found here, also at the end of the chain.

use std::collections::BTreeMap;

use super::chain::Folded;
use super::{BrokenChain, GovernError};
use crate::actor::{Actor, ActorKind};
use crate::audit::event::{Act, EventFields, Outcome, POSITION, RecordedEvent, STATEMENT};
use crate::audit::query::EventQuery;
use crate::authority::{Authority, lock};
use crate::governance::statement::act;

/// Events read at a time.
const PAGE: usize = 1_000;

impl Authority {
    /// Folds the whole chain anew and holds it against the log, whatever was verified before.
    ///
    /// # Errors
    /// `Broken` if a link that the log names is missing or another one.
    pub fn examine_chain(&self) -> Result<(), GovernError> {
        self.governance.forget();
        self.chain().map(drop)
    }

    /// Holds a folded chain against the log.
    pub(super) fn require_agreement(&self, folded: &Folded) -> Result<(), GovernError> {
        for (position, digest) in self.recorded_chain()? {
            match folded.found_at(position) {
                Some(found) if found.to_string() == digest => {}
                Some(_) => return Err(self.broken(BrokenChain::Altered { position })),
                None => return Err(self.broken(BrokenChain::Missing { position })),
            }
        }
        Ok(())
    }

    /// That the log knows of no chain where the Registry has none.
    pub(super) fn require_no_chain_in_log(&self) -> Result<(), GovernError> {
        match self.recorded_chain()?.first_key_value() {
            None => Ok(()),
            Some((position, _)) => {
                let position = *position;
                Err(self.broken(BrokenChain::Missing { position }))
            }
        }
    }

    /// Positions and digests of links, as the log names them.
    fn recorded_chain(&self) -> Result<BTreeMap<u64, String>, GovernError> {
        let (mut recorded, mut from) = (BTreeMap::new(), 0);
        loop {
            let query = EventQuery {
                acts: GOVERNING.into_iter().chain(act::Act::GOVERNING).collect(),
                outcomes: vec![Outcome::Intended, Outcome::Done],
                from,
                limit: PAGE,
                ..EventQuery::default()
            };
            let entries = self.ports.audit.events(&query)?;
            for entry in &entries {
                let body = entry.body.as_deref();
                let details = body
                    .and_then(RecordedEvent::parse)
                    .map(|event| event.details);
                let details = details.unwrap_or_default();
                let position = details.get(POSITION).and_then(|text| text.parse().ok());
                let named = position.zip(details.get(STATEMENT).cloned());
                recorded.extend(named);
            }
            match entries.last() {
                Some(last) if entries.len() == PAGE => from = last.index.saturating_add(1),
                Some(_) | None => return Ok(recorded),
            }
        }
    }

    /// Raises an alarm, and gives what it is about as an error.
    pub(super) fn broken(&self, defect: BrokenChain) -> GovernError {
        match self.alarm(defect.position(), defect.word()) {
            Ok(()) => defect.into(),
            Err(error) => error,
        }
    }

    /// Records that a link is ignored or the chain broken, once for each defect.
    pub(super) fn alarm(&self, position: u64, word: &'static str) -> Result<(), GovernError> {
        if !lock(&self.governance.alarms).insert(format!("{position} {word}")) {
            return Ok(());
        }
        let fields = EventFields {
            object: Some(position.to_string()),
            reason: Some(word.to_owned()),
            details: [("alarm", "true".to_owned())].into(),
            ..EventFields::default()
        };
        let actor = Actor::new(ActorKind::Job, "job:governance", "");
        let event = self.event(Act::OperatorIgnore, Outcome::Failed, &actor, &fields)?;
        self.ports.audit.append(&event)?;
        Ok(())
    }
}

/// Governing acts that have variants of their own in statements.
const GOVERNING: [Act; 7] = [
    Act::OperatorBootstrap,
    Act::OperatorAssign,
    Act::OperatorWithdraw,
    Act::OperatorRevoke,
    Act::OperatorRenew,
    Act::DocumentActivate,
    Act::IssuerActivate,
];
