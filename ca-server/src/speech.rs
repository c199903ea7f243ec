//! The language of an answer.

use std::sync::Arc;

use axum::http::HeaderMap;
use axum::http::header::ACCEPT_LANGUAGE;
use ca_desk::catalogue::Catalogue;
use ca_desk::language::Language;

/// The texts of this program in a language.
pub const fn sources(language: Language) -> &'static [&'static str] {
    match language {
        Language::En => &[include_str!("../i18n/en.ftl")],
        Language::Fr => &[include_str!("../i18n/fr.ftl")],
    }
}

/// All texts in one language.
#[must_use]
pub fn catalogue(language: Language) -> Catalogue {
    Catalogue::new(language).with(sources(language))
}

/// All texts in both languages.
#[derive(Clone, Debug)]
pub struct Languages {
    english: Arc<Catalogue>,
    french: Arc<Catalogue>,
}

/// The texts of one answer.
#[derive(Clone, Debug)]
pub struct Speech(Arc<Catalogue>);

impl Speech {
    /// The texts.
    #[must_use]
    pub fn catalogue(&self) -> &Catalogue {
        &self.0
    }
}

impl Default for Languages {
    fn default() -> Self {
        Self {
            english: Arc::new(catalogue(Language::En)),
            french: Arc::new(catalogue(Language::Fr)),
        }
    }
}

impl Languages {
    /// In this language.
    #[must_use]
    pub fn speak(&self, language: Language) -> Speech {
        Speech(Arc::clone(match language {
            Language::En => &self.english,
            Language::Fr => &self.french,
        }))
    }

    /// In the one that a client likes best (RFC 9110 12.5.4), English if it says nothing.
    #[must_use]
    pub fn of_request(&self, headers: &HeaderMap) -> Speech {
        let asked = headers.get(ACCEPT_LANGUAGE);
        let asked = asked.and_then(|value| value.to_str().ok());
        self.speak(asked.map_or(Language::En, preferred))
    }
}

fn preferred(asked: &str) -> Language {
    let weight = |language: Language| {
        let ranges = asked.split(',').map(|range| {
            let mut parts = range.split(';').map(str::trim);
            let tag = parts.next().unwrap_or_default();
            let q = parts.find_map(|part| part.strip_prefix("q="));
            (tag, q.map_or(1.0, |q| q.parse::<f32>().unwrap_or(0.0)))
        });
        let mine = ranges.filter(|(tag, _)| {
            let primary = tag.split('-').next().unwrap_or_default();
            primary.eq_ignore_ascii_case(language.as_str())
        });
        mine.map(|(_, q)| q).fold(0.0_f32, f32::max)
    };
    if weight(Language::Fr) > weight(Language::En) {
        Language::Fr
    } else {
        Language::En
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_that_weighs_most_is_spoken() {
        for (asked, language) in [
            ("fr", Language::Fr),
            ("fr-TD, en;q=0.8", Language::Fr),
            ("en, fr;q=0.9", Language::En),
            ("ar, fr;q=0.5, en;q=0.4", Language::Fr),
            ("FR;q=0.1", Language::Fr),
            ("ar", Language::En),
            ("fr;q=x", Language::En),
            ("", Language::En),
        ] {
            assert_eq!(preferred(asked), language, "{asked}");
        }
    }
}
