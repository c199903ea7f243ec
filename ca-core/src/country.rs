//! Country packs: facts about a state, as data files (LAW-11).

use serde::Deserialize;

/// The facts of a state that certificates and settings draw on.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct Country {
    format: u32,
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
}

const PACKS: [&str; 3] = [
    include_str!("../countries/td.toml"),
    include_str!("../countries/dz.toml"),
    include_str!("../countries/dj.toml"),
];

impl Country {
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
            .filter_map(|pack| toml::from_str(pack).ok())
            .collect()
    }
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
