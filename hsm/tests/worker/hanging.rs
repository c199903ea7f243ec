//! A worker that does not answer is killed in time; nobody waits longer than they said.

use std::thread;
use std::time::{Duration, Instant};

use ca_core::algorithm::{KeyAlgorithm, SignatureAlgorithm};
use ca_core::signer::{KeyStore, NewKey, SignInput, Signer, SignerError};
use sceau_pkcs11_shim::fault::Fault;

use crate::house::{House, key, sign, sign_and_verify, stop, until, words, worker, workers};

const LIMIT: Duration = Duration::from_millis(700);

#[test]
fn hsm_05_worker_that_is_stopped_is_killed_and_the_call_done_by_another() {
    let mut house = House::build();
    house.config.timeout = LIMIT;
    let token = house.open();
    let key = key(&token);
    sign_and_verify(&token, &key);
    let stopped = worker();
    stop(stopped);
    let start = Instant::now();
    sign_and_verify(&token, &key);
    assert!(start.elapsed() >= LIMIT);
    until("the stopped worker is gone", || {
        !workers().contains(&stopped)
    });
}

#[test]
fn hsm_05_module_that_hangs_is_killed_and_all_calls_done_by_another() {
    let mut house = House::build();
    house.config.timeout = LIMIT;
    let shim = house.shim();
    let token = house.open();
    let key = key(&token);
    sign_and_verify(&token, &key);
    let before = worker();
    shim.plan().next("C_Sign", Fault::Hang, 3).unwrap();
    thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| sign_and_verify(&token, &key));
        }
    });
    assert_ne!(before, worker());
}

/// A caller in a hurry does not cost the others their worker; yet a hang is seen in the end, and
/// no session is lost by it.
#[test]
fn hsm_05_caller_in_a_hurry_times_out_and_the_worker_stays_until_it_is_overdue() {
    let mut house = House::build();
    (house.config.timeout, house.config.sessions) = (LIMIT, 1);
    let shim = house.shim();
    let token = house.open();
    let key = key(&token);
    sign_and_verify(&token, &key);
    let before = worker();
    shim.plan().next("C_Sign", Fault::Hang, 1).unwrap();
    let hurry = Duration::from_millis(100);
    let start = Instant::now();
    let error = sign(&token, &key, hurry).unwrap_err();
    assert!(
        matches!(error, SignerError::Timeout { .. }),
        "{}",
        words(&error)
    );
    assert!(start.elapsed() < LIMIT, "{:?}", start.elapsed());
    assert_eq!(before, worker(), "the limit of the module is not over");
    let error = sign(&token, &key, hurry).unwrap_err();
    assert!(
        matches!(error, SignerError::Busy { .. }),
        "{}",
        words(&error)
    );
    thread::sleep(LIMIT);
    sign_and_verify(&token, &key);
    assert_ne!(before, worker());
}

#[test]
fn hsm_05_slow_module_is_not_lost_to_a_caller_in_a_hurry() {
    let mut house = House::build();
    let shim = house.shim();
    let token = house.open();
    let key = key(&token);
    let before = worker();
    let slow = Fault::Slow(Duration::from_millis(500));
    shim.plan().next("C_Sign", slow, 1).unwrap();
    let error = sign(&token, &key, Duration::from_millis(50)).unwrap_err();
    assert!(
        matches!(error, SignerError::Timeout { .. }),
        "{}",
        words(&error)
    );
    for _ in 0..20 {
        sign_and_verify(&token, &key);
    }
    assert_eq!(before, worker());
}

/// A megabyte does not fit into the socket of a worker that reads nothing.
#[test]
fn hsm_05_worker_that_reads_nothing_holds_nobody_up() {
    let mut house = House::build();
    house.config.timeout = Duration::from_secs(3);
    let token = house.open();
    let new = NewKey::new(KeyAlgorithm::Ed25519, "issuer");
    let key = token.generate(&new).unwrap();
    let message = vec![7; 1 << 20];
    let sign = |within| {
        let input = SignInput::Message(&message);
        token.sign(&key.uri, SignatureAlgorithm::Ed25519, input, within)
    };
    sign(Duration::from_secs(30)).unwrap();
    let stopped = worker();
    stop(stopped);
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                let start = Instant::now();
                let error = sign(Duration::from_millis(300)).unwrap_err();
                let expected = matches!(
                    error,
                    SignerError::Timeout { .. } | SignerError::Unavailable { .. }
                );
                assert!(expected, "{}", words(&error));
                assert!(start.elapsed() < Duration::from_secs(2));
            });
        }
    });
    sign(Duration::from_secs(30)).unwrap();
    until("the stopped worker is gone", || {
        !workers().contains(&stopped)
    });
}
