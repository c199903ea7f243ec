//! Texts by the name that they have in the catalogues.

use std::borrow::Cow;
use std::fmt::Display;

use ca_core::requirement;

/// A text of the catalogue with its values, or words of others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Message {
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
pub(crate) enum Value {
    /// Set as it is.
    Text(String),
    /// Set in digits; picks a plural form.
    Number(u64),
    /// Set in the reader's language.
    Message(Message),
}

impl Message {
    /// The text with this name.
    pub(crate) const fn new(id: &'static str) -> Self {
        Self::Catalogued {
            id: Cow::Borrowed(id),
            values: Vec::new(),
        }
    }

    /// The text of a family for one word of a closed list of the core: `family-word`.
    pub(crate) fn of(family: &str, word: &str) -> Self {
        Self::Catalogued {
            id: Cow::Owned(format!("{family}-{word}")),
            values: Vec::new(),
        }
    }

    /// Words of others, as they are.
    pub(crate) fn verbatim(words: impl Display) -> Self {
        Self::Verbatim(words.to_string())
    }

    /// Sets a variable to a text.
    #[must_use]
    pub(crate) fn with(self, name: &'static str, value: impl Display) -> Self {
        self.set(name, Value::Text(value.to_string()))
    }

    /// Sets a variable to a number.
    #[must_use]
    pub(crate) fn count(self, name: &'static str, value: impl TryInto<u64>) -> Self {
        self.set(name, Value::Number(value.try_into().unwrap_or(u64::MAX)))
    }

    /// Sets a variable to a text of the catalogue.
    #[must_use]
    pub(crate) fn say(self, name: &'static str, value: Self) -> Self {
        self.set(name, Value::Message(value))
    }

    /// The text with a requirement and its clause after it: what an auditor opens.
    #[must_use]
    pub(crate) fn by(self, requirement: &'static str) -> Self {
        let id = match requirement::clause(requirement) {
            Some(_) => "cause-by-clause",
            None => "cause-by",
        };
        Self::new(id)
            .say("cause", self)
            .with("rule", requirement)
            .with(
                "clause",
                requirement::clause(requirement).unwrap_or_default(),
            )
    }

    fn set(mut self, name: &'static str, value: Value) -> Self {
        if let Self::Catalogued { values, .. } = &mut self {
            values.push((name, value));
        }
        self
    }
}
