//! Codes of a state's parts (ISO 3166-2), by which registration offices are named.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A code such as `TD-ND`: that of the state, a hyphen, one to three letters or digits.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Prefecture(String);

impl Prefecture {
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it is a part of the state with this alpha-2 code.
    #[must_use]
    pub fn belongs_to(&self, country: &str) -> bool {
        self.0
            .split_once('-')
            .is_some_and(|(code, _)| code == country)
    }
}

impl FromStr for Prefecture {
    type Err = InvalidPrefecture;

    fn from_str(text: &str) -> Result<Self, InvalidPrefecture> {
        let sound = |(country, part): (&str, &str)| {
            let capital = |c: char| c.is_ascii_uppercase();
            country.len() == 2
                && country.chars().all(capital)
                && (1..=3).contains(&part.len())
                && part.chars().all(|c| capital(c) || c.is_ascii_digit())
        };
        let split = text.split_once('-').is_some_and(sound);
        split
            .then(|| Self(text.to_owned()))
            .ok_or(InvalidPrefecture)
    }
}

impl TryFrom<String> for Prefecture {
    type Error = InvalidPrefecture;

    fn try_from(text: String) -> Result<Self, InvalidPrefecture> {
        text.parse()
    }
}

impl From<Prefecture> for String {
    fn from(prefecture: Prefecture) -> Self {
        prefecture.0
    }
}

impl fmt::Display for Prefecture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Not a code of ISO 3166-2.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a code of ISO 3166-2, such as TD-ND")]
pub struct InvalidPrefecture;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_have_the_form_of_iso_3166_2() {
        for code in ["TD-ND", "DZ-16", "DJ-DJ", "FR-2A", "GB-ENG"] {
            let parsed: Prefecture = code.parse().unwrap();
            assert_eq!(parsed.as_str(), code);
            assert!(parsed.belongs_to(&code[..2]) && !parsed.belongs_to("XX"));
        }
        for wrong in [
            "", "TD", "TD-", "td-nd", "TD-ABCD", "TDX-1", "TD-É", "TD-N D",
        ] {
            assert_eq!(
                wrong.parse::<Prefecture>(),
                Err(InvalidPrefecture),
                "{wrong}"
            );
        }
    }
}
