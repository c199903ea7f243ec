//! What answers tell of keys and tokens.

use ca_api::key::{
    CopyReport, Device, KeyAttributes, KeyReport, TokenAlarms, TokenChange, TokenName,
};
use ca_core::algorithm::KeyAlgorithm;
use ca_core::authority::inventory::{self, Inventory, InventoryKey};
use ca_core::digest::Sha256Digest;
use ca_core::registry::records::KeyCopy;
use ca_core::signer::{self, KeyProtection, StoredKey, TokenInfo};

/// A key that no issuer has yet.
#[must_use]
pub fn key(key: &StoredKey) -> KeyReport {
    let readable = !key.public_key.is_empty();
    let defects = key.protection.defects().into_iter();
    KeyReport {
        uri: key.uri.to_string(),
        label: key.label.clone(),
        algorithm: key.algorithm.map(KeyAlgorithm::as_str).map(str::to_owned),
        token: token(&key.token),
        generation: None,
        public_key_sha256: readable.then(|| Sha256Digest::of(&key.public_key).to_string()),
        defects: defects.map(str::to_owned).collect(),
        attributes: attributes(key.protection),
    }
}

/// A key with what the Registry knows of it.
#[must_use]
pub fn in_inventory(found: &InventoryKey) -> KeyReport {
    let defects = found.defects.iter().copied();
    KeyReport {
        generation: found.generation.as_ref().map(ToString::to_string),
        defects: defects.map(str::to_owned).collect(),
        ..key(&found.key)
    }
}

const fn attributes(key: KeyProtection) -> KeyAttributes {
    KeyAttributes {
        local: key.local,
        sensitive: key.sensitive,
        always_sensitive: key.always_sensitive,
        extractable: key.extractable,
        never_extractable: key.never_extractable,
        modifiable: key.modifiable,
        copyable: key.copyable,
        sign: key.sign,
        other_use: key.other_use,
    }
}

/// A token by its name.
#[must_use]
pub fn token(name: &signer::TokenName) -> TokenName {
    TokenName {
        label: name.label.clone(),
        serial: name.serial.clone(),
    }
}

/// What a token says of itself.
#[must_use]
pub fn device(token: &TokenInfo) -> Device {
    Device {
        label: token.label.clone(),
        manufacturer: token.manufacturer.clone(),
        model: token.model.clone(),
        serial: token.serial.clone(),
        firmware: token.firmware.clone(),
    }
}

/// A recorded copy.
#[must_use]
pub fn copy(copy: &KeyCopy) -> CopyReport {
    CopyReport {
        kind: copy.kind.as_str().to_owned(),
        from: token(&copy.from),
        to: token(&copy.to),
        time: copy.at.to_string(),
        actor: copy.actor.id().to_owned(),
    }
}

/// A token that is not what it was.
#[must_use]
pub fn change(change: &inventory::TokenChange) -> TokenChange {
    TokenChange {
        before: device(&change.before),
        now: device(&change.now),
    }
}

/// What nobody should overlook.
#[must_use]
pub fn alarms(inventory: &Inventory) -> TokenAlarms {
    TokenAlarms {
        token_changes: inventory.changes.iter().map(change).collect(),
        unconfirmed_copies: inventory.unproven.len(),
    }
}
