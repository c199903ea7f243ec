//! The catalogues of the tool: Fluent files in `i18n/`, one set per language, embedded in the
//! binary. They stand beside those of `ca-desk`, which has all that is told of acts.
//!
//! `i18n/en.ftl` holds the words of reports and questions, the files below `i18n/en/` the rest:
//! `help` (names derived from the grammar), `usage`, `lab`, `batch`, and what reports say of
//! documents, fields, tokens, keys, the Registry, its log and searches. French has the same files
//! and the same names; the tests at the end hold both to that.

use ca_desk::catalogue::Catalogue;
use ca_desk::language::Language;

/// The files of a language.
const fn sources(language: Language) -> &'static [&'static str] {
    match language {
        Language::En => &[
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
            include_str!("../i18n/en/api.ftl"),
        ],
        Language::Fr => &[
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
            include_str!("../i18n/fr/api.ftl"),
        ],
    }
}

/// All texts in `language`.
pub(crate) fn new(language: Language) -> Catalogue {
    Catalogue::new(language).with(sources(language))
}

#[cfg(test)]
mod tests;
