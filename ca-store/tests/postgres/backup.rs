//! A backup of a PostgreSQL registry is an SQLite file of one moment; its anchor finds a server
//! that came back without its last commits.

use std::fs;
use std::io::{Read, Seek};
use std::sync::Arc;

use ca_core::anchor::Anchored;
use ca_core::anchor::standing::Gap;
use ca_core::audit::event::Act;
use ca_core::audit::{self, AuditLog};
use ca_core::registry::{Registry, RegistryError};
use ca_store::soundness::Rule;
use ca_store::sqlite;

use super::place::Place;
use crate::conformance::samples::{Still, event, found, issue};

#[test]
fn ops_03_copy_of_a_server_is_an_sqlite_registry_of_one_moment() {
    let place = Place::new();
    let store = place.create();
    found(&store);
    issue(&store, 1);
    for rule in Rule::ALL {
        assert_eq!(store.breaches(rule).unwrap().count, 0, "{rule:?}");
    }
    let scratch = tempfile::tempdir().unwrap();
    let mut written = false;
    let copied = store.copy(scratch.path(), &mut |_, _| {
        // Whatever ends the program now leaves nothing.
        assert_eq!(fs::read_dir(scratch.path()).unwrap().count(), 0);
        if !written {
            store.append(&event(Act::TokenSeen, "late")).unwrap();
            written = true;
        }
    });
    let (mut file, holds) = copied.unwrap();
    assert_eq!(fs::read_dir(scratch.path()).unwrap().count(), 0);
    assert_eq!(store.head().unwrap().size, holds.head.size + 1);
    let mut content = Vec::new();
    file.rewind().unwrap();
    file.read_to_end(&mut content).unwrap();
    let put = scratch.path().join("put.db");
    fs::write(&put, content).unwrap();
    let copy = sqlite::open(&put, Arc::new(Still)).unwrap();
    assert_eq!(copy.standing().unwrap().found, holds);
    assert_eq!(audit::verify(&copy).unwrap(), holds.head);
    assert_eq!(copy.generations().unwrap(), store.generations().unwrap());
    for rule in Rule::ALL {
        assert_eq!(copy.breaches(rule).unwrap().count, 0, "{rule:?}");
    }
}

#[test]
fn i10_server_that_lacks_what_the_anchor_knows_is_not_written() {
    let (folder, one, other) = (tempfile::tempdir().unwrap(), Place::new(), Place::new());
    let anchor = folder.path().join("anchor.json");
    let store = one.create().anchored(anchor.clone());
    found(&store);
    store.append(&event(Act::TokenSeen, "1")).unwrap();
    drop(store);
    // Another database in its place, as a replica promoted too early would be.
    let store = other.create();
    found(&store);
    let store = store.anchored(anchor);
    let refused = store.append(&event(Act::TokenSeen, "2")).unwrap_err();
    assert!(
        matches!(refused, RegistryError::Stale(Gap::Shorter { .. })),
        "{refused:?}"
    );
    let standing = store.standing().unwrap();
    let acknowledgement = event(Act::RegistryAcknowledge, "1");
    store.acknowledge(&standing, &acknowledgement).unwrap();
    store.append(&event(Act::TokenSeen, "2")).unwrap();
}
