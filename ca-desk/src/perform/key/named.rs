//! Which key the operator means: a URI of RFC 7512, or the label alone.

use ca_core::actor::Actor;
use ca_core::authority::inventory::{Inventory, InventoryKey};
use ca_core::signer::{KeyUri, StoredKey};
use hsm::uri::Pkcs11Uri;

use crate::error::{Explanation, Failure, Kind};
use crate::explain;
use crate::message::Message;
use crate::wiring::Wiring;

/// All keys of all tokens, with what the Registry knows of them.
///
/// # Errors
/// A token does not answer, or Registry or log fail; `otherwise` says what was not done.
pub fn inventory(
    wiring: &Wiring,
    actor: &Actor,
    otherwise: &Message,
) -> Result<Inventory, Failure> {
    let taken = wiring.authority.inventory(actor);
    taken.map_err(|error| Failure::because(otherwise.clone(), explain::key(&error)))
}

/// The URI of the one key that is called so.
///
/// # Errors
/// As [`inventory`] and [`one`].
pub fn found(
    wiring: &Wiring,
    actor: &Actor,
    name: &str,
    otherwise: &Message,
) -> Result<KeyUri, Failure> {
    let inventory = inventory(wiring, actor, otherwise)?;
    one(&inventory, name).map(|one| one.key.uri.clone())
}

/// The one key that is called so. Copies of one key in several tokens are one key.
///
/// # Errors
/// No key is called so, or several are.
pub fn one<'i>(inventory: &'i Inventory, name: &str) -> Result<&'i InventoryKey, Failure> {
    let refuse = |rule: &'static str| {
        let cause = Message::new(rule).with("key", name);
        let why = Explanation::new(Kind::Refused, cause).hint(Message::new("hint-key-list"));
        Failure::because(Message::new("key-not-found"), why.named(rule))
    };
    let meant = Meant::read(name).ok_or_else(|| refuse("key-name-unreadable"))?;
    let mut found = inventory.keys.iter().filter(|one| meant.is(&one.key));
    let Some(first) = found.next() else {
        return Err(refuse("key-unknown"));
    };
    if found.all(|other| same(&first.key, &other.key)) {
        return Ok(first);
    }
    Err(refuse("key-ambiguous"))
}

fn same(one: &StoredKey, other: &StoredKey) -> bool {
    !one.public_key.is_empty() && one.public_key == other.public_key && one.id == other.id
}

enum Meant<'n> {
    Uri(Pkcs11Uri),
    Label(&'n str),
}

impl<'n> Meant<'n> {
    /// Nothing for a URI that names no private key.
    fn read(name: &'n str) -> Option<Self> {
        if !name.starts_with("pkcs11:") {
            return Some(Self::Label(name));
        }
        let uri: Pkcs11Uri = name.parse().ok()?;
        (uri.id.is_some() || uri.object.is_some()).then_some(Self::Uri(uri))
    }

    fn is(&self, key: &StoredKey) -> bool {
        match self {
            Self::Label(label) => key.label == *label,
            Self::Uri(uri) => {
                let same = |wanted: &Option<String>, seen: &str| {
                    wanted.as_deref().is_none_or(|wanted| wanted == seen)
                };
                same(&uri.token, &key.token.label)
                    && same(&uri.serial, &key.token.serial)
                    && same(&uri.object, &key.label)
                    && uri.id.as_ref().is_none_or(|id| *id == key.id)
            }
        }
    }
}
