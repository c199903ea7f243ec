//! Copies from engine to engine: whole, gone on with, begun anew, refused.

use std::cell::Cell;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use ca_core::audit::{AuditLog, verify};
use ca_core::registry::records::CertificateQuery;
use ca_core::registry::{Registry, RegistryError, StatusSource};
use ca_core::revocation::Reason;
use ca_store::Store;
use ca_store::transfer::{Copied, CopyError, Phase, copy};
use ca_store::url::RegistryUrl;
use sceau_postgres::server::Server;

use crate::conformance::samples::{
    Still, citizens, found, intent, issue, requested, revoke, serial,
};
use crate::sqlite::temporary::Place;

const CERTIFICATES: u32 = 700;

/// A registry with something in most tables; the pages of a copy do not end with its tables.
fn filled(place: &Place) -> Store {
    let store = place.create();
    found(&store);
    (0..CERTIFICATES).for_each(|number| drop(issue(&store, number)));
    for number in (0..CERTIFICATES).step_by(7) {
        revoke(&store, number, Some(Reason::KeyCompromise));
    }
    store
        .store_intent(&intent(CERTIFICATES), &requested())
        .unwrap();
    store
}

fn url(text: &str) -> RegistryUrl {
    text.parse().unwrap()
}

fn at(place: &Place) -> RegistryUrl {
    url(&format!("sqlite:{}", place.path().display()))
}

fn quietly(from: &RegistryUrl, to: &RegistryUrl) -> Result<Copied, CopyError> {
    copy(from, to, &|| Ok(()), &mut |_| {})
}

fn opened(place: &RegistryUrl) -> Store {
    ca_store::open(place, Arc::new(Still)).unwrap()
}

/// What both registries answer to the same questions.
fn assert_same(one: &Store, other: &Store) {
    assert_eq!(verify(one).unwrap(), verify(other).unwrap());
    assert_eq!(one.generations().unwrap(), other.generations().unwrap());
    assert_eq!(one.feed(0, 10_000).unwrap(), other.feed(0, 10_000).unwrap());
    let all = CertificateQuery::default();
    let found = one.certificates(&all).unwrap();
    assert!(found.len() > 500, "{}", found.len());
    assert_eq!(found, other.certificates(&all).unwrap());
}

/// Stops a copy at its thousandth row.
fn cut_short(from: &RegistryUrl, to: &RegistryUrl) {
    let cut = catch_unwind(AssertUnwindSafe(|| {
        copy(from, to, &|| Ok(()), &mut |progress| {
            assert!(progress.done < 1000, "cut");
        })
    }));
    assert!(cut.is_err(), "the copy was not cut short");
}

#[test]
fn registry_goes_to_postgres_and_back_as_it_was() {
    let (here, back, server) = (Place::new(), Place::new(), Server::start());
    let before = filled(&here);
    let database = server.new_database();
    let there = url(&database.url());
    let copied = quietly(&at(&here), &there).unwrap();
    assert_eq!(copied.resumed, 0);
    assert_same(&before, &opened(&there));
    quietly(&there, &at(&back)).unwrap();
    assert_same(&before, &opened(&at(&back)));
}

#[test]
fn copy_on_postgres_goes_on_with_numbers_of_its_own() {
    let (here, server) = (Place::new(), Server::start());
    drop(filled(&here));
    let database = server.new_database();
    let there = url(&database.url());
    quietly(&at(&here), &there).unwrap();
    let store = opened(&there);
    issue(&store, CERTIFICATES + 1);
    revoke(&store, CERTIFICATES + 1, None);
    let refused = store.store_intent(&intent(1), &requested());
    assert!(refused.is_ok(), "the same request is known: {refused:?}");
    let last = store
        .certificate(&citizens(), &serial(CERTIFICATES + 1))
        .unwrap()
        .unwrap();
    let before = store
        .certificate(&citizens(), &serial(CERTIFICATES))
        .unwrap()
        .unwrap();
    assert!(last.sequence > before.sequence);
    verify(&store).unwrap();
}

#[test]
fn copy_that_was_cut_short_goes_on() {
    let server = Server::start();
    let database = server.new_database();
    let place = Place::new();
    for there in [at(&place), url(&database.url())] {
        let here = Place::new();
        let before = filled(&here);
        cut_short(&at(&here), &there);
        let unfinished = ca_store::open(&there, Arc::new(Still)).map(drop);
        assert!(
            matches!(unfinished, Err(RegistryError::Missing { .. })),
            "{unfinished:?}"
        );
        let copied = quietly(&at(&here), &there).unwrap();
        assert!(copied.resumed >= 500, "{copied:?}");
        assert_same(&before, &opened(&there));
    }
}

#[test]
fn copy_begins_anew_where_the_source_went_on() {
    let server = Server::start();
    let database = server.new_database();
    let place = Place::new();
    for there in [at(&place), url(&database.url())] {
        let here = Place::new();
        let before = filled(&here);
        // All but the last steps: what follows changes rows that are there already.
        let rows = Cell::new(0);
        let cut = catch_unwind(AssertUnwindSafe(|| {
            copy(&at(&here), &there, &|| Ok(()), &mut |progress| {
                rows.set(progress.done);
                assert!(progress.phase == Phase::Copying, "cut");
            })
        }));
        assert!(cut.is_err());
        revoke(&before, 1, None);
        issue(&before, CERTIFICATES + 2);
        quietly(&at(&here), &there).unwrap();
        assert_same(&before, &opened(&there));
    }
}

