//! A key's way from one token to another (HSM-06, I8): wrapped in the one for the other, which
//! only that one can open, and recorded at both ends.

use crate::actor::Actor;
use crate::audit::event::{Act, EventFields};
use crate::authority::Authority;
use crate::authority::copies::{Copies, act_of, fields_of};
use crate::authority::keys::KeyError;
use crate::registry::records::{CopyKind, KeyCopy};
use crate::signer::transport::file::KeyBackup;
use crate::signer::transport::{TransportKey, WrappedKey};
use crate::signer::{KeyUri, SignerError, StoredKey, TokenFault};
use crate::subject_key::key_hash;
use crate::timestamp::Timestamp;

impl Authority {
    /// Wraps a key for the token of a transport key, and records that it may be there from now
    /// on. The key stays extractable until [`Authority::seal_key`]: no issuer's before that.
    ///
    /// # Errors
    /// Fails if the token refuses, first of all to let a key out that was not made for it, or
    /// the act cannot be recorded: then nothing is given out.
    pub fn backup_key(
        &self,
        actor: &Actor,
        key: &KeyUri,
        transport: &TransportKey,
    ) -> Result<KeyBackup, KeyError> {
        self.watch_tokens::<KeyError>(actor)?;
        let stored = self.ports.keys.find(key)?;
        let copy = KeyCopy {
            kind: CopyKind::Backup,
            key_hash: key_hash(&stored.public_key),
            id: stored.id,
            label: stored.label,
            from: stored.token,
            to: transport.token.name(),
            at: self.ports.clock.now(),
            actor: actor.clone(),
        };
        let fields = fields_of(&copy);
        self.intend::<KeyError>(Act::KeyBackup, actor, &fields)?;
        let back_up = || {
            let wrapped = self.ports.keys.wrap_key(key, transport)?;
            let made = self.record_copy(copy)?;
            Ok(KeyBackup { wrapped, made })
        };
        back_up().map_err(|error| self.record_failure(Act::KeyBackup, actor, fields, error))
    }

    /// Makes a key that could be wrapped not extractable for ever, so that it may be an issuer's.
    ///
    /// # Errors
    /// Fails if the token refuses or the act cannot be recorded.
    pub fn seal_key(&self, actor: &Actor, key: &KeyUri) -> Result<StoredKey, KeyError> {
        self.watch_tokens::<KeyError>(actor)?;
        let stored = self.to_be_sealed(key)?;
        let fields = EventFields {
            object: Some(stored.uri.to_string()),
            details: [("key_sha256", key_hash(&stored.public_key).to_string())].into(),
            ..EventFields::default()
        };
        self.intended(Act::KeySeal, actor, fields, |_| {
            Ok(self.ports.keys.seal(key)?)
        })
    }

    /// The key, or one of the two that a seal which was cut short left under one URI.
    fn to_be_sealed(&self, key: &KeyUri) -> Result<StoredKey, KeyError> {
        let found = self.ports.keys.find(key);
        if let Err(SignerError::Refused { source, .. }) = &found
            && matches!(source, TokenFault::SeveralKeys { .. })
            && let Some(left) = self.ports.keys.list()?.into_iter().find(|k| k.uri == *key)
        {
            return Ok(left);
        }
        Ok(found?)
    }

    /// Takes a wrapped key into the token that it was wrapped for. The token has proven that it
    /// signs for its public key; what is not to be an issuer's is not left there, unless an
    /// earlier restoration of it is recorded.
    ///
    /// # Errors
    /// `NoBackup` unless the log tells of the backup: whoever has the public transport key can
    /// wrap a key of their own. `Unprotected`; fails if the token refuses or the act cannot be
    /// recorded.
    pub fn restore_key(&self, actor: &Actor, backup: &KeyBackup) -> Result<StoredKey, KeyError> {
        self.watch_tokens::<KeyError>(actor)?;
        let wrapped = &backup.wrapped;
        // The rest of a file that nobody has judged yet may say anything.
        let fields = EventFields {
            object: Some(key_hash(&wrapped.public_key).to_string()),
            ..EventFields::default()
        };
        let restore = || {
            let backups = self.backups_of(wrapped)?;
            self.intend::<KeyError>(Act::KeyRestore, actor, &fields)?;
            let stored = self.ports.keys.unwrap_key(wrapped)?;
            let was_there = self.was_restored(&stored)?;
            let recorded = check_restored(&stored, backups)
                .and_then(|copy| self.record_copy(restoration(copy, actor)));
            if let Err(error) = recorded {
                if !was_there {
                    self.ports.keys.destroy(&stored.uri)?;
                }
                return Err(error);
            }
            Ok(stored)
        };
        restore()
            .map_err(|error| self.record_failure(Act::KeyRestore, actor, fields.clone(), error))
    }

    /// The recorded backups of this key from this token, at least one.
    fn backups_of(&self, wrapped: &WrappedKey) -> Result<Vec<KeyCopy>, KeyError> {
        let (key, source) = (key_hash(&wrapped.public_key), wrapped.source.name());
        let copies = self.copies()?;
        let backups = copies.of(key).filter(|copy| {
            copy.kind == CopyKind::Backup && copy.id == wrapped.id && copy.from == source
        });
        let backups: Vec<_> = backups.cloned().collect();
        if backups.is_empty() {
            return Err(KeyError::NoBackup { key });
        }
        Ok(backups)
    }

    /// Whether an earlier restoration into this token is recorded: the key may be in use, and be
    /// the last one there is.
    fn was_restored(&self, key: &StoredKey) -> Result<bool, KeyError> {
        let copies = self.copies()?;
        let mut copies = copies.of(key_hash(&key.public_key));
        Ok(copies.any(|copy| {
            copy.kind == CopyKind::Restored && copy.id == key.id && copy.to == key.token
        }))
    }

    /// Records a copy that was made; returns when.
    fn record_copy(&self, copy: KeyCopy) -> Result<Timestamp, KeyError> {
        let event = self.done(act_of(copy.kind), &copy.actor, &fields_of(&copy))?;
        let at = event.time();
        let copy = KeyCopy { at, ..copy };
        self.ports.registry.record_key_copy(&copy, &event)?;
        Ok(at)
    }
}

/// The key is one that was backed up for this token, and nothing but its copying speaks against
/// it: then the backup that it comes from.
fn check_restored(stored: &StoredKey, backups: Vec<KeyCopy>) -> Result<KeyCopy, KeyError> {
    let key = key_hash(&stored.public_key);
    let mut backups = backups.into_iter();
    let backup = backups.rfind(|copy| copy.key_hash == key && copy.to == stored.token);
    let backup = backup.ok_or(KeyError::NoBackup { key })?;
    let copy = restoration(backup.clone(), &backup.actor);
    let defects = Copies::of_one(copy).defects(stored);
    if defects.is_empty() {
        return Ok(backup);
    }
    let defects = defects.join(", ");
    Err(KeyError::Unprotected { defects })
}

/// The other end of a backup.
fn restoration(backup: KeyCopy, actor: &Actor) -> KeyCopy {
    KeyCopy {
        kind: CopyKind::Restored,
        actor: actor.clone(),
        ..backup
    }
}
