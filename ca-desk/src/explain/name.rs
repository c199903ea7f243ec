//! Names: subjects, identifiers of persons, alternative names.

use ca_core::certificate::identifier::IdentifierDefect;
use ca_core::name::NameError;
use ca_core::san::{SanDefect, SanError};
use ca_core::subject::SubjectError;

use crate::message::Message;

/// A name that cannot be written or read.
pub(super) fn name(error: &NameError) -> Message {
    match error {
        NameError::Empty { attribute } => Message::new("name-empty").with("attribute", attribute),
        NameError::TooLong {
            attribute,
            found,
            limit,
        } => Message::new("name-too-long")
            .with("attribute", attribute)
            .with("found", found)
            .with("limit", limit),
        NameError::Country { found } => Message::new("name-country").with("found", found),
        NameError::NotPrintable {
            attribute,
            character,
        } => Message::new("name-not-printable")
            .with("attribute", attribute)
            .with("character", character),
        NameError::MustBePrintable { attribute } => {
            Message::new("name-must-be-printable").with("attribute", attribute)
        }
        NameError::Der(_) => Message::new("name-der"),
        other => Message::verbatim(other),
    }
}

/// What is wrong with the identifier of a person.
pub(super) fn identifier(defect: &IdentifierDefect) -> Message {
    match defect {
        IdentifierDefect::Form => Message::new("identifier-form"),
        IdentifierDefect::Retired => Message::new("identifier-retired"),
        IdentifierDefect::Type { found, allowed } => Message::new("identifier-type")
            .with("found", found)
            .with("allowed", allowed),
        IdentifierDefect::Scheme { found, allowed } if allowed.is_empty() => {
            Message::new("identifier-no-scheme").with("found", found)
        }
        IdentifierDefect::Scheme { found, allowed } => Message::new("identifier-scheme")
            .with("found", found)
            .with("allowed", allowed),
        IdentifierDefect::Country { found } => {
            Message::new("identifier-country").with("found", found)
        }
        IdentifierDefect::LeiCountry { found } => {
            Message::new("identifier-lei-country").with("found", found)
        }
        IdentifierDefect::LeiDigits => Message::new("identifier-lei-digits"),
        IdentifierDefect::Character { character } => {
            Message::new("identifier-character").with("character", character)
        }
        other => Message::verbatim(other),
    }
}

/// A subject on the command line that cannot be read.
pub fn subject(error: &SubjectError) -> Message {
    match error {
        SubjectError::TooLong { limit, .. } => {
            Message::new("subject-too-long").count("limit", *limit)
        }
        SubjectError::Empty => Message::new("subject-empty"),
        SubjectError::NotAPair { part } => Message::new("subject-no-pair").with("part", part),
        SubjectError::UnknownAttribute { name } => {
            Message::new("subject-unknown-attribute").with("name", name)
        }
        SubjectError::Duplicate { attribute } => {
            Message::new("subject-duplicate").with("attribute", attribute)
        }
        SubjectError::EmptyValue { attribute } => {
            Message::new("name-empty").with("attribute", attribute)
        }
        SubjectError::BadEscape { escape } => {
            Message::new("subject-bad-escape").with("escape", escape)
        }
        SubjectError::Unescaped { character } => {
            Message::new("subject-unescaped").with("character", character)
        }
        SubjectError::NotUtf8 { name } => Message::new("subject-not-utf8").with("name", name),
        SubjectError::ForbiddenCharacter { attribute, code } => Message::new("subject-character")
            .with("attribute", attribute)
            .with("code", format!("U+{code:04X}")),
        other => Message::verbatim(other),
    }
}

/// An alternative name on the command line that cannot be read.
pub fn alternative_name(error: &SanError) -> Message {
    match error {
        SanError::NoKind => Message::new("san-no-kind"),
        SanError::UnknownKind { found } => Message::new("san-unknown-kind").with("found", found),
        SanError::Value { defect, .. } => san_defect(*defect),
        other => Message::verbatim(other),
    }
}

fn san_defect(defect: SanDefect) -> Message {
    match defect {
        SanDefect::Empty => Message::new("san-empty"),
        SanDefect::NotAscii => Message::new("san-not-ascii"),
        SanDefect::TooLong { limit, .. } => Message::new("san-too-long").count("limit", limit),
        SanDefect::Character { character } => {
            Message::new("san-character").with("character", character)
        }
        SanDefect::OneLabel => Message::new("san-one-label"),
        SanDefect::Wildcard => Message::new("san-wildcard"),
        SanDefect::Hyphen => Message::new("san-hyphen"),
        SanDefect::Address => Message::new("san-address"),
        SanDefect::At => Message::new("san-at"),
        SanDefect::NoScheme => Message::new("san-no-scheme"),
        other => Message::verbatim(other),
    }
}
