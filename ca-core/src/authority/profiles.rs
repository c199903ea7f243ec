//! Profiles as documents: activated by an act, addressed by digest.

use std::sync::Arc;

use crate::actor::Actor;
use crate::audit::event::{Act, EventFields};
use crate::authority::refusal::{RANDOM, Refusal, Rule};
use crate::authority::{Authority, lock};
use crate::digest::Sha256Digest;
use crate::profile::{Profile, ProfileError};
use crate::random::RandomError;
use crate::registry::RegistryError;
use crate::registry::records::{Document, DocumentKind};

impl Authority {
    /// Makes a profile the active one of its name. The active text again changes nothing.
    ///
    /// # Errors
    /// Refuses an invalid document.
    pub fn activate_profile(&self, actor: &Actor, text: &str) -> Result<Profile, ActivateError> {
        let activated = self.try_activate(actor, text);
        activated.map_err(|error| {
            let object = Some(Sha256Digest::of(text.as_bytes()).to_string());
            let fields = EventFields {
                object,
                ..EventFields::default()
            };
            self.record_failure(Act::DocumentActivate, actor, fields, error)
        })
    }

    fn try_activate(&self, actor: &Actor, text: &str) -> Result<Profile, ActivateError> {
        let profile = Profile::parse(text)?;
        let document = Document {
            kind: DocumentKind::Profile,
            name: profile.name().to_owned(),
            content: text.to_owned(),
        };
        let known = self
            .ports
            .registry
            .active_document(document.kind, &document.name)?;
        if known.as_ref() == Some(&document) {
            return Ok(profile);
        }
        let fields = EventFields {
            object: Some(document.digest().to_string()),
            details: [("profile", document.name.clone())].into(),
            ..EventFields::default()
        };
        let event = self.done(Act::DocumentActivate, actor, &fields)?;
        self.ports
            .registry
            .activate_document(&document, self.ports.clock.now(), &event)?;
        Ok(profile)
    }

    /// The active profiles, by name.
    ///
    /// # Errors
    /// Fails if the Registry cannot be read.
    pub fn profiles(&self) -> Result<Vec<Profile>, ProfileUnavailable> {
        let documents = self
            .ports
            .registry
            .active_documents(DocumentKind::Profile)?;
        documents
            .iter()
            .map(|document| Ok(Profile::parse(&document.content)?))
            .collect()
    }

    /// The active profile of this name.
    ///
    /// # Errors
    /// `Unknown` if there is none.
    pub fn profile(&self, name: &str) -> Result<Arc<Profile>, ProfileUnavailable> {
        let document = self
            .ports
            .registry
            .active_document(DocumentKind::Profile, name)?;
        let document = document.ok_or_else(|| ProfileUnavailable::Unknown {
            name: name.to_owned(),
        })?;
        let parsed = lock(&self.parsed).get(name).map(Arc::clone);
        if let Some(profile) = parsed.filter(|profile| profile.text() == document.content) {
            return Ok(profile);
        }
        let profile = Arc::new(Profile::parse(&document.content)?);
        lock(&self.parsed).insert(name.to_owned(), Arc::clone(&profile));
        Ok(profile)
    }

    /// The profile with this digest, active or not.
    ///
    /// # Errors
    /// `Unknown` if there is none.
    pub fn profile_by_digest(&self, digest: &Sha256Digest) -> Result<Profile, ProfileUnavailable> {
        let document = self.ports.registry.document(digest)?;
        let document = document.ok_or_else(|| ProfileUnavailable::Unknown {
            name: digest.to_string(),
        })?;
        Ok(Profile::parse(&document.content)?)
    }
}

/// Why a profile was not activated.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ActivateError {
    /// The document is not valid.
    #[error(transparent)]
    Invalid(#[from] ProfileError),
    /// The Registry did not take it.
    #[error(transparent)]
    Registry(#[from] RegistryError),
    /// The random generator failed.
    #[error(transparent)]
    Random(#[from] RandomError),
}

impl Rule for ActivateError {
    fn rule(&self) -> &'static str {
        match self {
            Self::Invalid(error) => error.rule(),
            Self::Registry(error) => error.rule(),
            Self::Random(_) => RANDOM,
        }
    }
}

impl Refusal for ActivateError {
    fn is_refusal(&self) -> bool {
        match self {
            Self::Invalid(_) => true,
            Self::Registry(error) => error.is_refusal(),
            Self::Random(_) => false,
        }
    }
}

/// Why a profile cannot be had.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ProfileUnavailable {
    /// There is none of this name.
    #[error("there is no profile {name}")]
    Unknown {
        /// The name or digest.
        name: String,
    },
    /// It is not valid.
    #[error(transparent)]
    Invalid(#[from] ProfileError),
    /// It cannot be read.
    #[error(transparent)]
    Registry(#[from] RegistryError),
}
