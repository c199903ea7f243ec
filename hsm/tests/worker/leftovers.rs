//! Workers that come and go leave nothing behind in their parent.

use std::fs;
use std::process;

use crate::house::{House, children, key, sign_and_verify, signal, until, worker};

#[test]
fn hsm_05_restarts_leave_no_descriptor_no_thread_and_no_zombie() {
    restarts(200);
}

#[test]
#[ignore = "the long version, for `make soak`"]
fn soak_ten_thousand_restarts_leave_nothing() {
    restarts(10_000);
}

fn restarts(times: u32) {
    let house = House::build();
    let token = house.open();
    let key = key(&token);
    let mine = |what: &str| fs::read_dir(format!("/proc/self/{what}")).unwrap().count();
    let restart = || {
        signal(worker(), "KILL");
        sign_and_verify(&token, &key);
    };
    restart();
    let before = (mine("fd"), mine("task"));
    (0..times).for_each(|_| restart());
    until("descriptors and threads are as before", || {
        (mine("fd"), mine("task")) == before
    });
    until("one worker and no zombie is left", || {
        children(process::id()).len() == 1
    });
    drop(token);
    until("the last worker is gone", || {
        children(process::id()).is_empty()
    });
}
