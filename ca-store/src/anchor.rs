//! The anchor's file: a line of JSON that is replaced whole, so that a crash or a power cut leaves
//! the one before or the new one.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use ca_core::anchor::Anchor;
use ca_core::registry::{RegistryError, StoreFault};

/// The file of an anchor.
#[derive(Debug)]
pub(crate) struct AnchorFile {
    path: PathBuf,
}

/// The file while nobody else may replace it. Several programs bring it forward: each decides by
/// what it reads here, and replaces that and nothing else.
#[derive(Debug)]
pub(crate) struct Held<'f> {
    file: &'f AnchorFile,
    /// Locked until it is closed.
    folder: File,
}

impl AnchorFile {
    /// The file at `path`, which need not be there.
    pub(crate) const fn new(path: PathBuf) -> Self {
        Self { path }
    }

    /// What it says; nothing if it is not there.
    pub(crate) fn read(&self) -> Result<Option<Anchor>, RegistryError> {
        let mut text = String::new();
        let read =
            File::open(&self.path).and_then(|file| file.take(MOST).read_to_string(&mut text));
        match read {
            Ok(_) => Anchor::parse(&text).map(Some).map_err(fault),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(fault(error)),
        }
    }

    /// Waits until no other program holds it, at most so long: whoever may read the folder can
    /// hold it for ever (I12).
    pub(crate) fn hold(&self, at_most: Duration) -> Result<Held<'_>, RegistryError> {
        let folder = match self.path.parent() {
            Some(folder) if folder != Path::new("") => folder,
            Some(_) | None => Path::new("."),
        };
        let open = || fs::create_dir_all(folder).and_then(|()| File::open(folder));
        let folder = open().map_err(fault)?;
        let begun = Instant::now();
        loop {
            match folder.try_lock() {
                Ok(()) => break,
                Err(TryLockError::WouldBlock) if begun.elapsed() < at_most => thread::sleep(PAUSE),
                Err(error @ TryLockError::WouldBlock) => return Err(fault(Busy(error.into()))),
                Err(TryLockError::Error(error)) => return Err(fault(error)),
            }
        }
        Ok(Held { file: self, folder })
    }

    fn draft(&self) -> PathBuf {
        let mut name = OsString::from(&self.path);
        name.push(".draft");
        PathBuf::from(name)
    }
}

impl Held<'_> {
    /// What it says; nothing if it is not there.
    pub(crate) fn read(&self) -> Result<Option<Anchor>, RegistryError> {
        self.file.read()
    }

    /// Replaces what was read; the new content is durable when this returns.
    pub(crate) fn replace(&self, anchor: &Anchor) -> Result<(), RegistryError> {
        let text = anchor.to_text().map_err(fault)?;
        let put = || {
            let draft = self.file.draft();
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
            fs::rename(&draft, &self.file.path)?;
            self.folder.sync_all()
        };
        put().map_err(fault)
    }
}

fn fault(error: impl std::error::Error + Send + Sync + 'static) -> RegistryError {
    RegistryError::Anchor(StoreFault::new(error))
}

/// Another program held it for longer than it is waited for.
#[derive(Debug, thiserror::Error)]
#[error("another program holds the folder of the anchor")]
struct Busy(#[source] io::Error);

/// Between two looks at whether it is free: the time of a sync.
const PAUSE: Duration = Duration::from_millis(2);

/// Nothing in it is secret, and a responder's account may look at it.
const MODE: u32 = 0o644;

/// Octets that are read: the numbers of some ten thousand generations.
const MOST: u64 = 1 << 20;
