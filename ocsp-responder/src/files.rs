//! Files that are there whole or not at all.

use std::fs::{self, File};
use std::io::{self, Write};
use std::os::unix::fs::FileTypeExt;
use std::path::Path;

/// Puts a file with this content at `path`, in place of another if there is one.
///
/// # Errors
/// What the operating system says; then nothing has changed at `path`.
pub fn put(path: &Path, content: &[u8]) -> io::Result<()> {
    let kind = path.metadata().map(|metadata| metadata.file_type());
    // A device stays one, also for root.
    if kind.is_ok_and(|kind| kind.is_char_device() || kind.is_fifo()) {
        return File::options().write(true).open(path)?.write_all(content);
    }
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    let mut draft = path.file_name().unwrap_or_default().to_owned();
    draft.push(format!(".draft-{}", std::process::id()));
    let draft = folder.join(draft);
    let put = write(&draft, content).and_then(|()| fs::rename(&draft, path));
    if put.is_err() {
        // The first error is the one to tell.
        fs::remove_file(&draft).unwrap_or_default();
    }
    put.and_then(|()| File::open(folder)?.sync_all())
}

fn write(path: &Path, content: &[u8]) -> io::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(content)?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_is_replaced_and_no_draft_stays() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("citizens-g1.pem");
        put(&path, b"first").unwrap();
        put(&path, b"second").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"second");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_device_is_written_and_stays_a_device() {
        let null = Path::new("/dev/null");
        put(null, b"x").unwrap();
        assert!(null.metadata().unwrap().file_type().is_char_device());
    }

    #[test]
    fn nothing_stays_behind_a_failure() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("taken")).unwrap();
        assert!(put(&folder.path().join("taken"), b"x").is_err());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
