//! `sceau util transliterate`: the Latin form of names in Arabic script (REG-05).

use ca_core::subject::{AttributeType, Subject};
use ca_core::transliteration::{NoLatinForm, suggest};
use ca_desk::error::{Explanation, Failure, Kind};
use ca_desk::message::Message;
use clap::Args;
use serde::Serialize;

use crate::cli::value::{self, ValueFault};
use crate::invocation::Invocation;
use crate::output::page::Page;
use crate::output::{Answer, Report, rows};

#[derive(Args, Debug)]
pub(crate) struct Transliterate {
    #[arg(
        value_name = "TEXT",
        required_unless_present = "subject",
        conflicts_with = "subject",
        value_parser = text
    )]
    texts: Vec<String>,
    #[arg(long, value_name = "SUBJECT", value_parser = value::subject)]
    subject: Option<Subject>,
}

/// A text without the blanks around it.
fn text(words: &str) -> Result<String, ValueFault> {
    let words = words.trim();
    if words.is_empty() {
        return Err(ValueFault(Message::new("value-fault-blank")));
    }
    Ok(words.to_owned())
}

impl Transliterate {
    /// Suggests; the officer who knows the person decides.
    pub(super) fn run(&self, invocation: &Invocation) -> Result<Answer, Failure> {
        let answer = match &self.subject {
            Some(subject) => Answer::of(pairs(subject)?),
            None => Answer::of(Suggestions {
                suggestions: self
                    .texts
                    .iter()
                    .map(|text| Suggestion::of(None, text))
                    .collect::<Result<_, _>>()?,
            }),
        };
        invocation.tell(&Message::new("latin-is-a-suggestion"));
        Ok(answer)
    }
}

fn pairs(subject: &Subject) -> Result<LatinSubject, Failure> {
    let suggestions = subject
        .iter()
        .map(|(attribute, text)| Suggestion::of(Some(attribute), text))
        .collect::<Result<Vec<_>, _>>()?;
    let pairs = suggestions.iter().map(|suggestion| {
        let attribute = suggestion.attribute.as_deref().unwrap_or_default();
        format!("{attribute}={}", escaped(&suggestion.latin))
    });
    Ok(LatinSubject {
        subject: pairs.collect::<Vec<_>>().join(","),
        suggestions,
    })
}

/// A value as `--subject` reads it (RFC 4514 2.4).
fn escaped(value: &str) -> String {
    let mut escaped = String::with_capacity(value.len());
    for (place, character) in value.chars().enumerate() {
        if "\"+,;<>\\".contains(character) || (place == 0 && "# ".contains(character)) {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}

/// A text and its suggested Latin form.
#[derive(Debug, Serialize)]
struct Suggestion {
    #[serde(skip_serializing_if = "Option::is_none")]
    attribute: Option<String>,
    original: String,
    latin: String,
}

impl Suggestion {
    fn of(attribute: Option<AttributeType>, text: &str) -> Result<Self, Failure> {
        Ok(Self {
            attribute: attribute.map(|attribute| attribute.to_string()),
            original: text.to_owned(),
            latin: suggest(text).map_err(|error| refused(text, error))?,
        })
    }
}

fn refused(text: &str, NoLatinForm { character }: NoLatinForm) -> Failure {
    let why = Message::new("latin-no-form")
        .with("character", character)
        .with("code", format!("U+{:04X}", u32::from(character)));
    let why = Explanation::new(Kind::Refused, why)
        .by(Some("REG-05"))
        .hint(Message::new("hint-latin-by-hand"));
    Failure::because(Message::new("latin-not-suggested").with("text", text), why)
}

#[derive(Debug, Serialize)]
struct Suggestions {
    suggestions: Vec<Suggestion>,
}

impl Report for Suggestions {
    fn text(&self, page: &mut Page<'_>) {
        self.suggestions.iter().for_each(|s| page.line(&s.latin));
    }

    fn entries(&self) -> Option<serde_json::Result<Vec<String>>> {
        rows(&self.suggestions)
    }
}

#[derive(Debug, Serialize)]
struct LatinSubject {
    /// Ready for `cert issue --subject`.
    subject: String,
    suggestions: Vec<Suggestion>,
}

impl Report for LatinSubject {
    fn text(&self, page: &mut Page<'_>) {
        page.line(&self.subject);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reg_05_suggested_pairs_read_back_as_a_subject() {
        let given = Subject::parse(r"SN=Ngaré\, l'aîné,GN=\#x,CN=a\+b");
        let latin = pairs(&given.unwrap()).unwrap();
        assert_eq!(latin.suggestions.len(), 3);
        let read = Subject::parse(&latin.subject).unwrap();
        assert_eq!(read.iter().count(), 3, "{}", latin.subject);
    }
}
