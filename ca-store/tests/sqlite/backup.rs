//! A copy shows one moment while the registry is written; its file opens to the right identity
//! alone, and to no altered octet.

use std::fs;
use std::io::{Read, Seek};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use ca_core::anchor::Anchored;
use ca_core::audit::event::Act;
use ca_core::audit::{self, AuditLog};
use ca_store::backup::keys::{Identities, InvalidKeys, Recipients};
use ca_store::backup::{self, OpenError};
use ca_store::soundness::Rule;
use ca_store::sqlite;
use secrecy::ExposeSecret;

use super::temporary::Place;
use crate::conformance::samples::{event, found};

fn keys() -> (Identities, Recipients) {
    let (identity, recipient) = Identities::generate();
    let identities = Identities::parse(identity.expose_secret()).unwrap();
    (identities, Recipients::parse(&recipient).unwrap())
}

fn read(file: &[u8], identities: &Identities) -> Result<Vec<u8>, OpenError> {
    let mut content = Vec::new();
    backup::open(file, identities)?.read_to_end(&mut content)?;
    Ok(content)
}

#[test]
fn ops_03_copy_shows_one_moment_while_the_registry_is_written() {
    let place = Place::new();
    let store = place.create();
    found(&store);
    for object in 0..500 {
        let object = object.to_string();
        store.append(&event(Act::TokenSeen, &object)).unwrap();
    }
    let done = AtomicBool::new(false);
    let copied = thread::scope(|scope| {
        scope.spawn(|| {
            while !done.load(Ordering::Relaxed) {
                store.append(&event(Act::TokenSeen, "x")).unwrap();
            }
        });
        // The pages of a copy are asked for one by one, acts come in between.
        let copied = store
            .copy(Path::new("/nonexistent"), &mut |_, _| thread::yield_now())
            .unwrap();
        done.store(true, Ordering::Relaxed);
        copied
    });
    let (mut file, holds) = copied;
    let put = place.path().with_file_name("put.db");
    let mut content = Vec::new();
    file.rewind().unwrap();
    file.read_to_end(&mut content).unwrap();
    fs::write(&put, content).unwrap();
    let copy = sqlite::open(
        &put,
        std::sync::Arc::new(crate::conformance::samples::Still),
    );
    let copy = copy.unwrap();
    assert_eq!(copy.head().unwrap(), holds.head);
    assert_eq!(copy.standing().unwrap().found, holds);
    assert_eq!(audit::verify(&copy).unwrap(), holds.head);
    assert_eq!(copy.engine_faults(true).unwrap(), Vec::<String>::new());
    for rule in Rule::ALL {
        assert_eq!(copy.breaches(rule).unwrap().count, 0, "{rule:?}");
    }
    assert!(store.head().unwrap().size >= holds.head.size);
}

#[test]
fn ops_03_copy_leaves_no_file_beside_the_registry() {
    let place = Place::new();
    let store = place.create();
    found(&store);
    let (_file, _) = store
        .copy(Path::new("/nonexistent"), &mut |_, _| ())
        .unwrap();
    let folder = place.path();
    let beside = fs::read_dir(folder.parent().unwrap()).unwrap();
    let names: Vec<_> = beside.map(|entry| entry.unwrap().file_name()).collect();
    assert!(
        names
            .iter()
            .all(|name| name.to_str().unwrap().starts_with("registry.db")),
        "{names:?}"
    );
    assert!(
        !names
            .iter()
            .any(|name| name.to_str().unwrap().ends_with(".copy"))
    );
}

#[test]
fn ops_03_backup_opens_to_its_recipients_alone() {
    let content = b"registry".repeat(100_000);
    let (ours, recipients) = keys();
    let (others, _) = keys();
    let sealed = backup::seal(&mut &content[..], Vec::new(), &recipients, &mut |_| ());
    let (file, sealed) = sealed.unwrap();
    sealed.verify(&file[..], &mut |_| ()).unwrap();
    assert_eq!(read(&file, &ours).unwrap(), content);
    assert!(matches!(read(&file, &others), Err(OpenError::NotForUs)));
    assert!(!file.windows(16).any(|part| part == b"registryregistry"));
}

#[test]
fn ops_03_no_altered_or_shortened_backup_is_read() {
    let content: Vec<u8> = (0..200_000_u32).flat_map(u32::to_be_bytes).collect();
    let (ours, recipients) = keys();
    let sealed = backup::seal(&mut &content[..], Vec::new(), &recipients, &mut |_| ());
    let (file, sealed) = sealed.unwrap();
    for place in (0..file.len()).step_by(file.len() / 97) {
        let mut altered = file.clone();
        altered[place] ^= 1;
        assert!(read(&altered, &ours).is_err(), "octet {place}");
        assert!(sealed.verify(&altered[..], &mut |_| ()).is_err());
    }
    for length in (0..file.len())
        .step_by(file.len() / 97)
        .chain([file.len() - 1])
    {
        assert!(read(&file[..length], &ours).is_err(), "{length} octets");
    }
    let longer = [&file[..], b"x"].concat();
    assert!(sealed.verify(&longer[..], &mut |_| ()).is_err());
}

#[test]
fn keys_that_are_none_are_told_by_their_line_and_not_repeated() {
    let (identity, recipient) = Identities::generate();
    let text = format!("# comment\n\n{recipient}\nage1nonsense\n");
    let error = Recipients::parse(&text).unwrap_err();
    assert_eq!(error, InvalidKeys::Line { line: 4 });
    let error = Recipients::parse(identity.expose_secret()).unwrap_err();
    assert!(!error.to_string().contains("AGE-SECRET"));
    assert_eq!(
        Recipients::parse("# none\n").unwrap_err(),
        InvalidKeys::None
    );
    assert_eq!(
        Identities::parse(&recipient).unwrap_err(),
        InvalidKeys::Line { line: 1 }
    );
}
