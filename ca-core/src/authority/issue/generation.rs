//! The next generation of an issuer line: key in the token, name, certificate.

use std::sync::Arc;

use crate::actor::Actor;
use crate::algorithm::KeyAlgorithm;
use crate::audit::event::{Act, EventFields};
use crate::authority::Authority;
use crate::authority::issue::prepared::Wish;
use crate::authority::issue::{IssueError, NewIssuer, asked, check_kind};
use crate::certificate::request::name_by_authority;
use crate::generation::{GenerationId, LineName};
use crate::profile::{Profile, ProfileKind};
use crate::registry::RegistryError;
use crate::registry::records::{Generation, GenerationState};
use crate::signer::{NewKey, SignerError, StoredKey};
use crate::subject_key::SubjectKey;

impl Authority {
    /// Creates the next generation of a line: key in the token, name, certificate. An
    /// interrupted creation is finished by the same call; one that cannot be finished any more
    /// stays pending for ever, and the generation after it is made.
    ///
    /// # Errors
    /// As [`Authority::issue`]; `RequestMismatch` if the interrupted creation asked for
    /// something else.
    pub fn create_issuer(&self, actor: &Actor, new: &NewIssuer) -> Result<Generation, IssueError> {
        self.try_create_issuer(actor, new).map_err(|error| {
            let fields = asked(&new.line, &new.profile);
            self.record_failure(Act::IssuerCreate, actor, fields, error)
        })
    }

    fn try_create_issuer(&self, actor: &Actor, new: &NewIssuer) -> Result<Generation, IssueError> {
        self.watch_tokens::<IssueError>(actor)?;
        let profile = self.profile(&new.profile)?;
        let kind = if new.issuer.is_none() {
            ProfileKind::Root
        } else {
            ProfileKind::Ca
        };
        check_kind(&profile, &[kind])?;
        if let Some(pending) = self.pending(new, &profile)? {
            match self.certify(actor, new, &profile, pending) {
                Err(IssueError::NotResumable { .. }) => {}
                done => return done,
            }
        }
        let next = self.add_next(actor, new, &profile)?;
        self.certify(actor, new, &profile, next)
    }

    /// Gives a pending generation its certificate.
    fn certify(
        &self,
        actor: &Actor,
        new: &NewIssuer,
        profile: &Arc<Profile>,
        pending: Generation,
    ) -> Result<Generation, IssueError> {
        let id = pending.id.clone();
        let key = SubjectKey::from_spki(&pending.public_key)?;
        let issuer = match &new.issuer {
            None => self.prove(pending)?,
            Some(line) => self.issuing(line)?,
        };
        let wish = Wish {
            common_name: Some(common_name(new, &id)),
            request_id: Some(request_id(&id)),
            certifies: Some(id.clone()),
            ..Wish::plain(actor, &key)
        };
        let basis = Arc::new(self.basis_of(Arc::clone(profile), issuer)?);
        self.store_and_redeem(actor, self.prepare_wish(&wish, &basis)?)?;
        Ok(self.generation(&id)?)
    }

    /// The line's last generation, if it waits for a certificate that its issuer can still give.
    fn pending(
        &self,
        new: &NewIssuer,
        profile: &Profile,
    ) -> Result<Option<Generation>, IssueError> {
        let waiting = |generation: &Generation| generation.state == GenerationState::Pending;
        let Some(pending) = self.latest(&new.line)?.filter(waiting) else {
            return Ok(None);
        };
        let issuer = self.issuer_of(new, &pending.id)?;
        let algorithm = key_algorithm(new, profile, self.made_before(new)?.as_ref())?;
        let same = new.key.as_ref().is_none_or(|key| *key == pending.key)
            && pending.issuer.line() == issuer.line()
            && pending.name == self.issuer_name(new, profile, &pending.id)?
            && pending.algorithm == algorithm.signature_algorithm();
        if !same {
            let request_id = request_id(&pending.id);
            return Err(RegistryError::RequestMismatch { request_id }.into());
        }
        Ok((pending.issuer == issuer).then_some(pending))
    }

    /// Adds the line's next generation, with a new key.
    fn add_next(
        &self,
        actor: &Actor,
        new: &NewIssuer,
        profile: &Profile,
    ) -> Result<Generation, IssueError> {
        let latest = self.latest(&new.line)?;
        let number = latest.map_or(1, |latest| latest.id.number().saturating_add(1));
        let id = new.line.generation(number);
        let generation = self.new_generation(actor, new, profile, &id)?;
        let fields = EventFields {
            object: Some(generation.key.to_string()),
            issuer: Some(id.to_string()),
            details: [("profile", profile.name().to_owned())].into(),
            ..EventFields::default()
        };
        let event = self.done(Act::IssuerCreate, actor, &fields)?;
        self.ports.registry.add_generation(&generation, &event)?;
        Ok(generation)
    }

