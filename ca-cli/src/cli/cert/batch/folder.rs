//! The folder of a batch: one run at a time writes it, each file whole or not at all.

use std::fmt::Display;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use ca_core::certificate::{self, Summary};
use ca_core::serial::Serial;
use ca_desk::error::{Explanation, Failure, Kind};
use ca_desk::explain;
use ca_desk::folder;
use ca_desk::input::CERTIFICATE_LIMIT;
use ca_desk::message::Message;
use rustix::fs::{FlockOperation, flock};
use rustix::io::Errno;

use super::results::{self, Results};

/// A folder that this run has to itself.
#[derive(Debug)]
pub(super) struct Folder {
    path: PathBuf,
    /// Holds the lock, which ends with the process, however that ends.
    folder: File,
}

/// What stands at the place of a certificate.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// Nothing, or an empty file.
    Free,
    /// A certificate.
    Certificate(Serial),
    /// Another file or a link: perhaps a private key.
    Other,
    /// No file at all: a folder, a pipe, a device. Nothing takes its place.
    NoFile,
}

impl Folder {
    /// Makes the folder if need be, and locks it.
    ///
    /// # Errors
    /// It cannot be made or written, or another run is at work in it.
    pub(super) fn open(path: &Path) -> Result<Self, Failure> {
        let message = || Message::new("error-not-written").with("file", path.display());
        let unfit = |error: io::Error| Failure::because(message(), explain::file(&error));
        folder::make(path, 0o777).map_err(unfit)?;
        let folder = File::open(path).map_err(unfit)?;
        match flock(&folder, FlockOperation::NonBlockingLockExclusive) {
            Ok(()) => Ok(Self {
                path: path.to_owned(),
                folder,
            }),
            Err(Errno::WOULDBLOCK) => {
                let cause = Message::new("batch-folder-in-use");
                Err(Failure::because(
                    message(),
                    Explanation::new(Kind::Unavailable, cause),
                ))
            }
            Err(error) => Err(unfit(error.into())),
        }
    }

    /// Begins a file of results; an older one is gone then. What is no file of results is
    /// replaced only by `force`.
    ///
    /// # Errors
    /// It cannot be written, or something else is in the way.
    pub(super) fn results(&self, name: &str, force: bool) -> Result<Results, Failure> {
        let path = self.path.join(name);
        let message = || Message::new("error-not-written").with("file", path.display());
        let unfit = |error: io::Error| Failure::because(message(), explain::file(&error));
        if !self.may_begin(name, force).map_err(unfit)? {
            let why = Explanation::new(Kind::Refused, Message::new("error-in-the-way"));
            let why = why.by(Some("REG-11"));
            let hint = Message::new("hint-batch-other-folder");
            return Err(Failure::because(message(), why).hint(hint));
        }
        let folder = self.folder.try_clone();
        let begun = folder.and_then(|folder| Ok((self.draft(name)?, folder)));
        let begun = begun.and_then(|(file, folder)| {
            self.put(name)?;
            Ok(Results::new(path.clone(), file, folder))
        });
        begun.map_err(unfit)
    }

