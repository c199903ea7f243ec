//! Files and folders with the permissions that they need, whatever the umask.

use std::fs::{self, File, OpenOptions, Permissions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::Path;

use ca_desk::error::{Failure, Kind};
use ca_desk::folder;
use ca_desk::message::Message;

/// For the account itself alone.
pub(crate) const PRIVATE: u32 = 0o600;
/// For everybody to read.
pub(crate) const PUBLIC: u32 = 0o644;

/// Makes a folder, and those above it, for the account itself alone; one that exists stays.
pub(crate) fn make_folder(path: &Path) -> io::Result<()> {
    folder::make(path, 0o700)
}

/// Writes a file whole or not at all; it is durable when this returns.
pub(crate) fn write(path: &Path, mode: u32, content: &str) -> io::Result<()> {
    let draft = path.with_extension("draft");
    let mut file = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(mode)
        .open(&draft)?;
    file.set_permissions(Permissions::from_mode(mode))?;
    file.write_all(content.as_bytes())?;
    file.sync_all()?;
    fs::rename(&draft, path)?;
    folder::keep_name(path)
}

/// Writes a file unless it is there.
pub(crate) fn write_once(
    path: &Path,
    mode: u32,
    content: impl FnOnce() -> io::Result<String>,
) -> io::Result<()> {
    if path.exists() {
        Ok(())
    } else {
        write(path, mode, &content()?)
    }
}

/// Octets from the random generator of the operating system, as hex digits.
pub(crate) fn random_hex<const N: usize>() -> io::Result<String> {
    let mut octets = [0; N];
    File::open("/dev/urandom")?.read_exact(&mut octets)?;
    Ok(octets.iter().map(|octet| format!("{octet:02x}")).collect())
}

/// A file or folder that could not be written: safe to try again once there is room.
pub(crate) fn not_written(path: &Path, error: &io::Error) -> Failure {
    let message = Message::new("lab-not-written").with("path", path.display());
    Failure::new(Kind::Unavailable, message).cause(ca_desk::explain::io(error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_private_file_is_private_and_is_not_written_twice() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("pin");
        write_once(&path, PRIVATE, || Ok("1".to_owned())).unwrap();
        write_once(&path, PRIVATE, || Ok("2".to_owned())).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "1");
        assert_eq!(
            fs::metadata(&path).unwrap().permissions().mode() & 0o777,
            PRIVATE
        );
    }

    #[test]
    fn random_digits_differ() {
        assert_ne!(random_hex::<16>().unwrap(), random_hex::<16>().unwrap());
        assert_eq!(random_hex::<16>().unwrap().len(), 32);
    }
}
