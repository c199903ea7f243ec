//! `issue-p256-64-threads`: durable storage, audit and lint on, against the cryptography alone:
//! verify the request, sign in the token, verify the own signature, on the same threads.
//!
//! - `issue-p256-cpu`: the same in CPU time, which a machine that does other things too changes
//!   less;
//! - `issue-p99-half-rate`: how long a caller waits when half as many come as could be served,
//!   against one durable commit and one signature on a machine that does nothing else;
//! - `issue-beside-a-busy-writer`: how long a program waits that issues one certificate after
//!   the other while another one issues as fast as it can into the same registry.
//!
//! Each certificate names another person; their keys are [`KEYS`] in turn.

use std::env;
use std::path::Path;
use std::process::{self, Command};
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::sync::{Mutex, OnceLock};
use std::thread;
use std::time::{Duration, Instant};

use aws_lc_rs::digest;
use ca_core::algorithm::SignatureAlgorithm;
use ca_core::authority::Authority;
use ca_core::authority::issue::IssuanceRequest;
use ca_core::csr::Csr;
use ca_core::registry::records::Generation;
use ca_core::signer::SignInput;
use ca_core::subject::Subject;
use ca_core::verify;
use sceau_tests::csr;
use sceau_tests::house::{House, actor, citizen};
use sceau_tests::run::Run;

use crate::report::{Aim, Figure, Sample};
use crate::{commits, cpu};

const THREADS: usize = 64;
const ROUNDS: usize = 3;
const ROUND: Duration = Duration::from_secs(4);
const KEYS: usize = 1024;
/// Octets that issuance adds to the write-ahead log of a small registry, about.
const COMMIT: usize = 64 * 1024;

pub(crate) fn issue_p256_64_threads(house: &House) -> Figure {
    let authority = house.authority();
    commits::forget();
    let samples = (0..ROUNDS).map(|_| Sample {
        measured: rate(&|| issue(&authority)),
        limit: crypto_rate(house),
    });
    let samples = samples.collect();
    commits::print("issue-p256-64-threads");
    Figure {
        name: "issue-p256-64-threads",
        aim: Aim::AtLeast(0.4),
        unit: "certificates/s",
        samples,
    }
}

pub(crate) fn issue_p256_cpu(house: &House) -> Figure {
    let authority = house.authority();
    let samples = (0..ROUNDS).map(|_| Sample {
        measured: rate_of_cpu(&|| issue(&authority)),
        limit: rate_of_cpu(&crypto(house)),
    });
    Figure {
        name: "issue-p256-cpu",
        aim: Aim::AtLeast(0.45),
        unit: "certificates/s of CPU",
        samples: samples.collect(),
    }
}

pub(crate) fn issue_p99_half_rate(house: &House) -> Figure {
    let authority = house.authority();
    let samples = (0..ROUNDS).map(|_| {
        let half = rate(&|| issue(&authority)) / 2.0;
        Sample {
            measured: p99(&mut offered(half, &|| issue(&authority))),
            limit: p99(&mut commits_with_signature(house)),
        }
    });
    Figure {
        name: "issue-p99-half-rate",
        aim: Aim::AtMost(5.0),
        unit: "µs",
        samples: samples.collect(),
    }
}

pub(crate) fn issue_beside_a_busy_writer(house: &House) -> Figure {
    let authority = house.authority();
    let samples = (0..ROUNDS).map(|_| {
        let alone = thread::scope(|scope| {
            let child = scope.spawn(|| {
                let mut child = Command::new(env::current_exe().unwrap());
                child.arg("--one-by-one").arg(&house.folder);
                child.env("SOFTHSM2_CONF", house.folder.join("softhsm2.conf"));
                Run::of(&mut child).succeeds().stdout
            });
            let busy = rate(&|| issue(&authority));
            (child.join().unwrap(), busy)
        });
        let (told, busy) = alone;
        Sample {
            measured: told.trim().parse().unwrap(),
            limit: 1e6 * f64::from(u32::try_from(THREADS).unwrap()) / busy,
        }
    });
    Figure {
        name: "issue-beside-a-busy-writer",
        aim: Aim::AtMost(2.0),
        unit: "µs",
        samples: samples.collect(),
    }
}

/// The child's part: prints how long it waited for a certificate, on average, in microseconds.
pub(crate) fn issue_one_by_one(folder: &Path) {
    let house = House::enter(folder);
    let authority = house.authority();
    issue(&authority);
    let (start, mut done) = (Instant::now(), 0_u32);
    while start.elapsed() < ROUND.mul_f64(0.7) {
        issue(&authority);
        done += 1;
    }
    println!("{}", 1e6 * start.elapsed().as_secs_f64() / f64::from(done));
}

/// The cryptography of issuance alone, in certificates a second.
pub(crate) fn crypto_rate(house: &House) -> f64 {
    rate(&crypto(house))
}

