//! A server that takes over lacks commits: whoever made them, nobody writes it before an officer
//! knows.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ca_core::anchor::standing::Gap;
use ca_core::anchor::{Anchor, Anchored};
use ca_core::audit::AuditLog;
use ca_core::audit::event::Act;
use ca_core::digest::Sha256Digest;
use ca_core::registry::{Registry, RegistryError, StatusSource};
use ca_store::{Store, postgres as engine};
use tempfile::TempDir;

use super::place::Place;
use super::wire::{Cut, Wire};
use crate::conformance::samples::{Still, citizens, event, found, reservation};

/// A founded registry whose name goes to an older copy of it, as a virtual address goes to a
/// server that lacks the last commits.
struct Failover {
    place: Place,
    folder: TempDir,
}

impl Failover {
    fn new() -> Self {
        let place = Place::new();
        found(&place.create());
        let folder = tempfile::tempdir().unwrap();
        Self { place, folder }
    }

    fn anchor(&self) -> PathBuf {
        self.folder.path().join("anchor.json")
    }

    fn known(&self) -> Anchor {
        known(&self.anchor())
    }

    fn open(&self) -> Store {
        self.place.open().unwrap().anchored(self.anchor())
    }

    fn size(&self) -> u64 {
        self.place.open().unwrap().head().unwrap().size
    }

    fn run(&self, sql: &str) {
        let mut admin = self.place.server.superuser("postgres");
        admin.batch_execute(sql).unwrap();
    }

    /// All connections to the registry are lost.
    fn cut(&self) {
        self.run(&format!(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
             WHERE datname = '{}' AND pid <> pg_backend_pid()",
            self.place.name
        ));
    }

    /// What is committed from now on is lost.
    fn part(&self) {
        self.cut();
        let name = &self.place.name;
        self.run(&format!(
            "CREATE DATABASE \"{name}_older\" TEMPLATE \"{name}\""
        ));
    }

    /// The server goes, and one that lacks the last commits takes its name.
    fn take_over(&self) {
        let name = &self.place.name;
        self.run(&format!(
            "ALTER DATABASE \"{name}\" ALLOW_CONNECTIONS false"
        ));
        self.cut();
        self.run(&format!(
            "ALTER DATABASE \"{name}\" RENAME TO \"{name}_gone\""
        ));
        self.run(&format!(
            "ALTER DATABASE \"{name}_older\" RENAME TO \"{name}\""
        ));
    }
}

fn known(anchor: &Path) -> Anchor {
    Anchor::parse(&fs::read_to_string(anchor).unwrap()).unwrap()
}

fn append(store: &Store, object: &str) -> Result<u64, RegistryError> {
    store.append(&event(Act::TokenSeen, object))
}

/// The first acts may find that their connection is gone.
fn append_again(store: &Store, object: &str) -> Result<u64, RegistryError> {
    let gone = |outcome: &Result<u64, _>| matches!(outcome, Err(RegistryError::Unavailable(_)));
    let mut outcomes = (0..5).map(|_| append(store, object));
    outcomes.find(|outcome| !gone(outcome)).unwrap()
}

/// A program that has committed two events that are lost; and the anchor, which does not know
/// them yet.
fn overtaken() -> (Failover, Store) {
    let registry = Failover::new();
    registry.part();
    let store = registry.open();
    append(&store, "1").unwrap();
    append(&store, "2").unwrap();
    registry.take_over();
    (registry, store)
}

#[test]
fn i10_server_is_held_against_the_anchor_again_after_each_connection() {
    let (registry, store) = overtaken();
    let before = registry.size();
    let refused = append_again(&store, "3").unwrap_err();
    assert!(
        matches!(refused, RegistryError::Stale(Gap::Shorter { known, .. }) if known.size == before + 2),
        "{refused:?}"
    );
    assert_eq!(registry.size(), before, "nothing was written to it");
    // The anchor knows by now what the program has committed: others see it too.
    let other = registry.open();
    let refused = append(&other, "4").unwrap_err();
    assert!(matches!(refused, RegistryError::Stale(_)), "{refused:?}");
    assert_eq!(other.feed(0, 1).unwrap().acknowledged, None);
    let standing = other.standing().unwrap();
    let acknowledgement = event(Act::RegistryAcknowledge, "1");
    other.acknowledge(&standing, &acknowledgement).unwrap();
    append(&store, "5").unwrap();
    // Responders are told, for whom the feed goes back.
    let status = registry.place.status().unwrap();
    assert_eq!(status.feed(0, 1).unwrap().acknowledged, Some(before));
}

#[test]
fn i10_lost_commits_are_told_though_another_program_has_raised_the_anchor_since() {
    let (registry, store) = overtaken();
    let other = registry.open();
    for object in ["3", "4", "5"] {
        append(&other, object).unwrap();
    }
    drop(other);
    let refused = append_again(&store, "6").unwrap_err();
    assert!(
        matches!(refused, RegistryError::Stale(Gap::Fork { .. })),
        "{refused:?}"
    );
    // The anchor tells it to all from now on.
    let refused = append(&registry.open(), "7").unwrap_err();
    assert!(matches!(refused, RegistryError::Stale(_)), "{refused:?}");
}

