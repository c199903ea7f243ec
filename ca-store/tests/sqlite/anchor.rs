//! A registry that was put back from an older copy is not written before that is acknowledged.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use ca_core::anchor::standing::Gap;
use ca_core::anchor::{Anchor, Anchored};
use ca_core::audit::AuditLog;
use ca_core::audit::event::Act;
use ca_core::audit::merkle::TreeHead;
use ca_core::digest::Sha256Digest;
use ca_core::registry::{Registry, RegistryError, StatusSource};
use ca_store::Store;
use ca_store::sqlite::Restoring;

use super::temporary::Place;
use crate::conformance::samples::{citizens, event, found, reservation};

fn anchor_of(place: &Place) -> PathBuf {
    place.path().with_file_name("anchor.json")
}

fn open(place: &Place) -> Store {
    place.open().unwrap().anchored(anchor_of(place))
}

/// A founded registry that knows its anchor.
fn registry(place: &Place) -> Store {
    let store = place.create().anchored(anchor_of(place));
    found(&store);
    store
}

fn known(place: &Place) -> Anchor {
    Anchor::parse(&fs::read_to_string(anchor_of(place)).unwrap()).unwrap()
}

fn reserve(store: &Store, number: u64) -> Result<(), RegistryError> {
    let last = store.last_crl_number(&citizens())?;
    let digest = Sha256Digest::of(b"tbs");
    let event = event(Act::CrlReserve, &number.to_string());
    store.reserve_crl(&reservation(last, number, digest), &event)
}

fn copy(from: &Path, to: &Path) {
    fs::copy(from, to).unwrap();
}

/// Puts the registry back as `copy` has it.
fn put_back(place: &Place, copy: &Path) {
    fs::copy(copy, place.path()).unwrap();
}

#[test]
fn i10_anchor_knows_a_crl_number_when_it_is_reserved() {
    let place = Place::new();
    let store = registry(&place);
    reserve(&store, 7).unwrap();
    // The store is still open: nothing was left for its end.
    let anchor = known(&place);
    assert_eq!(anchor.crl_numbers[&citizens()], 7);
    assert_eq!(anchor.head, store.head().unwrap());
}

#[test]
fn ops_03_anchor_knows_all_commits_at_the_end() {
    let place = Place::new();
    let store = registry(&place);
    store.append(&event(Act::TokenSeen, "1")).unwrap();
    let head = store.head().unwrap();
    assert_ne!(known(&place).head, head);
    drop(store);
    assert_eq!(known(&place).head, head);
}

#[test]
fn i10_stale_registry_is_read_and_not_written() {
    let place = Place::new();
    let older = place.path().with_file_name("older.db");
    drop(registry(&place));
    copy(&place.path(), &older);
    let store = open(&place);
    reserve(&store, 7).unwrap();
    drop(store);
    put_back(&place, &older);
    let store = open(&place);
    let size = store.head().unwrap().size;
    for refused in [
        reserve(&store, 8).unwrap_err(),
        store.append(&event(Act::TokenSeen, "1")).unwrap_err(),
    ] {
        assert!(
            matches!(&refused, RegistryError::Stale(Gap::Shorter { known, .. })
                if known.size == size + 1),
            "{refused:?}"
        );
    }
    assert_eq!(store.head().unwrap().size, size);
    assert_eq!(store.generations().unwrap().len(), 2);
}

