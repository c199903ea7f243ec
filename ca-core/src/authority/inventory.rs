//! The inventory of tokens and keys (HSM-08), and the watch over the tokens before each act.

use std::time::Duration;

use crate::actor::Actor;
use crate::audit::event::{Act, EventFields};
use crate::authority::copies::Copies;
use crate::authority::keys::KeyError;
use crate::authority::{Authority, lock};
use crate::generation::GenerationId;
use crate::random::RandomError;
use crate::registry::RegistryError;
use crate::registry::records::{KeyCopy, KnownToken, RecordedCopy};
use crate::signer::{StoredKey, TokenInfo};
use crate::subject_key::key_hash;

/// How old the record of a token's last use may become: one day.
const SEEN_EVERY: Duration = Duration::from_secs(24 * 3600);

/// All tokens and keys of the authority.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inventory {
    /// The tokens that were ever seen, by label and serial number.
    pub tokens: Vec<KnownToken>,
    /// The tokens that are there now.
    pub present: Vec<TokenInfo>,
    /// Tokens that this process found not to be what they were.
    pub changes: Vec<TokenChange>,
    /// The keys in the tokens that are there now.
    pub keys: Vec<InventoryKey>,
    /// Records of copies that the audit log does not confirm: an alarm.
    pub unproven: Vec<RecordedCopy>,
}

/// A key, what it is used for and what it may be used for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InventoryKey {
    /// The key.
    pub key: StoredKey,
    /// The generation whose key it is; none for a key that no act has put to use (CER-05).
    pub generation: Option<GenerationId>,
    /// The recorded copies of it, in the order in which they were made.
    pub copies: Vec<KeyCopy>,
    /// What forbids it to be an issuer's, by PKCS#11 names (I8).
    pub defects: Vec<&'static str>,
}

/// A token that is not what it was: another device under the same label, or the same device
/// with other firmware. Somebody has to say that this was meant (HSM-08).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenChange {
    /// As it was last seen.
    pub before: TokenInfo,
    /// As it is.
    pub now: TokenInfo,
}

/// What this process has seen of the tokens.
#[derive(Debug, Default)]
pub(super) struct Watch {
    /// The tokens that were compared with their records.
    compared: Vec<TokenInfo>,
    changes: Vec<TokenChange>,
}

impl Authority {
    /// All tokens and keys. A token that is new or changed is recorded first.
    ///
    /// # Errors
    /// Fails if a token does not answer, or Registry or log fail.
    pub fn inventory(&self, actor: &Actor) -> Result<Inventory, KeyError> {
        self.watch_tokens::<KeyError>(actor)?;
        let registry = self.ports.registry.as_ref();
        let copies = self.copies()?;
        let generations = registry.generations()?;
        let keys = self.ports.keys.list()?.into_iter().map(|key| {
            let hash = key_hash(&key.public_key);
            let user = generations.iter().find(|one| one.key_hash() == hash);
            InventoryKey {
                generation: user.map(|generation| generation.id.clone()),
                copies: copies.of(hash).cloned().collect(),
                defects: copies.defects(&key),
                key,
            }
        });
        let keys = keys.collect();
        Ok(Inventory {
            tokens: registry.tokens()?,
            present: self.ports.keys.tokens(),
            changes: self.token_changes(),
            keys,
            unproven: copies.unproven().to_vec(),
        })
    }

    /// Tokens that the acts of this authority found not to be what they were: worth a warning.
    #[must_use]
    pub fn token_changes(&self) -> Vec<TokenChange> {
        lock(&self.watch).changes.clone()
    }

    /// The copies of keys, held against the audit log.
    pub(super) fn copies(&self) -> Result<Copies, RegistryError> {
        Copies::read(self.ports.registry.as_ref(), self.ports.audit.as_ref())
    }

    /// Compares the tokens with their records, once as long as they stay the same; what is new
    /// or changed is recorded before the act goes on (HSM-08).
    pub(super) fn watch_tokens<E>(&self, actor: &Actor) -> Result<(), E>
    where
        E: From<RegistryError> + From<RandomError>,
    {
        let present = self.ports.keys.tokens();
        if lock(&self.watch).compared == present {
            return Ok(());
        }
        let known = self.ports.registry.tokens()?;
        for token in &present {
            self.compare::<E>(actor, token, last_with_label(&known, &token.label))?;
        }
        lock(&self.watch).compared = present;
        Ok(())
    }

    fn compare<E>(
        &self,
        actor: &Actor,
        token: &TokenInfo,
        last: Option<&KnownToken>,
    ) -> Result<(), E>
    where
        E: From<RegistryError> + From<RandomError>,
    {
        let (registry, now) = (self.ports.registry.as_ref(), self.ports.clock.now());
        let (event, change) = match last {
            Some(last) if last.info == *token => {
                if now.since(last.last_seen) >= SEEN_EVERY {
                    registry.see_token(&token.name(), now)?;
                }
                return Ok(());
            }
            Some(last) => {
                let (before, now) = (last.info.clone(), token.clone());
                let change = TokenChange { before, now };
                let event = self.done(Act::TokenChange, actor, &changed(&change))?;
                (event, Some(change))
            }
            None => (self.done(Act::TokenSeen, actor, &seen(token))?, None),
        };
        registry.record_token(token, now, &event)?;
        lock(&self.watch).changes.extend(change);
        Ok(())
    }
}

/// The token that was last seen under a label.
fn last_with_label<'a>(known: &'a [KnownToken], label: &str) -> Option<&'a KnownToken> {
    let of_label = known.iter().filter(|known| known.info.label == label);
    of_label.max_by_key(|known| known.event)
}

fn seen(token: &TokenInfo) -> EventFields {
    EventFields {
        object: Some(token.label.clone()),
        details: [
            ("serial", token.serial.clone()),
            ("manufacturer", token.manufacturer.clone()),
            ("model", token.model.clone()),
            ("firmware", token.firmware.clone()),
        ]
        .into(),
        ..EventFields::default()
    }
}

fn changed(change: &TokenChange) -> EventFields {
    let mut fields = seen(&change.now);
    let before = &change.before;
    fields.reason = Some("HSM-08".to_owned());
    fields.details.extend([
        ("alarm", "true".to_owned()),
        ("serial_before", before.serial.clone()),
        ("manufacturer_before", before.manufacturer.clone()),
        ("model_before", before.model.clone()),
        ("firmware_before", before.firmware.clone()),
    ]);
    fields
}
