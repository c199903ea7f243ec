//! Programs that are not the worker get no PIN and do no harm.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process;
use std::time::{Duration, Instant};

use crate::house::{House, children, until, words};

/// What the parent says of `worker` in the place of its own.
fn refused(mut house: House, worker: PathBuf) -> String {
    house.config.worker = Some(worker);
    let start = Instant::now();
    let error = words(&house.try_open().unwrap_err());
    assert!(start.elapsed() < Duration::from_secs(15), "{error}");
    until("nothing is left of it", || {
        children(process::id()).is_empty()
    });
    error
}

/// A program that does what `script` says; its standard input is the socket.
fn script(house: &House, script: &str) -> PathBuf {
    let path = house.path("impostor");
    fs::write(&path, format!("#!/bin/bash\n{script}\n")).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    path
}

#[test]
fn hsm_05_missing_worker_is_told() {
    let house = House::build();
    let missing = house.path("missing");
    let words = refused(house, missing);
    assert!(
        words.contains("missing cannot be started: No such file"),
        "{words}"
    );
}

#[test]
fn hsm_05_other_program_is_told() {
    let words = refused(House::build(), "/bin/true".into());
    let expected = "/bin/true is not the sceau-hsm-worker of this version: exit status: 0";
    assert!(words.contains(expected), "{words}");
}

#[test]
fn hsm_05_program_that_says_nothing_is_told() {
    let words = refused(House::build(), "/bin/cat".into());
    let expected = "/bin/cat is not the sceau-hsm-worker of this version: no greeting within";
    assert!(words.contains(expected), "{words}");
}

#[test]
fn i12_program_that_says_anything_does_no_harm() {
    let garbage = [
        "head -c 1000000 /dev/urandom >&0; sleep 60",
        "cat /dev/zero >&0",
        // A frame of 4 GiB, one that never ends, one that is empty.
        r"printf '\xff\xff\xff\xff' >&0; cat /dev/zero >&0",
        r"printf '\x00\x00\x10\x00' >&0; sleep 60",
        r"printf '\x00\x00\x00\x00' >&0; sleep 60",
        // The greeting of another version.
        r"printf '\x1b\x00\x00\x00\x00\x00\x17\x10sceau-hsm-worker\x050.0.9' >&0; sleep 60",
        "exec <&-; sleep 60",
    ];
    for words in garbage {
        let house = House::build();
        let worker = script(&house, words);
        let told = refused(house, worker);
        let expected = "is not the sceau-hsm-worker of this version";
        assert!(told.contains(expected), "{words}: {told}");
    }
}