#[test]
fn i10_no_number_that_the_anchor_knew_is_used_after_an_acknowledgement() {
    let place = Place::new();
    let older = place.path().with_file_name("older.db");
    let store = registry(&place);
    reserve(&store, 5).unwrap();
    drop(store);
    copy(&place.path(), &older);
    let store = open(&place);
    reserve(&store, 7).unwrap();
    drop(store);
    put_back(&place, &older);
    let store = open(&place);
    let standing = store.standing().unwrap();
    assert_eq!(standing.lost_events(), 1);
    let acknowledgement = event(Act::RegistryAcknowledge, "1");
    store.acknowledge(&standing, &acknowledgement).unwrap();
    assert_eq!(store.standing().unwrap().gap, None);
    assert_eq!(store.last_crl_number(&citizens()).unwrap(), 7);
    for number in [6, 7] {
        let refused = reserve(&store, number).unwrap_err();
        assert!(
            matches!(refused, RegistryError::CrlNumber { last: 7, .. }),
            "{refused:?}"
        );
    }
    // The schema says the same to every other program.
    let raw = place.raw();
    let sql = "INSERT INTO crl_numbers SELECT id, 6, zeroblob(32), 0 FROM generations
               WHERE line = 'citizens'";
    let refused = raw.execute(sql, []).unwrap_err().to_string();
    assert!(refused.contains("stay above their floor"), "{refused}");
    drop(raw);
    reserve(&store, 8).unwrap();
    assert_eq!(known(&place).crl_numbers[&citizens()], 8);
}

#[test]
fn ops_03_second_stale_copy_is_found_too() {
    let place = Place::new();
    let older = place.path().with_file_name("older.db");
    drop(registry(&place));
    copy(&place.path(), &older);
    let store = open(&place);
    store.append(&event(Act::TokenSeen, "1")).unwrap();
    drop(store);
    put_back(&place, &older);
    let store = open(&place);
    let standing = store.standing().unwrap();
    let acknowledgement = event(Act::RegistryAcknowledge, "1");
    store.acknowledge(&standing, &acknowledgement).unwrap();
    drop(store);
    put_back(&place, &older);
    let store = open(&place);
    assert!(matches!(
        store.standing().unwrap().gap,
        Some(Gap::Shorter { .. })
    ));
}

#[test]
fn ops_03_older_copy_that_was_written_since_is_a_fork() {
    let place = Place::new();
    let older = place.path().with_file_name("older.db");
    drop(registry(&place));
    copy(&place.path(), &older);
    let store = open(&place);
    store.append(&event(Act::TokenSeen, "1")).unwrap();
    drop(store);
    put_back(&place, &older);
    // A program that does not know of the anchor.
    let careless = place.open().unwrap();
    for object in ["2", "3"] {
        careless.append(&event(Act::TokenSeen, object)).unwrap();
    }
    drop(careless);
    let refused = open(&place)
        .append(&event(Act::TokenSeen, "4"))
        .unwrap_err();
    assert!(
        matches!(refused, RegistryError::Stale(Gap::Fork { .. })),
        "{refused:?}"
    );
}

#[test]
fn ops_03_acknowledgement_holds_though_the_anchor_was_not_replaced() {
    let place = Place::new();
    let older = place.path().with_file_name("older.db");
    drop(registry(&place));
    copy(&place.path(), &older);
    let store = open(&place);
    reserve(&store, 7).unwrap();
    drop(store);
    let anchor = fs::read(anchor_of(&place)).unwrap();
    put_back(&place, &older);
    let store = open(&place);
    let standing = store.standing().unwrap();
    let acknowledgement = event(Act::RegistryAcknowledge, "1");
    store.acknowledge(&standing, &acknowledgement).unwrap();
    drop(store);
    // As if the program had been killed after its commit.
    fs::write(anchor_of(&place), anchor).unwrap();
    let store = open(&place);
    reserve(&store, 8).unwrap();
    assert_eq!(known(&place).crl_numbers[&citizens()], 8);
}

#[test]
fn ops_03_registry_put_back_without_an_anchor_waits_for_an_acknowledgement() {
    let place = Place::new();
    let store = place.create();
    found(&store);
    store
        .record_restore(&event(Act::RegistryRestore, "1"))
        .unwrap();
    drop(store);
    let store = open(&place);
    let refused = reserve(&store, 7).unwrap_err();
    assert!(
        matches!(refused, RegistryError::Stale(Gap::PutBack { .. })),
        "{refused:?}"
    );
    let untold = store.feed(0, 1).unwrap_err();
    assert!(matches!(untold, RegistryError::Stale(_)), "{untold:?}");
    let standing = store.standing().unwrap();
    let acknowledgement = event(Act::RegistryAcknowledge, "1");
    store.acknowledge(&standing, &acknowledgement).unwrap();
    let place = store.head().unwrap().size - 1;
    assert_eq!(store.feed(0, 1).unwrap().acknowledged, Some(place));
    reserve(&store, 7).unwrap();
}

