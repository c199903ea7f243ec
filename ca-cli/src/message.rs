//! Texts by the name that they have in the catalogues.

use std::fmt::Display;

/// A text of the catalogue with its values, or words of others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Message {
    /// A text of the catalogue.
    Catalogued {
        /// Its name there.
        id: &'static str,
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
            id,
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

    fn set(mut self, name: &'static str, value: Value) -> Self {
        if let Self::Catalogued { values, .. } = &mut self {
            values.push((name, value));
        }
        self
    }
}