fn crypto(house: &House) -> impl Fn() + Sync {
    let issuer = citizens(house);
    move || {
        let _parsed = Csr::parse(key().as_bytes()).unwrap();
        let signature = sign(house, &issuer);
        let algorithm = SignatureAlgorithm::EcdsaSha256;
        verify::verify(&issuer.public_key, algorithm, &MESSAGE, &signature).unwrap();
    }
}

const MESSAGE: [u8; 700] = [0x5a; 700];

fn sign(house: &House, issuer: &Generation) -> Vec<u8> {
    let hash = digest::digest(&digest::SHA256, &MESSAGE);
    let (algorithm, input) = (
        SignatureAlgorithm::EcdsaSha256,
        SignInput::Digest(hash.as_ref()),
    );
    let wait = Duration::from_secs(30);
    let signer = &house.ports.signer;
    signer.sign(&issuer.key, algorithm, input, wait).unwrap()
}

fn citizens(house: &House) -> Generation {
    let issuers = house.ports.registry.generations().unwrap();
    let mut issuers = issuers.into_iter();
    issuers
        .find(|issuer| issuer.id.line().as_str() == "citizens")
        .unwrap()
}

/// How many certificates an authority issues in a second, asked by all threads.
pub(crate) fn rate_of(authority: &Authority) -> f64 {
    rate(&|| issue(authority))
}

fn issue(authority: &Authority) {
    authority.issue(&actor(), &request()).unwrap();
}

/// The request of a person who has asked for nothing before.
fn request() -> IssuanceRequest {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let process = process::id();
    let subject =
        format!("C=TD,SN=Ngaré,GN=Aïcha,serialNumber=IDCTD-{process}-{number},CN=Aïcha Ngaré");
    IssuanceRequest {
        subject: Subject::parse(&subject).unwrap(),
        ..citizen(key().as_bytes(), None)
    }
}

/// One of the requests in PEM.
fn key() -> &'static str {
    static ALL: OnceLock<Vec<String>> = OnceLock::new();
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let all = ALL.get_or_init(|| (0..KEYS).map(|_| csr::p256()).collect());
    let number = usize::try_from(NEXT.fetch_add(1, Ordering::Relaxed)).unwrap();
    &all[number % KEYS]
}

/// How often `act` is done in a second of CPU time by all threads together.
fn rate_of_cpu(act: &(impl Fn() + Sync)) -> f64 {
    let (start, before) = (Instant::now(), cpu::seconds_of(process::id()));
    let rate = rate(act);
    rate * start.elapsed().as_secs_f64() / (cpu::seconds_of(process::id()) - before)
}

/// How often `act` is done in a second by all threads together.
fn rate(act: &(impl Fn() + Sync)) -> f64 {
    let _made_before = key();
    let done = AtomicU64::new(0);
    let start = Instant::now();
    thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                while start.elapsed() < ROUND {
                    act();
                    done.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
    });
    let done = u32::try_from(done.into_inner()).unwrap();
    f64::from(done) / start.elapsed().as_secs_f64()
}

/// How long each caller waited, in microseconds, where callers come at this rate, whether the
/// ones before them were served or not.
fn offered(rate: f64, act: &(impl Fn() + Sync)) -> Vec<f64> {
    let (next, waits) = (AtomicU32::new(0), Mutex::new(Vec::new()));
    let start = Instant::now();
    thread::scope(|scope| {
        for _ in 0..4 * THREADS {
            scope.spawn(|| {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    let due = Duration::from_secs_f64(f64::from(number) / rate);
                    if due > ROUND {
                        return;
                    }
                    thread::sleep(due.saturating_sub(start.elapsed()));
                    act();
                    let wait = start.elapsed().saturating_sub(due);
                    waits.lock().unwrap().push(1e6 * wait.as_secs_f64());
                }
            });
        }
    });
    waits.into_inner().unwrap()
}

/// How long one durable commit and one signature take, one pair after the other.
fn commits_with_signature(house: &House) -> Vec<f64> {
    let issuer = citizens(house);
    let raw = rusqlite::Connection::open(house.folder.join("raw.db")).unwrap();
    let settings = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
                    CREATE TABLE IF NOT EXISTS raw (octets BLOB);";
    raw.execute_batch(settings).unwrap();
    let octets = vec![0x5a_u8; COMMIT];
    let start = Instant::now();
    let mut times = Vec::new();
    while start.elapsed() < ROUND {
        let begin = Instant::now();
        raw.execute("INSERT INTO raw VALUES (?1)", [&octets])
            .unwrap();
        sign(house, &issuer);
        times.push(1e6 * begin.elapsed().as_secs_f64());
    }
    times
}

fn p99(times: &mut [f64]) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() * 99 / 100]
}
