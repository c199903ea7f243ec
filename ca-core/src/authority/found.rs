//! Founding: the authority document, the country pack and the shipped documents enter an empty
//! Registry.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::actor::Actor;
use crate::algorithm_table::AlgorithmTable;
use crate::audit::event::{Act, EventFields};
use crate::authority::activate::{ActivateError, require_state};
use crate::authority::governing::GoverningDocument;
use crate::authority::{Authority, lock};
use crate::country::Country;
use crate::key_origin::KeyOrigins;
use crate::profile::shipped;
use crate::random::RandomError;
use crate::registry::RegistryError;
use crate::registry::records::{Document, DocumentKind};
use crate::settings::{AUTHORITY, Settings, SettingsError};

impl Authority {
    /// Stores the authority document and activates the country pack and the shipped documents
    /// where there are none. May be repeated with the same settings.
    ///
    /// # Errors
    /// `Founded` if the Registry belongs to an authority with other settings, `Document` if the
    /// pack is of another state; fails if the Registry cannot be written.
    pub fn found(
        &self,
        actor: &Actor,
        settings: &Settings,
        country: &Country,
    ) -> Result<(), FoundError> {
        require_state(country, settings.country()).map_err(FoundError::Document)?;
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
        // The pack comes first: a profile is held against it (LAW-01).
        let tables = [
            country.text(),
            AlgorithmTable::shipped().text(),
            KeyOrigins::shipped().text(),
        ];
        let documents = tables.into_iter().chain(shipped::texts().iter().copied());
        for text in documents {
            self.activate_where_absent(actor, text)?;
        }
        Ok(())
    }

    /// An operator's own document of the same kind and name stays the active one.
    fn activate_where_absent(&self, actor: &Actor, text: &str) -> Result<(), FoundError> {
        let document = GoverningDocument::parse(text).map_err(ActivateError::from)?;
        let registry = self.ports.registry.as_ref();
        let active = registry.active_document(document.kind(), document.name())?;
        if active.is_none() {
            self.activate(actor, text)?;
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
    /// The pack or a shipped document was not activated.
    #[error(transparent)]
    Document(#[from] ActivateError),
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
