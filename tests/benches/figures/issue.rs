//! `issue-p256-64-threads`: durable storage, audit and lint on, against the cryptography alone:
//! verify the request, sign in the token, verify the own signature, on the same threads.

use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use aws_lc_rs::digest;
use ca_core::algorithm::SignatureAlgorithm;
use ca_core::csr::Csr;
use ca_core::signer::SignInput;
use ca_core::verify;
use sceau_tests::house::{House, actor, citizen, openssl_csr};

use crate::report::{Aim, Figure, Sample};

const THREADS: usize = 64;
const ROUNDS: usize = 3;
const ROUND: Duration = Duration::from_secs(4);

pub(crate) fn issue_p256_64_threads(house: &House) -> Figure {
    let csr = openssl_csr(&house.folder);
    let authority = house.authority();
    let issue = || {
        authority.issue(&actor(), &citizen(&csr, None)).unwrap();
    };
    let samples = (0..ROUNDS).map(|_| Sample {
        measured: rate(&issue),
        limit: crypto_rate(house),
    });
    Figure {
        name: "issue-p256-64-threads",
        aim: Aim::AtLeast(0.6),
        unit: "certificates/s",
        samples: samples.collect(),
    }
}

/// The cryptography of issuance alone, in certificates a second.
pub(crate) fn crypto_rate(house: &House) -> f64 {
    let csr = openssl_csr(&house.folder);
    let issuer = house.ports.registry.generations().unwrap();
    let issuer = issuer
        .into_iter()
        .find(|issuer| issuer.id.line().as_str() == "citizens")
        .unwrap();
    let message = [0x5a; 700];
    let crypto = || {
        let _parsed = Csr::parse(&csr).unwrap();
        let hash = digest::digest(&digest::SHA256, &message);
        let (algorithm, input) = (
            SignatureAlgorithm::EcdsaSha256,
            SignInput::Digest(hash.as_ref()),
        );
        let wait = Duration::from_secs(30);
        let signature = house
            .ports
            .signer
            .sign(&issuer.key, algorithm, input, wait)
            .unwrap();
        verify::verify(&issuer.public_key, algorithm, &message, &signature).unwrap();
    };
    rate(&crypto)
}

/// How often `act` is done in a second by all threads together.
fn rate(act: &(impl Fn() + Sync)) -> f64 {
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
