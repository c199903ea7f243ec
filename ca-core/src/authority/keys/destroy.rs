//! The end of a key (HSM-06): destroyed and proven absent in all tokens, unless an issuer still
//! needs it.

use crate::actor::Actor;
use crate::audit::event::{Act, EventFields};
use crate::authority::Authority;
use crate::authority::keys::KeyError;
use crate::certificate::Summary;
use crate::registry::RegistryError;
use crate::registry::records::{CertificateQuery, CertificateStatus, Generation, GenerationState};
use crate::signer::{KeyUri, StoredKey, TokenName};
use crate::subject_key::key_hash;
use crate::timestamp::Timestamp;

/// Why a key is destroyed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Destruction {
    /// The reason for the record, in the operator's words.
    pub reason: String,
}

/// A key that is no more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Destroyed {
    /// The pairs that were destroyed: the key and its copies.
    pub pairs: Vec<StoredKey>,
    /// The tokens in which no such key is, by their own words.
    pub absent_in: Vec<TokenName>,
    /// Tokens for which copies are recorded and which could not be asked: the key may be there.
    pub maybe_in: Vec<TokenName>,
}

impl Authority {
    /// Destroys a key and all its copies, in all tokens, and proves that they are gone.
    ///
    /// The generation that needs a key to sign certificates and CRLs keeps it: until its own
    /// certificate is revoked, or another one took its place in the line and all that it issued
    /// has expired.
    ///
    /// # Errors
    /// `InUse`, `Anonymous`; `StillThere` if a token keeps it; fails if a token does not answer
    /// or the act cannot be recorded.
    pub fn destroy_key(
        &self,
        actor: &Actor,
        key: &KeyUri,
        destruction: &Destruction,
    ) -> Result<Destroyed, KeyError> {
        self.watch_tokens::<KeyError>(actor)?;
        let stored = self.ports.keys.find(key)?;
        let fields = fields_of(&stored, destruction);
        if let Err(error) = self.refuse_if_needed(&stored) {
            return Err(self.record_failure(Act::KeyDestroy, actor, fields, error));
        }
        self.intended(Act::KeyDestroy, actor, fields, |fields| {
            let destroyed = self.destroy_everywhere(&stored)?;
            let names = |tokens: &[TokenName]| {
                let names: Vec<_> = tokens.iter().map(ToString::to_string).collect();
                names.join(", ")
            };
            let absent = names(&destroyed.absent_in);
            fields.details.insert("absent_in", absent);
            if !destroyed.maybe_in.is_empty() {
                let maybe = names(&destroyed.maybe_in);
                fields.details.insert("maybe_in", maybe);
            }
            Ok(destroyed)
        })
    }

    /// The pairs that [`Authority::destroy_key`] would destroy; nothing is recorded.
    ///
    /// # Errors
    /// As [`Authority::destroy_key`].
    pub fn destructible(&self, key: &KeyUri) -> Result<Vec<StoredKey>, KeyError> {
        let stored = self.ports.keys.find(key)?;
        self.refuse_if_needed(&stored)?;
        self.pairs_of(&stored)
    }

    fn destroy_everywhere(&self, key: &StoredKey) -> Result<Destroyed, KeyError> {
        let pairs = self.pairs_of(key)?;
        for pair in &pairs {
            self.ports.keys.destroy(&pair.uri)?;
        }
        if let Some(left) = self.pairs_of(key)?.into_iter().next() {
            return Err(KeyError::StillThere { token: left.token });
        }
        let tokens = self.ports.keys.tokens();
        let absent_in: Vec<_> = tokens.iter().map(|token| token.name()).collect();
        let hash = key_hash(&key.public_key);
        let copies = self.copies()?;
        let recorded = copies.of(hash).flat_map(|copy| [&copy.from, &copy.to]);
        let mut maybe_in: Vec<_> = recorded
            .filter(|token| !absent_in.contains(token))
            .cloned()
            .collect();
        maybe_in.sort();
        maybe_in.dedup();
        Ok(Destroyed {
            pairs,
            absent_in,
            maybe_in,
        })
    }

    /// The key and its copies in all tokens. The list fails if a token does not answer: then
    /// nothing is known of it.
    fn pairs_of(&self, key: &StoredKey) -> Result<Vec<StoredKey>, KeyError> {
        let mut keys = self.ports.keys.list()?;
        let same = |one: &StoredKey| one.public_key == key.public_key && !key.public_key.is_empty();
        keys.retain(|one| one.uri == key.uri || same(one));
        Ok(keys)
    }

    fn refuse_if_needed(&self, key: &StoredKey) -> Result<(), KeyError> {
        let generations = self.ports.registry.generations()?;
        let hash = key_hash(&key.public_key);
        let users = generations
            .iter()
            .filter(|one| one.key_hash() == hash || one.key == key.uri);
        for user in users {
            if !self.is_spent(user, &generations)? {
                let generation = user.id.clone();
                return Err(KeyError::InUse { generation });
            }
        }
        // The private half alone could be that of an issuer's pair whose public half is lost.
        if key.algorithm.is_some() && key.public_key.is_empty() {
            let key = key.uri.clone();
            return Err(KeyError::Anonymous { key });
        }
        Ok(())
    }

    /// Whether a generation has nothing more to sign.
    fn is_spent(&self, generation: &Generation, all: &[Generation]) -> Result<bool, RegistryError> {
        if self.is_revoked(generation)? {
            return Ok(true);
        }
        let replaced = all.iter().any(|other| {
            other.id.line() == generation.id.line()
                && other.id.number() > generation.id.number()
                && other.state == GenerationState::Active
        });
        let ended = match generation.state {
            GenerationState::Pending | GenerationState::Retired => replaced,
            GenerationState::Ready | GenerationState::Active => false,
        };
        Ok(ended && !self.has_live_certificates(generation)?)
    }

    fn is_revoked(&self, generation: &Generation) -> Result<bool, RegistryError> {
        let certificate = generation.certificate.as_deref().map(Summary::of);
        let Some(Ok(summary)) = certificate else {
            return Ok(false);
        };
        let registry = self.ports.registry.as_ref();
        let record = registry.certificate(&generation.issuer, &summary.serial)?;
        let revoked = |status| matches!(status, CertificateStatus::Revoked(_));
        Ok(record.is_some_and(|record| revoked(record.status)))
    }

    /// Whether anything that it issued, or may have, has not expired: revoked ones included,
    /// which its CRLs must go on to name.
    fn has_live_certificates(&self, generation: &Generation) -> Result<bool, RegistryError> {
        let query = CertificateQuery {
            issuer: Some(generation.id.clone()),
            not_after: Some(self.ports.clock.now()..=Timestamp::NO_END),
            limit: 1,
            ..CertificateQuery::default()
        };
        Ok(!self.ports.registry.certificates(&query)?.is_empty())
    }
}

fn fields_of(key: &StoredKey, destruction: &Destruction) -> EventFields {
    EventFields {
        object: Some(key.uri.to_string()),
        details: [
            ("key_sha256", key_hash(&key.public_key).to_string()),
            ("key_label", key.label.clone()),
            ("because", destruction.reason.clone()),
        ]
        .into(),
        ..EventFields::default()
    }
}
