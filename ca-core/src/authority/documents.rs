//! The documents of which there is one each: country pack, table of algorithms, key origins.
//! Where the Registry has none, the one that comes with the program counts.

use std::sync::{Arc, Mutex};

use crate::algorithm_table::{ALGORITHMS, AlgorithmTable, AlgorithmTableError};
use crate::authority::found::SettingsUnavailable;
use crate::authority::refusal::Rule;
use crate::authority::{Authority, lock};
use crate::country::{COUNTRY, Country, CountryError};
use crate::key_origin::{KEY_ORIGINS, KeyOrigins, KeyOriginsError};
use crate::registry::RegistryError;
use crate::registry::records::{Document, DocumentKind};

/// What was parsed last; each is used only while its text is the same.
#[derive(Default)]
pub(super) struct Documents {
    country: Latest<Country>,
    algorithms: Latest<AlgorithmTable>,
    key_origins: Latest<KeyOrigins>,
}

/// A document and its text.
struct Latest<T>(Mutex<Option<(String, Arc<T>)>>);

impl<T> Default for Latest<T> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<T> Latest<T> {
    fn read<E>(&self, text: String, parse: impl FnOnce(&str) -> Result<T, E>) -> Result<Arc<T>, E> {
        let known = lock(&self.0).clone();
        if let Some((_, document)) = known.filter(|(known, _)| *known == text) {
            return Ok(document);
        }
        let document = Arc::new(parse(&text)?);
        *lock(&self.0) = Some((text, Arc::clone(&document)));
        Ok(document)
    }
}

impl Authority {
    /// The facts of the authority's state.
    ///
    /// # Errors
    /// Fails if the Registry cannot be read or has no pack and none is shipped.
    pub fn country(&self) -> Result<Arc<Country>, DocumentUnavailable> {
        let document = self.document(DocumentKind::Country, COUNTRY)?;
        let text = document.ok_or(DocumentUnavailable::NoCountry)?.content;
        Ok(self.documents.country.read(text, Country::parse)?)
    }

    /// Which algorithms hold until when.
    ///
    /// # Errors
    /// Fails if the Registry cannot be read.
    pub fn algorithms(&self) -> Result<Arc<AlgorithmTable>, DocumentUnavailable> {
        let document = self.active(DocumentKind::Algorithms, ALGORITHMS)?;
        let shipped = || AlgorithmTable::shipped().text().to_owned();
        let text = document.map_or_else(shipped, |document| document.content);
        Ok(self
            .documents
            .algorithms
            .read(text, AlgorithmTable::parse)?)
    }

    /// Whose word counts about keys in devices.
    ///
    /// # Errors
    /// Fails if the Registry cannot be read.
    pub fn key_origins(&self) -> Result<Arc<KeyOrigins>, DocumentUnavailable> {
        let document = self.active(DocumentKind::KeyOrigins, KEY_ORIGINS)?;
        let shipped = || KeyOrigins::shipped().text().to_owned();
        let text = document.map_or_else(shipped, |document| document.content);
        Ok(self.documents.key_origins.read(text, KeyOrigins::parse)?)
    }

    /// The document of a kind and name that counts: the active one, else the shipped one.
    ///
    /// # Errors
    /// Fails if the Registry cannot be read.
    pub fn document(
        &self,
        kind: DocumentKind,
        name: &str,
    ) -> Result<Option<Document>, DocumentUnavailable> {
        let active = self.active(kind, name)?;
        if active.is_some() {
            return Ok(active);
        }
        let content = match (kind, name) {
            (DocumentKind::Country, COUNTRY) => {
                let country = Country::find(self.settings()?.country());
                country.map(|country| country.text().to_owned())
            }
            (DocumentKind::Algorithms, ALGORITHMS) => {
                Some(AlgorithmTable::shipped().text().to_owned())
            }
            (DocumentKind::KeyOrigins, KEY_ORIGINS) => {
                Some(KeyOrigins::shipped().text().to_owned())
            }
            (
                DocumentKind::Authority
                | DocumentKind::Profile
                | DocumentKind::Country
                | DocumentKind::Algorithms
                | DocumentKind::KeyOrigins,
                _,
            ) => None,
        };
        Ok(content.map(|content| Document {
            kind,
            name: name.to_owned(),
            content,
        }))
    }

    /// All documents that count, kind by kind, each kind by name.
    ///
    /// # Errors
    /// Fails if the Registry cannot be read.
    pub fn governing_documents(&self) -> Result<Vec<Document>, DocumentUnavailable> {
        let registry = self.ports.registry.as_ref();
        let mut all = registry.active_documents(DocumentKind::Profile)?;
        for (kind, name) in [
            (DocumentKind::Country, COUNTRY),
            (DocumentKind::Algorithms, ALGORITHMS),
            (DocumentKind::KeyOrigins, KEY_ORIGINS),
        ] {
            all.extend(self.document(kind, name)?);
        }
        Ok(all)
    }

    fn active(&self, kind: DocumentKind, name: &str) -> Result<Option<Document>, RegistryError> {
        self.ports.registry.active_document(kind, name)
    }
}

/// Why a document that governs issuance cannot be had.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DocumentUnavailable {
    /// There is no country pack for the authority's state.
    #[error("the registry has no country pack")]
    NoCountry,
    /// The authority document, which names the state, cannot be had.
    #[error(transparent)]
    Settings(#[from] SettingsUnavailable),
    /// The country pack is not valid.
    #[error(transparent)]
    Country(#[from] CountryError),
    /// The table of algorithms is not valid.
    #[error(transparent)]
    Algorithms(#[from] AlgorithmTableError),
    /// The document of key origins is not valid.
    #[error(transparent)]
    KeyOrigins(#[from] KeyOriginsError),
    /// The Registry cannot be read.
    #[error(transparent)]
    Registry(#[from] RegistryError),
}

impl DocumentUnavailable {
    /// Whether a rule stands in the way, not a store.
    pub(super) const fn is_refusal(&self) -> bool {
        match self {
            Self::NoCountry
            | Self::Settings(SettingsUnavailable::NotFounded)
            | Self::Country(_)
            | Self::Algorithms(_)
            | Self::KeyOrigins(_) => true,
            Self::Settings(_) | Self::Registry(_) => false,
        }
    }
}

impl Rule for DocumentUnavailable {
    fn rule(&self) -> &'static str {
        match self {
            Self::NoCountry => "country-none",
            Self::Settings(error) => error.rule(),
            Self::Country(error) => error.rule(),
            Self::Algorithms(error) => error.rule(),
            Self::KeyOrigins(error) => error.rule(),
            Self::Registry(error) => error.rule(),
        }
    }
}
