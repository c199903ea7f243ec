//! Files that a command writes: whole or not at all, and never over something else.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use rustix::fs::{CWD, RenameFlags, renameat_with};

use crate::error::{Failure, Kind};
use crate::explain;
use crate::message::Message;

/// What to do if the file is there already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Existing {
    /// Refuse before anything is done.
    Refuse,
    /// Accept it if it turns out to have the same content.
    SameOnly,
    /// Replace it.
    Replace,
}

/// A file to be written. It is opened before the act, so that a certificate is not issued first
/// and homeless afterwards.
#[derive(Debug)]
pub(crate) struct Destination {
    path: PathBuf,
    draft: PathBuf,
    file: File,
    existing: Existing,
}

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
        if existing == Existing::Refuse && path.symlink_metadata().is_ok() {
            return Err(in_the_way(path));
        }
        let draft = draft_of(path).map_err(|error| not_written(path, &error))?;
        let file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .open(&draft)
            .map_err(|error| not_written(path, &error))?;
        Ok(Some(Self {
            path: path.to_owned(),
            draft,
            file,
            existing,
        }))
    }

    /// The file that will be there.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Writes the content; it is durable when this returns.
    ///
    /// # Errors
    /// It cannot be written, or another content is there.
    pub(crate) fn write(mut self, content: &[u8]) -> Result<(), Failure> {
        let written = self
            .file
            .write_all(content)
            .and_then(|()| self.file.sync_all());
        match written.and_then(|()| self.put()) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                let same = fs::read(&self.path).is_ok_and(|present| present == content);
                if same {
                    Ok(())
                } else {
                    Err(in_the_way(&self.path))
                }
            }
            other => other.map_err(|error| not_written(&self.path, &error)),
        }
    }

    /// Gives the draft its name, and makes the name durable.
    fn put(&self) -> io::Result<()> {
        let flags = match self.existing {
            Existing::Refuse | Existing::SameOnly => RenameFlags::NOREPLACE,
            Existing::Replace => RenameFlags::empty(),
        };
        renameat_with(CWD, &self.draft, CWD, &self.path, flags)?;
        File::open(folder_of(&self.path))?.sync_all()
    }
}

impl Drop for Destination {
    fn drop(&mut self) {
        // After a success the draft has another name; else there is nothing more to do about it.
        fs::remove_file(&self.draft).unwrap_or_default();
    }
}

fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if folder != "" => folder,
        Some(_) | None => Path::new("."),
    }
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

fn in_the_way(path: &Path) -> Failure {
    Failure::new(
        Kind::Refused,
        Message::new("error-not-written").with("file", path.display()),
    )
    .cause(Message::new("error-in-the-way"))
    .hint(Message::new("hint-other-file"))
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
    fn same_content_is_written_again_and_other_content_never() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("cert.pem");
        write(&path, Existing::Refuse, b"one").unwrap();
        write(&path, Existing::SameOnly, b"one").unwrap();
        assert!(write(&path, Existing::SameOnly, b"two").is_err());
        assert!(Destination::open(Some(&path), Existing::Refuse).is_err());
        assert_eq!(fs::read(&path).unwrap(), b"one");
        write(&path, Existing::Replace, b"two").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"two");
    }

    #[test]
    fn nothing_is_left_behind_when_nothing_is_written() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("cert.pem");
        drop(Destination::open(Some(&path), Existing::Refuse).unwrap());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    fn a_missing_folder_shows_before_the_act() {
        let path = Path::new("/nonexistent/cert.pem");
        let failure = Destination::open(Some(path), Existing::Refuse).unwrap_err();
        assert_eq!(failure.kind, Kind::Usage);
    }
}
