//! The files in which transport keys and wrapped keys travel: JSON with `kind`, `format` and
//! `sha256`, the SHA-256 of all other members in canonical form (RFC 8785).
//!
//! The digest finds damage, not an attacker: whoever alters a file can write its digest anew.
//! What protects the key is the wrapping, which only one token opens and which detects any
//! change; what protects the transport key is its fingerprint, which operators compare.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::digest::Sha256Digest;
use crate::signer::transport::{TransportKey, WrappedKey};
use crate::timestamp::Timestamp;

/// The format that this program writes and reads.
const FORMAT: u64 = 1;

const TRANSPORT: &str = "sceau transport key";
const BACKUP: &str = "sceau key backup";

/// Longest file, in octets: that of an RSA-4096 key is a tenth of it.
pub const MAX_OCTETS: usize = 64 << 10;

/// A wrapped key and when it was wrapped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyBackup {
    /// The key.
    pub wrapped: WrappedKey,
    /// When it was wrapped, to the second.
    pub made: Timestamp,
}

/// The members of a backup.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Dated {
    made: String,
    key: WrappedKey,
}

impl KeyBackup {
    /// The file.
    ///
    /// # Errors
    /// `Malformed` never happens with what a token wrapped.
    pub fn to_text(&self) -> Result<String, FileError> {
        let members = Dated {
            made: self.made.truncated_to_second().to_string(),
            key: self.wrapped.clone(),
        };
        write(BACKUP, &members)
    }

    /// Reads the file.
    ///
    /// # Errors
    /// Says which rule of the format it breaks.
    pub fn parse(text: &str) -> Result<Self, FileError> {
        let Dated { made, key } = read(BACKUP, text)?;
        let made = Timestamp::parse_rfc3339(&made).ok_or_else(|| FileError::Malformed {
            words: format!("{made} is not a time of RFC 3339"),
        })?;
        Ok(Self { wrapped: key, made })
    }
}

impl TransportKey {
    /// The file.
    ///
    /// # Errors
    /// `Malformed` never happens with what a token made.
    pub fn to_text(&self) -> Result<String, FileError> {
        write(TRANSPORT, self)
    }

    /// Reads the file.
    ///
    /// # Errors
    /// Says which rule of the format it breaks.
    pub fn parse(text: &str) -> Result<Self, FileError> {
        read(TRANSPORT, text)
    }
}

fn write<T: Serialize>(kind: &str, members: &T) -> Result<String, FileError> {
    let mut all = object(serde_json::to_value(members).map_err(malformed)?)?;
    all.insert("kind".to_owned(), kind.into());
    all.insert("format".to_owned(), FORMAT.into());
    let digest = digest(&all)?;
    all.insert("sha256".to_owned(), digest.to_string().into());
    let text = serde_json::to_string_pretty(&all).map_err(malformed)?;
    Ok(text + "\n")
}

/// Kind and format come first: what a newer program wrote is not damaged.
fn read<T: DeserializeOwned>(kind: &'static str, text: &str) -> Result<T, FileError> {
    if text.len() > MAX_OCTETS {
        return Err(FileError::TooLong { most: MAX_OCTETS });
    }
    let mut all = object(serde_json::from_str(text).map_err(malformed)?)?;
    if all.get("kind").and_then(Value::as_str) != Some(kind) {
        return Err(FileError::Kind { expected: kind });
    }
    let format = all.get("format").and_then(Value::as_u64);
    if format != Some(FORMAT) {
        return Err(FileError::Format {
            found: format,
            expected: FORMAT,
        });
    }
    let recorded = all.remove("sha256");
    let found = digest(&all)?;
    if recorded != Some(found.to_string().into()) {
        return Err(FileError::Damaged { found });
    }
    all.remove("kind");
    all.remove("format");
    serde_json::from_value(Value::Object(all)).map_err(malformed)
}

fn digest(members: &Map<String, Value>) -> Result<Sha256Digest, FileError> {
    let canonical = serde_json_canonicalizer::to_vec(members).map_err(malformed)?;
    Ok(Sha256Digest::of(&canonical))
}

fn object(value: Value) -> Result<Map<String, Value>, FileError> {
    match value {
        Value::Object(members) => Ok(members),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
            Err(FileError::Malformed {
                words: "it is not a JSON object".to_owned(),
            })
        }
    }
}

fn malformed(error: serde_json::Error) -> FileError {
    FileError::Malformed {
        words: error.to_string(),
    }
}

/// Why a file is not what it should be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FileError {
    /// It is longer than any such file.
    #[error("it is longer than {most} octets")]
    TooLong {
        /// Longest, in octets.
        most: usize,
    },
    /// It is another kind of file.
    #[error("it is not a {expected}")]
    Kind {
        /// What it should be.
        expected: &'static str,
    },
    /// Another program wrote it, or a newer one.
    #[error("it has another format than {expected}")]
    Format {
        /// The number in the file, if there is one.
        found: Option<u64>,
        /// The format that this program reads.
        expected: u64,
    },
    /// It is not as it was written.
    #[error("it is damaged: the digest of what is there is {found}")]
    Damaged {
        /// The SHA-256 of what is there.
        found: Sha256Digest,
    },
    /// It is cut short, or a member is missing or has a wrong form.
    #[error("{words}")]
    Malformed {
        /// The words of the reader.
        words: String,
    },
}

#[cfg(test)]
mod tests;
