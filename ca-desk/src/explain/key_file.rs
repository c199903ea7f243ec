//! Files in which keys travel, that are not what they should be.

use ca_core::signer::transport::file::FileError;

use super::{bug, refused};
use crate::error::Explanation;
use crate::message::Message;

/// A transport key or a backup that cannot be read.
pub fn key_file(error: &FileError) -> Explanation {
    match error {
        FileError::TooLong { most } => {
            refused(Message::new("error-too-long").count("limit", *most / 1024))
        }
        FileError::Kind { expected } => {
            refused(Message::new("key-file-kind").with("expected", expected))
                .hint(Message::new("hint-key-file-kind"))
        }
        FileError::Format { found, expected } => {
            let found = found.map_or_else(|| "?".to_owned(), |found| found.to_string());
            let message = Message::new("key-file-format").with("found", found);
            refused(message.with("expected", expected))
        }
        FileError::Damaged { .. } => {
            refused(Message::new("key-file-damaged")).hint(Message::new("hint-key-file-damaged"))
        }
        FileError::Malformed { words } => {
            refused(Message::new("key-file-malformed")).cause(Message::verbatim(words))
        }
        other => bug(other),
    }
}
