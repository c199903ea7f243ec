//! A key pair is made.

use ca_api::key::{CreateKey, KeyReport, NewKey};
use ca_core::signer;

use crate::error::Failure;
use crate::explain;
use crate::gate::Admitted;
use crate::message::Message;
use crate::perform::key::describe;
use crate::perform::{Keys, Perform};
use crate::wiring::Wiring;

impl Perform for CreateKey {
    const KEYS: Keys = Keys::Used;

    fn perform(here: &Wiring, who: &Admitted<Self>, request: NewKey) -> Result<KeyReport, Failure> {
        let label = request.label.as_str();
        let new = signer::NewKey {
            token: request.token.as_deref(),
            exportable: request.exportable,
            ..signer::NewKey::new(*request.algorithm, label)
        };
        let made = here.authority.create_key(who.actor(), &new);
        made.map(|key| describe::key(&key)).map_err(|error| {
            let message = Message::new("key-not-created").with("label", label);
            Failure::because(message, explain::key(&error))
        })
    }
}
