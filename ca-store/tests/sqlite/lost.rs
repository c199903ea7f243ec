//! A registry whose file is replaced by an older copy while a program has it open: what the program
//! has committed is known to nobody else.

use std::fs;
use std::path::{Path, PathBuf};

use ca_core::anchor::standing::Gap;
use ca_core::anchor::{Anchor, Anchored};
use ca_core::audit::AuditLog;
use ca_core::audit::event::Act;
use ca_core::digest::Sha256Digest;
use ca_core::registry::{Registry, RegistryError};
use ca_store::Store;

use super::temporary::Place;
use crate::conformance::samples::{citizens, event, found, reservation};

fn anchor_of(place: &Place) -> PathBuf {
    place.path().with_file_name("anchor.json")
}

fn open(place: &Place) -> Store {
    place.open().unwrap().anchored(anchor_of(place))
}

fn known(place: &Place) -> Anchor {
    Anchor::parse(&fs::read_to_string(anchor_of(place)).unwrap()).unwrap()
}

fn append(store: &Store, object: &str) -> Result<u64, RegistryError> {
    store.append(&event(Act::TokenSeen, object))
}

fn reserve(store: &Store, number: u64) -> Result<(), RegistryError> {
    let digest = Sha256Digest::of(b"tbs");
    let event = event(Act::CrlReserve, &number.to_string());
    store.reserve_crl(&reservation(0, number, digest), &event)
}

/// A founded registry, and an older copy of it beside.
fn registry() -> (Place, PathBuf) {
    let place = Place::new();
    let store = place.create().anchored(anchor_of(&place));
    found(&store);
    drop(store);
    let older = place.path().with_file_name("older.db");
    fs::copy(place.path(), &older).unwrap();
    (place, older)
}

/// Another file takes the name.
fn replace(place: &Place, by: &Path) {
    for suffix in ["db-wal", "db-shm"] {
        fs::remove_file(place.path().with_extension(suffix)).unwrap();
    }
    fs::rename(by, place.path()).unwrap();
}

#[test]
fn ops_03_commits_that_were_lost_before_the_end_of_the_program_are_told() {
    let (place, older) = registry();
    let store = open(&place);
    append(&store, "1").unwrap();
    let lost = store.head().unwrap();
    replace(&place, &older);
    drop(store);
    assert_eq!(known(&place).head, lost);
    let refused = append(&open(&place), "2").unwrap_err();
    assert!(
        matches!(refused, RegistryError::Stale(Gap::Shorter { .. })),
        "{refused:?}"
    );
}

#[test]
fn i10_number_that_was_reserved_and_lost_is_not_given_again() {
    let (place, older) = registry();
    let store = open(&place);
    // The number is committed, and the anchor does not learn of it.
    let obstacle = place.path().with_file_name("anchor.json.draft");
    fs::create_dir(&obstacle).unwrap();
    reserve(&store, 7).unwrap_err();
    fs::remove_dir(&obstacle).unwrap();
    replace(&place, &older);
    drop(store);
    assert_eq!(known(&place).crl_numbers[&citizens()], 7);
    let store = open(&place);
    let standing = store.standing().unwrap();
    let acknowledgement = event(Act::RegistryAcknowledge, "1");
    store.acknowledge(&standing, &acknowledgement).unwrap();
    let refused = store.last_crl_number(&citizens()).unwrap();
    assert_eq!(refused, 7);
}

#[test]
fn ops_03_anchor_learns_of_commits_though_the_registry_is_gone() {
    let (place, _) = registry();
    let store = open(&place);
    append(&store, "1").unwrap();
    let head = store.head().unwrap();
    fs::remove_file(place.path()).unwrap();
    drop(store);
    assert_eq!(known(&place).head, head);
}

/// Another program has raised the anchor since: nobody can tell whether along the same log.
#[test]
fn ops_03_anchor_that_was_raised_since_is_not_replaced_unasked() {
    let (place, _) = registry();
    let store = open(&place);
    append(&store, "1").unwrap();
    let other = open(&place);
    append(&other, "2").unwrap();
    drop(other);
    append(&store, "3").unwrap();
    let raised = known(&place);
    fs::remove_file(place.path()).unwrap();
    drop(store);
    assert_eq!(known(&place), raised);
}

/// The act during which the gap is met was committed; the next one is not.
#[test]
fn ops_03_program_that_meets_a_gap_writes_no_more() {
    let (place, _) = registry();
    let store = open(&place);
    reserve(&store, 7).unwrap();
    let mut elsewhere = known(&place);
    elsewhere.head.root = Sha256Digest::of(b"elsewhere");
    fs::write(anchor_of(&place), elsewhere.to_text().unwrap()).unwrap();
    let digest = Sha256Digest::of(b"tbs");
    let act = event(Act::CrlReserve, "8");
    let refused = store.reserve_crl(&reservation(7, 8, digest), &act);
    assert!(
        matches!(refused, Err(RegistryError::Stale(_))),
        "{refused:?}"
    );
    let size = store.head().unwrap().size;
    let refused = append(&store, "1").unwrap_err();
    assert!(matches!(refused, RegistryError::Stale(_)), "{refused:?}");
    assert_eq!(store.head().unwrap().size, size);
    assert_eq!(known(&place), elsewhere, "it is evidence");
}

#[test]
fn registry_whose_file_is_gone_is_told_as_missing_and_not_as_damaged() {
    let (place, _) = registry();
    let store = open(&place);
    append(&store, "1").unwrap();
    let aside = place.path().with_file_name("aside.db");
    fs::rename(place.path(), &aside).unwrap();
    let refused = append(&store, "2").unwrap_err();
    assert!(
        matches!(&refused, RegistryError::Missing { place: at } if at.ends_with("registry.db")),
        "{refused:?}"
    );
    fs::rename(&aside, place.path()).unwrap();
    append(&store, "2").unwrap();
}
