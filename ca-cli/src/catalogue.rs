//! The catalogues: Fluent files in `i18n/`, one set per language, embedded in the binary.
//!
//! `i18n/en.ftl` holds the words of reports and questions, the files below `i18n/en/` the rest:
//! `help` (names derived from the grammar), `usage`, `error`, `lint`, `lab`, `batch`,
//! `document`, `field`, `hsm`, `key`, `registry`, `audit` and `search`. French has the same files
//! and the same names; the tests at the end hold both to that.

use fluent_bundle::{FluentArgs, FluentBundle, FluentResource};

use crate::language::Language;
use crate::message::{Message, Value};

/// The files of a language.
const fn sources(language: Language) -> [&'static str; 14] {
    match language {
        Language::En => [
            include_str!("../i18n/en.ftl"),
            include_str!("../i18n/en/help.ftl"),
            include_str!("../i18n/en/usage.ftl"),
            include_str!("../i18n/en/error.ftl"),
            include_str!("../i18n/en/lint.ftl"),
            include_str!("../i18n/en/lab.ftl"),
            include_str!("../i18n/en/batch.ftl"),
            include_str!("../i18n/en/document.ftl"),
            include_str!("../i18n/en/field.ftl"),
            include_str!("../i18n/en/hsm.ftl"),
            include_str!("../i18n/en/key.ftl"),
            include_str!("../i18n/en/registry.ftl"),
            include_str!("../i18n/en/audit.ftl"),
            include_str!("../i18n/en/search.ftl"),
        ],
        Language::Fr => [
            include_str!("../i18n/fr.ftl"),
            include_str!("../i18n/fr/help.ftl"),
            include_str!("../i18n/fr/usage.ftl"),
            include_str!("../i18n/fr/error.ftl"),
            include_str!("../i18n/fr/lint.ftl"),
            include_str!("../i18n/fr/lab.ftl"),
            include_str!("../i18n/fr/batch.ftl"),
            include_str!("../i18n/fr/document.ftl"),
            include_str!("../i18n/fr/field.ftl"),
            include_str!("../i18n/fr/hsm.ftl"),
            include_str!("../i18n/fr/key.ftl"),
            include_str!("../i18n/fr/registry.ftl"),
            include_str!("../i18n/fr/audit.ftl"),
            include_str!("../i18n/fr/search.ftl"),
        ],
    }
}

/// All texts in one language.
pub(crate) struct Catalogue {
    language: Language,
    bundle: FluentBundle<FluentResource>,
}

impl Catalogue {
    /// The texts in `language`.
    pub(crate) fn new(language: Language) -> Self {
        let mut bundle = FluentBundle::new(vec![language.identifier()]);
        // The isolation marks would end up in scripts and log files.
        bundle.set_use_isolating(false);
        for source in sources(language) {
            // A file with an error gives its sound entries; the tests refuse such a file.
            let resource = FluentResource::try_new(source.to_owned()).unwrap_or_else(|(r, _)| r);
            bundle.add_resource_overriding(resource);
        }
        Self { language, bundle }
    }

    /// The language.
    pub(crate) const fn language(&self) -> Language {
        self.language
    }

    /// The text of a message.
    pub(crate) fn text(&self, message: &Message) -> String {
        match message {
            Message::Verbatim(words) => words.clone(),
            Message::Catalogued { id, values } => self.lookup(id, values).unwrap_or_else(|| {
                // Never in a release: the tests prove that each name has a text.
                format!("{{{id}}}")
            }),
        }
    }

    /// The text without variables that has this name.
    pub(crate) fn named(&self, id: &str) -> Option<String> {
        self.lookup(id, &[])
    }

    fn lookup(&self, id: &str, values: &[(&'static str, Value)]) -> Option<String> {
        let pattern = self.bundle.get_message(id)?.value()?;
        let mut arguments = FluentArgs::new();
        for (name, value) in values {
            match value {
                Value::Text(text) => arguments.set(*name, text.as_str()),
                Value::Number(number) => arguments.set(*name, *number),
                Value::Message(message) => arguments.set(*name, self.text(message)),
            }
        }
        let mut errors = Vec::new();
        let text = self
            .bundle
            .format_pattern(pattern, Some(&arguments), &mut errors);
        Some(text.into_owned())
    }
}

impl std::fmt::Debug for Catalogue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Catalogue").field(&self.language).finish()
    }
}

#[cfg(test)]
mod tests;
