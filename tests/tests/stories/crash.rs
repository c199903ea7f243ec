//! kill -9 at every write and sync, and at random moments (I1, I2; ADR 0010).
//!
//! `strace` ends the unmodified `sceau` before its Nth system call of a kind, N from 1 on, until
//! a run is not hit any more. After each death an auditor, which asks the database itself,
//! checks that nothing acknowledged was lost and nothing was done twice or by half.

mod auditor;
mod victim;

use std::ffi::OsStr;
use std::fs;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use rand::RngExt;
use sceau_postgres::server::Server;
use sceau_tests::lab::Lab;
use sceau_tests::works::{Job, Works, files_below};

use crate::crash::auditor::Auditor;
use crate::crash::victim::{Victim, strike_at, strike_later, usual_time};

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

#[test]
fn i02_forty_kills_among_several_writers_lose_nothing() {
    let lab = Lab::up();
    kills_among_several_writers(&lab, lab.file("registry/sceau.db"), 40);
}

#[test]
#[ignore = "part of `make soak`: takes ten minutes"]
fn soak_i02_a_thousand_kills_among_several_writers_lose_nothing() {
    let lab = Lab::up();
    kills_among_several_writers(&lab, lab.file("registry/sceau.db"), 1000);
}

#[test]
fn i02_fifteen_kills_among_several_writers_lose_nothing_on_postgresql() {
    let server = Server::start();
    let url = server.new_database().url();
    let lab = Lab::with(&["--registry", &url]);
    kills_among_several_writers(&lab, &url, 15);
}

#[test]
fn i02_a_database_server_that_is_killed_loses_nothing() {
    kills_of_the_server(4);
}

#[test]
#[ignore = "part of `make soak`: takes ten minutes"]
fn soak_i02_a_database_server_that_is_killed_two_hundred_times_loses_nothing() {
    kills_of_the_server(200);
}

/// kill -9 of all processes of the server while programs work; they end by themselves.
fn kills_of_the_server(kills: u32) {
    let mut server = Server::start();
    let url = server.new_database().url();
    let lab = Lab::with(&["--registry", &url]);
    let folder = lab.file("works");
    fs::create_dir(&folder).unwrap();
    let mut works = Works::of(&lab, &folder, &lab.file("sceau.toml"));
    let usual = undisturbed(&mut works, &folder);
    for _ in 0..kills {
        let mut jobs = works.start(BATCH);
        thread::sleep(usual.mul_f64(rand::rng().random_range(0.0..1.0)));
        server.kill();
        let ended = jobs.iter_mut().all(|job| job.ends_within(PATIENCE));
        assert!(ended, "a program waits for a dead server");
        server.restart();
        let _closed = works.close(jobs, &files_below(&folder));
        let _whole = lab.sceau(["audit", "verify"]).succeeds();
        works.books().balance(&url);
    }
    works.finish();
    let _noted = works.close(Vec::new(), &files_below(&folder));
    works.books().balance(&url);
}

/// A batch, single certificates, revocations and CRLs at the same time, by programs of which each
/// is killed at a moment of its own while the others go on.
fn kills_among_several_writers(lab: &Lab, registry: impl AsRef<OsStr>, kills: u32) {
    let folder = lab.file("works");
    fs::create_dir(&folder).unwrap();
    let mut works = Works::of(lab, &folder, &lab.file("sceau.toml"));
    let usual = undisturbed(&mut works, &folder);
    let mut killed = 0;
    while killed < kills {
        let mut jobs = works.start(BATCH);
        killed += kill_one_by_one(&mut jobs, usual);
        let seen = files_below(&folder);
        let closed = works.close(jobs, &seen);
        assert!(
            closed
                .acknowledged
                .keys()
                .all(|file| seen.contains_key(file))
        );
        let _whole = lab.sceau(["audit", "verify"]).succeeds();
        works.books().balance(registry.as_ref());
    }
    works.finish();
    let _noted = works.close(Vec::new(), &files_below(&folder));
    works.books().balance(registry.as_ref());
}

/// How long a round takes that nothing disturbs.
fn undisturbed(works: &mut Works<'_>, folder: &Path) -> Duration {
    let began = Instant::now();
    let mut jobs = works.start(BATCH);
    let ended = jobs
        .iter_mut()
        .all(|job| job.ends_within(Duration::from_secs(30)));
    let usual = began.elapsed();
    let closed = works.close(jobs, &files_below(folder));
    assert!(ended && closed.failed.is_empty(), "{:?}", closed.failed);
    usual
}

/// Kills each program at some moment of the usual time; says how many still ran.
fn kill_one_by_one(jobs: &mut [Job], usual: Duration) -> u32 {
    let mut moments: Vec<_> = jobs
        .iter_mut()
        .map(|job| (usual.mul_f64(rand::rng().random_range(0.0..1.0)), job))
        .collect();
    moments.sort_by_key(|(moment, _)| *moment);
    let began = Instant::now();
    let mut killed = 0;
    for (moment, job) in moments {
        thread::sleep(moment.saturating_sub(began.elapsed()));
        killed += u32::from(job.kill());
    }
    killed
}

/// How long a program may take to see that its server is dead.
const PATIENCE: Duration = Duration::from_secs(60);

/// Requests in a batch.
const BATCH: u32 = 12;
