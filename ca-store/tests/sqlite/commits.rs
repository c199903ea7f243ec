//! I2: act and event are committed together or not at all; waiting acts share commits.

use std::fs;
use std::sync::Barrier;
use std::thread;
use std::time::Duration;

use ca_core::audit::event::Act;
use ca_core::audit::{AuditLog, verify};
use ca_core::digest::Sha256Digest;
use ca_core::registry::records::{
    CertificateStatus, FeedPage, Intent, IssuanceState, KeySeen, Person, StoredIntent,
};
use ca_core::registry::{Registry, RegistryError, StatusSource};
use ca_store::Store;

use super::temporary::Place;
use crate::conformance::samples::{
    citizens, completion, event, found, intent, issue, requested, revocation, serial,
};

/// What an act may change: log, feed, status and state of certificate 1.
fn state(store: &Store) -> (u64, FeedPage, CertificateStatus, IssuanceState) {
    let record = store.certificate(&citizens(), &serial(1)).unwrap().unwrap();
    (
        verify(store).unwrap().size,
        store.feed(0, 100).unwrap(),
        store.status(&citizens(), &serial(1)).unwrap().status,
        record.state,
    )
}

#[test]
fn i02_act_and_event_commit_together() {
    for broken in ["audit_events", "feed", "signatures"] {
        let place = Place::new();
        let store = place.create();
        found(&store);
        store.store_intent(&intent(1), &requested()).unwrap();
        let before = state(&store);
        let (raw, act) = (place.raw(), event(Act::CertificateIssue, "1"));
        raw.execute_batch(&format!(
            "CREATE TRIGGER broken BEFORE INSERT ON {broken}
             BEGIN SELECT RAISE(ABORT, 'broken'); END"
        ))
        .unwrap();
        let failed = store.complete(&completion(1), &act).unwrap_err();
        assert!(matches!(failed, RegistryError::Damaged(_)), "{failed:?}");
        assert_eq!(state(&store), before, "{broken}");
        raw.execute_batch("DROP TRIGGER broken").unwrap();
        store.complete(&completion(1), &act).unwrap();
        assert_ne!(state(&store), before);
    }
}

#[test]
fn i02_revocation_and_event_commit_together() {
    let place = Place::new();
    let store = place.create();
    found(&store);
    issue(&store, 1);
    let before = state(&store);
    // The last statement of an act fails: the row of history.
    let raw = place.raw();
    let broken = "CREATE TRIGGER broken BEFORE INSERT ON revocations
                  BEGIN SELECT RAISE(ABORT, 'broken'); END";
    raw.execute_batch(broken).unwrap();
    let act = event(Act::CertificateRevoke, "1");
    let failed = store.revoke(&citizens(), &serial(1), &revocation(None), &act);
    assert!(matches!(failed, Err(RegistryError::Damaged(_))));
    assert_eq!(state(&store), before);
}

#[test]
fn i02_head_that_cannot_be_written_takes_the_whole_commit_back() {
    let place = Place::new();
    let store = place.create();
    found(&store);
    let before = store.head().unwrap();
    let raw = place.raw();
    let broken = "CREATE TRIGGER broken BEFORE UPDATE ON heads
                  BEGIN SELECT RAISE(ROLLBACK, 'broken'); END";
    raw.execute_batch(broken).unwrap();
    assert!(store.store_intent(&intent(1), &requested()).is_err());
    assert_eq!(store.certificate(&citizens(), &serial(1)).unwrap(), None);
    assert_eq!(store.head().unwrap(), before);
    raw.execute_batch("DROP TRIGGER broken").unwrap();
    issue(&store, 1);
}

#[test]
fn acts_that_wait_together_share_commits() {
    const THREADS: u32 = 64;
    const EACH: u32 = 10;
    let place = Place::new();
    let store = place.create();
    found(&store);
    let before = commits(&place);
    let start = Barrier::new(usize::try_from(THREADS).unwrap());
    thread::scope(|scope| {
        for thread in 0..THREADS {
            let (store, start) = (&store, &start);
            scope.spawn(move || {
                start.wait();
                (0..EACH).for_each(|one| drop(issue(store, thread * EACH + one)));
            });
        }
    });
    let (acts, commits) = (2 * THREADS * EACH, commits(&place) - before);
    assert!(
        commits > 0 && commits < acts / 4,
        "{acts} acts in {commits} commits"
    );
    let log = verify(&store).unwrap();
    assert_eq!(log.size, 3 + 2 * u64::from(THREADS * EACH));
}

