//! Activation: a document becomes the one that counts, by an act in the log.

use std::collections::BTreeMap;

use crate::actor::Actor;
use crate::audit::event::{Act, EventFields};
use crate::authority::Authority;
use crate::authority::documents::DocumentUnavailable;
use crate::authority::governing::{GoverningDocument, InvalidDocument};
use crate::authority::refusal::{RANDOM, Refusal, Rule, requirement_of};
use crate::country::Country;
use crate::digest::Sha256Digest;
use crate::profile::{MentionFault, Profile};
use crate::random::RandomError;
use crate::registry::RegistryError;
use crate::registry::records::DocumentKind;
use crate::settings::Settings;

/// A document that counts from now on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Activated {
    /// The document.
    pub document: GoverningDocument,
    /// The text that counted before, where there was one; the same text if nothing changed.
    pub before: Option<String>,
}

impl Activated {
    /// Whether another text, or none, counted before.
    #[must_use]
    pub fn is_change(&self) -> bool {
        self.before.as_deref() != Some(self.document.text())
    }
}

impl Authority {
    /// Makes a document the one of its kind and name that counts. The active text again changes
    /// nothing.
    ///
    /// # Errors
    /// Refuses an invalid document, a country pack of another state, and a profile or a pack
    /// that would leave a mention without field (LAW-01).
    pub fn activate(&self, actor: &Actor, text: &str) -> Result<Activated, ActivateError> {
        self.try_activate(actor, text).map_err(|error| {
            let object = Some(Sha256Digest::of(text.as_bytes()).to_string());
            let fields = EventFields {
                object,
                ..EventFields::default()
            };
            self.record_failure(Act::DocumentActivate, actor, fields, error)
        })
    }

    /// Whether a valid document fits this authority, as [`activate`](Self::activate) asks of it.
    /// Nothing changes, and nothing is recorded.
    ///
    /// # Errors
    /// Refuses a country pack of another state, and a profile or a pack that would leave a
    /// mention without field (LAW-01).
    pub fn judge_document(&self, document: &GoverningDocument) -> Result<(), ActivateError> {
        match document {
            GoverningDocument::Profile(profile) => {
                require_mentions(profile, self.country()?.as_ref())
            }
            GoverningDocument::Country(country) => self.require_fitting(country),
            GoverningDocument::Algorithms(_) | GoverningDocument::KeyOrigins(_) => Ok(()),
        }
    }

    fn try_activate(&self, actor: &Actor, text: &str) -> Result<Activated, ActivateError> {
        let document = GoverningDocument::parse(text)?;
        self.judge_document(&document)?;
        let record = document.record();
        let registry = self.ports.registry.as_ref();
        let known = registry.active_document(record.kind, &record.name)?;
        if known.as_ref() != Some(&record) {
            let fields = EventFields {
                object: Some(record.digest().to_string()),
                details: [(detail(record.kind), record.name.clone())].into(),
                ..EventFields::default()
            };
            let event = self.done(Act::DocumentActivate, actor, &fields)?;
            registry.activate_document(&record, self.ports.clock.now(), &event)?;
        }
        Ok(Activated {
            document,
            before: known.map(|known| known.content),
        })
    }

    /// A pack is of the authority's state, and asks for no mention that an active profile lacks.
    fn require_fitting(&self, country: &Country) -> Result<(), ActivateError> {
        let settings = self.settings().map_err(DocumentUnavailable::from)?;
        require_state(country, settings.country())?;
        require_disclosures(country, &settings)?;
        let active = self
            .ports
            .registry
            .active_documents(DocumentKind::Profile)?;
        // A profile of an older program that is no longer valid issues nothing.
        let mut valid = active
            .iter()
            .filter_map(|document| Profile::parse(&document.content).ok());
        valid.try_for_each(|profile| require_mentions(&profile, country))
    }
}

/// Refuses a pack of another state than that with this code.
pub(super) fn require_state(country: &Country, code: &str) -> Result<(), ActivateError> {
    if country.code == code {
        return Ok(());
    }
    Err(ActivateError::OtherCountry {
        found: country.code.clone(),
        expected: code.to_owned(),
    })
}

