//! A token with fewer sessions than the configuration says.

use std::thread;

use ca_core::signer::SignerError;
use sceau_pkcs11_shim::code::Code;
use sceau_pkcs11_shim::fault::Fault;

use crate::house::{House, PATIENCE, key, sign, sign_and_verify, words, worker};

#[test]
fn hsm_05_callers_queue_for_the_sessions_that_the_token_has() {
    let mut house = House::build();
    let shim = house.shim();
    shim.plan().limit_sessions(Some(2)).unwrap();
    let token = house.open();
    let key = key(&token);
    let before = worker();
    thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| (0..50).for_each(|_| sign_and_verify(&token, &key)));
        }
    });
    assert_eq!(before, worker(), "a full table is no loss");
}

#[test]
fn hsm_05_full_session_table_and_full_memory_are_tried_once_more() {
    let mut house = House::build();
    let shim = house.shim();
    let token = house.open();
    let key = key(&token);
    let before = worker();
    for full in [Code::SESSION_COUNT, Code::DEVICE_MEMORY] {
        let fault = Fault::Before(full);
        shim.plan().next("C_SignInit", fault, 1).unwrap();
        sign_and_verify(&token, &key);
        shim.plan().next("C_SignInit", fault, 2).unwrap();
        let error = sign(&token, &key, PATIENCE).unwrap_err();
        assert!(
            matches!(error, SignerError::Busy { .. }),
            "{}",
            words(&error)
        );
        sign_and_verify(&token, &key);
    }
    assert_eq!(before, worker(), "a full table is no loss");
}
