//! The documents that govern issuance, whatever their kind: read by the word that they begin
//! with.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::algorithm_table::{ALGORITHMS, AlgorithmTable, AlgorithmTableError};
use crate::authority::refusal::{Rule, fault_words};
use crate::country::{COUNTRY, Country, CountryError};
use crate::key_origin::{KEY_ORIGINS, KeyOrigins, KeyOriginsError};
use crate::profile::{Profile, ProfileError};
use crate::registry::records::{Document, DocumentKind};

/// A document that governs issuance, read and validated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GoverningDocument {
    /// What a certificate must look like.
    Profile(Box<Profile>),
    /// Facts about the state.
    Country(Box<Country>),
    /// Which algorithms hold until when.
    Algorithms(Box<AlgorithmTable>),
    /// Whose word counts about keys in devices.
    KeyOrigins(Box<KeyOrigins>),
}

#[derive(Deserialize)]
struct Head {
    #[serde(default)]
    kind: String,
}

impl GoverningDocument {
    /// Reads a document of any kind.
    ///
    /// # Errors
    /// Tells everything that is wrong with it.
    pub fn parse(text: &str) -> Result<Self, InvalidDocument> {
        let Head { kind } = toml::from_str(text)?;
        match kind.as_str() {
            "root" | "ca" | "responder" | "leaf" => {
                Ok(Self::Profile(Box::new(Profile::parse(text)?)))
            }
            COUNTRY => Ok(Self::Country(Box::new(Country::parse(text)?))),
            ALGORITHMS => Ok(Self::Algorithms(Box::new(AlgorithmTable::parse(text)?))),
            KEY_ORIGINS => Ok(Self::KeyOrigins(Box::new(KeyOrigins::parse(text)?))),
            _ => Err(InvalidDocument::Kind { found: kind }),
        }
    }

    /// The kind.
    #[must_use]
    pub const fn kind(&self) -> DocumentKind {
        match self {
            Self::Profile(_) => DocumentKind::Profile,
            Self::Country(_) => DocumentKind::Country,
            Self::Algorithms(_) => DocumentKind::Algorithms,
            Self::KeyOrigins(_) => DocumentKind::KeyOrigins,
        }
    }

    /// The name under which it is active: the profile's own, else that of the kind.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Profile(profile) => profile.name(),
            Self::Country(_) => COUNTRY,
            Self::Algorithms(_) => ALGORITHMS,
            Self::KeyOrigins(_) => KEY_ORIGINS,
        }
    }

    /// The document's bytes.
    #[must_use]
    pub fn text(&self) -> &str {
        match self {
            Self::Profile(profile) => profile.text(),
            Self::Country(country) => country.text(),
            Self::Algorithms(table) => table.text(),
            Self::KeyOrigins(origins) => origins.text(),
        }
    }

    /// The document as the Registry keeps it.
    #[must_use]
    pub fn record(&self) -> Document {
        Document {
            kind: self.kind(),
            name: self.name().to_owned(),
            content: self.text().to_owned(),
        }
    }
}

/// What is wrong with a document.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidDocument {
    /// Not TOML.
    #[error("the document does not parse")]
    Syntax(#[from] toml::de::Error),
    /// `kind` is absent or no known word.
    #[error("`{found}` is no kind of document")]
    Kind {
        /// The word; empty if it is absent.
        found: String,
    },
    /// A profile that is not valid.
    #[error(transparent)]
    Profile(#[from] ProfileError),
    /// A country pack that is not valid.
    #[error(transparent)]
    Country(#[from] CountryError),
    /// A table of algorithms that is not valid.
    #[error(transparent)]
    Algorithms(#[from] AlgorithmTableError),
    /// A document of key origins that is not valid.
    #[error(transparent)]
    KeyOrigins(#[from] KeyOriginsError),
}

impl InvalidDocument {
    /// All faults, for the details of an event.
    pub(super) fn details(&self) -> BTreeMap<&'static str, String> {
        let words = match self {
            Self::Profile(ProfileError::Faults(faults)) => fault_words(faults),
            Self::Country(CountryError::Faults(faults)) => fault_words(faults),
            Self::Algorithms(AlgorithmTableError::Faults(faults)) => fault_words(faults),
            Self::KeyOrigins(KeyOriginsError::Faults(faults)) => fault_words(faults),
            Self::Syntax(_)
            | Self::Kind { .. }
            | Self::Profile(ProfileError::Syntax(_))
            | Self::Country(CountryError::Syntax(_))
            | Self::Algorithms(AlgorithmTableError::Syntax(_))
            | Self::KeyOrigins(KeyOriginsError::Syntax(_)) => return BTreeMap::new(),
        };
        BTreeMap::from([("faults", words)])
    }
}

impl Rule for InvalidDocument {
    fn rule(&self) -> &'static str {
        match self {
            Self::Syntax(_) => "document-syntax",
            Self::Kind { .. } => "document-kind",
            Self::Profile(error) => error.rule(),
            Self::Country(error) => error.rule(),
            Self::Algorithms(error) => error.rule(),
            Self::KeyOrigins(error) => error.rule(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::shipped;

    #[test]
    fn all_shipped_documents_are_read_by_their_kind() {
        let packs = Country::all();
        let packs = packs.iter().map(Country::text);
        let tables = [
            AlgorithmTable::shipped().text(),
            KeyOrigins::shipped().text(),
        ];
        let mut kinds = Vec::new();
        for text in shipped::texts().iter().copied().chain(packs).chain(tables) {
            let document = GoverningDocument::parse(text).unwrap();
            assert_eq!(document.record().content, text);
            kinds.push(document.kind());
        }
        let governing = &DocumentKind::ALL[1..];
        assert!(governing.iter().all(|kind| kinds.contains(kind)));
    }

    #[test]
    fn documents_of_no_kind_are_refused() {
        for (text, rule) in [
            ("format = 1", "document-kind"),
            ("kind = \"authority\"", "document-kind"),
            ("kind = ", "document-syntax"),
            ("kind = 7", "document-syntax"),
        ] {
            let error = GoverningDocument::parse(text).unwrap_err();
            assert_eq!(error.rule(), rule, "{text}");
        }
    }
}
