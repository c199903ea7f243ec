//! The texts for people, in French and English: Fluent files in `i18n/`, embedded here.

use std::borrow::Cow;
use std::env;

use fluent_bundle::{FluentArgs, FluentBundle, FluentResource};
use unic_langid::LanguageIdentifier;

/// A language of the texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Language {
    /// French.
    Fr,
    /// English.
    En,
}

impl Language {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Fr, Self::En];

    /// The language of the locale; the first of `LC_ALL`, `LC_MESSAGES` and `LANG` with a value
    /// counts (POSIX.1-2017 8.2).
    #[must_use]
    pub fn of_environment() -> Self {
        let names = ["LC_ALL", "LC_MESSAGES", "LANG"];
        let mut values = names
            .iter()
            .filter_map(env::var_os)
            .filter(|value| !value.is_empty());
        let french = values
            .next()
            .is_some_and(|value| value.to_string_lossy().starts_with("fr"));
        if french { Self::Fr } else { Self::En }
    }

    const fn source(self) -> &'static str {
        match self {
            Self::Fr => include_str!("../i18n/fr.ftl"),
            Self::En => include_str!("../i18n/en.ftl"),
        }
    }

    fn identifier(self) -> LanguageIdentifier {
        let code = match self {
            Self::Fr => "fr",
            Self::En => "en",
        };
        code.parse().unwrap_or_default()
    }
}

/// A text by its name, with the values of its variables.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Its name in the catalogues.
    pub id: Cow<'static, str>,
    values: Vec<(&'static str, String)>,
}

impl Message {
    /// The text with this name.
    #[must_use]
    pub const fn new(id: &'static str) -> Self {
        Self {
            id: Cow::Borrowed(id),
            values: Vec::new(),
        }
    }

    /// The text of a family for one word of a closed list: `family-word`.
    #[must_use]
    pub fn of(family: &str, word: &str) -> Self {
        Self {
            id: Cow::Owned(format!("{family}-{word}")),
            values: Vec::new(),
        }
    }

    /// Sets a variable.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.values.push((name, value.to_string()));
        self
    }
}

/// All texts in one language.
pub struct Texts {
    bundle: FluentBundle<FluentResource>,
}

impl Texts {
    /// The texts in `language`.
    #[must_use]
    pub fn new(language: Language) -> Self {
        let mut bundle = FluentBundle::new(vec![language.identifier()]);
        // The isolation marks would end up in scripts and log files.
        bundle.set_use_isolating(false);
        let source = language.source().to_owned();
        // A file with an error gives its sound entries; the tests refuse such a file.
        let resource = FluentResource::try_new(source).unwrap_or_else(|(sound, _)| sound);
        bundle.add_resource_overriding(resource);
        Self { bundle }
    }

    /// The text of a message.
    #[must_use]
    pub fn text(&self, message: &Message) -> String {
        let pattern = self
            .bundle
            .get_message(&message.id)
            .and_then(|found| found.value());
        let Some(pattern) = pattern else {
            // Never in a release: the tests prove that each name has a text.
            return format!("{{{}}}", message.id);
        };
        let mut arguments = FluentArgs::new();
        for (name, value) in &message.values {
            arguments.set(*name, value.as_str());
        }
        let mut errors = Vec::new();
        self.bundle
            .format_pattern(pattern, Some(&arguments), &mut errors)
            .into_owned()
    }

    /// The text without variables that has this name, if there is one.
    #[must_use]
    pub fn named(&self, id: &str) -> Option<String> {
        let pattern = self.bundle.get_message(id)?.value()?;
        Some(
            self.bundle
                .format_pattern(pattern, None, &mut Vec::new())
                .into_owned(),
        )
    }
}

impl std::fmt::Debug for Texts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Texts").finish_non_exhaustive()
    }
}