/// Commits in the write-ahead log: frames that tell the size of the database after them
/// (<https://www.sqlite.org/fileformat2.html#the_write_ahead_log>).
fn commits(place: &Place) -> u32 {
    let mut path = place.path().into_os_string();
    path.push("-wal");
    let log = fs::read(path).unwrap();
    let page = u32::from_be_bytes(log[8..12].try_into().unwrap());
    let frames = log[32..].chunks_exact(24 + usize::try_from(page).unwrap());
    let salt = &log[16..24];
    let ends = frames.filter(|frame| frame[8..16] == *salt && frame[4..8] != [0; 4]);
    u32::try_from(ends.count()).unwrap()
}

#[test]
fn failed_act_harms_no_other_in_its_commit() {
    const THREADS: u32 = 16;
    let place = Place::new();
    let store = place.create();
    found(&store);
    let start = Barrier::new(usize::try_from(THREADS).unwrap());
    let stored: Vec<_> = thread::scope(|scope| {
        let contend = |thread: u32| {
            // Every second thread uses the number of the one before it.
            let number = thread & !1;
            let other = Intent {
                serial: serial(number),
                ..intent(thread)
            };
            start.wait();
            store.store_intent(&other, &requested()).is_ok()
        };
        let spawned: Vec<_> = (0..THREADS)
            .map(|thread| scope.spawn(move || contend(thread)))
            .collect();
        spawned.into_iter().map(|one| one.join().unwrap()).collect()
    });
    for pair in stored.chunks(2) {
        assert_eq!(
            pair.iter().filter(|stored| **stored).count(),
            1,
            "{stored:?}"
        );
    }
}

/// Whatever is done meanwhile waits for the same commit, but for the first act.
fn in_one_commit<T: Send>(place: &Place, acts: Vec<Box<dyn FnOnce() -> T + Send + '_>>) -> Vec<T> {
    let raw = place.raw();
    raw.execute_batch("BEGIN IMMEDIATE").unwrap();
    thread::scope(|scope| {
        let spawned: Vec<_> = acts.into_iter().map(|act| scope.spawn(act)).collect();
        thread::sleep(Duration::from_millis(300));
        raw.execute_batch("ROLLBACK").unwrap();
        spawned.into_iter().map(|act| act.join().unwrap()).collect()
    })
}

#[test]
fn requests_about_one_thing_in_one_commit_are_held_against_each_other() {
    let place = Place::new();
    let store = place.create();
    found(&store);
    let person = |name: u8| Person {
        identifier: [7; 16],
        name: [name; 8],
        known: None,
    };
    let seen = Some(KeySeen {
        place: 0,
        own_profile: true,
    });
    let of = |number: u32| Intent {
        key_seen: seen,
        ..intent(number)
    };
    let mut intents: Vec<Intent> = (0..40).map(of).collect();
    // One serial number, one request, one key, one person with two names: twice each.
    for one in [40, 41] {
        intents.push(Intent {
            serial: serial(40),
            ..of(one)
        });
        intents.push(Intent {
            request_id: "twice".to_owned(),
            ..of(one + 2)
        });
        intents.push(Intent {
            key_hash: Sha256Digest::of(b"twice"),
            ..of(one + 4)
        });
        intents.push(Intent {
            person: Some(person(u8::try_from(one).unwrap())),
            ..of(one + 6)
        });
    }
    let store = &store;
    let acts = intents
        .into_iter()
        .map(|intent| -> Box<dyn FnOnce() -> _ + Send> {
            Box::new(move || store.store_intent(&intent, &requested()))
        });
    let stored = in_one_commit(&place, acts.collect());
    assert!(
        stored[..40]
            .iter()
            .all(|one| matches!(one, Ok(StoredIntent::New)))
    );
    let new = |kind: usize| {
        let pair = [&stored[40 + kind], &stored[44 + kind]];
        pair.map(|one| matches!(one, Ok(StoredIntent::New)))
    };
    for kind in 0..4 {
        assert!(new(kind)[0] != new(kind)[1], "{kind}: {stored:?}");
    }
    let before = store.feed(0, 100).unwrap().changes.len();
    let completions = (0..20).flat_map(|number| [number, number]);
    let acts = completions.map(|number| -> Box<dyn FnOnce() -> _ + Send> {
        let act = event(Act::CertificateIssue, &serial(number).to_string());
        Box::new(move || store.complete(&completion(number), &act))
    });
    let completed = in_one_commit(&place, acts.collect());
    for pair in completed.chunks(2) {
        assert_eq!(pair.iter().filter(|one| one.is_ok()).count(), 1, "{pair:?}");
    }
    assert_eq!(store.feed(0, 100).unwrap().changes.len(), before + 20);
    verify(store).unwrap();
}
