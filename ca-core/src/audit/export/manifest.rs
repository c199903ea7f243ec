//! What an export says of itself: only what its other files prove.

use serde::{Deserialize, Serialize};

use crate::audit::merkle::{TILE_WIDTH, TreeHead};
use crate::audit::note::{KeyName, NoteError};

/// What an export holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Manifest {
    /// The log.
    pub origin: KeyName,
    /// Its tree under the last signed head.
    pub head: TreeHead,
    /// Place of the first event, the first one of a tile.
    pub first: u64,
    /// Number of signed heads.
    pub heads: u64,
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Format {
    first: u64,
    format: u32,
    heads: u64,
    origin: String,
    root: String,
    size: u64,
}

impl Manifest {
    /// The content of the file: RFC 8785 JSON, so that nothing in it can be said in two ways.
    ///
    /// # Errors
    /// `Syntax` where the encoder fails, which it has no reason for.
    pub fn to_json(&self) -> Result<Vec<u8>, InvalidManifest> {
        let format = Format {
            first: self.first,
            format: 1,
            heads: self.heads,
            origin: self.origin.to_string(),
            root: self.head.root.to_string(),
            size: self.head.size,
        };
        Ok(serde_json_canonicalizer::to_vec(&format)?)
    }

    /// Reads the content of the file.
    ///
    /// # Errors
    /// Says what makes it none.
    pub fn parse(octets: &[u8]) -> Result<Self, InvalidManifest> {
        let read: Format = serde_json::from_slice(octets)?;
        if read.format != 1 {
            return Err(InvalidManifest::Format { found: read.format });
        }
        let manifest = Self {
            origin: KeyName::new(&read.origin)?,
            head: TreeHead {
                size: read.size,
                root: read.root.parse().map_err(|_| InvalidManifest::Value)?,
            },
            first: read.first,
            heads: read.heads,
        };
        let aligned = read.first.is_multiple_of(TILE_WIDTH) && read.first <= read.size;
        if !aligned || manifest.to_json()? != octets {
            return Err(InvalidManifest::Value);
        }
        Ok(manifest)
    }
}

/// Not the manifest of an export.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidManifest {
    /// Not the JSON that it must be.
    #[error("the manifest cannot be read")]
    Syntax(#[from] serde_json::Error),
    /// Of a format that this program does not know.
    #[error("the manifest has format {found}, this program reads format 1")]
    Format {
        /// The format.
        found: u32,
    },
    /// A value is none of its field, or not written in its one way.
    #[error("a value in the manifest does not belong there")]
    Value,
    /// The origin is not the name of a log.
    #[error(transparent)]
    Origin(#[from] NoteError),
}
