//! A worker does not outlive its parent, and signals for the parent do not reach it.

use std::env;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use sceau_pkcs11_shim::fault::Fault;

use crate::house::{House, PATIENCE, key, sign, signal, until, worker};

const CHILD: &str = "SCEAU_ORPHANS_CHILD";

/// A parent that says which worker it has, with a module that hangs if `hanging` says so.
#[test]
#[ignore = "the part of a parent, played for the tests below"]
fn parent() {
    let hanging = env::var(CHILD).unwrap() == "hanging";
    let mut house = House::build();
    let shim = house.shim();
    let token = house.open();
    let key = key(&token);
    thread::scope(|scope| {
        if hanging {
            shim.plan().always("C_Sign", Fault::Hang).unwrap();
            for _ in 0..8 {
                scope.spawn(|| sign(&token, &key, PATIENCE));
            }
            let hung = || shim.log().injected("C_Sign", Fault::Hang).unwrap() == 8;
            until("all sessions hang", hung);
        }
        println!("worker {}", worker());
        thread::sleep(PATIENCE);
    });
}

fn worker_outlives(parent: &str) -> bool {
    let mut child = Command::new(env::current_exe().unwrap())
        .args(["orphans::parent", "--exact", "--ignored", "--nocapture"])
        .env(CHILD, parent)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut lines = lines.map(Result::unwrap);
    let worker = lines.find_map(|line| line.strip_prefix("worker ")?.parse::<u32>().ok());
    let worker = worker.expect("the parent told its worker");
    child.kill().unwrap();
    child.wait().unwrap();
    for _ in 0..100 {
        if !Path::new(&format!("/proc/{worker}")).exists() {
            return false;
        }
        thread::sleep(Duration::from_millis(50));
    }
    signal(worker, "KILL");
    true
}

#[test]
fn hsm_05_worker_ends_with_its_parent() {
    assert!(!worker_outlives("idle"));
}

#[test]
fn hsm_05_worker_whose_module_hangs_in_all_sessions_ends_with_its_parent() {
    assert!(!worker_outlives("hanging"));
}

#[test]
fn hsm_05_keys_of_the_terminal_do_not_reach_the_worker() {
    let house = House::build();
    let _token = house.open();
    let worker = worker();
    let stat = fs::read_to_string(format!("/proc/{worker}/stat")).unwrap();
    let group = stat.rsplit_once(") ").unwrap().1.split(' ').nth(2).unwrap();
    assert_eq!(group, worker.to_string(), "a process group of its own");
}
