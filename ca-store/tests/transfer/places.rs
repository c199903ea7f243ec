//! Copies from engine to engine: whole, gone on with, begun anew, refused.

use std::cell::Cell;
use std::fs;
use std::os::unix::fs::{MetadataExt, symlink};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use ca_core::audit::{AuditLog, verify};
use ca_core::registry::governance::Governance;
use ca_core::registry::records::CertificateQuery;
use ca_core::registry::{Registry, RegistryError, StatusSource};
use ca_core::revocation::Reason;
use ca_store::Store;
use ca_store::transfer::{Copied, CopyError, Phase, Source, copy};
use ca_store::url::RegistryUrl;
use sceau_postgres::server::Server;

use crate::conformance::governance::chain;
use crate::conformance::samples::{
    Still, citizens, found, intent, issue, requested, revoke, serial,
};
use crate::sqlite::temporary::Place;

const CERTIFICATES: u32 = 700;

/// A registry with something in most tables; the pages of a copy do not end with its tables.
fn filled(place: &Place) -> Store {
    let store = place.create();
    chain(&store);
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
    copy(from, to, Source::Close, &|| Ok(()), &mut |_| {})
}

fn opened(place: &RegistryUrl) -> Store {
    ca_store::open(place, Arc::new(Still)).unwrap()
}

/// What both registries answer to the same questions.
fn assert_same(one: &Store, other: &Store) {
    assert_eq!(verify(one).unwrap(), verify(other).unwrap());
    assert_eq!(one.generations().unwrap(), other.generations().unwrap());
    let links = one.links(0, 10).unwrap();
    assert_eq!((links.len(), &links), (3, &other.links(0, 10).unwrap()));
    let all = CertificateQuery::default();
    let found = one.certificates(&all).unwrap();
    assert!(found.len() > 500, "{}", found.len());
    assert_eq!(found, other.certificates(&all).unwrap());
}

