//! Texts in records: bounded, without control characters, without spaces at the ends.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A text of 1 to `MOST` characters.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Words<const MOST: usize>(String);

impl<const MOST: usize> Words<MOST> {
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<const MOST: usize> TryFrom<String> for Words<MOST> {
    type Error = InvalidText;

    fn try_from(text: String) -> Result<Self, InvalidText> {
        let sound = (1..=MOST).contains(&text.chars().count())
            && text.trim() == text
            && !text.chars().any(char::is_control);
        sound.then_some(Self(text)).ok_or(InvalidText)
    }
}

impl<const MOST: usize> From<Words<MOST>> for String {
    fn from(words: Words<MOST>) -> Self {
        words.0
    }
}

/// The name of an agency in scopes and records: 1 to 64 of `[A-Za-z0-9._-]`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct AgencyCode(String);

impl AgencyCode {
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for AgencyCode {
    type Error = InvalidText;

    fn try_from(text: String) -> Result<Self, InvalidText> {
        let allowed = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
        let sound = (1..=64).contains(&text.len()) && text.chars().all(allowed);
        sound.then_some(Self(text)).ok_or(InvalidText)
    }
}

impl From<AgencyCode> for String {
    fn from(code: AgencyCode) -> Self {
        code.0
    }
}

impl fmt::Display for AgencyCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A text is empty, too long, or has other characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a text of a record is empty, too long, or has other characters")]
pub struct InvalidText;
