//! A worker that dies is replaced, and nobody notices.

use std::fs;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use ca_core::signer::KeyStore;
use sceau_pkcs11_shim::fault::Fault;

use crate::house::{House, key, sign_and_verify, signal, until, worker};

#[test]
fn hsm_05_no_caller_notices_that_the_worker_is_killed() {
    let house = House::build();
    let token = house.open();
    let key = key(&token);
    let done = AtomicBool::new(false);
    thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                while !done.load(Ordering::Relaxed) {
                    sign_and_verify(&token, &key);
                }
            });
        }
        for _ in 0..10 {
            signal(worker(), "KILL");
            sign_and_verify(&token, &key);
            // What was lost with this worker is done again before the next one is lost.
            thread::sleep(Duration::from_millis(200));
        }
        done.store(true, Ordering::Relaxed);
    });
}

#[test]
fn hsm_05_module_that_crashes_takes_only_its_worker_along() {
    let mut house = House::build();
    let shim = house.shim();
    let token = house.open();
    let key = key(&token);
    for fault in [Fault::Segfault, Fault::Abort] {
        for function in ["C_SignInit", "C_Sign"] {
            let before = worker();
            shim.plan().next(function, fault, 1).unwrap();
            sign_and_verify(&token, &key);
            assert_eq!(shim.log().injected(function, fault).unwrap(), 1);
            assert_ne!(before, worker(), "{function} {fault}");
        }
    }
}

#[test]
fn hsm_05_device_that_stays_away_fails_clearly_and_comes_back_by_itself() {
    let mut house = House::build();
    let shim = house.shim();
    let token = house.open();
    let key = key(&token);
    shim.plan().always("C_Sign", Fault::Segfault).unwrap();
    for _ in 0..3 {
        let error = crate::house::sign(&token, &key, crate::house::PATIENCE).unwrap_err();
        let words = crate::house::words(&error);
        assert!(words.contains("is not available"), "{words}");
        assert!(words.contains("SIGSEGV"), "{words}");
    }
    shim.plan().clear("C_Sign").unwrap();
    // The pause after the last failure.
    thread::sleep(Duration::from_millis(260));
    sign_and_verify(&token, &key);
}

/// The module of one worker may not notice; the next one asks the device who it is.
#[test]
fn hsm_08_device_in_the_place_of_another_is_told_by_its_own_serial_number() {
    let (house, other) = (House::build(), House::build());
    let token = house.open();
    let [before] = &token.tokens()[..] else {
        panic!("{:?}", token.tokens());
    };
    fs::remove_dir_all(house.path("tokens")).unwrap();
    fs::rename(other.path("tokens"), house.path("tokens")).unwrap();
    signal(worker(), "KILL");
    until("the token is there again", || token.list().is_ok());
    let now = token.tokens().remove(0);
    assert_eq!(now.label, before.label);
    assert_ne!(now.serial, before.serial);
}
