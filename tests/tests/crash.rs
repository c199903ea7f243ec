//! kill -9 at every write and sync, and at random moments (I1, I2; ADR 0010).
//!
//! `strace` ends the unmodified `sceau` before its Nth system call of a kind, N from 1 on, until
//! a run is not hit any more. After each death an auditor, which asks the database itself,
//! checks that nothing acknowledged was lost and nothing was done twice or by half.

#![cfg(test)]

#[path = "crash/auditor.rs"]
mod auditor;
#[path = "crash/victim.rs"]
mod victim;

use std::fs;

use sceau_tests::lab::Lab;

use crate::auditor::Auditor;
use crate::victim::{Victim, strike_at, strike_later, usual_time};

/// Kinds of system calls by which a program leaves traces.
const TRACES: [&str; 4] = [
    "pwrite64",
    "fsync,fdatasync",
    "write",
    "rename,renameat,renameat2,link,linkat,unlink,unlinkat,ftruncate",
];

/// Runs the sweep for one act; returns how many runs were killed.
fn sweep<'a>(calls: &str, mut act: impl FnMut(u32) -> Victim<'a>) -> u32 {
    for nth in 1..500 {
        let mut victim = act(nth);
        let killed = strike_at(&mut victim, calls, nth);
        victim.recover();
        if !killed {
            return nth - 1;
        }
    }
    panic!("{calls}: still hit at the 500th call");
}

#[test]
fn i02_issuing_survives_a_kill_at_every_write_and_sync() {
    let lab = Lab::up();
    let auditor = Auditor::of(&lab);
    for (round, calls) in TRACES.iter().enumerate() {
        let killed = sweep(calls, |nth| {
            Victim::issue(&lab, &auditor, &format!("issue-{round}-{nth}"))
        });
        assert!(killed > 0, "{calls}: no run was killed");
    }
    auditor.closes_the_books();
}

#[test]
fn i02_revoking_survives_a_kill_at_every_write_and_sync() {
    let lab = Lab::up();
    let auditor = Auditor::of(&lab);
    for (round, calls) in TRACES
        .iter()
        .enumerate()
        .filter(|(_, calls)| !calls.contains("rename"))
    {
        let killed = sweep(calls, |nth| {
            Victim::revoke(&lab, &auditor, &format!("revoke-{round}-{nth}"))
        });
        assert!(killed > 0, "{calls}: no run was killed");
    }
    auditor.closes_the_books();
}

#[test]
fn i02_publishing_a_crl_survives_a_kill_at_every_write_and_sync() {
    let lab = Lab::up();
    let auditor = Auditor::of(&lab);
    for calls in &TRACES[..2] {
        let killed = sweep(calls, |_| Victim::publish(&lab, &auditor));
        assert!(killed > 0, "{calls}: no run was killed");
    }
    auditor.closes_the_books();
}

#[test]
fn i02_two_hundred_kills_at_random_moments_lose_nothing() {
    kills_at_random_moments(100);
}

#[test]
#[ignore = "part of `make soak`: takes eight minutes"]
fn soak_i02_two_thousand_kills_at_random_moments_lose_nothing() {
    kills_at_random_moments(1000);
}

/// Issues and revokes so many certificates, each run killed somewhere or not at all.
fn kills_at_random_moments(certificates: u32) {
    let lab = Lab::up();
    let auditor = Auditor::of(&lab);
    let usual = usual_time(&lab, &auditor);
    let mut killed = 0;
    for number in 0..certificates {
        for mut victim in [
            Victim::issue(&lab, &auditor, &format!("random-issue-{number}")),
            Victim::revoke(&lab, &auditor, &format!("random-revoke-{number}")),
        ] {
            killed += u32::from(strike_later(&mut victim, usual));
            victim.recover();
        }
    }
    assert!(
        killed > certificates,
        "only {killed} of {} runs were killed",
        2 * certificates
    );
    auditor.closes_the_books();
    let kept = fs::read_dir(auditor.delivered()).unwrap().count();
    assert!(
        kept >= usize::try_from(2 * certificates).unwrap(),
        "{kept} certificates"
    );
}
