//! Files that a command writes: whole or not at all, and never over what cannot be had again.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{FileTypeExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use ca_core::certificate;
use ca_core::crl::CrlSummary;
use ca_desk::error::{Failure, Kind};
use ca_desk::explain;
use ca_desk::folder;
use ca_desk::message::Message;

/// What to do if the file is there already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Existing {
    /// Replace an empty file, a certificate or a CRL, which the Registry keeps; refuse to
    /// touch anything else, a private key first of all.
    Guard,
    /// Replace an empty file only.
    Keep,
    /// As [`Existing::Keep`], of commands that have no `--force`.
    KeepAlways,
    /// Replace it.
    Replace,
}

impl Existing {
    fn may_replace(self, path: &Path) -> bool {
        match self {
            Self::Guard => is_kept(path),
            Self::Keep | Self::KeepAlways => {
                path.metadata().is_ok_and(|metadata| metadata.len() == 0)
            }
            Self::Replace => true,
        }
    }
}

/// A file to be written. It is opened before the act, so that a certificate is not issued first
/// and homeless afterwards.
#[derive(Debug)]
pub(crate) struct Destination {
    path: PathBuf,
    /// The file under its passing name; absent for a device or pipe, which is written as it is.
    draft: Option<PathBuf>,
    file: File,
}

/// Most octets of a file that are read to see what it is.
const MOST_READ: u64 = 256 * 1024 * 1024;

impl Destination {
    /// Makes sure that the file can be written. Absent and `-` mean standard output: there is
    /// nothing to open.
    ///
    /// # Errors
    /// The folder is not there or not writable, or the file is in the way.
    pub(crate) fn open(path: Option<&Path>, existing: Existing) -> Result<Option<Self>, Failure> {
        let Some(path) = path.filter(|path| *path != "-") else {
            return Ok(None);
        };
        let kind = path.metadata().map(|metadata| metadata.file_type());
        if kind.is_ok_and(|kind| kind.is_char_device() || kind.is_fifo()) {
            let file = OpenOptions::new().write(true).open(path);
            let file = file.map_err(|error| not_written(path, &error))?;
            return Ok(Some(Self {
                path: path.to_owned(),
                draft: None,
                file,
            }));
        }
        if path.is_dir() {
            return Err(not_written(path, &io::ErrorKind::IsADirectory.into()));
        }
        if path.symlink_metadata().is_ok() && !existing.may_replace(path) {
            let hint = match existing {
                Existing::KeepAlways => "hint-new-file",
                Existing::Guard | Existing::Keep | Existing::Replace => "hint-other-file",
            };
            return Err(in_the_way(path, hint));
        }
        let draft = draft_of(path).map_err(|error| not_written(path, &error))?;
        let file = OpenOptions::new().write(true).create_new(true).open(&draft);
        let file = file.map_err(|error| not_written(path, &error))?;
        Ok(Some(Self {
            path: path.to_owned(),
            draft: Some(draft),
            file,
        }))
    }

    /// A new file that its owner alone reads, to be written and read back through
    /// [`Destination::file`]. A device or a pipe cannot be read back.
    ///
    /// # Errors
    /// The folder is not there or not writable, or something is in the way.
    pub(crate) fn private(path: &Path) -> Result<Self, Failure> {
        if path.is_dir() {
            return Err(not_written(path, &io::ErrorKind::IsADirectory.into()));
        }
        if path.symlink_metadata().is_ok() {
            return Err(in_the_way(path, "hint-new-file"));
        }
        let draft = draft_of(path).map_err(|error| not_written(path, &error))?;
        let mut options = OpenOptions::new();
        options.read(true).write(true).create_new(true).mode(0o600);
        let file = options.open(&draft);
        let file = file.map_err(|error| not_written(path, &error))?;
        Ok(Self {
            path: path.to_owned(),
            draft: Some(draft),
            file,
        })
    }

    /// The path as reports show it.
    pub(crate) fn name(&self) -> String {
        self.path.display().to_string()
    }

    /// The file, still under its passing name.
    pub(crate) const fn file(&self) -> &File {
        &self.file
    }

    /// Gives the file its name, durably.
    ///
    /// # Errors
    /// It cannot be done.
    pub(crate) fn keep(self) -> Result<(), Failure> {
        self.put().map_err(|error| not_written(&self.path, &error))
    }

    /// The file that will be there.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Writes the content; it is durable when this returns.
    ///
    /// # Errors
    /// It cannot be written.
    pub(crate) fn write(mut self, content: &[u8]) -> Result<(), Failure> {
        let written = self.file.write_all(content).and_then(|()| self.put());
        written.map_err(|error| not_written(&self.path, &error))
    }

