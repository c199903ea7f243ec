//! What a worker is started with, and what it keeps of it (I9).

use std::collections::BTreeSet;
use std::env;
use std::fs::{self, File};
use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::Duration;

use aws_lc_rs::rand::SystemRandom;
use hsm::pin::PinSource;
use hsm::token::Token;
use rustix::io::{FdFlags, fcntl_setfd};
use rustix::process::{Resource, Rlimit, setrlimit};
use secrecy::SecretString;

use crate::house::{House, PIN, key, sign_and_verify, signal, until, worker};

#[test]
fn i09_typed_pin_outlives_the_worker_and_is_asked_for_once() {
    let mut house = House::build();
    house.config.pin = PinSource::Prompt;
    let asked = AtomicU32::new(0);
    let prompt = |_: &str| {
        asked.fetch_add(1, Ordering::Relaxed);
        Ok(SecretString::from(PIN))
    };
    let random = Arc::new(SystemRandom::new());
    let token = Token::open(&house.config, &prompt, random).unwrap();
    let key = key(&token);
    for _ in 0..3 {
        signal(worker(), "KILL");
        sign_and_verify(&token, &key);
    }
    assert_eq!(asked.load(Ordering::Relaxed), 1);
    let process = format!("/proc/{}", worker());
    for place in ["cmdline", "environ"] {
        let told = fs::read(format!("{process}/{place}")).unwrap();
        let found = told.windows(PIN.len()).any(|part| part == PIN.as_bytes());
        assert!(!found, "{place}");
    }
}

#[test]
fn i09_worker_has_no_descriptor_of_its_parent_but_the_socket() {
    let house = House::build();
    let secret = house.path("inherited");
    fs::write(&secret, PIN).unwrap();
    let secret = File::open(secret).unwrap();
    fcntl_setfd(&secret, FdFlags::empty()).unwrap();
    let _token = house.open();
    let process = PathBuf::from(format!("/proc/{}/fd", worker()));
    let link = |entry: fs::DirEntry| {
        let number = entry.file_name().into_string().unwrap();
        (number, fs::read_link(entry.path()).unwrap())
    };
    let open: Vec<_> = fs::read_dir(process).unwrap().flatten().map(link).collect();
    let of = |number: &str| &open.iter().find(|(found, _)| found == number).unwrap().1;
    assert_eq!(of("0"), "/dev/null", "the module cannot read the socket");
    assert_eq!(of("1"), "/dev/null");
    let inherited = open.iter().filter(|(_, file)| file.ends_with("inherited"));
    assert_eq!(inherited.count(), 0, "{open:?}");
    let others = open
        .iter()
        .filter(|(number, _)| number.parse::<u32>().unwrap() > 2);
    let others: BTreeSet<&PathBuf> = others.map(|(_, file)| file).collect();
    assert_eq!(others.len(), 1, "one socket: {open:?}");
}

#[test]
fn hsm_04_worker_that_crashes_leaves_no_core() {
    let house = House::build();
    let folder = house.path("cores");
    fs::create_dir(&folder).unwrap();
    env::set_current_dir(&folder).unwrap();
    let unlimited = Rlimit {
        current: None,
        maximum: None,
    };
    setrlimit(Resource::Core, unlimited).unwrap();
    let cores = || fs::read_dir(&folder).unwrap().count();
    let token = house.open();
    let crashed = worker();
    // Once for Rust's handler, which gives the signal its default back, and once for good.
    signal(crashed, "SEGV");
    thread::sleep(Duration::from_millis(100));
    signal(crashed, "SEGV");
    until("the worker is gone", || {
        !PathBuf::from(format!("/proc/{crashed}")).exists()
    });
    drop(token);
    assert_eq!(cores(), 0);
    // Another program leaves one here, unless the machine collects them elsewhere.
    let pattern = fs::read_to_string("/proc/sys/kernel/core_pattern").unwrap();
    let mut other = Command::new("bash");
    other.args(["-c", "kill -SEGV $$"]).status().unwrap();
    assert!(cores() == 1 || pattern.starts_with(['/', '|']), "{pattern}");
}
