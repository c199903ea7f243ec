//! Country packs: facts about a state, as data files (LAW-11).
//!
//! A pack is held against the rules of `rule` by `check`. [`identifier`] knows the forms of persons'
//! identifiers, [`iso3166`], [`prefecture`] and [`iso639`] the codes of countries, their parts and languages.

mod check;
pub mod identifier;
pub mod iso3166;
pub mod iso639;
pub mod prefecture;
mod rule;

use serde::Deserialize;

use self::prefecture::Prefecture;
pub use self::rule::CountryRule;
use crate::digest::Sha256Digest;
use crate::document::DocumentFault;

/// The facts of a state that certificates and settings draw on.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct Country {
    format: u32,
    /// The word by which documents tell each other apart: `country`.
    kind: DocumentWord,
    /// ISO 3166-1 alpha-2 code.
    pub code: String,
    /// ISO 3166-1 alpha-3 code.
    pub code3: String,
    /// The state's own arc; used only once its holder has delegated it.
    pub national_arc: String,
    /// An arc under the enterprise number for documentation (RFC 5612), for practice and tests.
    pub practice_arc: String,
    /// ISO 4217 code of the currency of limit values.
    pub currency: String,
    /// ISO 639-1 codes of the languages of disclosure statements, beside English.
    pub languages: Vec<String>,
    /// Name of the authority in a practice installation.
    pub practice_organization: String,
    /// organizationIdentifier of the authority in a practice installation.
    pub practice_identifier: String,
    /// Years for which records are kept after a certificate ends (QC-10, AUD-05).
    pub retention_years: u8,
    /// Codes of the state's parts (ISO 3166-2), by which registration offices are named.
    #[serde(default)]
    pub prefectures: Vec<Prefecture>,
    /// Identifier types that the state's persons may have (QC-01, QC-03).
    pub identifiers: IdentifierTypes,
    /// National identifier schemes, `XX:TD-…` (QC-02).
    #[serde(default, rename = "scheme")]
    pub schemes: Vec<IdentifierScheme>,
    /// Mentions that the law requires in certificates for signatures and seals (LAW-01).
    #[serde(default, rename = "mention")]
    pub mentions: Vec<RequiredMention>,
    /// The texts that the pack refers to.
    #[serde(default, rename = "law")]
    pub laws: Vec<Law>,
    #[serde(skip)]
    text: String,
}

/// Identifier types of EN 319 412-1 5.1.3 and 5.1.4 that a state uses.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct IdentifierTypes {
    /// Of natural persons: PAS, IDC, PNO, TIN.
    pub natural_person: Vec<String>,
    /// Of legal persons: NTR, VAT, LEI, PSD.
    pub legal_person: Vec<String>,
}

/// A national identifier scheme (EN 319 412-1 5.1.3).
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct IdentifierScheme {
    /// Its two letters, before the colon.
    pub name: String,
    /// nameRegistrationAuthorities: the URI of who keeps the scheme.
    pub authority: String,
}

/// A mention that the law requires.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct RequiredMention {
    /// Its name in profiles' `[mentions]`.
    pub name: String,
    /// The legal text that requires it.
    pub reference: String,
    /// Whether it is required only of certificates that it applies to.
    #[serde(default)]
    pub where_applicable: bool,
}

/// A legal text.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct Law {
    /// Its number and date.
    pub reference: String,
    /// Its subject, in French.
    pub title: String,
}

/// The only kind of this document.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
enum DocumentWord {
    Country,
}

/// Name of the pack in the Registry.
pub const COUNTRY: &str = "country";

const PACKS: [&str; 3] = [
    include_str!("../countries/td.toml"),
    include_str!("../countries/dz.toml"),
    include_str!("../countries/dj.toml"),
];

impl Country {
    /// Reads and validates a pack.
    ///
    /// # Errors
    /// Tells all that is wrong, except that a document which is no TOML of the right fields is
    /// not read further.
    pub fn parse(text: &str) -> Result<Self, CountryError> {
        let mut country: Self = toml::from_str(text)?;
        let faults = check::faults(&country, text);
        if !faults.is_empty() {
            return Err(CountryError::Faults(faults));
        }
        text.clone_into(&mut country.text);
        Ok(country)
    }

    /// The document's bytes.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The document's address.
    #[must_use]
    pub fn digest(&self) -> Sha256Digest {
        Sha256Digest::of(self.text.as_bytes())
    }

    /// Whether the state has this part.
    #[must_use]
    pub fn has_prefecture(&self, prefecture: &Prefecture) -> bool {
        prefecture.belongs_to(&self.code) && self.prefectures.contains(prefecture)
    }

    /// The pack of the state with this ISO 3166-1 alpha-2 code, in either case.
    #[must_use]
    pub fn find(code: &str) -> Option<Self> {
        Self::all()
            .into_iter()
            .find(|country| country.code.eq_ignore_ascii_case(code))
    }

    /// All shipped packs.
    #[must_use]
    pub fn all() -> Vec<Self> {
        PACKS
            .iter()
            .filter_map(|pack| Self::parse(pack).ok())
            .collect()
    }
}

/// A field of a pack that breaks a rule.
pub type CountryFault = DocumentFault<CountryRule>;

/// What is wrong with a pack.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CountryError {
    /// Not TOML, or a field is missing, unknown or of another type.
    #[error("the country pack does not parse")]
    Syntax(#[from] toml::de::Error),
    /// Fields break rules; all of them.
    #[error("the country pack has {} faults", .0.len())]
    Faults(Vec<CountryFault>),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn law_11_all_packs_load() {
        let codes: Vec<String> = Country::all()
            .into_iter()
            .map(|country| country.code)
            .collect();
        assert_eq!(codes, ["TD", "DZ", "DJ"]);
        for country in Country::all() {
            assert_eq!(country.format, 1);
            let known = |one| country.has_prefecture(one);
            assert!(!country.prefectures.is_empty() && country.prefectures.iter().all(known));
            assert!(country.prefectures.windows(2).all(|pair| pair[0] < pair[1]));
            assert!(country.practice_arc.starts_with("1.3.6.1.4.1.32473."));
            assert!(country.national_arc.starts_with("2.16."));
            assert!(
                country
                    .practice_identifier
                    .starts_with(&format!("NTR{}-", country.code))
            );
        }
    }
}