/// Stops a copy at its thousandth row.
fn cut_short(from: &RegistryUrl, to: &RegistryUrl) {
    let cut = catch_unwind(AssertUnwindSafe(|| {
        copy(from, to, Source::Close, &|| Ok(()), &mut |progress| {
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
            copy(
                &at(&here),
                &there,
                Source::Close,
                &|| Ok(()),
                &mut |progress| {
                    rows.set(progress.done);
                    assert!(progress.phase == Phase::Copying, "cut");
                },
            )
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
        copy(
            &at(&here),
            &at(&there),
            Source::Keep,
            &|| Ok(()),
            &mut |_| {
                writing.get_or_insert_with(|| scope.spawn(|| issue(&store, CERTIFICATES + 3)));
            },
        )
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
    for content in ["", "a letter, and no registry at all"] {
        fs::write(nothing.path(), content).unwrap();
        let refused = quietly(&at(&nothing), &at(&there));
        assert!(
            matches!(refused, Err(CopyError::NotARegistry { .. })),
            "{refused:?}"
        );
    }
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
        copy(&at(&here), &there, Source::Keep, &|| Ok(()), &mut |_| {
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
    copy(&at(&here), &at(&there), Source::Close, &begin, &mut |_| {}).unwrap();
    assert_eq!(store.head().unwrap().size, before + 1);
    assert_same(&store, &opened(&at(&there)));
    let refused = copy(&at(&here), &at(&there), Source::Close, &begin, &mut |_| {});
    assert!(refused.is_err());
    assert_eq!(store.head().unwrap().size, before + 1);
}

/// A writer that waited for the copy to end, one that begins later, and a responder.
#[test]
fn i10_registry_that_moved_gives_no_number_any_more() {
    let (here, back, server) = (Place::new(), Place::new(), Server::start());
    let old = filled(&here);
    let database = server.new_database();
    let there = url(&database.url());
    std::thread::scope(|scope| {
        let mut writing = None;
        copy(&at(&here), &there, Source::Close, &|| Ok(()), &mut |_| {
            writing.get_or_insert_with(|| {
                scope.spawn(|| old.store_intent(&intent(9_000), &requested()))
            });
        })
        .unwrap();
        let waited = writing.unwrap().join().unwrap();
        assert!(
            matches!(waited, Err(RegistryError::Moved { .. })),
            "{waited:?}"
        );
    });
    let new = opened(&there);
    issue(&new, 9_000);
    // The other way round.
    quietly(&there, &at(&back)).unwrap();
    for (place, store) in [(at(&here), old), (there, new)] {
        for store in [&store, &opened(&place)] {
            is_closed(store);
        }
        let status = ca_store::open_status(&place, Arc::new(Still)).unwrap();
        for told in [
            status.as_of().map(drop),
            status.status(&citizens(), &serial(1)).map(drop),
            status.feed(0, 1).map(drop),
        ] {
            assert!(matches!(told, Err(RegistryError::Moved { .. })), "{told:?}");
        }
    }
    issue(&opened(&at(&back)), 9_001);
}

/// It is read, and nothing is written.
fn is_closed(store: &Store) {
    let size = verify(store).unwrap().size;
    let refused = store.append(&requested());
    let is_refused = matches!(
        refused,
        Err(RegistryError::Moved { .. } | RegistryError::ReadingCopy { .. })
    );
    assert!(is_refused, "{refused:?}");
    assert_eq!(store.head().unwrap().size, size);
    assert!(
        store
            .certificate(&citizens(), &serial(1))
            .unwrap()
            .is_some()
    );
}

#[test]
fn i10_schema_keeps_other_programs_from_writing_a_registry_that_moved() {
    let (here, there, server) = (Place::new(), Place::new(), Server::start());
    drop(filled(&here));
    let database = server.new_database();
    quietly(&at(&here), &url(&database.url())).unwrap();
    quietly(&url(&database.url()), &at(&there)).unwrap();
    for sql in [
        "UPDATE heads SET log_size = log_size + 1",
        "UPDATE heads SET closed = NULL",
    ] {
        let refused = here.raw().execute(sql, []).expect_err(sql);
        assert!(refused.to_string().contains("closed"), "{refused}");
        let refused = database.client().batch_execute(sql).expect_err(sql);
        let told = refused.as_db_error().unwrap().message().to_owned();
        assert!(told.contains("closed"), "{told}");
    }
}

#[test]
fn i10_copy_of_a_registry_that_goes_on_is_only_read() {
    let server = Server::start();
    let database = server.new_database();
    let place = Place::new();
    let here = Place::new();
    let store = filled(&here);
    for there in [at(&place), url(&database.url())] {
        copy(&at(&here), &there, Source::Keep, &|| Ok(()), &mut |_| {}).unwrap();
        is_closed(&opened(&there));
        let status = ca_store::open_status(&there, Arc::new(Still)).unwrap();
        let told = status.as_of();
        assert!(
            matches!(told, Err(RegistryError::ReadingCopy { .. })),
            "{told:?}"
        );
        assert_same(&store, &opened(&there));
    }
    issue(&store, 9_000);
}

/// The old place is closed, and the new one has no name yet.
#[test]
fn i10_move_that_was_cut_short_at_its_end_goes_on_and_no_other_begins() {
    let (here, there, other) = (Place::new(), Place::new(), Place::new());
    let store = filled(&here);
    let in_the_way = copy(
        &at(&here),
        &at(&there),
        Source::Close,
        &|| Ok(()),
        &mut |_| fs::write(there.path(), "in the way").unwrap(),
    );
    assert!(in_the_way.is_err());
    is_closed(&store);
    let elsewhere = quietly(&at(&here), &at(&other));
    assert!(
        matches!(
            elsewhere,
            Err(CopyError::Registry(RegistryError::Moved { .. }))
        ),
        "{elsewhere:?}"
    );
    fs::remove_file(there.path()).unwrap();
    let begin = || unreachable!("the source has begun");
    let copied = copy(&at(&here), &at(&there), Source::Close, &begin, &mut |_| {});
    assert!(copied.unwrap().resumed > 500);
    issue(&opened(&at(&there)), 9_000);
}

#[test]
fn nothing_is_left_beside_a_copy() {
    let (here, there) = (Place::new(), Place::new());
    drop(filled(&here));
    let left = || {
        let folder = fs::read_dir(there.path().parent().unwrap()).unwrap();
        let names = folder.map(|entry| entry.unwrap().file_name());
        let mut names: Vec<_> = names.map(|name| name.into_string().unwrap()).collect();
        names.sort();
        names
    };
    cut_short(&at(&here), &at(&there));
    assert!(
        !left().iter().any(|name| name.ends_with(".lock")),
        "{:?}",
        left()
    );
    quietly(&at(&here), &at(&there)).unwrap();
    let name = there
        .path()
        .file_name()
        .unwrap()
        .to_str()
        .unwrap()
        .to_owned();
    assert_eq!(left(), [name]);
}

/// Whoever may write the folder puts names there that lead to a file of the authority's.
#[test]
fn copy_follows_no_name_that_leads_elsewhere() {
    let (here, there) = (Place::new(), Place::new());
    drop(filled(&here));
    let victim = there.path().with_file_name("victim");
    fs::copy(here.path(), &victim).unwrap();
    let before = fs::read(&victim).unwrap();
    for suffix in ["copying", "copying.lock"] {
        symlink(&victim, there.path().with_extension(format!("db.{suffix}"))).unwrap();
    }
    quietly(&at(&here), &at(&there)).unwrap();
    assert_eq!(fs::read(&victim).unwrap(), before);
    assert!(there.path().symlink_metadata().unwrap().is_file());
}

/// The copy was killed after it had given the file its second name, and the registry was renamed
/// since.
#[test]
fn copy_does_not_go_on_in_a_file_that_is_a_living_registry_too() {
    let (here, there) = (Place::new(), Place::new());
    drop(filled(&here));
    let living = there.path().with_file_name("living.db");
    fs::copy(here.path(), &living).unwrap();
    fs::hard_link(&living, there.path().with_extension("db.copying")).unwrap();
    let before = fs::read(&living).unwrap();
    quietly(&at(&here), &at(&there)).unwrap();
    assert_eq!(fs::read(&living).unwrap(), before);
    assert_eq!(fs::metadata(there.path()).unwrap().nlink(), 1);
}

/// What the new place cannot hold is found while the old one lives.
#[test]
fn i10_place_that_cannot_be_settled_does_not_close_the_old_one() {
    let (here, there) = (Place::new(), Place::new());
    let store = filled(&here);
    here.raw()
        .execute_batch(
            "PRAGMA foreign_keys = OFF;
             INSERT INTO crl_floors VALUES ('nowhere', 1, 7, 1000000);",
        )
        .unwrap();
    let refused = quietly(&at(&here), &at(&there)).unwrap_err();
    assert!(
        matches!(refused, CopyError::Registry(RegistryError::Damaged(_))),
        "{refused:?}"
    );
    assert!(!there.path().exists());
    issue(&store, 9_000);
}
