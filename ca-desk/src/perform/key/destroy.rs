//! A key is destroyed in all tokens.

use ca_api::key::{DestroyKey, Destruction, DestructionReport, PrepareKeyDestruction, WhichKey};
use ca_core::actor::Actor;
use ca_core::authority::keys::{self, Destroyed, KeyError};
use ca_core::signer::{StoredKey, TokenName};

use crate::error::Failure;
use crate::explain;
use crate::gate::Admitted;
use crate::message::Message;
use crate::perform::key::{describe, named};
use crate::perform::{Keys, Perform};
use crate::wiring::Wiring;

impl Perform for PrepareKeyDestruction {
    const KEYS: Keys = Keys::Used;

    fn perform(
        here: &Wiring,
        who: &Admitted<Self>,
        request: WhichKey,
    ) -> Result<DestructionReport, Failure> {
        let key = meant(here, who.actor(), &request.key)?;
        let pairs = here.authority.destructible(&key.uri);
        let pairs = pairs.map_err(|error| not_destroyed(&request.key, &error))?;
        Ok(planned(&key, &pairs))
    }
}

impl Perform for DestroyKey {
    const KEYS: Keys = Keys::Used;

    fn perform(
        here: &Wiring,
        who: &Admitted<Self>,
        request: Destruction,
    ) -> Result<DestructionReport, Failure> {
        let key = meant(here, who.actor(), &request.key)?;
        let destruction = keys::Destruction {
            reason: request.reason.to_string(),
        };
        let destroyed = here
            .authority
            .destroy_key(who.actor(), &key.uri, &destruction);
        let destroyed = destroyed.map_err(|error| not_destroyed(&request.key, &error))?;
        Ok(done(&key, &destroyed))
    }
}

fn meant(here: &Wiring, actor: &Actor, name: &str) -> Result<StoredKey, Failure> {
    let otherwise = Message::new("key-not-destroyed").with("key", name);
    let inventory = named::inventory(here, actor, &otherwise)?;
    named::one(&inventory, name).map(|found| found.key.clone())
}

fn not_destroyed(name: &str, error: &KeyError) -> Failure {
    let message = Message::new("key-not-destroyed").with("key", name);
    Failure::because(message, explain::key(error))
}

fn planned(key: &StoredKey, pairs: &[StoredKey]) -> DestructionReport {
    DestructionReport {
        label: key.label.clone(),
        destroyed: false,
        pairs: pairs.iter().map(|pair| pair.uri.to_string()).collect(),
        tokens: pairs
            .iter()
            .map(|pair| describe::token(&pair.token))
            .collect(),
        absent_in: Vec::new(),
        maybe_in: Vec::new(),
    }
}

fn done(key: &StoredKey, done: &Destroyed) -> DestructionReport {
    let names = |tokens: &[TokenName]| tokens.iter().map(describe::token).collect();
    DestructionReport {
        destroyed: true,
        absent_in: names(&done.absent_in),
        maybe_in: names(&done.maybe_in),
        ..planned(key, &done.pairs)
    }
}
