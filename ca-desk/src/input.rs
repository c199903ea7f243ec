//! Files that the operator names, read with a limit (I12); `-` is standard input.

use std::fs::{File, OpenOptions};
use std::io::{self, Read};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use rustix::fs::OFlags;

use crate::error::{Explanation, Failure, Kind};
use crate::explain;
use crate::message::Message;

/// Most octets of a request, with room for any RSA key and a long name.
pub const CSR_LIMIT: u64 = 64 * 1024;
/// Most octets of a certificate.
pub const CERTIFICATE_LIMIT: u64 = 64 * 1024;
/// Most octets of a document that governs issuance.
pub const DOCUMENT_LIMIT: u64 = 256 * 1024;
/// Most octets of a CRL: two million entries.
pub const CRL_LIMIT: u64 = 128 * 1024 * 1024;

/// The content of the file at `path`, at most `limit` octets of it.
///
/// # Errors
/// The file cannot be read or is longer.
pub fn read(path: &Path, limit: u64) -> Result<Vec<u8>, Failure> {
    let unread = || Message::new("error-not-read").with("file", path.display());
    let content = open(path)
        .and_then(|source| read_bounded(source, limit))
        .map_err(|error| Failure::because(unread(), explain::file(&error)))?;
    match content {
        Some(content) => Ok(content),
        None => {
            let cause = Message::new("error-too-long").count("limit", limit / 1024);
            Err(Failure::because(
                unread(),
                Explanation::new(Kind::Refused, cause),
            ))
        }
    }
}

/// As [`read`], for what the core judges itself: of a longer file it gets one octet more than
/// `limit`, so that the refusal is the core's and is recorded.
///
/// # Errors
/// The file cannot be read.
pub fn read_capped(path: &Path, limit: u64) -> Result<Vec<u8>, Failure> {
    let mut content = Vec::new();
    let read = open(path).and_then(|source| {
        source
            .take(limit.saturating_add(1))
            .read_to_end(&mut content)
    });
    read.map_err(|error| {
        let message = Message::new("error-not-read").with("file", path.display());
        Failure::because(message, explain::file(&error))
    })?;
    Ok(content)
}

/// As [`read`], for text.
///
/// # Errors
/// As [`read`], or the file is not UTF-8.
pub fn read_text(path: &Path, limit: u64) -> Result<String, Failure> {
    String::from_utf8(read(path, limit)?).map_err(|_| {
        Failure::new(
            Kind::Refused,
            Message::new("error-not-read").with("file", path.display()),
        )
        .cause(Message::new("io-not-utf8"))
    })
}

fn open(path: &Path) -> io::Result<Box<dyn Read>> {
    if path == "-" {
        return Ok(Box::new(io::stdin().lock()));
    }
    Ok(Box::new(File::open(path)?))
}

/// A file that others may have made, if it is one: to open a pipe would wait for its other end
/// for ever, and devices have no end (I12).
///
/// # Errors
/// It cannot be opened, or is none: `InvalidInput`, or `IsADirectory`.
pub fn regular(path: &Path) -> io::Result<File> {
    let at_once = i32::try_from(OFlags::NONBLOCK.bits()).unwrap_or_default();
    let mut options = OpenOptions::new();
    let file = options.read(true).custom_flags(at_once).open(path)?;
    let kind = file.metadata()?.file_type();
    if kind.is_dir() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    if kind.is_file() {
        Ok(file)
    } else {
        Err(io::ErrorKind::InvalidInput.into())
    }
}

/// The octets, or nothing if there are more than `limit`.
fn read_bounded(source: impl Read, limit: u64) -> io::Result<Option<Vec<u8>>> {
    let mut content = Vec::new();
    let length = source
        .take(limit.saturating_add(1))
        .read_to_end(&mut content)?;
    Ok(u64::try_from(length)
        .is_ok_and(|length| length <= limit)
        .then_some(content))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_octet_too_many_is_refused() {
        assert_eq!(
            read_bounded([7; 8].as_slice(), 8).unwrap(),
            Some(vec![7; 8])
        );
        assert_eq!(read_bounded([7; 9].as_slice(), 8).unwrap(), None);
    }

    #[test]
    fn i12_what_is_no_file_is_told_at_once() {
        let folder = tempfile::tempdir().unwrap();
        let place = |name: &str| folder.path().join(name);
        let (pipe, own, round) = (place("pipe"), place("own"), place("round"));
        let mode = rustix::fs::Mode::from_raw_mode(0o600);
        let pipes = rustix::fs::FileType::Fifo;
        rustix::fs::mknodat(rustix::fs::CWD, &pipe, pipes, mode, 0).unwrap();
        std::os::unix::fs::symlink(&round, &round).unwrap();
        std::fs::write(&own, "a").unwrap();
        assert!(regular(&own).is_ok());
        for other in [&pipe, Path::new("/dev/zero"), folder.path(), &round] {
            assert!(regular(other).is_err(), "{}", other.display());
        }
    }

    #[test]
    fn an_endless_file_is_read_to_the_limit_only() {
        let failure = read(Path::new("/dev/zero"), CSR_LIMIT).unwrap_err();
        assert_eq!(failure.kind, Kind::Refused);
    }
}
