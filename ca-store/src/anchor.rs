//! The anchor's file: a line of JSON that is replaced whole, so that a crash or a power cut leaves
//! the one before or the new one.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use ca_core::anchor::Anchor;
use ca_core::registry::{RegistryError, StoreFault};

/// The file of an anchor. Several programs bring it forward: each holds a lock on its folder
/// while it reads and replaces it.
#[derive(Debug)]
pub(crate) struct AnchorFile {
    path: PathBuf,
}

impl AnchorFile {
    /// The file at `path`, which need not be there.
    pub(crate) const fn new(path: PathBuf) -> Self {
        Self { path }
    }

    /// What it says; nothing if it is not there.
    pub(crate) fn read(&self) -> Result<Option<Anchor>, RegistryError> {
        let text = match fs::read_to_string(&self.path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(fault(error)),
        };
        Anchor::parse(&text).map(Some).map_err(fault)
    }

    /// Adds what is known now; it is durable when this returns. Neither log nor numbers go back.
    pub(crate) fn raise(&self, found: &Anchor) -> Result<(), RegistryError> {
        let folder = self.lock()?;
        let known = self.read()?;
        let joined = match &known {
            Some(known) => known.clone().joined(found),
            None => found.clone(),
        };
        if known.as_ref() == Some(&joined) {
            return Ok(());
        }
        self.write(&joined, &folder)
    }

    /// Begins anew, whatever was known.
    pub(crate) fn replace(&self, found: &Anchor) -> Result<(), RegistryError> {
        let folder = self.lock()?;
        self.write(found, &folder)
    }

    /// The folder, locked until it is closed.
    fn lock(&self) -> Result<File, RegistryError> {
        let folder = match self.path.parent() {
            Some(folder) if folder != Path::new("") => folder,
            Some(_) | None => Path::new("."),
        };
        let open = || fs::create_dir_all(folder).and_then(|()| File::open(folder));
        let folder = open().map_err(fault)?;
        folder.lock().map_err(fault)?;
        Ok(folder)
    }

    fn write(&self, anchor: &Anchor, folder: &File) -> Result<(), RegistryError> {
        let text = anchor.to_text().map_err(fault)?;
        let put = || {
            let draft = self.draft();
            // What stands there is a crash's, or leads to a file that somebody wants overwritten.
            match fs::remove_file(&draft) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                Ok(()) | Err(_) => {}
            }
            let mut options = OpenOptions::new();
            options.write(true).create_new(true).mode(MODE);
            let mut file = options.open(&draft)?;
            file.write_all(text.as_bytes())?;
            file.sync_all()?;
            fs::rename(&draft, &self.path)?;
            folder.sync_all()
        };
        put().map_err(fault)
    }

    fn draft(&self) -> PathBuf {
        let mut name = OsString::from(&self.path);
        name.push(".draft");
        PathBuf::from(name)
    }
}

fn fault(error: impl std::error::Error + Send + Sync + 'static) -> RegistryError {
    RegistryError::Anchor(StoreFault::new(error))
}

/// Nothing in it is secret, and a responder's account may look at it.
const MODE: u32 = 0o644;