    /// Whether what stands at the place of results may go: results of an earlier run, also torn
    /// ones.
    fn may_begin(&self, name: &str, force: bool) -> io::Result<bool> {
        let path = self.path.join(name);
        let kind = match path.symlink_metadata() {
            Ok(metadata) => metadata.file_type(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(true),
            Err(error) => return Err(error),
        };
        match (kind.is_file(), force) {
            (true, false) => Ok(results::is_ours(&read(&path)?)),
            (false, false) => Ok(false),
            (_, true) => Ok(kind.is_file() || kind.is_symlink()),
        }
    }

    /// What stands at the place of a certificate.
    ///
    /// # Errors
    /// It cannot be read.
    pub(super) fn look(&self, name: &str) -> io::Result<Place> {
        let path = self.path.join(name);
        let kind = match path.symlink_metadata() {
            Ok(metadata) => metadata.file_type(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Place::Free),
            Err(error) => return Err(error),
        };
        if !kind.is_file() {
            return Ok(if kind.is_symlink() {
                Place::Other
            } else {
                Place::NoFile
            });
        }
        let content = read(&path)?;
        if content.is_empty() {
            return Ok(Place::Free);
        }
        let serial = certificate::parse(&content).and_then(|der| Summary::of(&der));
        Ok(serial.map_or(Place::Other, |summary| Place::Certificate(summary.serial)))
    }

    /// Writes a file, unless it holds these octets already; they are durable when this returns,
    /// their name is when [`Results::sync`] returns.
    ///
    /// # Errors
    /// It cannot be written.
    pub(super) fn write(&self, name: &str, content: &[u8]) -> io::Result<()> {
        let path = self.path.join(name);
        // A link gives way to a file, and may lead to what never ends.
        let is_file = path.symlink_metadata().is_ok_and(|found| found.is_file());
        if is_file && read(&path).is_ok_and(|found| found == content) {
            return Ok(());
        }
        let mut draft = self.draft(name)?;
        draft.write_all(content)?;
        draft.sync_data()?;
        self.put(name)
    }

    /// A new file under its passing name; one that a killed run left is gone.
    fn draft(&self, name: &str) -> io::Result<File> {
        let path = self.draft_of(name);
        match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            Ok(()) | Err(_) => {}
        }
        OpenOptions::new().write(true).create_new(true).open(path)
    }

    /// Gives a draft its name.
    fn put(&self, name: &str) -> io::Result<()> {
        fs::rename(self.draft_of(name), self.path.join(name))
    }

    fn draft_of(&self, name: &str) -> PathBuf {
        self.path.join(format!(".{name}.draft"))
    }
}

/// A file that cannot be written after the start: what was done stays, another run may go on.
pub(super) fn not_written(name: impl Display, error: &io::Error) -> Explanation {
    let message = Message::new("error-not-written").with("file", name);
    Explanation::new(Kind::Unavailable, explain::io(error)).below(message)
}

/// A certificate that has no place.
pub(super) fn in_the_way(name: &str) -> Explanation {
    let message = Message::new("error-not-written").with("file", name);
    Explanation::new(Kind::Refused, message)
        .cause(Message::new("error-in-the-way"))
        .by(Some("REG-11"))
}

/// The content, as far as a certificate can reach.
fn read(path: &Path) -> io::Result<Vec<u8>> {
    let mut content = Vec::new();
    let file = File::open(path)?;
    file.take(CERTIFICATE_LIMIT).read_to_end(&mut content)?;
    Ok(content)
}

#[cfg(test)]
mod tests {
    use super::*;

    const CERTIFICATE: &[u8] = include_bytes!("../../../../tests/data/certificate.pem");

    #[test]
    fn a_folder_has_one_run_at_a_time() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a/b");
        let first = Folder::open(&path).unwrap();
        assert_eq!(Folder::open(&path).unwrap_err().kind, Kind::Unavailable);
        drop(first);
        assert!(Folder::open(&path).is_ok());
    }

    #[test]
    fn what_stands_at_a_place_is_told_apart() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().to_owned();
        let open = Folder::open(&path).unwrap();
        fs::write(path.join("empty"), b"").unwrap();
        fs::write(path.join("key"), b"-----BEGIN PRIVATE KEY-----").unwrap();
        fs::create_dir(path.join("folder")).unwrap();
        std::os::unix::fs::symlink("nowhere", path.join("link")).unwrap();
        open.write("certificate", CERTIFICATE).unwrap();
        for (name, free) in [("none", true), ("empty", true), ("key", false)] {
            let expected = if free { Place::Free } else { Place::Other };
            assert_eq!(open.look(name).unwrap(), expected, "{name}");
        }
        assert_eq!(open.look("folder").unwrap(), Place::NoFile);
        assert_eq!(open.look("link").unwrap(), Place::Other);
        let found = open.look("certificate").unwrap();
        assert!(matches!(found, Place::Certificate(_)), "{found:?}");
    }

    #[test]
    fn a_draft_of_a_killed_run_is_no_obstacle() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().to_owned();
        let open = Folder::open(&path).unwrap();
        fs::write(path.join(".a.pem.draft"), b"torn").unwrap();
        open.write("a.pem", CERTIFICATE).unwrap();
        assert_eq!(fs::read(path.join("a.pem")).unwrap(), CERTIFICATE);
        assert_eq!(fs::read_dir(&path).unwrap().count(), 1);
    }
}
