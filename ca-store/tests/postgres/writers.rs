//! Several programs write, and some stand still in the middle of a commit.

use std::collections::BTreeSet;
use std::thread;
use std::time::{Duration, Instant};

use ca_core::audit::event::Act;
use ca_core::audit::{AuditLog, verify};
use ca_core::digest::Sha256Digest;
use ca_core::registry::records::Intent;
use ca_core::registry::{Registry, RegistryError, StatusSource};

use super::place::Place;
use crate::conformance;
use crate::conformance::samples::{
    citizens, event, found, intent, issue, requested, reservation, serial,
};

/// Makes every tenth commit of whatever program stand still with its rows written.
const STALLS: &str = "
    CREATE FUNCTION stall() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN PERFORM pg_sleep(0.2); RETURN NEW; END $$;
    CREATE TRIGGER stall BEFORE UPDATE ON heads FOR EACH ROW
    WHEN (NEW.log_size % 10 = 0 AND NEW.log_size <> OLD.log_size) EXECUTE FUNCTION stall();";

#[test]
fn follower_misses_nothing_when_writers_stand_still_before_their_commit() {
    let place = Place::new();
    let stores = [place.create(), place.open().unwrap()];
    place.raw().batch_execute(STALLS).unwrap();
    conformance::feed::follower_misses_nothing_of_concurrent_writers(&[&stores[0], &stores[1]]);
}

#[test]
fn position_of_a_writer_that_stands_still_is_not_passed_by() {
    let place = Place::new();
    let store = place.create();
    found(&store);
    let mut stalled = place.raw();
    let mut transaction = stalled.transaction().unwrap();
    let taken = "SELECT feed_position FROM heads FOR UPDATE";
    let position: i64 = transaction.query_one(taken, &[]).unwrap().get(0);
    let news = "INSERT INTO feed (position, generation) VALUES ($1, 1)";
    transaction.execute(news, &[&(position + 1)]).unwrap();
    let heads = "UPDATE heads SET feed_position = feed_position + 1";
    transaction.execute(heads, &[]).unwrap();
    thread::scope(|scope| {
        let writing = scope.spawn(|| issue(&store, 1));
        thread::sleep(Duration::from_millis(500));
        assert!(!writing.is_finished());
        let start = u64::try_from(position).unwrap();
        assert_eq!(store.feed(start, 10).unwrap().position, start);
        transaction.commit().unwrap();
        writing.join().unwrap();
        assert_eq!(store.feed(start, 10).unwrap().changes.len(), 2);
    });
}

#[test]
fn i03_i10_no_serial_crl_number_or_log_position_is_used_twice() {
    const EACH: u32 = 20;
    let place = Place::new();
    let stores = [place.create(), place.open().unwrap()];
    found(&stores[0]);
    place.raw().batch_execute(STALLS).unwrap();
    let contend = |store: &dyn Registry, program: u32| {
        let mut numbers = Vec::new();
        for number in 0..EACH {
            let other = Intent {
                serial: serial(number),
                ..intent(1000 * program + number)
            };
            match store.store_intent(&other, &requested()) {
                Ok(_) => numbers.push(number),
                Err(RegistryError::SerialTaken { .. }) => {}
                Err(other) => panic!("{other:?}"),
            }
        }
        numbers
    };
    let reserve = |store: &dyn Registry| -> Vec<u64> {
        let act = event(Act::CrlReserve, "crl");
        let digest = Sha256Digest::of(b"tbs");
        let next = || {
            let last = store.last_crl_number(&citizens()).unwrap();
            let done = store.reserve_crl(&reservation(last, last + 1, digest), &act);
            match done {
                Ok(()) => Some(last + 1),
                Err(RegistryError::CrlNumber { .. }) => None,
                Err(other) => panic!("{other:?}"),
            }
        };
        (0..EACH).filter_map(|_| next()).collect()
    };
    let append = |store: &dyn AuditLog| -> Vec<u64> {
        let act = event(Act::KeyGenerate, "key");
        (0..EACH).map(|_| store.append(&act).unwrap()).collect()
    };
    let (mut serials, mut numbers, mut places) = (Vec::new(), Vec::new(), Vec::new());
    thread::scope(|scope| {
        let spawned: Vec<_> = (1..)
            .zip(&stores)
            .map(|(program, store)| {
                (
                    scope.spawn(move || contend(store, program)),
                    scope.spawn(move || reserve(store)),
                    scope.spawn(move || append(store)),
                )
            })
            .collect();
        for (serial, number, place) in spawned {
            serials.extend(serial.join().unwrap());
            numbers.extend(number.join().unwrap());
            places.extend(place.join().unwrap());
        }
    });
    assert_eq!(serials.len(), usize::try_from(EACH).unwrap());
    assert_eq!(serials.iter().collect::<BTreeSet<_>>().len(), serials.len());
    assert_eq!(numbers.iter().collect::<BTreeSet<_>>().len(), numbers.len());
    let largest = numbers.iter().max().copied();
    assert_eq!(stores[1].last_crl_number(&citizens()).ok(), largest);
    assert_eq!(places.iter().collect::<BTreeSet<_>>().len(), places.len());
    let size = verify(&stores[0]).unwrap().size;
    assert_eq!(
        size,
        u64::try_from(3 + serials.len() + numbers.len() + places.len()).unwrap()
    );
}

/// A program that was stopped holds the row that all commits lock.
#[test]
fn writer_that_never_goes_on_is_cut_off_after_seconds() {
    let place = Place::new();
    let store = place.create();
    found(&store);
    let mut stopped = place.raw();
    let settings = "SET idle_in_transaction_session_timeout TO '5s'";
    stopped.batch_execute(settings).unwrap();
    let mut transaction = stopped.transaction().unwrap();
    transaction
        .batch_execute("SELECT id FROM heads FOR UPDATE")
        .unwrap();
    let started = Instant::now();
    issue(&store, 1);
    assert!(started.elapsed() < Duration::from_secs(12));
    assert!(transaction.commit().is_err());
}

/// What the test before relies on is how our own sessions are set.
#[test]
fn session_that_commits_frees_its_lock_when_its_program_stands_still() {
    let place = Place::new();
    let store = place.create();
    found(&store);
    let stall = "
        CREATE FUNCTION told() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            IF current_setting('idle_in_transaction_session_timeout') <> '5s'
                OR current_setting('lock_timeout') <> '15s'
                OR current_setting('synchronous_commit') <> 'on'
            THEN RAISE EXCEPTION 'other settings'; END IF;
            RETURN NEW;
        END $$;
        CREATE TRIGGER told BEFORE INSERT ON audit_events FOR EACH ROW EXECUTE FUNCTION told();";
    place.raw().batch_execute(stall).unwrap();
    issue(&store, 1);
}
