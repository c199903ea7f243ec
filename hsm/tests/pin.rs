//! Sources of PINs.

#![cfg(test)]

use std::fs::{self, File, Permissions};
use std::io;
use std::os::fd::AsRawFd;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

use hsm::pin::{PinError, PinSource};
use secrecy::{ExposeSecret, SecretString};

fn read(source: &PinSource) -> Result<String, PinError> {
    let prompt = |_: &str| -> io::Result<SecretString> { panic!("no prompt") };
    source
        .read("sceau", &prompt)
        .map(|pin| pin.expose_secret().to_owned())
}

fn pin_file(folder: &tempfile::TempDir, octets: &[u8], mode: u32) -> PathBuf {
    let path = folder.path().join("pin");
    fs::write(&path, octets).unwrap();
    fs::set_permissions(&path, Permissions::from_mode(mode)).unwrap();
    path
}

#[test]
fn file_is_read_without_its_line_end() {
    let folder = tempfile::tempdir().unwrap();
    for (octets, pin) in [
        ("1234", "1234"),
        ("1234\n", "1234"),
        ("1234\r\n", "1234"),
        (" mot de passe é ", " mot de passe é "),
    ] {
        let source = PinSource::File(pin_file(&folder, octets.as_bytes(), 0o640));
        assert_eq!(read(&source).unwrap(), pin);
    }
}

#[test]
fn file_that_others_can_reach_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    for mode in [0o604, 0o602, 0o601, 0o644] {
        let error = read(&PinSource::File(pin_file(&folder, b"1234", mode))).unwrap_err();
        assert!(matches!(error, PinError::OpenToOthers { mode: seen, .. } if seen == mode));
    }
}

#[test]
fn file_without_one_pin_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let long = [b'1'; 1025];
    for octets in [
        b"".as_slice(),
        b"\n",
        b"12\n34",
        b"1234\n\n",
        b"\xff\xfe12",
        b"12\x0034",
        &long,
    ] {
        let error = read(&PinSource::File(pin_file(&folder, octets, 0o600))).unwrap_err();
        assert!(matches!(error, PinError::Form), "{octets:?}: {error:?}");
        assert!(!format!("{error:?}").contains("12"));
    }
    let longest = PinSource::File(pin_file(&folder, &long[1..], 0o600));
    assert_eq!(read(&longest).unwrap().len(), 1024);
    let missing = read(&PinSource::File(folder.path().join("absent"))).unwrap_err();
    assert!(matches!(missing, PinError::File { .. }));
    let is_folder = read(&PinSource::File(folder.path().to_owned())).unwrap_err();
    assert!(matches!(is_folder, PinError::NotAFile { .. }));
}

#[test]
fn descriptor_is_read_to_its_end() {
    use std::io::Write;
    let (reader, mut writer) = io::pipe().unwrap();
    writer.write_all(b"1234\n").unwrap();
    drop(writer);
    let number = u32::try_from(reader.as_raw_fd()).unwrap();
    assert_eq!(read(&PinSource::Descriptor(number)).unwrap(), "1234");
    assert!(matches!(
        read(&PinSource::Descriptor(number)).unwrap_err(),
        PinError::Form
    ));
    let closed = read(&PinSource::Descriptor(987_654)).unwrap_err();
    assert!(matches!(closed, PinError::Descriptor { .. }));
    let folder = tempfile::tempdir().unwrap();
    let file = File::open(pin_file(&folder, b"5678", 0o600)).unwrap();
    let number = u32::try_from(file.as_raw_fd()).unwrap();
    assert_eq!(read(&PinSource::Descriptor(number)).unwrap(), "5678");
}

#[test]
fn operator_is_asked_with_the_name_of_the_token() {
    let prompt = |token: &str| Ok(SecretString::from(format!("pin of {token}")));
    let pin = PinSource::Prompt.read("root-2026", &prompt).unwrap();
    assert_eq!(pin.expose_secret(), "pin of root-2026");
    let silent = |_: &str| Err(io::Error::from(io::ErrorKind::UnexpectedEof));
    assert!(matches!(
        PinSource::Prompt.read("x", &silent).unwrap_err(),
        PinError::Prompt(_)
    ));
}
