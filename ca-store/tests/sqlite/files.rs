//! Files that are missing, foreign, of another version, damaged or not to be written.

use std::env;
use std::error::Error;
use std::fs::{self, Permissions};
use std::io::{Seek, SeekFrom, Write};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use ca_core::audit::{AuditDefect, verify};
use ca_core::registry::{Registry, RegistryError};
use ca_store::sqlite;

use super::temporary::Place;
use crate::conformance::samples::{Still, found, intent, issue, requested};

#[test]
fn missing_registry_is_told_and_not_created() {
    let place = Place::new();
    for failed in [place.open().map(drop), place.status().map(drop)] {
        assert!(matches!(failed, Err(RegistryError::Missing { .. })));
    }
    assert!(!place.path().exists());
}

#[test]
fn foreign_file_is_not_a_registry() {
    let place = Place::new();
    place.raw().execute_batch("CREATE TABLE t (a)").unwrap();
    assert!(matches!(place.open(), Err(RegistryError::Missing { .. })));
    fs::write(
        place.path(),
        "not a database, but long enough for a header".repeat(50),
    )
    .unwrap();
    assert!(matches!(place.open(), Err(RegistryError::Damaged(_))));
}

#[test]
fn newer_and_older_schemas_are_told() {
    let place = Place::new();
    drop(place.create());
    for version in [1_000, 0] {
        place
            .raw()
            .pragma_update(None, "user_version", version)
            .unwrap();
        for failed in [place.open().map(drop), place.status().map(drop)] {
            let expected = RegistryError::Schema {
                found: version,
                supported: 13,
            };
            assert_eq!(failed.unwrap_err().to_string(), expected.to_string());
        }
    }
}

#[test]
fn registry_is_never_created_over_anything() {
    let place = Place::new();
    let store = place.create();
    found(&store);
    let again = sqlite::create(&place.path(), Arc::new(Still));
    assert!(matches!(again, Err(RegistryError::Exists { .. })));
    assert_eq!(store.generations().unwrap().len(), 2);
    drop(store);
    let names: Vec<_> = fs::read_dir(place.path().parent().unwrap())
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert_eq!(names, ["registry.db"], "no draft and no log is left");
}

#[test]
fn group_of_the_directory_shares_all_files() {
    let place = Place::new();
    let store = place.create();
    found(&store);
    for entry in fs::read_dir(place.path().parent().unwrap()).unwrap() {
        let entry = entry.unwrap();
        let mode = entry.metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o660, "{entry:?}");
    }
}

#[test]
fn damaged_page_is_told() {
    let place = Place::new();
    let store = place.create();
    found(&store);
    (1..=50).for_each(|number| drop(issue(&store, number)));
    drop(store);
    let mut file = fs::File::options().write(true).open(place.path()).unwrap();
    file.seek(SeekFrom::Start(4096)).unwrap();
    let length = usize::try_from(file.metadata().unwrap().len()).unwrap();
    file.write_all(&vec![0xa5; length - 4096]).unwrap();
    let act = place
        .open()
        .and_then(|store| store.store_intent(&intent(51), &requested()));
    assert!(matches!(act, Err(RegistryError::Damaged(_))), "{act:?}");
    let proof = place.open().map(|store| verify(&store).unwrap_err());
    assert!(
        matches!(
            proof,
            Err(RegistryError::Damaged(_)) | Ok(AuditDefect::Unreadable(RegistryError::Damaged(_)))
        ),
        "{proof:?}"
    );
}

/// Opens the registry named by the environment, as another account than the one that made it.
#[test]
#[ignore = "a part of the tests below, run in a process of its own"]
fn stranger() {
    let path = env::var_os("SCEAU_TEST_REGISTRY").unwrap();
    let path = Path::new(&path);
    let store = sqlite::open(path, Arc::new(Still)).map(drop);
    let status = sqlite::open_status(path, Arc::new(Still)).map(drop);
    for result in [store, status] {
        println!("{}", describe(result));
    }
    let create = sqlite::create(&path.with_extension("other"), Arc::new(Still));
    println!("{}", describe(create.map(drop)));
}

fn describe(result: Result<(), RegistryError>) -> String {
    match result {
        Ok(()) => "opened".into(),
        Err(error) => format!("{error}: {}", error.source().unwrap()),
    }
}

/// What [`stranger`] says, run as `nobody` where the tests run as root: root may do anything.
fn ask_stranger(place: &Place) -> Vec<String> {
    let mut command = Command::new(env::current_exe().unwrap());
    command.args([
        "--exact",
        "sqlite::files::stranger",
        "--ignored",
        "--nocapture",
    ]);
    command
        .env("SCEAU_TEST_REGISTRY", place.path())
        .current_dir("/");
    if fs::metadata("/proc/self").unwrap().uid() == 0 {
        command.uid(65534).gid(65534);
    }
    let output = command.output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let said = text
        .lines()
        .filter(|line| line.contains("opened") || line.contains("registry"));
    said.map(ToOwned::to_owned).collect()
}

fn permit(path: &Path, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
}

#[test]
fn read_only_file_is_told() {
    let place = Place::new();
    drop(place.create());
    permit(&place.path(), 0o444);
    permit(place.path().parent().unwrap(), 0o777);
    let said = ask_stranger(&place);
    assert_eq!(said.len(), 3, "{said:?}");
    for line in &said[..2] {
        assert!(line.starts_with("the registry is read-only: "), "{line}");
    }
    assert_eq!(said[2], "opened");
}

#[test]
fn read_only_directory_is_told() {
    let place = Place::new();
    drop(place.create());
    permit(&place.path(), 0o666);
    permit(place.path().parent().unwrap(), 0o555);
    let said = ask_stranger(&place);
    permit(place.path().parent().unwrap(), 0o755);
    assert_eq!(said.len(), 3, "{said:?}");
    for line in &said {
        assert!(line.starts_with("the registry is read-only: "), "{line}");
    }
}
