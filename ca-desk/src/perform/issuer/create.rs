//! Generations begin.

use ca_api::issuer::{
    ActivateIssuer, Activation, CreateIssuer, IssuerName, IssuerReport, NewIssuer,
};
use ca_api::word::Word;
use ca_core::authority::issue;

use crate::error::Failure;
use crate::explain;
use crate::gate::Admitted;
use crate::message::Message;
use crate::perform::issuer::{describe, find};
use crate::perform::key::named;
use crate::perform::{Keys, Perform};
use crate::wiring::Wiring;

impl Perform for CreateIssuer {
    const KEYS: Keys = Keys::Used;

    fn perform(
        here: &Wiring,
        who: &Admitted<Self>,
        request: NewIssuer,
    ) -> Result<IssuerReport, Failure> {
        let message = Message::new("issuer-not-created").with("line", &*request.line);
        let named = |name: &str| named::found(here, who.actor(), name, &message);
        let new = issue::NewIssuer {
            key: request.key.as_deref().map(named).transpose()?,
            line: request.line.into_value(),
            profile: request.profile,
            issuer: request.issuer.map(Word::into_value),
            key_algorithm: request.key_algorithm.map(Word::into_value),
            token: request.token,
            common_name: request.common_name,
        };
        let created = here.authority.create_issuer(who.actor(), &new);
        let created = created.map_err(|error| Failure::because(message, explain::issue(&error)))?;
        Ok(describe::of(&created))
    }
}

impl Perform for ActivateIssuer {
    const KEYS: Keys = Keys::Used;

    fn perform(
        here: &Wiring,
        who: &Admitted<Self>,
        request: Activation,
    ) -> Result<IssuerReport, Failure> {
        let id = request.generation.into_value();
        let activated = here.authority.activate_issuer(who.actor(), &id);
        activated.map_err(|error| {
            let message = Message::new("issuer-not-activated").with("generation", &id);
            Failure::because(message, explain::issuer(&error))
        })?;
        let generation = find::generation(&here.authority, &IssuerName::Generation(id))?;
        Ok(describe::of(&generation))
    }
}
