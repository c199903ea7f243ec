//! Founding: the authority document and the shipped profiles enter an empty Registry.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::actor::Actor;
use crate::audit::event::{Act, EventFields};
use crate::authority::profiles::ActivateError;
use crate::authority::{Authority, lock};
use crate::profile::{Profile, shipped};
use crate::random::RandomError;
use crate::registry::RegistryError;
use crate::registry::records::{Document, DocumentKind};
use crate::settings::{AUTHORITY, Settings, SettingsError};

impl Authority {
    /// Stores the authority document and activates the shipped profiles. May be repeated with
    /// the same settings.
    ///
    /// # Errors
    /// `Founded` if the Registry belongs to an authority with other settings; fails if it cannot
    /// be written.
    pub fn found(&self, actor: &Actor, settings: &Settings) -> Result<(), FoundError> {
        let content = settings.to_text();
        let document = Document {
            kind: DocumentKind::Authority,
            name: AUTHORITY.to_owned(),
            content,
        };
        let known = self
            .ports
            .registry
            .active_document(DocumentKind::Authority, AUTHORITY)?;
        if known.as_ref().is_some_and(|known| *known != document) {
            return Err(FoundError::Founded);
        }
        if known.is_none() {
            let fields = EventFields {
                object: Some(document.digest().to_string()),
                details: BTreeMap::from([("public_url", settings.public_url().to_owned())]),
                ..EventFields::default()
            };
            let event = self.done(Act::RegistryInit, actor, &fields)?;
            self.ports
                .registry
                .activate_document(&document, self.ports.clock.now(), &event)?;
        }
        for text in shipped::texts() {
            self.activate_where_absent(actor, text)?;
        }
        Ok(())
    }

    /// An operator's own profile of the same name stays the active one.
    fn activate_where_absent(&self, actor: &Actor, text: &str) -> Result<(), FoundError> {
        let name = Profile::parse(text)
            .map_err(ActivateError::from)?
            .name()
            .to_owned();
        let registry = self.ports.registry.as_ref();
        if registry
            .active_document(DocumentKind::Profile, &name)?
            .is_none()
        {
            self.activate_profile(actor, text)?;
        }
        Ok(())
    }

    /// The authority document.
    ///
    /// # Errors
    /// `NotFounded` before [`Authority::found`].
    pub fn settings(&self) -> Result<Arc<Settings>, SettingsUnavailable> {
        let document = self
            .ports
            .registry
            .active_document(DocumentKind::Authority, AUTHORITY)?;
        let document = document.ok_or(SettingsUnavailable::NotFounded)?;
        let known = lock(&self.settings).clone();
        if let Some((_, settings)) = known.filter(|(text, _)| *text == document.content) {
            return Ok(settings);
        }
        let settings = Arc::new(Settings::parse(&document.content)?);
        *lock(&self.settings) = Some((document.content, Arc::clone(&settings)));
        Ok(settings)
    }
}

/// Why the authority was not founded.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FoundError {
    /// The Registry belongs to an authority with other settings.
    #[error("the registry belongs to an authority with other settings")]
    Founded,
    /// The Registry did not take the document.
    #[error(transparent)]
    Registry(#[from] RegistryError),
    /// A shipped profile was not activated.
    #[error(transparent)]
    Profile(#[from] ActivateError),
    /// The random generator failed.
    #[error(transparent)]
    Random(#[from] RandomError),
}

/// Why the authority document cannot be had.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SettingsUnavailable {
    /// There is none yet.
    #[error("the registry has no authority document")]
    NotFounded,
    /// It is not valid.
    #[error(transparent)]
    Invalid(#[from] SettingsError),
    /// It cannot be read.
    #[error(transparent)]
    Registry(#[from] RegistryError),
}