#[test]
fn i10_number_is_not_reserved_for_a_list_where_the_anchor_cannot_be_written() {
    let place = Place::new();
    let store = registry(&place);
    reserve(&store, 7).unwrap();
    // A folder in the draft's way fails for root, too.
    fs::create_dir(place.path().with_file_name("anchor.json.draft")).unwrap();
    let failed = reserve(&store, 8).unwrap_err();
    assert!(matches!(failed, RegistryError::Anchor(_)), "{failed:?}");
}

#[test]
fn ops_03_anchor_that_cannot_be_read_stops_the_writer() {
    let place = Place::new();
    drop(registry(&place));
    fs::write(anchor_of(&place), "{}").unwrap();
    let failed = open(&place)
        .append(&event(Act::TokenSeen, "1"))
        .unwrap_err();
    assert!(matches!(failed, RegistryError::Anchor(_)), "{failed:?}");
}

#[test]
fn ops_03_several_programs_bring_the_anchor_forward() {
    let place = Place::new();
    drop(registry(&place));
    let (one, other) = (open(&place), open(&place));
    std::thread::scope(|scope| {
        for store in [&one, &other] {
            scope.spawn(|| {
                for _ in 0..20 {
                    store.append(&event(Act::TokenSeen, "1")).unwrap();
                }
            });
        }
    });
    let head = one.head().unwrap();
    drop(one);
    drop(other);
    assert_eq!(known(&place).head, head);
}

#[test]
fn ops_03_anchor_is_not_raised_to_a_log_that_does_not_contain_what_it_knows() {
    let place = Place::new();
    drop(registry(&place));
    let store = open(&place);
    reserve(&store, 7).unwrap();
    // Another program raised it to what this registry never had, larger or not.
    let known = known(&place);
    for size in [known.head.size, known.head.size - 1, known.head.size + 5] {
        let other = Anchor {
            head: TreeHead {
                size,
                root: Sha256Digest::of(b"elsewhere"),
            },
            ..known.clone()
        };
        fs::write(anchor_of(&place), other.to_text().unwrap()).unwrap();
        let last = store.last_crl_number(&citizens()).unwrap();
        let refused = reserve(&store, last + 1).unwrap_err();
        assert!(matches!(refused, RegistryError::Stale(_)), "{refused:?}");
        let kept = fs::read_to_string(anchor_of(&place)).unwrap();
        assert_eq!(Anchor::parse(&kept).unwrap(), other, "it is evidence");
    }
}

#[test]
fn ops_03_of_two_officers_who_acknowledge_at_once_one_is_told() {
    let place = Place::new();
    let older = place.path().with_file_name("older.db");
    drop(registry(&place));
    copy(&place.path(), &older);
    let store = open(&place);
    reserve(&store, 7).unwrap();
    drop(store);
    put_back(&place, &older);
    let (one, other) = (open(&place), open(&place));
    let standing = one.standing().unwrap();
    assert_eq!(other.standing().unwrap(), standing);
    let acknowledgement = event(Act::RegistryAcknowledge, "1");
    one.acknowledge(&standing, &acknowledgement).unwrap();
    reserve(&one, 8).unwrap();
    let raised = known(&place);
    let refused = other.acknowledge(&standing, &acknowledgement).unwrap_err();
    assert!(
        matches!(refused, RegistryError::Overtaken { object: "standing" }),
        "{refused:?}"
    );
    assert_eq!(known(&place), raised, "nothing was taken back");
    reserve(&other, 9).unwrap();
    assert_eq!(known(&place).crl_numbers[&citizens()], 9);
}

