//! A signed head in a line of JSON.

use serde::{Deserialize, Serialize};

use crate::digest::Sha256Digest;

/// A signed head: the note, and the SHA-256 of its signer's certificate.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(in crate::audit) struct HeadLine {
    pub(in crate::audit) note: String,
    pub(in crate::audit) signer: String,
}

impl HeadLine {
    /// A head.
    pub(in crate::audit) fn new(note: &str, signer: &Sha256Digest) -> Self {
        Self {
            note: note.to_owned(),
            signer: signer.to_string(),
        }
    }

    /// The line, without its end: RFC 8785 JSON.
    pub(in crate::audit) fn to_json(&self) -> serde_json::Result<Vec<u8>> {
        serde_json_canonicalizer::to_vec(self)
    }

    /// Reads a line; nothing if it is not written in its one way.
    pub(in crate::audit) fn parse(line: &[u8]) -> Option<(Self, Sha256Digest)> {
        let read: Self = serde_json::from_slice(line).ok()?;
        let signer = read.signer.parse().ok()?;
        let same = read.to_json().ok()? == line;
        same.then_some((read, signer))
    }
}
