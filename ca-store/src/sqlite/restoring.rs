//! The place of a registry that is being put back from a backup (OPS-03).

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions, Permissions, TryLockError};
use std::io::{self, BufWriter, Read, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use ca_core::registry::{RegistryError, StoreFault};

use super::connect::{MODE, place};
use super::draft::is_at;
use crate::fault::io_error;

/// A registry's file under a passing name, `{target}.restoring`, for its owner alone. It is filled
/// and examined there, and has its own name only when it is whole. What a run that was cut short
/// left is taken over by the next.
#[derive(Debug)]
pub struct Restoring {
    target: PathBuf,
    draft: PathBuf,
    /// Locked as long as it is open.
    file: File,
}

impl Restoring {
    /// A place for the registry that is to be at `target`.
    ///
    /// # Errors
    /// `Exists` if a registry is there, or the write-ahead log of one; `Unavailable` while
    /// another program restores to the same place.
    pub fn begin(target: &Path) -> Result<Self, RegistryError> {
        for taken in std::iter::once(target.to_owned()).chain(beside(target)) {
            if taken.symlink_metadata().is_ok() {
                let object = taken.display().to_string();
                return Err(RegistryError::Exists { object });
            }
        }
        let draft = with(target, ".restoring");
        take_over(&draft)?;
        // Nothing that stands there is written: others may write the folder, and a name that they
        // put there could lead to any file of this account.
        let mut options = OpenOptions::new();
        options.read(true).write(true).create_new(true).mode(0o600);
        let file = options.open(&draft).map_err(io_error)?;
        lock(&file)?;
        remove_beside(&draft).map_err(io_error)?;
        Ok(Self {
            target: target.to_owned(),
            draft,
            file,
        })
    }

    /// Fills the file. How long a registry is stands at its beginning: what says more than there
    /// is room for, or goes on behind its end, is not written to the last free octet (I12).
    ///
    /// # Errors
    /// `InvalidData` for what is no SQLite file or not as long as it says, `StorageFull` where there
    /// is no room; fails if `content` cannot be read or the file not be written.
    pub fn fill(&self, content: &mut impl Read) -> io::Result<()> {
        let mut header = Vec::with_capacity(HEADER);
        let first = u64::try_from(HEADER).unwrap_or(u64::MAX);
        content.by_ref().take(first).read_to_end(&mut header)?;
        let octets = length(&header).ok_or(io::ErrorKind::InvalidData)?;
        let disk = rustix::fs::fstatvfs(&self.file)?;
        if disk.f_bavail.saturating_mul(disk.f_frsize) < octets {
            return Err(rustix::io::Errno::NOSPC.into());
        }
        let mut to = BufWriter::with_capacity(BUFFER, &self.file);
        to.write_all(&header)?;
        let rest = octets.saturating_sub(first);
        let copied = io::copy(&mut content.by_ref().take(rest), &mut to)?;
        to.flush()?;
        // Reading to the end proves the file that it comes from to be whole.
        if copied < rest || io::copy(&mut content.take(1), &mut io::sink())? > 0 {
            return Err(io::ErrorKind::InvalidData.into());
        }
        Ok(())
    }

    /// Its passing name.
    #[must_use]
    pub fn draft(&self) -> &Path {
        &self.draft
    }

    /// Gives the file its name and the rights of a registry; both are durable when this returns.
    /// Nobody may have it open.
    ///
    /// # Errors
    /// `Exists` if a registry came there meanwhile, `Unavailable` if somebody has it open.
    pub fn finish(self) -> Result<(), RegistryError> {
        // The last connection to close leaves no write-ahead log behind.
        let [log, _] = beside(&self.draft);
        if log.metadata().is_ok_and(|log| log.len() > 0) {
            return Err(RegistryError::Unavailable(StoreFault::new(InUse)));
        }
        let ready = remove_beside(&self.draft)
            .and_then(|()| self.file.set_permissions(Permissions::from_mode(MODE)))
            .and_then(|()| self.file.sync_all());
        ready.map_err(io_error)?;
        if !is_at(&self.file, &self.draft) {
            return Err(RegistryError::Unavailable(StoreFault::new(Exchanged)));
        }
        place(&self.draft, &self.target)
    }
}

/// The length of an SQLite file by its header (SQLite file format 1.3): size of a page, where 1
/// stands for 65,536, and number of pages.
fn length(header: &[u8]) -> Option<u64> {
    let header = header.strip_prefix(b"SQLite format 3\0")?;
    let size = u16::from_be_bytes(header.get(..2)?.try_into().ok()?);
    let pages = u32::from_be_bytes(header.get(12..16)?.try_into().ok()?);
    let size = if size == 1 { 1 << 16 } else { u64::from(size) };
    u64::from(pages).checked_mul(size)
}

/// Octets of the header.
const HEADER: usize = 100;

/// Octets moved at a time.
const BUFFER: usize = 1 << 18;
/// Removes what a run that was cut short left, unless a run is at work there.
fn take_over(draft: &Path) -> Result<(), RegistryError> {
    let left = draft.symlink_metadata().map(|metadata| metadata.is_file());
    if left.is_ok_and(|is_file| is_file) {
        let file = File::open(draft).map_err(io_error)?;
        lock(&file)?;
        // Whoever had it has finished meanwhile, and another run may have begun.
        if !is_at(&file, draft) {
            return Err(RegistryError::Unavailable(StoreFault::new(AtWork)));
        }
    }
    match fs::remove_file(draft) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(io_error(error)),
        Ok(()) | Err(_) => Ok(()),
    }
}

