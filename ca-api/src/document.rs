//! What stands around each answer.

use serde::{Deserialize, Serialize};

/// A document of the current format: an answer with the format's number in front.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Document<T> {
    /// The format; 1.
    format: u32,
    /// The answer.
    #[serde(flatten)]
    pub body: T,
}

impl<T> Document<T> {
    /// Puts the format in front.
    #[must_use]
    pub const fn of(body: T) -> Self {
        Self { format: 1, body }
    }
}
