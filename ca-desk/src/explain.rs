//! Errors of the core, the adapters and the operating system in the operator's words: one
//! function per error type, each giving kind, causes and hints. What other programs said, a
//! PKCS#11 return value or an SQL engine's error, stays as it is.
//!
//! - `act`: acts of the authority; [`issuer`](fn@issuer): issuers and their keys;
//! - `document`: documents that govern issuance, and the authority document;
//! - `request`: signing requests, what a profile does not allow;
//! - `key`: keys, the table of algorithms, evidence of a key's origin;
//! - `key_file`: files in which keys travel;
//! - `name`: subjects, identifiers, alternative names;
//! - `device`: token, Registry; `audit`: the log, its heads and proofs;
//! - [`finding`]: what lint rules find; `governance`: who may do nothing.

mod act;
mod audit;
mod continuity;
mod device;
mod document;
pub mod finding;
mod governance;
mod issuer;
mod key;
mod key_file;
mod name;
mod request;

use std::io;

pub use self::act::{crl, found, issue, key, withdraw};
pub use self::audit::{
    audit, audit_export, evidence, export, head, head_defect, login, no_evidence, no_head, purge,
};
pub use self::continuity::{backup, continuity};
pub use self::device::{copy, fault, gap, label, registry, registry_url, signer};
pub use self::document::{
    activate, country, document, document_unavailable, mentions, profile_unavailable, settings,
    settings_unavailable,
};
pub use self::governance::{govern, standing};
pub use self::issuer::issuer;
pub use self::key_file::key_file;
pub use self::name::{alternative_name, subject};
pub use self::request::prepare;
use crate::error::{Explanation, Kind};
use crate::message::Message;

/// What the operating system said, as a cause.
pub fn io(error: &io::Error) -> Message {
    let known = SAID.iter().find(|(kind, _)| *kind == error.kind());
    known.map_or_else(|| Message::verbatim(error), |(_, id)| Message::new(id))
}

/// What operating systems say most often.
const SAID: [(io::ErrorKind, &str); 11] = [
    (io::ErrorKind::NotFound, "io-not-found"),
    (io::ErrorKind::PermissionDenied, "io-permission-denied"),
    (io::ErrorKind::AlreadyExists, "io-exists"),
    (io::ErrorKind::StorageFull, "io-full"),
    (io::ErrorKind::QuotaExceeded, "io-full"),
    (io::ErrorKind::ReadOnlyFilesystem, "io-read-only"),
    (io::ErrorKind::IsADirectory, "io-is-a-directory"),
    (io::ErrorKind::NotADirectory, "io-not-a-directory"),
    (io::ErrorKind::InvalidData, "io-not-utf8"),
    (io::ErrorKind::InvalidInput, "io-not-a-file"),
    (io::ErrorKind::WouldBlock, "registry-locked"),
];

/// A file that cannot be read or written: another file must be named, unless the disk is full.
pub fn file(error: &io::Error) -> Explanation {
    let full = matches!(
        error.kind(),
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded
    );
    let kind = if full { Kind::Unavailable } else { Kind::Usage };
    Explanation::new(kind, io(error))
}

/// A rule says no.
fn refused(cause: Message) -> Explanation {
    Explanation::new(Kind::Refused, cause)
}

/// A device, a disk or a store is not as it must be.
fn unavailable(cause: Message) -> Explanation {
    Explanation::new(Kind::Unavailable, cause)
}

/// What cannot happen unless this program is wrong.
fn bug(words: impl std::fmt::Display) -> Explanation {
    Explanation::new(Kind::Bug, Message::verbatim(words))
        .hint(Message::new("hint-report").with("version", env!("CARGO_PKG_VERSION")))
}

/// A certificate that the program itself encoded and cannot read.
pub fn encoding(error: &impl std::fmt::Display) -> Explanation {
    bug(error)
}

/// No randomness: nothing can be signed or recorded.
pub fn random() -> Explanation {
    unavailable(Message::new("random-failed"))
}

#[cfg(test)]
mod tests;
