//! Texts by the name that they have in the catalogues.

use std::borrow::Cow;
use std::fmt::Display;

use ca_core::requirement;

/// A text of the catalogue with its values, or words of others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Message {
    /// A text of the catalogue.
    Catalogued {
        /// Its name there.
        id: Cow<'static, str>,
        /// The values of its variables.
        values: Vec<(&'static str, Value)>,
    },
    /// Words that are the same in all languages: a PKCS#11 return value, an engine's error.
    Verbatim(String),
}

/// The value of a variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Set as it is.
    Text(String),
    /// Set in digits; picks a plural form.
    Number(u64),
    /// Set in the reader's language.
    Message(Message),
}

/// Sources of requirements that are no standard, and their texts.
const SOURCES: [(&str, &str); 3] = [
    (
        "national law on electronic signatures",
        "clause-signature-law",
    ),
    ("national law on personal data", "clause-data-law"),
    ("house rule", "clause-house-rule"),
];

impl Message {
    /// The text with this name.
    pub const fn new(id: &'static str) -> Self {
        Self::Catalogued {
            id: Cow::Borrowed(id),
            values: Vec::new(),
        }
    }

    /// The text of a family for one word of a closed list of the core: `family-word`.
    pub fn of(family: &str, word: &str) -> Self {
        Self::Catalogued {
            id: Cow::Owned(format!("{family}-{word}")),
            values: Vec::new(),
        }
    }

    /// Whether this is the text with this name.
    pub fn is(&self, name: &str) -> bool {
        matches!(self, Self::Catalogued { id, .. } if id == name)
    }

    /// Words of others, as they are.
    pub fn verbatim(words: impl Display) -> Self {
        Self::Verbatim(words.to_string())
    }

    /// Sets a variable to a text.
    #[must_use]
    pub fn with(self, name: &'static str, value: impl Display) -> Self {
        self.set(name, Value::Text(value.to_string()))
    }

    /// Sets a variable to a number.
    #[must_use]
    pub fn count(self, name: &'static str, value: impl TryInto<u64>) -> Self {
        self.set(name, Value::Number(value.try_into().unwrap_or(u64::MAX)))
    }

    /// Sets a variable to a text of the catalogue.
    #[must_use]
    pub fn say(self, name: &'static str, value: Self) -> Self {
        self.set(name, Value::Message(value))
    }

    /// The text with a requirement and its clause after it: what an auditor opens.
    #[must_use]
    pub fn by(self, requirement: impl Into<Cow<'static, str>>) -> Self {
        let requirement = requirement.into();
        let id = match requirement::clause(&requirement) {
            Some(_) => "cause-by-clause",
            None => "cause-by",
        };
        Self::new(id)
            .say("cause", self)
            .with("rule", &requirement)
            .say(
                "clause",
                Self::clause(requirement::clause(&requirement).unwrap_or_default()),
            )
    }

    /// A clause: numbers of standards are the same in all languages, other sources have words.
    pub fn clause(clause: &str) -> Self {
        let named = |source: &str| {
            let found = SOURCES.iter().find(|(words, _)| *words == source);
            found.map(|(_, id)| Self::new(id))
        };
        if let Some(source) = named(clause) {
            return source;
        }
        let split = clause.rsplit_once(", ");
        match split.and_then(|(first, last)| Some((first, named(last)?))) {
            Some((first, last)) => Self::new("clause-and")
                .with("first", first)
                .say("last", last),
            None => Self::verbatim(clause),
        }
    }

    fn set(mut self, name: &'static str, value: Value) -> Self {
        if let Self::Catalogued { values, .. } = &mut self {
            values.push((name, value));
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_clause_without_a_number_has_words_in_the_catalogue() {
        let mut named = std::collections::BTreeSet::new();
        for (id, clause) in requirement::CLAUSES {
            let is_words = |part: &&str| !part.contains(|c: char| c.is_ascii_digit());
            let has_words = clause.split(", ").any(|part| is_words(&part));
            let catalogued = matches!(Message::clause(clause), Message::Catalogued { .. });
            assert_eq!(catalogued, has_words, "{id}: {clause}");
            named.extend(clause.split(", ").filter(is_words));
        }
        assert_eq!(named.len(), SOURCES.len());
    }
}
