//! A document becomes the one that counts.

use ca_api::profile::{ActivateDocument, ActivationReport, NewDocument};
use ca_core::authority::activate::Activated;
use ca_core::authority::governing::GoverningDocument;

use crate::error::Failure;
use crate::explain;
use crate::gate::Admitted;
use crate::message::Message;
use crate::perform::profile::compare::differences;
use crate::perform::profile::describe;
use crate::perform::profile::ground::Ground;
use crate::perform::{Keys, Perform};
use crate::wiring::Wiring;

impl Perform for ActivateDocument {
    const KEYS: Keys = Keys::Unused;

    fn perform(
        here: &Wiring,
        who: &Admitted<Self>,
        request: NewDocument,
    ) -> Result<ActivationReport, Failure> {
        let activated = here.authority.activate(who.actor(), &request.document);
        let activated = activated.map_err(|error| {
            let message = Message::new("document-not-activated");
            Failure::because(message, explain::activate(&error))
        })?;
        Ok(ActivationReport {
            summary: describe::document(&activated.document),
            first: activated.before.is_none(),
            changed: activated.is_change(),
            changes: changes(here, &activated),
        })
    }
}

/// The fields that differ from what counted before. The act is done: where they cannot be told,
/// they are not.
fn changes(here: &Wiring, activated: &Activated) -> Vec<String> {
    let changed = activated.is_change();
    let Some(before) = activated.before.as_deref().filter(|_| changed) else {
        return Vec::new();
    };
    let found = GoverningDocument::parse(before).ok().and_then(|before| {
        let ground = Ground::of(&here.authority).ok()?;
        differences(Some(&before), &activated.document, &ground).ok()
    });
    let found = found.map(|found| found.differences).unwrap_or_default();
    found
        .into_iter()
        .map(|difference| difference.field)
        .collect()
}
