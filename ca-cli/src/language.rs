//! The languages of the tool, and which one the operator reads.

use std::ffi::OsStr;

use clap::ValueEnum;
use unic_langid::LanguageIdentifier;

/// A language of the catalogues.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Language {
    /// French.
    Fr,
    /// English.
    En,
}

impl Language {
    /// The language of a POSIX locale such as `fr_TD.UTF-8`; English for what is not known.
    pub(crate) fn of_locale(locale: &str) -> Self {
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
    pub(crate) fn of_environment(lookup: impl Fn(&str) -> Option<String>) -> Self {
        ["LC_ALL", "LC_MESSAGES", "LANG"]
            .into_iter()
            .find_map(|name| lookup(name).filter(|value| !value.is_empty()))
            .map_or(Self::En, |locale| Self::of_locale(&locale))
    }

    /// The language with this code.
    pub(crate) fn of_code(code: &OsStr) -> Option<Self> {
        Self::from_str(code.to_str()?, true).ok()
    }

    /// The identifier by which the catalogue picks plural forms.
    pub(crate) fn identifier(self) -> LanguageIdentifier {
        let code = match self {
            Self::Fr => "fr",
            Self::En => "en",
        };
        code.parse().unwrap_or_default()
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