    fn latest(&self, line: &LineName) -> Result<Option<Generation>, RegistryError> {
        let all = self.ports.registry.generations()?;
        let of_line = all.into_iter().filter(|known| known.id.line() == line);
        Ok(of_line.max_by_key(|generation| generation.id.number()))
    }

    fn new_generation(
        &self,
        actor: &Actor,
        new: &NewIssuer,
        profile: &Profile,
        id: &GenerationId,
    ) -> Result<Generation, IssueError> {
        let issuer = self.issuer_of(new, id)?;
        let made = self.made_before(new)?;
        let algorithm = key_algorithm(new, profile, made.as_ref())?;
        let name = self.issuer_name(new, profile, id)?;
        let key = match made {
            Some(key) => {
                SubjectKey::from_spki(&key.public_key)?;
                self.check_protection(id, &key)?;
                key
            }
            None => self.generate_key::<IssueError>(
                actor,
                &NewKey {
                    token: new.token.as_deref(),
                    ..NewKey::new(algorithm, &id.to_string())
                },
            )?,
        };
        Ok(Generation {
            id: id.clone(),
            name,
            public_key: key.public_key,
            key: key.uri,
            algorithm: algorithm.signature_algorithm(),
            issuer,
            certificate: None,
            state: GenerationState::Pending,
            created: self.ports.clock.now(),
        })
    }

    /// The key that the issuer is to have, if it was made before.
    fn made_before(&self, new: &NewIssuer) -> Result<Option<StoredKey>, SignerError> {
        let key = new.key.as_ref();
        key.map(|key| self.ports.keys.find(key)).transpose()
    }

    /// The generation that certifies a new one: itself for a root.
    fn issuer_of(&self, new: &NewIssuer, id: &GenerationId) -> Result<GenerationId, IssueError> {
        match &new.issuer {
            None => Ok(id.clone()),
            Some(line) => Ok(self.active_generation(line)?.id),
        }
    }

    fn issuer_name(
        &self,
        new: &NewIssuer,
        profile: &Profile,
        id: &GenerationId,
    ) -> Result<Vec<u8>, IssueError> {
        let settings = self.settings()?;
        Ok(name_by_authority(
            profile,
            &settings,
            &common_name(new, id),
        )?)
    }
}

/// What the request ids of issuers' certificates begin with.
const ISSUER: &str = "issuer:";

fn request_id(id: &GenerationId) -> String {
    format!("{ISSUER}{id}")
}

/// Whether a request id is of the space kept for issuers: a leaf that took one would stop its
/// issuer's line.
pub(super) fn names_issuer(request_id: &str) -> bool {
    request_id.starts_with(ISSUER)
}

/// The name of a generation ends in its number, so that each has a name of its own.
fn common_name(new: &NewIssuer, id: &GenerationId) -> String {
    let base = new.common_name.as_deref().unwrap_or(new.line.as_str());
    format!("{base} G{}", id.number())
}

/// The kind of key asked for, else that of a key made before, else the profile's first. An RSA
/// key serves for either padding.
fn key_algorithm(
    new: &NewIssuer,
    profile: &Profile,
    made: Option<&StoredKey>,
) -> Result<KeyAlgorithm, IssueError> {
    let allowed = profile.allowed_keys();
    let first = || match made {
        Some(made) => made.algorithm,
        None => allowed.iter().find_map(|word| word.parse().ok()),
    };
    let chosen: Option<KeyAlgorithm> = new.key_algorithm.or_else(first);
    let kind = |algorithm: KeyAlgorithm| algorithm.kind();
    let is_made = |chosen: &KeyAlgorithm| {
        made.is_none_or(|made| made.algorithm.map(kind) == Some(chosen.kind()))
    };
    let in_profile = |chosen: &KeyAlgorithm| allowed.iter().any(|word| word == chosen.as_str());
    let fitting = chosen.filter(is_made).filter(in_profile);
    fitting.ok_or_else(|| IssueError::KeyAlgorithm {
        asked: chosen.map_or("none", KeyAlgorithm::as_str),
        allowed: allowed.join(", "),
    })
}
