//! What answers tell of events and heads.

use ca_api::audit::{EventReport, HeadReport};
use ca_core::audit::LogEntry;
use ca_core::audit::evidence::Evidence;
use ca_core::audit::head::SignedHead;
use ca_core::certificate::Summary;

use crate::error::Failure;
use crate::explain;
use crate::message::Message;

/// An event of the log.
#[must_use]
pub fn event(entry: &LogEntry) -> EventReport {
    let read = |body: &Vec<u8>| serde_json::from_slice(body).ok();
    EventReport {
        index: entry.index,
        leaf: entry.leaf_data.to_string(),
        event: entry.body.as_ref().and_then(read),
    }
}

/// The event that a proof is about.
#[must_use]
pub fn proven(evidence: &Evidence) -> EventReport {
    event(&LogEntry {
        index: evidence.index,
        leaf_data: evidence.leaf_data,
        body: evidence.event.clone().map(String::into_bytes),
    })
}

/// A head, once its signature is verified.
///
/// # Errors
/// It does not verify.
pub fn head(head: &SignedHead) -> Result<HeadReport, Failure> {
    let unsound = |defect| {
        let message = Message::new("audit-head-unsound").with("signed", head.signed);
        let why = explain::head_defect(&defect).named("audit-head-unsound");
        Failure::because(message, why)
    };
    let checkpoint = head.verify().map_err(unsound)?;
    let signer = Summary::of(&head.signer).map_err(|error| unsound(error.into()))?;
    Ok(HeadReport {
        origin: checkpoint.origin.to_string(),
        events: checkpoint.head.size,
        root: checkpoint.head.root.to_string(),
        signed: head.signed.to_string(),
        signer: signer.serial.to_string(),
        note: head.note.clone(),
    })
}
