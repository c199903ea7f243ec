//! The languages of the texts, and which one a person reads.

use std::ffi::OsStr;

use unic_langid::LanguageIdentifier;

/// A language of the catalogues.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// French.
    Fr,
    /// English.
    En,
}

impl Language {
    /// Each language.
    pub const ALL: [Self; 2] = [Self::Fr, Self::En];

    /// Its code (ISO 639-1).
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Fr => "fr",
            Self::En => "en",
        }
    }

    /// The language of a POSIX locale such as `fr_TD.UTF-8`; English for what is not known.
    pub fn of_locale(locale: &str) -> Self {
        let code = locale
            .split(['_', '.', '@', '-'])
            .next()
            .unwrap_or_default();
        if code.eq_ignore_ascii_case("fr") {
            Self::Fr
        } else {
            Self::En
        }
    }

    /// The language that the locale variables name; the first of `LC_ALL`, `LC_MESSAGES` and
    /// `LANG` with a value counts (POSIX.1-2017 8.2).
    pub fn of_environment(lookup: impl Fn(&str) -> Option<String>) -> Self {
        ["LC_ALL", "LC_MESSAGES", "LANG"]
            .into_iter()
            .find_map(|name| lookup(name).filter(|value| !value.is_empty()))
            .map_or(Self::En, |locale| Self::of_locale(&locale))
    }

    /// The language with this code.
    pub fn of_code(code: &OsStr) -> Option<Self> {
        let code = code.to_str()?;
        Self::ALL
            .into_iter()
            .find(|language| language.as_str().eq_ignore_ascii_case(code))
    }

    /// The identifier by which the catalogue picks plural forms.
    pub fn identifier(self) -> LanguageIdentifier {
        self.as_str().parse().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(variables: &[(&str, &str)]) -> Language {
        Language::of_environment(|name| {
            let same = variables.iter().find(|(key, _)| *key == name);
            same.map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn first_locale_variable_with_a_value_decides() {
        assert_eq!(of(&[("LANG", "fr_TD.UTF-8")]), Language::Fr);
        assert_eq!(
            of(&[("LC_ALL", ""), ("LC_MESSAGES", "fr"), ("LANG", "en_US")]),
            Language::Fr
        );
        assert_eq!(
            of(&[("LC_ALL", "C"), ("LANG", "fr_DZ.UTF-8")]),
            Language::En
        );
    }

    #[test]
    fn unknown_locales_are_english() {
        assert_eq!(of(&[]), Language::En);
        assert_eq!(of(&[("LANG", "ar_DZ.UTF-8")]), Language::En);
        assert_eq!(of(&[("LANG", "frp")]), Language::En);
    }
}
