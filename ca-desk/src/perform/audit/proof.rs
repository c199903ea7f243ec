//! One event, and what proves it.

use ca_api::audit::{EventProof, ProveEvent, ShowEvent, ShownEvent, WhichEvent};
use ca_core::audit::evidence::Evidence;
use ca_core::audit::{AuditLog, merkle};
use ca_core::authority::heads::NoEvidence;

use crate::error::Failure;
use crate::explain;
use crate::gate::Admitted;
use crate::message::Message;
use crate::perform::audit::describe;
use crate::perform::{Keys, Perform};
use crate::wiring::Wiring;

impl Perform for ShowEvent {
    const KEYS: Keys = Keys::Unused;

    /// One that no signed head covers yet is proven against the tree as it is.
    fn perform(
        here: &Wiring,
        _: &Admitted<Self>,
        request: WhichEvent,
    ) -> Result<ShownEvent, Failure> {
        let index = request.index.0;
        let failed = |error| {
            let message = Message::new("audit-not-shown").with("index", index);
            Failure::because(message, explain::no_evidence(&error))
        };
        match here.authority.evidence(index) {
            Ok(evidence) => covered(&evidence),
            Err(NoEvidence::NotCovered { .. }) => unsigned(here, index).map_err(failed),
            Err(error) => Err(failed(error)),
        }
    }
}

impl Perform for ProveEvent {
    const KEYS: Keys = Keys::Unused;

    fn perform(
        here: &Wiring,
        _: &Admitted<Self>,
        request: WhichEvent,
    ) -> Result<EventProof, Failure> {
        let index = request.index.0;
        let evidence = here.authority.evidence(index).map_err(|error| {
            let message = Message::new("audit-not-proven").with("index", index);
            Failure::because(message, explain::no_evidence(&error))
        })?;
        check(&evidence)?;
        Ok(EventProof {
            index,
            head: describe::head(&evidence.head)?,
            proof: evidence.to_json(),
        })
    }
}

fn covered(evidence: &Evidence) -> Result<ShownEvent, Failure> {
    check(evidence)?;
    Ok(ShownEvent {
        event: describe::proven(evidence),
        path: evidence.path.iter().map(ToString::to_string).collect(),
        head: Some(describe::head(&evidence.head)?),
    })
}

fn unsigned(here: &Wiring, index: u64) -> Result<ShownEvent, NoEvidence> {
    let log: &dyn AuditLog = here.store.as_ref();
    let tree = log.head()?;
    let entry = log.entries(index, 1)?.into_iter().next();
    let path = merkle::inclusion_proof::<dyn AuditLog + '_>(log, index, tree.size)?;
    let size = tree.size;
    let entry = entry.ok_or(NoEvidence::OutOfRange { index, size })?;
    let malformed = |_| NoEvidence::Malformed { index };
    merkle::verify_inclusion(&entry.leaf_data, index, &tree, &path).map_err(malformed)?;
    Ok(ShownEvent {
        event: describe::event(&entry),
        path: path.iter().map(ToString::to_string).collect(),
        head: None,
    })
}

/// What is given out is verified first.
fn check(evidence: &Evidence) -> Result<(), Failure> {
    evidence.verify().map(drop).map_err(|error| {
        let message = Message::new("audit-not-proven").with("index", evidence.index);
        let why = explain::evidence(&error).hint(Message::new("hint-audit-defect"));
        Failure::because(message, why.named("AUD-03"))
    })
}