#[test]
fn ops_03_two_programs_begin_one_anchor() {
    let place = Place::new();
    found(&place.create());
    let (one, other) = (open(&place), open(&place));
    std::thread::scope(|scope| {
        for store in [&one, &other] {
            scope.spawn(move || store.append(&event(Act::TokenSeen, "1")).unwrap());
        }
    });
    reserve(&one, 7).unwrap();
    // Whoever was held up in between does not begin it again.
    other.append(&event(Act::TokenSeen, "2")).unwrap();
    drop(other);
    assert_eq!(known(&place).crl_numbers[&citizens()], 7);
    assert_eq!(known(&place).head, one.head().unwrap());
}

#[test]
fn aud_03_known_head_of_a_stale_log_is_refused_and_not_told() {
    let place = Place::new();
    let older = place.path().with_file_name("older.db");
    let store = registry(&place);
    assert_eq!(AuditLog::known_head(&place.open().unwrap()).unwrap(), None);
    copy(&place.path(), &older);
    drop(store);
    let store = open(&place);
    reserve(&store, 7).unwrap();
    let head = store.head().unwrap();
    assert_eq!(AuditLog::known_head(&store).unwrap(), Some(head));
    drop(store);
    put_back(&place, &older);
    let refused = AuditLog::known_head(&open(&place)).unwrap_err();
    assert!(matches!(refused, RegistryError::Stale(_)), "{refused:?}");
}

/// Whoever may read the folder can hold it; only a change of the file waits for that.
#[test]
fn i12_program_is_admitted_while_another_one_holds_the_folder_of_the_anchor() {
    let place = Place::new();
    drop(registry(&place));
    let folder = fs::File::open(place.path().parent().unwrap()).unwrap();
    folder.lock().unwrap();
    let store = open(&place);
    store.append(&event(Act::TokenSeen, "1")).unwrap();
    fs::remove_file(anchor_of(&place)).unwrap();
    let RegistryError::Anchor(fault) = open(&place)
        .append(&event(Act::TokenSeen, "2"))
        .unwrap_err()
    else {
        panic!("another refusal");
    };
    let words: Vec<_> = fault.chain().map(ToString::to_string).collect();
    assert!(words[0].contains("another program holds"), "{words:?}");
    drop(folder);
    drop(store);
    open(&place).append(&event(Act::TokenSeen, "3")).unwrap();
}

/// Whoever may write the folder puts a name there that leads to a file of the authority's.
#[test]
fn name_that_leads_elsewhere_is_not_followed() {
    let place = Place::new();
    let beside = |name: &str| place.path().with_file_name(name);
    let victim = beside("victim");
    for planted in ["anchor.json.draft", "put.db.restoring"] {
        fs::write(&victim, "keep").unwrap();
        symlink(&victim, beside(planted)).unwrap();
    }
    let store = registry(&place);
    reserve(&store, 7).unwrap();
    assert_eq!(known(&place).crl_numbers[&citizens()], 7);
    drop(store);
    let restoring = Restoring::begin(&beside("put.db")).unwrap();
    let registry = fs::read(place.path()).unwrap();
    restoring.fill(&mut registry.as_slice()).unwrap();
    restoring.finish().unwrap();
    assert_eq!(fs::read(beside("put.db")).unwrap(), registry);
    assert_eq!(fs::read_to_string(&victim).unwrap(), "keep");
    // A second name of the file that would be cut to nothing.
    fs::hard_link(&victim, beside("other.db.restoring")).unwrap();
    drop(Restoring::begin(&beside("other.db")).unwrap());
    assert_eq!(fs::read_to_string(&victim).unwrap(), "keep");
}

#[test]
fn two_cannot_put_a_registry_back_at_one_place() {
    let place = Place::new();
    let first = Restoring::begin(&place.path()).unwrap();
    let second = Restoring::begin(&place.path()).unwrap_err();
    assert!(
        matches!(second, RegistryError::Unavailable(_)),
        "{second:?}"
    );
    assert!(first.draft().exists());
    // Exchanged by somebody: what was examined is not what would get the name.
    fs::remove_file(first.draft()).unwrap();
    fs::write(first.draft(), "other").unwrap();
    assert!(first.finish().is_err());
    assert!(!place.path().exists());
}
