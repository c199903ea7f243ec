//! Servers and connections that die while they are used: nothing acknowledged is lost.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use ca_core::audit::event::Act;
use ca_core::audit::verify;
use ca_core::registry::records::{CertificateStatus, StoredIntent};
use ca_core::registry::{Registry, RegistryError, StatusSource};
use ca_store::Store;
use ca_store::postgres as engine;

use super::place::Place;
use super::wire::{Cut, Wire};
use crate::conformance::samples::{
    Still, citizens, complete, completion, event, found, intent, issue, requested, serial,
};

/// Issues with eight threads until the server is gone; gives what was acknowledged.
pub(crate) fn issue_until_it_fails(store: &Store, first: u32, many: &Gate) -> Vec<u32> {
    let acknowledged = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for thread in first..first + 8 {
            let acknowledged = &acknowledged;
            scope.spawn(move || {
                for number in (0..).map(|one| thread * 100_000 + one) {
                    let act = event(Act::CertificateIssue, &serial(number).to_string());
                    let done = store
                        .store_intent(&intent(number), &requested())
                        .and_then(|_| store.complete(&completion(number), &act));
                    match done {
                        Ok(()) => {
                            acknowledged.lock().unwrap().push(number);
                            many.count();
                        }
                        Err(RegistryError::Unavailable(_)) => break,
                        Err(other) => panic!("{other:?}"),
                    }
                }
            });
        }
    });
    acknowledged.into_inner().unwrap()
}

/// Opens when there is something to lose.
#[derive(Debug, Default)]
pub(crate) struct Gate(AtomicUsize);

impl Gate {
    fn count(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn wait(&self) {
        while self.0.load(Ordering::Relaxed) < ENOUGH {
            thread::sleep(Duration::from_millis(5));
        }
    }
}

/// Acknowledged certificates.
const ENOUGH: usize = 40;

/// Everything acknowledged is there, and the log holds together.
pub(crate) fn nothing_is_lost(store: &Store, acknowledged: &[u32]) {
    assert!(acknowledged.len() >= ENOUGH, "{}", acknowledged.len());
    for number in acknowledged {
        let status = store.status(&citizens(), &serial(*number)).unwrap().status;
        assert_eq!(status, CertificateStatus::Good, "{number}");
    }
    verify(store).unwrap();
}

#[test]
fn i02_nothing_acknowledged_is_lost_with_the_server() {
    let mut place = Place::new();
    let store = place.create();
    found(&store);
    for round in 0..3 {
        let many = Gate::default();
        let acknowledged = thread::scope(|scope| {
            let load = scope.spawn(|| issue_until_it_fails(&store, 8 * round, &many));
            many.wait();
            place.server.kill();
            load.join().unwrap()
        });
        place.server.restart();
        // The same store goes on.
        nothing_is_lost(&store, &acknowledged);
        issue(&store, 90_000 + round);
    }
}

#[test]
fn reader_finds_the_server_again() {
    let mut place = Place::new();
    let store = place.create();
    found(&store);
    issue(&store, 1);
    let status = place.status().unwrap();
    place.server.kill();
    assert!(status.as_of().is_err());
    place.server.restart();
    let answer = status.status(&citizens(), &serial(1)).unwrap().status;
    assert_eq!(answer, CertificateStatus::Good);
}

/// A commit whose answer is lost is in doubt: the caller is told, asks again, and gets what was
/// stored, whichever it was.
#[test]
fn i02_commit_in_doubt_is_not_acknowledged_and_found_again() {
    for (cut, stored) in [
        (Cut::BeforeCommit, StoredIntent::New),
        (
            Cut::AfterCommit,
            StoredIntent::Known {
                issuer: citizens(),
                serial: serial(1),
            },
        ),
    ] {
        let place = Place::new();
        let wire = Wire::to(place.server.port());
        let url = place.database().url();
        let direct = format!(":{}/", place.server.port());
        let url = url.replace(&direct, &format!(":{}/", wire.port()));
        drop(place.create());
        let store = engine::open(&url.parse().unwrap(), Arc::new(Still)).unwrap();
        found(&store);
        wire.cut(cut);
        let doubtful = store.store_intent(&intent(1), &requested());
        assert!(
            matches!(doubtful, Err(RegistryError::Unavailable(_))),
            "{doubtful:?}"
        );
        assert_eq!(
            store.store_intent(&intent(1), &requested()).unwrap(),
            stored
        );
        complete(&store, 1);
        assert_eq!(verify(&store).unwrap().size, 5);
    }
}
