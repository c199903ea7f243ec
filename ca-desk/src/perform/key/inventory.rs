//! Keys are listed and shown.

use ca_api::key::{KeyDetail, KeyList, ListKeys, ShowKey, WhichKey, WhichKeys};
use ca_core::signer::TokenInfo;

use crate::error::Failure;
use crate::gate::Admitted;
use crate::message::Message;
use crate::perform::key::{describe, named};
use crate::perform::{Keys, Perform};
use crate::wiring::Wiring;

impl Perform for ListKeys {
    const KEYS: Keys = Keys::Used;

    fn perform(here: &Wiring, who: &Admitted<Self>, _: WhichKeys) -> Result<KeyList, Failure> {
        let inventory = named::inventory(here, who.actor(), &Message::new("key-not-listed"))?;
        Ok(KeyList {
            keys: inventory.keys.iter().map(describe::in_inventory).collect(),
            alarms: describe::alarms(&inventory),
        })
    }
}

impl Perform for ShowKey {
    const KEYS: Keys = Keys::Used;

    fn perform(
        here: &Wiring,
        who: &Admitted<Self>,
        request: WhichKey,
    ) -> Result<KeyDetail, Failure> {
        let inventory = named::inventory(here, who.actor(), &Message::new("key-not-found"))?;
        let key = named::one(&inventory, &request.key)?;
        let at_home = |token: &&TokenInfo| token.name() == key.key.token;
        let device = inventory.present.iter().find(at_home);
        Ok(KeyDetail {
            key: describe::in_inventory(key),
            device: device.map(describe::device),
            copies: key.copies.iter().map(describe::copy).collect(),
            alarms: describe::alarms(&inventory),
        })
    }
}
