//! The catalogues: Fluent files in `i18n/`, one set per language, embedded in the binary.
//!
//! They hold what is told of acts, failures and findings. A program adds its own texts to them.

use std::sync::OnceLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};

use crate::language::Language;
use crate::message::{Message, Value};

/// The files of a language that this crate has.
pub const fn sources(language: Language) -> &'static [&'static str] {
    match language {
        Language::En => &[
            include_str!("../i18n/en/word.ftl"),
            include_str!("../i18n/en/config.ftl"),
            include_str!("../i18n/en/error.ftl"),
            include_str!("../i18n/en/lint.ftl"),
            include_str!("../i18n/en/document.ftl"),
            include_str!("../i18n/en/device.ftl"),
            include_str!("../i18n/en/key.ftl"),
            include_str!("../i18n/en/registry.ftl"),
            include_str!("../i18n/en/audit.ftl"),
        ],
        Language::Fr => &[
            include_str!("../i18n/fr/word.ftl"),
            include_str!("../i18n/fr/config.ftl"),
            include_str!("../i18n/fr/error.ftl"),
            include_str!("../i18n/fr/lint.ftl"),
            include_str!("../i18n/fr/document.ftl"),
            include_str!("../i18n/fr/device.ftl"),
            include_str!("../i18n/fr/key.ftl"),
            include_str!("../i18n/fr/registry.ftl"),
            include_str!("../i18n/fr/audit.ftl"),
        ],
    }
}

/// All texts in one language.
pub struct Catalogue {
    language: Language,
    bundle: FluentBundle<FluentResource>,
}

impl Catalogue {
    /// The texts of this crate in `language`, read once.
    pub fn of(language: Language) -> &'static Self {
        static EN: OnceLock<Catalogue> = OnceLock::new();
        static FR: OnceLock<Catalogue> = OnceLock::new();
        let texts = match language {
            Language::En => &EN,
            Language::Fr => &FR,
        };
        texts.get_or_init(|| Self::new(language))
    }

    /// The texts of this crate in `language`.
    pub fn new(language: Language) -> Self {
        let mut bundle = FluentBundle::new_concurrent(vec![language.identifier()]);
        // The isolation marks would end up in scripts and log files.
        bundle.set_use_isolating(false);
        Self { language, bundle }.with(sources(language))
    }

    /// The same with the texts of a program.
    #[must_use]
    pub fn with(mut self, sources: &[&str]) -> Self {
        for source in sources {
            // A file with an error gives its sound entries; the tests refuse such a file.
            let resource = FluentResource::try_new((*source).to_owned());
            let resource = resource.unwrap_or_else(|(sound, _)| sound);
            self.bundle.add_resource_overriding(resource);
        }
        self
    }

    /// The language.
    pub const fn language(&self) -> Language {
        self.language
    }

    /// The text of a message.
    pub fn text(&self, message: &Message) -> String {
        match message {
            Message::Verbatim(words) => words.clone(),
            Message::Catalogued { id, values } => self.lookup(id, values).unwrap_or_else(|| {
                // Never in a release: the tests prove that each name has a text.
                format!("{{{id}}}")
            }),
        }
    }

    /// The text without variables that has this name.
    pub fn named(&self, id: &str) -> Option<String> {
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
