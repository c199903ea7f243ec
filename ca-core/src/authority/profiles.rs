//! Profiles by name and digest.

use std::sync::Arc;

use crate::authority::{Authority, lock};
use crate::digest::Sha256Digest;
use crate::profile::{Profile, ProfileError};
use crate::registry::RegistryError;
use crate::registry::records::DocumentKind;

impl Authority {
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