#[test]
fn nobody_writes_while_a_registry_is_copied() {
    let (here, there) = (Place::new(), Place::new());
    let store = filled(&here);
    let head = store.head().unwrap();
    std::thread::scope(|scope| {
        let mut writing = None;
        copy(&at(&here), &at(&there), &|| Ok(()), &mut |_| {
            writing.get_or_insert_with(|| scope.spawn(|| issue(&store, CERTIFICATES + 3)));
        })
        .unwrap();
        writing.unwrap().join().unwrap();
    });
    assert_eq!(opened(&at(&there)).head().unwrap(), head);
    assert!(store.head().unwrap().size > head.size);
}

#[test]
fn place_that_is_taken_is_refused() {
    let (here, server) = (Place::new(), Server::start());
    drop(filled(&here));
    let taken = Place::new();
    drop(taken.create());
    let database = server.new_database();
    let there = url(&database.url());
    quietly(&at(&here), &there).unwrap();
    for place in [at(&taken), there] {
        let refused = quietly(&at(&here), &place);
        assert!(
            matches!(refused, Err(CopyError::Taken { .. })),
            "{refused:?}"
        );
    }
}

#[test]
fn registry_that_is_not_there_is_not_copied() {
    let (nothing, there) = (Place::new(), Place::new());
    let refused = quietly(&at(&nothing), &at(&there));
    assert!(
        matches!(refused, Err(CopyError::NoSource { .. })),
        "{refused:?}"
    );
    fs::write(nothing.path(), "a letter, and no registry at all").unwrap();
    let refused = quietly(&at(&nothing), &at(&there));
    assert!(
        matches!(refused, Err(CopyError::NoSource { .. })),
        "{refused:?}"
    );
    assert!(!there.path().exists());
}

#[test]
fn folder_or_database_that_is_not_there_is_named() {
    let (here, server) = (Place::new(), Server::start());
    drop(filled(&here));
    let folder = here.path().with_file_name("none");
    let nowhere = url(&format!("sqlite:{}/registry.db", folder.display()));
    match quietly(&at(&here), &nowhere) {
        Err(CopyError::NoFolder { folder: named }) => {
            assert_eq!(named, folder.display().to_string());
        }
        other => panic!("{other:?}"),
    }
    let database = server.new_database();
    let nowhere = url(&database.url().replace("?", "_none?"));
    assert_ne!(nowhere, url(&database.url()));
    let refused = quietly(&at(&here), &nowhere);
    assert!(
        matches!(refused, Err(CopyError::NoDatabase { .. })),
        "{refused:?}"
    );
}

#[test]
fn two_copies_to_one_place_are_told_apart() {
    let server = Server::start();
    let database = server.new_database();
    let place = Place::new();
    let (here, other) = (Place::new(), Place::new());
    drop((filled(&here), filled(&other)));
    for there in [at(&place), url(&database.url())] {
        let mut second = None;
        copy(&at(&here), &there, &|| Ok(()), &mut |_| {
            second.get_or_insert_with(|| quietly(&at(&other), &there));
        })
        .unwrap();
        let second = second.unwrap();
        assert!(
            matches!(second, Err(CopyError::UnderWay { .. })),
            "{second:?}"
        );
    }
}

#[test]
fn what_a_killed_copy_has_left_of_its_beginning_goes_away() {
    let (here, there) = (Place::new(), Place::new());
    drop(filled(&here));
    let place = there.path();
    let name = place.file_name().unwrap().to_str().unwrap();
    let beside = |file: String| there.path().with_file_name(file);
    // No process has this number (proc_sys_kernel(5), pid_max); the other one runs.
    for suffix in ["new", "new-wal", "new-shm"] {
        fs::write(beside(format!("{name}.copying.4194305.{suffix}")), "").unwrap();
    }
    let running = beside(format!("{name}.copying.1.new"));
    fs::write(&running, "").unwrap();
    quietly(&at(&here), &at(&there)).unwrap();
    let left = fs::read_dir(there.path().parent().unwrap()).unwrap();
    let mut left: Vec<_> = left.map(|entry| entry.unwrap().path()).collect();
    left.sort();
    assert_eq!(left, [there.path(), running]);
}

#[test]
fn what_is_written_before_a_copy_is_in_both_places() {
    let (here, there) = (Place::new(), Place::new());
    let store = filled(&here);
    let begin = || store.append(&requested()).map(drop);
    let before = store.head().unwrap().size;
    copy(&at(&here), &at(&there), &begin, &mut |_| {}).unwrap();
    assert_eq!(store.head().unwrap().size, before + 1);
    assert_same(&store, &opened(&at(&there)));
    let refused = copy(&at(&here), &at(&there), &begin, &mut |_| {});
    assert!(refused.is_err());
    assert_eq!(store.head().unwrap().size, before + 1);
}