/// The authority has a disclosure statement in each language of the pack: without it no
/// qualified certificate could be issued any more (QC-09).
fn require_disclosures(country: &Country, settings: &Settings) -> Result<(), ActivateError> {
    let disclosed = |language: &&String| {
        let mut disclosures = settings.disclosures().iter();
        disclosures.any(|disclosure| disclosure.language == **language)
    };
    match country
        .languages
        .iter()
        .find(|language| !disclosed(language))
    {
        None => Ok(()),
        Some(language) => Err(ActivateError::Disclosure {
            language: language.clone(),
        }),
    }
}

/// The name of the detail by which the log tells documents apart.
const fn detail(kind: DocumentKind) -> &'static str {
    match kind {
        DocumentKind::Profile => "profile",
        DocumentKind::Authority
        | DocumentKind::Country
        | DocumentKind::Algorithms
        | DocumentKind::KeyOrigins => "document",
    }
}

fn require_mentions(profile: &Profile, country: &Country) -> Result<(), ActivateError> {
    let faults = profile.mention_faults(country);
    if faults.is_empty() {
        return Ok(());
    }
    let profile = profile.name().to_owned();
    Err(ActivateError::Mentions { profile, faults })
}

/// Why a document was not activated.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ActivateError {
    /// The document is not valid.
    #[error(transparent)]
    Invalid(#[from] InvalidDocument),
    /// The country pack is of another state than the authority.
    #[error("the country pack is of {found}, the authority of {expected}")]
    OtherCountry {
        /// Code of the pack's state.
        found: String,
        /// Code of the authority's state.
        expected: String,
    },
    /// The pack has a language in which the authority has no disclosure statement (QC-09).
    #[error("the authority has no disclosure statement in {language}")]
    Disclosure {
        /// ISO 639-1 code.
        language: String,
    },
    /// Certificates of a profile would lack mentions that the law requires (LAW-01).
    #[error("the profile {profile} lacks {} mentions that the law requires", faults.len())]
    Mentions {
        /// The profile.
        profile: String,
        /// What it lacks.
        faults: Vec<MentionFault>,
    },
    /// A document that must be known first cannot be had.
    #[error(transparent)]
    Document(#[from] DocumentUnavailable),
    /// The Registry did not take it.
    #[error(transparent)]
    Registry(#[from] RegistryError),
    /// The random generator failed.
    #[error(transparent)]
    Random(#[from] RandomError),
}

impl ActivateError {
    /// The id of the requirement that refuses; [`clause`](crate::requirement::clause) names its
    /// source. Faults in a document have ids of their own.
    #[must_use]
    pub fn requirement(&self) -> Option<&'static str> {
        requirement_of(self.rule())
    }
}

impl Rule for ActivateError {
    fn rule(&self) -> &'static str {
        match self {
            Self::Invalid(error) => error.rule(),
            Self::OtherCountry { .. } => "other-country",
            Self::Disclosure { .. } => "QC-09",
            Self::Mentions { .. } => "LAW-01",
            Self::Document(error) => error.rule(),
            Self::Registry(error) => error.rule(),
            Self::Random(_) => RANDOM,
        }
    }
}

impl Refusal for ActivateError {
    fn is_refusal(&self) -> bool {
        match self {
            Self::Invalid(_)
            | Self::OtherCountry { .. }
            | Self::Disclosure { .. }
            | Self::Mentions { .. } => true,
            Self::Document(error) => error.is_refusal(),
            Self::Registry(error) => error.is_refusal(),
            Self::Random(_) => false,
        }
    }

    fn details(&self) -> BTreeMap<&'static str, String> {
        match self {
            Self::Mentions { profile, .. } => [("profile", profile.clone())].into(),
            Self::Invalid(error) => error.details(),
            Self::OtherCountry { .. }
            | Self::Disclosure { .. }
            | Self::Document(_)
            | Self::Registry(_)
            | Self::Random(_) => BTreeMap::new(),
        }
    }
}