    /// Gives the draft its name, and makes content and name durable.
    fn put(&self) -> io::Result<()> {
        let Some(draft) = &self.draft else {
            return Ok(());
        };
        self.file.sync_all()?;
        fs::rename(draft, &self.path)?;
        folder::keep_name(&self.path)
    }
}

impl Drop for Destination {
    fn drop(&mut self) {
        // After a success the draft has another name; else there is nothing more to do about it.
        if let Some(draft) = &self.draft {
            fs::remove_file(draft).unwrap_or_default();
        }
    }
}

/// Whether a file holds nothing, or only what the Registry keeps.
fn is_kept(path: &Path) -> bool {
    let mut content = Vec::new();
    let read = File::open(path).and_then(|file| file.take(MOST_READ).read_to_end(&mut content));
    let known = || certificate::parse(&content).is_ok() || CrlSummary::parse(&content).is_ok();
    read.is_ok() && (content.is_empty() || known())
}

fn draft_of(path: &Path) -> io::Result<PathBuf> {
    let name = path
        .file_name()
        .ok_or(io::ErrorKind::IsADirectory)?
        .to_string_lossy();
    Ok(path.with_file_name(format!(".{name}.{}.draft", std::process::id())))
}

fn not_written(path: &Path, error: &io::Error) -> Failure {
    let message = Message::new("error-not-written").with("file", path.display());
    Failure::because(message, explain::file(error))
}

fn in_the_way(path: &Path, hint: &'static str) -> Failure {
    Failure::new(
        Kind::Refused,
        Message::new("error-not-written").with("file", path.display()),
    )
    .cause(Message::new("error-in-the-way"))
    .hint(Message::new(hint))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(path: &Path, existing: Existing, content: &[u8]) -> Result<(), Failure> {
        Destination::open(Some(path), existing)?
            .unwrap()
            .write(content)
    }

    #[test]
    fn only_what_the_registry_keeps_is_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("cert.pem");
        fs::write(&path, b"").unwrap();
        let certificate = include_bytes!("../tests/data/certificate.pem");
        write(&path, Existing::Guard, certificate).unwrap();
        write(&path, Existing::Guard, b"-----BEGIN PRIVATE KEY-----").unwrap();
        assert!(Destination::open(Some(&path), Existing::Guard).is_err());
        write(&path, Existing::Replace, b"two").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"two");
    }

    #[test]
    fn what_is_to_be_kept_is_replaced_only_where_it_is_empty() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("cert.tbs");
        fs::write(&path, b"").unwrap();
        let certificate = include_bytes!("../tests/data/certificate.pem");
        write(&path, Existing::Keep, certificate).unwrap();
        let failure = write(&path, Existing::Keep, b"tbs").unwrap_err();
        assert_eq!(failure.kind, Kind::Refused);
        assert_eq!(fs::read(&path).unwrap(), certificate);
    }

    #[test]
    fn the_option_to_replace_is_named_only_where_there_is_one() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("head.txt");
        fs::write(&path, b"kept").unwrap();
        let told = |failure: Failure| format!("{failure:?}").contains("hint-other-file");
        let refused = |existing| Destination::open(Some(&path), existing).unwrap_err();
        assert!(told(refused(Existing::Keep)));
        assert!(!told(refused(Existing::KeepAlways)));
        assert!(!told(Destination::private(&path).unwrap_err()));
    }

    #[test]
    fn a_device_is_written_and_stays_a_device() {
        let null = Path::new("/dev/null");
        write(null, Existing::Guard, b"one").unwrap();
        assert!(null.metadata().unwrap().file_type().is_char_device());
    }

    #[test]
    fn nothing_is_left_behind_when_nothing_is_written() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("cert.pem");
        drop(Destination::open(Some(&path), Existing::Guard).unwrap());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    fn a_folder_in_the_way_shows_before_the_act() {
        let folder = tempfile::tempdir().unwrap();
        for existing in [Existing::Guard, Existing::Replace] {
            let failure = Destination::open(Some(folder.path()), existing).unwrap_err();
            assert_eq!(failure.kind, Kind::Usage);
        }
    }

    #[test]
    fn a_missing_folder_shows_before_the_act() {
        let path = Path::new("/nonexistent/cert.pem");
        let failure = Destination::open(Some(path), Existing::Guard).unwrap_err();
        assert_eq!(failure.kind, Kind::Usage);
    }
}
