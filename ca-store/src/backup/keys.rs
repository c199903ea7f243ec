//! Who may read a backup: recipients (`age1…`) and identities (`AGE-SECRET-KEY-1…`), as the age
//! tools write them.

use std::fmt;

use age::x25519;
use secrecy::SecretString;

/// Those who may read a backup: at least one.
#[derive(Clone)]
pub struct Recipients(Vec<x25519::Recipient>);

impl Recipients {
    /// The recipients on the lines of `text`; empty lines and lines that begin with `#` are
    /// comments.
    ///
    /// # Errors
    /// `Line` for a line that is no X25519 recipient, `None` without any.
    pub fn parse(text: &str) -> Result<Self, InvalidKeys> {
        let recipients: Result<Vec<_>, _> = lines(text)
            .map(|(line, text)| text.parse().map_err(|_| InvalidKeys::Line { line }))
            .collect();
        let recipients = recipients?;
        if recipients.is_empty() {
            return Err(InvalidKeys::None);
        }
        Ok(Self(recipients))
    }

    /// The recipients as texts.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        self.0.iter().map(ToString::to_string).collect()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &x25519::Recipient> {
        self.0.iter()
    }
}

impl fmt::Debug for Recipients {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.names()).finish()
    }
}

/// The secret keys of recipients: at least one.
pub struct Identities(Vec<x25519::Identity>);

impl Identities {
    /// The identities on the lines of `text`; empty lines and lines that begin with `#` are
    /// comments.
    ///
    /// # Errors
    /// `Line` for a line that is no X25519 identity, `None` without any.
    pub fn parse(text: &str) -> Result<Self, InvalidKeys> {
        let identities: Result<Vec<_>, _> = lines(text)
            .map(|(line, text)| text.parse().map_err(|_| InvalidKeys::Line { line }))
            .collect();
        let identities = identities?;
        if identities.is_empty() {
            return Err(InvalidKeys::None);
        }
        Ok(Self(identities))
    }

    /// A new identity, as the text of its file, and its recipient.
    #[must_use]
    pub fn generate() -> (SecretString, String) {
        let identity = x25519::Identity::generate();
        (identity.to_string(), identity.to_public().to_string())
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &x25519::Identity> {
        self.0.iter()
    }
}

impl fmt::Debug for Identities {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Identities").finish_non_exhaustive()
    }
}

/// Lines that say something, with their numbers from 1.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let numbered = (1..).zip(text.lines().map(str::trim));
    numbered.filter(|(_, line)| !line.is_empty() && !line.starts_with('#'))
}

/// Not the keys that they should be. What stands there is not repeated: it may be a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidKeys {
    /// A line that is no key of the kind.
    #[error("line {line} is not an X25519 key of age")]
    Line {
        /// The line, from 1.
        line: usize,
    },
    /// No key at all.
    #[error("there is no key")]
    None,
}
