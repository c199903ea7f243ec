//! A module that hangs as it is loaded.

use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::thread;
use std::time::{Duration, Instant};

use sceau_pkcs11_shim::log::Entry;
use sceau_pkcs11_shim::shim::Shim;
use sceau_tests::lab::Lab;
use sceau_tests::run::Run;
use sceau_tests::shim::{CA, Fault, before};
use sceau_tests::subject::{SIGNATURE, openssl_request};

const P256: &str = "ec -pkeyopt ec_paramgen_curve:P-256";

/// How long a worker may outlive its parent: the module has two seconds to close down.
const END_WITHIN: Duration = Duration::from_secs(4);

#[test]
fn hsm_05_a_worker_that_hangs_as_it_starts_ends_with_its_parent() {
    let lab = Lab::up();
    let shim = before(&lab, CA);
    let csr = openssl_request(&lab, "hang", P256);
    shim.plan().always("C_Initialize", Fault::Hang).unwrap();
    let mut command = SIGNATURE.command(&lab, &csr, &lab.file("hang.pem"));
    let mut parent = command.stderr(Stdio::null()).spawn().unwrap();
    let start = Instant::now();
    while hanging(&shim).is_empty() {
        assert!(start.elapsed() < END_WITHIN, "the module was not loaded");
        thread::sleep(Duration::from_millis(10));
    }
    parent.kill().unwrap();
    let _killed = parent.wait().unwrap();
    all_end(&shim);
}

#[test]
fn hsm_05_at_the_terminal_a_module_that_hangs_as_it_starts_is_said_and_no_worker_stays() {
    let lab = Lab::up();
    let shim = before(&lab, CA);
    let csr = openssl_request(&lab, "hang", P256);
    shim.plan().always("C_Initialize", Fault::Hang).unwrap();
    let start = Instant::now();
    let run = Run::of(&mut SIGNATURE.command(&lab, &csr, &lab.file("hang.pem"))).ends_with(5);
    let _said = run.says("did not answer in time");
    assert!(start.elapsed() < Duration::from_secs(20), "too late");
    all_end(&shim);
    shim.plan().clear("C_Initialize").unwrap();
    let _issued = SIGNATURE.issue(&lab, &csr);
}

/// The workers in which the module hung.
fn hanging(shim: &Shim) -> Vec<u32> {
    let hung = |entry: &Entry| entry.event == Fault::Hang.to_string();
    let entries = shim.log().entries().unwrap();
    let hung = entries.into_iter().filter(hung);
    hung.map(|entry| entry.process).collect()
}

fn all_end(shim: &Shim) {
    let start = Instant::now();
    let is_there = |process: &u32| {
        let state = fs::read_to_string(Path::new("/proc").join(process.to_string()).join("stat"));
        // A zombie waits for whoever inherited it.
        state.is_ok_and(|state| !state.contains(") Z "))
    };
    while hanging(shim).iter().any(is_there) {
        assert!(start.elapsed() < END_WITHIN, "a worker stayed");
        thread::sleep(Duration::from_millis(20));
    }
}