fn lock(file: &File) -> Result<(), RegistryError> {
    match file.try_lock() {
        Ok(()) => Ok(()),
        Err(TryLockError::WouldBlock) => Err(RegistryError::Unavailable(StoreFault::new(AtWork))),
        Err(TryLockError::Error(error)) => Err(io_error(error)),
    }
}

/// The draft goes; after a success the registry has its own name too.
impl Drop for Restoring {
    fn drop(&mut self) {
        if is_at(&self.file, &self.draft) {
            fs::remove_file(&self.draft).unwrap_or_default();
            remove_beside(&self.draft).unwrap_or_default();
        }
    }
}

/// The files of the write-ahead log. One that was left would be taken for the registry's own.
fn beside(registry: &Path) -> [PathBuf; 2] {
    [with(registry, "-wal"), with(registry, "-shm")]
}

fn remove_beside(registry: &Path) -> io::Result<()> {
    for file in beside(registry) {
        match fs::remove_file(file) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            Ok(()) | Err(_) => {}
        }
    }
    Ok(())
}

fn with(path: &Path, ending: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(ending);
    PathBuf::from(name)
}

/// Another program restores to the same place.
#[derive(Debug, thiserror::Error)]
#[error("another program is putting a registry back here")]
struct AtWork;

/// The draft's name leads to another file than the one that was filled and examined.
#[derive(Debug, thiserror::Error)]
#[error("the registry that is being put back was exchanged by somebody")]
struct Exchanged;

/// The registry is open somewhere.
#[derive(Debug, thiserror::Error)]
#[error("the registry that is being put back is in use")]
struct InUse;

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn registry(pages: u32, octets: usize) -> Vec<u8> {
        let mut file = b"SQLite format 3\0".to_vec();
        file.extend(4096_u16.to_be_bytes());
        file.resize(28, 0);
        file.extend(pages.to_be_bytes());
        file.resize(octets, 7);
        file
    }

    fn fill(content: &[u8]) -> io::Result<Vec<u8>> {
        let folder = tempfile::tempdir().unwrap();
        let restoring = Restoring::begin(&folder.path().join("registry.db")).unwrap();
        restoring.fill(&mut &*content)?;
        Ok(fs::read(restoring.draft()).unwrap())
    }

    #[test]
    fn i12_what_is_put_back_is_as_long_as_it_says() {
        let sound = registry(2, 8192);
        assert_eq!(fill(&sound).unwrap(), sound);
        for (what, content) in [
            ("longer", registry(2, 8193)),
            ("nothing", Vec::new()),
            ("a beginning", registry(2, 40)),
            ("no registry", vec![0; 8192]),
        ] {
            let refused = fill(&content).unwrap_err();
            let ended = refused.kind() == io::ErrorKind::InvalidData;
            assert!(ended, "{what}: {refused:?}");
        }
        // Larger than any disk: nothing is written.
        let bomb = fill(&registry(u32::MAX, 8192)).unwrap_err();
        assert_eq!(bomb.kind(), io::ErrorKind::StorageFull);
    }
}
