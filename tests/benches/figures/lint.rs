//! `lint`: all rules on the exact bytes of a citizen's certificate, as issuance has them judged
//! (CRT-16), against one verification of a P-256 signature, both in CPU time of one thread.
//!
//! A verification takes about 60 µs here; the aim says that the rules take a third of it.

use std::hint::black_box;
use std::process;
use std::time::{Duration, Instant};

use aws_lc_rs::digest;
use ca_core::algorithm::SignatureAlgorithm;
use ca_core::certificate::Governing;
use ca_core::csr::Csr;
use ca_core::lint::{self, LintInput, LintIssuer};
use ca_core::signer::SignInput;
use ca_core::verify;
use sceau_tests::csr;
use sceau_tests::house::{House, actor, citizen};

use crate::cpu;
use crate::report::{Aim, Figure, Sample};

const ROUNDS: usize = 5;
const ROUND: Duration = Duration::from_secs(1);
const MESSAGE: [u8; 700] = [0x5a; 700];

pub(crate) fn lint(house: &House) -> Figure {
    let authority = house.authority();
    let request = citizen(csr::p256().as_bytes(), None);
    let prepared = authority.prepare(&actor(), &request).unwrap();
    let (profile, settings) = (
        authority.profile(&request.profile).unwrap(),
        authority.settings().unwrap(),
    );
    let (country, algorithms) = (
        authority.country().unwrap(),
        authority.algorithms().unwrap(),
    );
    let governing = Governing {
        profile: &profile,
        settings: &settings,
        country: &country,
        algorithms: &algorithms,
    };
    let issuers = house.ports.registry.generations().unwrap();
    let issuer = issuers
        .into_iter()
        .find(|issuer| issuer.id.line().as_str() == "citizens")
        .unwrap();
    let lint_issuer = LintIssuer::parse(issuer.certificate.as_deref().unwrap()).unwrap();
    let csr = Csr::parse(&request.csr).unwrap();
    let input = LintInput {
        tbs: prepared.tbs(),
        issuer: Some(&lint_issuer),
        signing_time: Some(prepared.intent().prepared),
        governing: Some(&governing),
        key: Some(csr.key()),
    };
    let judge = || {
        black_box(lint::check(black_box(&input)).unwrap());
    };
    let algorithm = SignatureAlgorithm::EcdsaSha256;
    let hash = digest::digest(&digest::SHA256, &MESSAGE);
    let wait = Duration::from_secs(30);
    let signature = house
        .ports
        .signer
        .sign(
            &issuer.key,
            algorithm,
            SignInput::Digest(hash.as_ref()),
            wait,
        )
        .unwrap();
    let verify = || verify::verify(&issuer.public_key, algorithm, &MESSAGE, &signature).unwrap();
    let samples = (0..ROUNDS).map(|_| Sample {
        measured: rate(&judge),
        limit: rate(&verify),
    });
    Figure {
        name: "lint",
        aim: Aim::AtLeast(3.0),
        unit: "certificates/s of CPU",
        samples: samples.collect(),
    }
}

/// How often `act` is done in a second of CPU time.
fn rate(act: &impl Fn()) -> f64 {
    let (start, before) = (Instant::now(), cpu::seconds_of(process::id()));
    let mut done = 0_u32;
    while start.elapsed() < ROUND {
        for _ in 0..100 {
            act();
        }
        done += 100;
    }
    f64::from(done) / (cpu::seconds_of(process::id()) - before)
}
