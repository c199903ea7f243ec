//! Folders and names that outlast a power cut: `fsync` of a file keeps its content, only `fsync`
//! of the folder keeps its name.

use std::fs::{DirBuilder, File};
use std::io;
use std::os::unix::fs::DirBuilderExt;
use std::path::Path;

/// Makes a folder, and those above it, with these permissions less the umask. All their names are
/// durable when this returns, also that of a folder from a run that was killed before it was.
///
/// # Errors
/// A folder cannot be made, or the disk does not keep its name.
pub fn make(path: &Path, mode: u32) -> io::Result<()> {
    let is_missing = |folder: &&Path| !folder.as_os_str().is_empty() && !folder.exists();
    let missing: Vec<_> = path.ancestors().take_while(is_missing).collect();
    DirBuilder::new().recursive(true).mode(mode).create(path)?;
    if missing.is_empty() {
        // Whoever may not read the folder above has not made this one.
        return match keep_name(path) {
            Err(error) if error.kind() == io::ErrorKind::PermissionDenied => Ok(()),
            kept => kept,
        };
    }
    missing.into_iter().try_for_each(keep_name)
}

/// Makes the name of a file or folder durable.
///
/// # Errors
/// The disk does not.
pub fn keep_name(path: &Path) -> io::Result<()> {
    File::open(above(path))?.sync_all()
}

fn above(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if folder != "" => folder,
        Some(_) => Path::new("."),
        None => path,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_made_with_those_above_and_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a/b/c");
        make(&path, 0o700).unwrap();
        make(&path, 0o700).unwrap();
        assert!(path.is_dir());
    }

    #[test]
    fn file_in_the_way_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        std::fs::write(&path, b"").unwrap();
        assert!(make(&path.join("b"), 0o700).is_err());
    }
}
