//! Verifying an export of the audit log: the events of a certificate authority's day, as they
//! would lie in the files, held in memory so that the disk counts for nothing.

use std::time::Instant;

use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair};
use ca_core::actor::{Actor, ActorKind};
use ca_core::audit::event::{Act, AuditEvent, EventFields, NOT_AFTER, Outcome, PROFILE};
use ca_core::audit::examine::{Terms, examine_export};
use ca_core::audit::note::KeyName;
use ca_core::digest::Sha256Digest;
use ca_core::subject::Subject;
use ca_core::timestamp::Timestamp;
use sceau_tests::csr;
use sceau_tests::house::{House, actor, citizen, new_issuer};
use sceau_tests::log::{Files, LogInMemory};

use crate::report::{Aim, Figure, Sample};

/// Events in the export: more than two levels of tiles hold.
const EVENTS: u64 = 200_000;
const RUNS: usize = 5;

/// Events a second against a million a minute, and octets a second against SHA-256 over all files
/// of the same export.
pub(crate) fn figures(house: &House) -> Vec<Figure> {
    let files = export(house);
    let (mut rates, mut against_sha256) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        let begun = Instant::now();
        let at = Timestamp::from_unix_seconds(0);
        let terms = Terms {
            now: at,
            at,
            earlier: &[],
            roots: &[],
        };
        let report = examine_export(&files, &terms, &mut |_, _| {}).unwrap();
        let verifying = begun.elapsed().as_secs_f64();
        assert_eq!(report.head.size, EVENTS);
        let begun = Instant::now();
        let digests = files.0.values().map(|octets| Sha256Digest::of(octets));
        assert!(digests.count() > 0);
        let hashing = begun.elapsed().as_secs_f64();
        let events = u32::try_from(EVENTS).unwrap();
        rates.push(Sample {
            measured: f64::from(events) / verifying,
            limit: 1e6 / 60.0,
        });
        against_sha256.push(Sample {
            measured: verifying * 1e6 / f64::from(events),
            limit: hashing * 1e6 / f64::from(events),
        });
    }
    vec![
        Figure {
            name: "audit-verify against a million a minute",
            aim: Aim::AtLeast(1.0),
            unit: "events/s",
            samples: rates,
        },
        Figure {
            name: "audit-verify",
            aim: Aim::AtMost(20.0),
            unit: "us",
            samples: against_sha256,
        },
    ]
}

fn export(house: &House) -> Files {
    let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).unwrap();
    let signer = signer(house, &pair);
    let mut log = LogInMemory::of((0..EVENTS).map(|number| event(house, number)));
    log.sign(
        KeyName::new("bench.example/audit/0").unwrap(),
        &pair,
        signer,
    );
    let all = house.ports.registry.generations().unwrap().into_iter();
    let issuers: Vec<_> = all.filter_map(|one| one.certificate).collect();
    log.export(&issuers).unwrap()
}

/// The certificate of a signer of heads.
fn signer(house: &House, pair: &EcdsaKeyPair) -> Vec<u8> {
    let authority = house.authority();
    let administration = new_issuer("administration", "administration-issuing-ca");
    let issuer = authority.create_issuer(&actor(), &administration).unwrap();
    authority.activate_issuer(&actor(), &issuer.id).unwrap();
    let mut wish = citizen(csr::of(pair).as_bytes(), None);
    wish.line = issuer.id.line().clone();
    wish.profile = "audit-signer".into();
    wish.subject = Subject::parse("CN=Bench").unwrap();
    authority.issue(&actor(), &wish).unwrap().certificate
}

/// Requests and certificates in turn, a revocation for each ten of them.
fn event(house: &House, number: u64) -> Vec<u8> {
    let (act, certificate) = match number % 21 {
        20 => (Act::CertificateRevoke, number - 1),
        even if even % 2 == 0 => (Act::CertificateRequest, number),
        _ => (Act::CertificateIssue, number - 1),
    };
    let digest = Sha256Digest::of(&certificate.to_be_bytes()).to_string();
    let mut details = [
        (PROFILE, "citizen-signature".to_owned()),
        (NOT_AFTER, "2029-11-22T08:30:00Z".to_owned()),
    ];
    if act == Act::CertificateRequest {
        details = [("lint", "1".to_owned()), ("tbs_sha256", digest.clone())];
    }
    let fields = EventFields {
        request_id: Some(format!("prefecture-7-{certificate}")),
        issuer: Some("citizens-g1".to_owned()),
        object: Some(digest[..34].to_owned()),
        reason: None,
        details: details.into(),
    };
    let clerk = Actor::new(ActorKind::OsUser, "amina", "uid 1000");
    let (clock, random) = (house.ports.clock.as_ref(), house.ports.random.as_ref());
    let event = AuditEvent::new(act, Outcome::Done, &clerk, &fields, clock, random);
    event.unwrap().as_bytes().to_vec()
}
