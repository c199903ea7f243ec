//! A device on its bad days (HSM-05, I1, I2, I6, I9): certificates and status through a token
//! that answers with errors, hangs, crashes, lies, leaves and returns.
//!
//! `SCEAU_SEED=… cargo nextest run -p sceau-tests hsm_05` repeats a random schedule.
//!
//! - [`storm`]: the schedule of faults, and how fast service is back after a departure;
//! - [`trouble`]: the kinds of faults;
//! - [`bureau`]: an authority in this process on a lab's Registry and token;
//! - [`clerk`]: asks it for certificates, again and again until it has them;
//! - [`caller`]: asks the responder; [`answer`]: what it says;
//! - [`books`]: what must be true at the end;
//! - [`pin`], [`remote`], [`start`]: stories of their own;
//! - [`keeper`]: the files of SoftHSM, which are not the device's concern.

mod answer;
mod books;
mod bureau;
mod caller;
mod clerk;
mod keeper;
mod pin;
mod remote;
mod service;
mod start;
mod storm;
mod trouble;

use std::env;
use std::sync::atomic::Ordering;
use std::thread;
use std::time::{Duration, Instant};

use sceau_tests::lab::Lab;
use sceau_tests::shim::{CA, OCSP, before, set_timeout};
use sceau_tests::subject::SIGNATURE;

use crate::device_faults::bureau::Bureau;
use crate::device_faults::caller::{Callers, Responder};
use crate::device_faults::clerk::{Desk, Ledger};
use crate::device_faults::service::Service;
use crate::device_faults::storm::Storm;

/// How often each fault is injected at least.
const EACH: usize = 20;

/// Threads that ask for certificates, and for status.
const CLERKS: u64 = 8;
const CALLERS: u64 = 4;

/// A signature takes milliseconds: what takes so long hangs.
const TIMEOUT: Duration = Duration::from_millis(700);

#[test]
fn hsm_05_issuance_and_status_survive_every_fault_of_their_tokens() {
    survive(Duration::from_secs(60), EACH);
}

#[test]
#[ignore = "part of `make soak`: takes ten minutes"]
fn soak_hsm_05_issuance_and_status_survive_ten_minutes_of_faults() {
    survive(Duration::from_secs(600), 5 * EACH);
}

/// A random schedule of faults, each at least so often, while certificates are issued and
/// status is asked.
fn survive(length: Duration, each: usize) {
    let seed = seed();
    eprintln!("SCEAU_SEED={seed}");
    let lab = Lab::up();
    let known = SIGNATURE.fulfil(&lab, "known");
    let _down = lab.lab("down", &[]).succeeds();
    let (ca_shim, ocsp_shim) = (before(&lab, CA), before(&lab, OCSP));
    set_timeout(&lab.file(CA), TIMEOUT);
    set_timeout(&lab.file(OCSP), TIMEOUT);

    let bureau = Bureau::on(&lab, &lab.file(CA));
    let responder = Responder::start(&lab);
    let (issuing, answering) = (Service::default(), Service::default());
    let (ledger, start) = (Ledger::default(), Instant::now());
    let callers = Callers::new(&lab, &known);
    let desk = Desk {
        bureau: &bureau,
        service: &issuing,
        ledger: &ledger,
        csr: clerk::csr(&lab),
    };
    let (ca_calm, ocsp_calm) = thread::scope(|scope| {
        for number in 0..CLERKS {
            let desk = &desk;
            scope.spawn(move || desk.work(number, seed));
        }
        scope.spawn(|| clerk::at_the_terminal(&lab, &issuing, &ledger));
        for number in 0..CALLERS {
            let (callers, answering) = (&callers, &answering);
            scope.spawn(move || callers.call(number, seed, answering));
        }
        let storms = [
            (&ca_shim, &issuing, "ca", trouble::all(), seed),
            (&ocsp_shim, &answering, "ocsp", trouble::honest(), !seed),
        ]
        .map(|(shim, service, folder, kinds, seed)| {
            let lab = &lab;
            scope.spawn(move || {
                let mut storm = Storm::new(shim, service, lab.file(folder), seed);
                storm.blow(&kinds, length, each);
                storm.calm()
            })
        });
        let [ca, ocsp] = storms.map(|storm| storm.join());
        issuing.over.store(true, Ordering::SeqCst);
        answering.over.store(true, Ordering::SeqCst);
        (ca.unwrap(), ocsp.unwrap())
    });

    eprintln!("quiet after {:?}", start.elapsed());
    eprintln!(
        "issuing: {ca_calm}\n{ledger}restarted {} times",
        bureau.restarts()
    );
    eprintln!("status: {ocsp_calm}\n{callers}");
    responder.is_well();
    ca_calm.is_enough(&ca_shim, &trouble::all(), each);
    ocsp_calm.is_enough(&ocsp_shim, &trouble::honest(), each);
    ledger.is_acceptable();
    callers.are_served(&lab);
    books::close(&lab, &bureau, &ledger);
    eprintln!("judged after {:?}", start.elapsed());
}

/// By chance, unless a schedule is to be repeated.
fn seed() -> u64 {
    let given = env::var("SCEAU_SEED").ok();
    given.map_or_else(rand::random, |seed| seed.parse().unwrap())
}