/// It has lost nothing itself, has come further than what is lost, and was admitted before
/// anybody knew.
#[test]
fn ops_03_lost_commits_of_another_program_are_not_forgotten_by_one_that_connects_again() {
    let registry = Failover::new();
    let (admitted, unlucky) = (registry.open(), registry.open());
    append(&admitted, "1").unwrap();
    registry.part();
    append_again(&unlucky, "2").unwrap();
    append(&unlucky, "3").unwrap();
    let lost = unlucky.head().unwrap();
    registry.take_over();
    append_again(&admitted, "4").unwrap();
    let refused = append_again(&unlucky, "5").unwrap_err();
    assert!(matches!(refused, RegistryError::Stale(_)), "{refused:?}");
    for _ in 0..5 {
        append(&admitted, "6").unwrap();
    }
    let size = registry.size();
    registry.cut();
    let refused = append_again(&admitted, "7").unwrap_err();
    assert!(matches!(refused, RegistryError::Stale(_)), "{refused:?}");
    assert_eq!(registry.known().head, lost);
    drop((admitted, unlucky));
    assert_eq!(registry.known().head, lost);
    let refused = append(&registry.open(), "8").unwrap_err();
    assert!(matches!(refused, RegistryError::Stale(_)), "{refused:?}");
    assert_eq!(registry.size(), size);
}

#[test]
fn ops_03_of_two_programs_that_lost_commits_the_larger_loss_is_kept() {
    let registry = Failover::new();
    let (first, last) = (registry.open(), registry.open());
    registry.part();
    append_again(&first, "1").unwrap();
    append_again(&last, "2").unwrap();
    let lost = last.head().unwrap();
    registry.take_over();
    for store in [&last, &first, &last] {
        let refused = append_again(store, "3").unwrap_err();
        assert!(matches!(refused, RegistryError::Stale(_)), "{refused:?}");
        assert_eq!(registry.known().head, lost);
    }
}

/// The last commits are lost while nobody writes any more.
#[test]
fn ops_03_commits_that_were_lost_before_the_end_of_the_program_are_told() {
    let (registry, store) = overtaken();
    let size = registry.size();
    drop(store);
    assert_eq!(registry.known().head.size, size + 2);
    let refused = append(&registry.open(), "3").unwrap_err();
    assert!(
        matches!(refused, RegistryError::Stale(Gap::Shorter { .. })),
        "{refused:?}"
    );
}

/// Nobody answers at the end of the program, and the server that does later lacks its commits.
#[test]
fn ops_03_anchor_learns_of_commits_though_the_server_is_gone() {
    let mut place = Place::new();
    let folder = tempfile::tempdir().unwrap();
    let anchor = folder.path().join("anchor.json");
    found(&place.create());
    let store = place.open().unwrap().anchored(anchor.clone());
    append(&store, "1").unwrap();
    let head = store.head().unwrap();
    assert_ne!(known(&anchor).head, head);
    place.server.kill();
    drop(store);
    assert_eq!(known(&anchor).head, head);
    place.server.restart();
    append(&place.open().unwrap().anchored(anchor), "2").unwrap();
}

/// The number is committed on one server, and the anchor would be raised by another.
#[test]
fn i10_list_is_not_signed_whose_number_the_server_that_answers_does_not_know() {
    let mut place = Place::new();
    let folder = tempfile::tempdir().unwrap();
    let anchor = folder.path().join("anchor.json");
    found(&place.create());
    let wire = Wire::to(place.server.port());
    let url = place.database().url();
    let direct = format!(":{}/", place.server.port());
    let url = url.replace(&direct, &format!(":{}/", wire.port()));
    let store = engine::open(&url.parse().unwrap(), Arc::new(Still)).unwrap();
    let store = store.anchored(anchor.clone());
    append(&store, "1").unwrap();
    let replica = place.server.replica();
    replica.promote();
    wire.cut(Cut::Diverted(replica.port()));
    let act = event(Act::CrlReserve, "7");
    let digest = Sha256Digest::of(b"tbs");
    let refused = store.reserve_crl(&reservation(0, 7, digest), &act);
    assert!(
        matches!(refused, Err(RegistryError::Stale(_))),
        "{refused:?}"
    );
    assert_eq!(known(&anchor).crl_numbers[&citizens()], 7);
    place.server.kill();
    let refused = append_again(&store, "2").unwrap_err();
    assert!(matches!(refused, RegistryError::Stale(_)), "{refused:?}");
    let standing = store.standing().unwrap();
    let acknowledgement = event(Act::RegistryAcknowledge, "1");
    store.acknowledge(&standing, &acknowledgement).unwrap();
    assert_eq!(store.last_crl_number(&citizens()).unwrap(), 7);
}
