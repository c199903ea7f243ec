//! The life of key pairs in their tokens (HSM-06): what a device does to a key cannot be taken
//! back, so the log says beforehand that it is meant, and afterwards how it ended.
//!
//! - `destroy`: the end of a key, in all tokens;
//! - `copy`: its way from one token to another;
//! - `error`: why not.

mod copy;
mod destroy;
mod error;

pub use self::destroy::{Destroyed, Destruction};
pub use self::error::KeyError;
use crate::actor::Actor;
use crate::audit::event::{Act, EventFields, Outcome};
use crate::authority::Authority;
use crate::authority::refusal::Refusal;
use crate::random::RandomError;
use crate::registry::RegistryError;
use crate::signer::transport::TransportKey;
use crate::signer::{NewKey, SignerError, StoredKey};

impl Authority {
    /// Makes a key pair in a token, without giving it to an issuer: it signs nothing until an
    /// issuer is founded on it (CER-05).
    ///
    /// # Errors
    /// Fails if the token refuses or the act cannot be recorded.
    pub fn create_key(&self, actor: &Actor, new: &NewKey<'_>) -> Result<StoredKey, KeyError> {
        self.watch_tokens::<KeyError>(actor)?;
        self.generate_key(actor, new)
    }

    /// Makes the pair of an RSA-4096 transport key in a token, the first one by default, so that
    /// another token can wrap a key for it.
    ///
    /// # Errors
    /// Fails if the token refuses or the act cannot be recorded.
    pub fn transport_key(
        &self,
        actor: &Actor,
        token: Option<&str>,
    ) -> Result<TransportKey, KeyError> {
        self.watch_tokens::<KeyError>(actor)?;
        let mut fields = EventFields {
            details: [("use", "transport".to_owned())].into(),
            ..EventFields::default()
        };
        if let Some(token) = token {
            fields.details.insert("token", token.to_owned());
        }
        self.intended(Act::KeyGenerate, actor, fields, |fields| {
            let key = self.ports.keys.transport_key(token)?;
            fields.object = Some(key.uri.to_string());
            let fingerprint = key.fingerprint().to_string();
            fields.details.insert("key_sha256", fingerprint);
            Ok(key)
        })
    }

    pub(super) fn generate_key<E>(&self, actor: &Actor, new: &NewKey<'_>) -> Result<StoredKey, E>
    where
        E: Refusal + From<SignerError> + From<RegistryError> + From<RandomError>,
    {
        let details = [
            ("algorithm", new.algorithm.to_string()),
            ("key_label", new.label.to_owned()),
            ("exportable", new.exportable.to_string()),
        ];
        let mut fields = EventFields {
            details: details.into(),
            ..EventFields::default()
        };
        if let Some(token) = new.token {
            fields.details.insert("token", token.to_owned());
        }
        self.intended(Act::KeyGenerate, actor, fields, |fields| {
            let key = self.ports.keys.generate(new)?;
            fields.object = Some(key.uri.to_string());
            Ok(key)
        })
    }

    /// Does what a device cannot take back between two events: that it is meant, and how it
    /// ended. If the first cannot be written nothing is done (I7).
    fn intended<T, E>(
        &self,
        act: Act,
        actor: &Actor,
        mut fields: EventFields,
        work: impl FnOnce(&mut EventFields) -> Result<T, E>,
    ) -> Result<T, E>
    where
        E: Refusal + From<RegistryError> + From<RandomError>,
    {
        self.intend::<E>(act, actor, &fields)?;
        match work(&mut fields) {
            Ok(done) => {
                let event = self.done(act, actor, &fields)?;
                self.ports.audit.append(&event)?;
                Ok(done)
            }
            Err(error) => Err(self.record_failure(act, actor, fields, error)),
        }
    }

    /// Records that an act is meant.
    fn intend<E>(&self, act: Act, actor: &Actor, fields: &EventFields) -> Result<(), E>
    where
        E: From<RegistryError> + From<RandomError>,
    {
        let event = self.event(act, Outcome::Intended, actor, fields)?;
        self.ports.audit.append(&event)?;
        Ok(())
    }
}
