//! What a profile stands on to make a certificate: the authority, its state, the table of
//! algorithms.

use std::sync::Arc;

use ca_core::algorithm_table::AlgorithmTable;
use ca_core::authority::Authority;
use ca_core::authority::governing::GoverningDocument;
use ca_core::certificate::describe::Field;
use ca_core::certificate::{Governing, describe, sample};
use ca_core::country::Country;
use ca_core::profile::Profile;
use ca_core::settings::Settings;

use crate::error::Explanation;
use crate::explain;
use crate::message::Message;
use crate::perform::profile::fields;

/// Where no Registry says what the URLs begin with.
const PRACTICE_URL: &str = "http://pki.example";

/// The documents beside a profile.
#[derive(Debug)]
pub struct Ground {
    settings: Arc<Settings>,
    country: Arc<Country>,
    algorithms: Arc<AlgorithmTable>,
}

impl Ground {
    /// What counts for the authority.
    ///
    /// # Errors
    /// A document cannot be had.
    pub fn of(authority: &Authority) -> Result<Self, Explanation> {
        let unavailable = |error| explain::document_unavailable(&error);
        let settings = authority.settings();
        Ok(Self {
            settings: settings.map_err(|error| explain::settings_unavailable(&error))?,
            country: authority.country().map_err(unavailable)?,
            algorithms: authority.algorithms().map_err(unavailable)?,
        })
    }

    /// A practice authority of a state.
    ///
    /// # Errors
    /// The pack gives no authority.
    pub fn for_practice(country: Country) -> Result<Self, Explanation> {
        let settings = Settings::for_practice(&country, PRACTICE_URL);
        let settings = settings.map_err(|error| explain::settings(&error))?;
        Ok(Self {
            settings: Arc::new(settings),
            country: Arc::new(country),
            algorithms: Arc::new(AlgorithmTable::shipped().clone()),
        })
    }

    /// A document field by field: a profile by the certificate that it would give to nobody in
    /// particular and by its rules, any other row by row.
    ///
    /// # Errors
    /// The profile gives no certificate.
    pub fn fields(&self, document: &GoverningDocument) -> Result<Vec<Field>, Explanation> {
        match document {
            GoverningDocument::Profile(profile) => self.profile_fields(profile),
            GoverningDocument::Country(_)
            | GoverningDocument::Algorithms(_)
            | GoverningDocument::KeyOrigins(_) => Ok(fields::rows(document.text())),
        }
    }

    fn profile_fields(&self, profile: &Profile) -> Result<Vec<Field>, Explanation> {
        let governing = Governing {
            profile,
            settings: &self.settings,
            country: &self.country,
            algorithms: &self.algorithms,
        };
        let tbs = sample::sample(&governing).map_err(|error| {
            explain::prepare(&error).below(Message::new("profile-without-sample"))
        })?;
        let mut fields = describe::describe(&tbs).map_err(|error| explain::encoding(&error))?;
        let rules = describe::rules::rules(profile).into_iter();
        fields.extend(rules.map(|Field { path, value }| Field {
            path: format!("profile.{path}"),
            value,
        }));
        Ok(fields)
    }
}
