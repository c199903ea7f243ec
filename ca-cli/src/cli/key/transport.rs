//! A key goes to another token, wrapped, or comes from one.
//!
//! - [`make`]: the destination makes a transport key;
//! - [`backup`]: the source wraps a key under it;
//! - [`seal`]: the source never wraps it again;
//! - [`restore`]: the destination unwraps it.

pub(crate) mod backup;
pub(crate) mod make;
pub(crate) mod restore;
pub(crate) mod seal;

use std::path::Path;

use ca_desk::error::Failure;
use ca_desk::explain;
use ca_desk::input;
use ca_desk::message::Message;

use ca_core::signer::transport::file::{FileError, MAX_OCTETS};

/// Reads a file of such a journey.
///
/// # Errors
/// It cannot be read, or is not what it should be.
fn read<T>(path: &Path, parse: fn(&str) -> Result<T, FileError>) -> Result<T, Failure> {
    let limit = u64::try_from(MAX_OCTETS).unwrap_or(u64::MAX);
    let text = input::read_text(path, limit)?;
    parse(&text).map_err(|error| {
        let message = Message::new("error-not-read").with("file", path.display());
        Failure::because(message, explain::key_file(&error))
    })
}

/// A file that could not be written: what a token made has no form that could be wrong.
fn unwritten(path: &Path, error: &FileError) -> Failure {
    let message = Message::new("error-not-written").with("file", path.display());
    Failure::because(message, explain::key_file(error))
}
