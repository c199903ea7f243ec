//! Work that must not be forgotten, in one process: real token, real Registry, a clock that runs
//! as fast as the test wants.

use std::sync::Arc;
use std::time::Duration;

use ca_core::actor::Actor;
use ca_core::authority::crls::CrlError;
use ca_core::authority::issue::IssueError;
use ca_core::authority::jobs::{Disagreement, Settled, Told};
use ca_core::authority::{Authority, Ports};
use ca_core::generation::GenerationId;
use ca_core::jobs::book::Claimed;
use ca_core::jobs::clock_watch::{ClockSample, WatchedClock};
use ca_core::jobs::name::{JobKey, JobName};
use ca_core::jobs::run::{JobStanding, RunOutcome};
use ca_core::registry::RegistryError;
use ca_core::registry::records::{CertificateStatus, CrlRecord};
use ca_core::revocation::Reason;
use ca_core::serial::Serial;
use ca_core::timestamp::{Clock, ClockDoubt, ClockState};
use sceau_tests::csr;
use sceau_tests::house::{House, actor, citizen, in_house};

fn citizens() -> GenerationId {
    "citizens-g1".parse().unwrap()
}

fn standing(authority: &Authority, job: &JobKey) -> JobStanding {
    let jobs = authority.schedule_jobs(Duration::from_secs(60)).unwrap();
    jobs.into_iter()
        .find(|standing| standing.job == *job)
        .unwrap()
}

/// Does what a daemon does for the lists of `citizens-g1` at one moment.
fn publish_if_due(authority: &Authority, holder: &str) -> Option<CrlRecord> {
    let standing = standing(authority, &JobKey::about(JobName::Crl, citizens()));
    let claimed = authority.claim_due(&standing, holder).unwrap()?;
    let Claimed::Won(lease) = claimed else {
        return None;
    };
    let list = authority
        .publish_due_crl(&Actor::job(&lease), &citizens())
        .unwrap();
    let outcome = if list.is_some() {
        RunOutcome::Done
    } else {
        RunOutcome::Nothing
    };
    authority
        .finish_job(&lease, standing.period, outcome, String::new())
        .unwrap();
    list
}

fn issue(house: &House) -> Serial {
    let request = citizen(csr::p256().as_bytes(), None);
    house.authority().issue(&actor(), &request).unwrap().serial
}

fn revoke(house: &House, serial: &Serial, reason: Reason) {
    let line = "citizens".parse().unwrap();
    house
        .authority()
        .revoke(&actor(), &line, serial, Some(reason), None)
        .unwrap();
}

#[test]
fn crl_03_lists_come_in_time_under_a_fast_clock() {
    in_house(|house| {
        let daemons = [house.authority(), house.authority()];
        let mut lists: Vec<CrlRecord> = Vec::new();
        for step in 0..4 * 48 {
            for (authority, holder) in daemons.iter().zip(["first", "second"]) {
                lists.extend(publish_if_due(authority, holder));
            }
            let last = lists.last().unwrap();
            let left = last.next_update.since(house.clock.now());
            assert!(
                left >= Duration::from_secs(12 * 3600),
                "step {step}: {left:?}"
            );
            house.clock.advance_seconds(15 * 60);
        }
        assert_eq!(lists.len(), 6, "48 h, a list each 8 h");
        assert!(lists.windows(2).all(|pair| pair[0].number < pair[1].number));
    });
}

#[test]
fn crl_03_a_compromise_is_on_a_list_within_a_minute_and_others_wait() {
    in_house(|house| {
        let authority = house.authority();
        assert!(publish_if_due(&authority, "first").is_some());
        house.clock.advance_hours(1);
        let (compromised, superseded) = (issue(house), issue(house));
        revoke(house, &superseded, Reason::Superseded);
        house.clock.advance_seconds(61);
        assert_eq!(publish_if_due(&authority, "first"), None);
        revoke(house, &compromised, Reason::KeyCompromise);
        assert_eq!(publish_if_due(&authority, "first"), None, "it is gathered");
        house.clock.advance_seconds(61);
        assert!(publish_if_due(&authority, "first").is_some());
        assert_eq!(publish_if_due(&authority, "first"), None);
    });
}

#[test]
fn aud_07_a_job_that_did_not_run_is_an_alarm() {
    in_house(|house| {
        let authority = house.authority();
        let job = JobKey::whole(JobName::Scheduled);
        let first = standing(&authority, &job);
        assert!(!first.is_late(house.clock.now()));
        house.clock.advance_seconds(300);
        let late = standing(&authority, &job);
        assert!(late.is_late(house.clock.now()));
        let Some(Claimed::Won(lease)) = authority.claim_due(&late, "first").unwrap() else {
            panic!("{late:?}");
        };
        let event = "SELECT count(*) FROM job_runs WHERE outcome = 'missed' AND words = '5'";
        assert_eq!(house.count(event), 1);
        let done = authority.finish_job(&lease, late.period, RunOutcome::Nothing, String::new());
        done.unwrap();
        assert!(!standing(&authority, &job).is_late(house.clock.now()));
    });
}

#[test]
fn a_daemon_that_stood_still_publishes_nothing_after_another_took_over() {
    in_house(|house| {
        let authority = house.authority();
        let job = JobKey::about(JobName::Crl, citizens());
        let due = standing(&authority, &job);
        let Some(Claimed::Won(stalled)) = authority.claim_due(&due, "first").unwrap() else {
            panic!("{due:?}");
        };
        house.clock.advance_seconds(61);
        let list = publish_if_due(&authority, "second").unwrap();
        let late = authority.publish_crl(&Actor::job(&stalled), &citizens());
        let lost = matches!(
            &late,
            Err(CrlError::Registry(RegistryError::LeaseLost { .. }))
        );
        assert!(lost, "{late:?}");
        assert_eq!(
            house.ports.registry.last_crl_number(&citizens()).unwrap(),
            list.number
        );
    });
}

#[test]
fn intents_are_finished_or_given_up_by_their_age() {
    in_house(|house| {
        let authority = house.authority();
        let interrupt = || {
            let bent = house.authority_signing(|wanted| wanted.sign_wrongly());
            let request = citizen(csr::p256().as_bytes(), None);
            assert!(bent.issue(&actor(), &request).is_err());
        };
        let settled = |finished, abandoned| Settled {
            finished,
            abandoned,
            left: 0,
        };
        interrupt();
        let settle = || authority.settle_intents(&actor()).unwrap();
        assert_eq!(settle(), settled(0, 0), "whoever made it may be at it");
        house.clock.advance_seconds(301);
        assert_eq!(settle(), settled(1, 0));
        interrupt();
        house.clock.advance_hours(49);
        assert_eq!(settle(), settled(0, 1));
        assert_eq!(settle(), settled(0, 0));
    });
}

#[test]
fn crl_13_a_disagreement_is_found() {
    in_house(|house| {
        let authority = house.authority();
        let compare = |told: &[Told]| {
            authority
                .compare_lists_and_answers(&actor(), &citizens(), told)
                .unwrap()
        };
        let (good, revoked, later) = (issue(house), issue(house), issue(house));
        revoke(house, &revoked, Reason::Superseded);
        authority.publish_crl(&actor(), &citizens()).unwrap();
        revoke(house, &later, Reason::Superseded);
        let said = |serial: &Serial, status| Told {
            serial: serial.clone(),
            status,
        };
        let record = |serial| {
            house
                .ports
                .registry
                .certificate(&citizens(), serial)
                .unwrap()
        };
        let true_of = |serial| said(serial, record(serial).unwrap().status);
        let sound = compare(&[true_of(&good), true_of(&revoked), true_of(&later)]);
        assert_eq!((sound.differ, sound.entries, sound.answers), (vec![], 1, 3));
        let early = compare(&[said(&later, CertificateStatus::Good)]);
        assert_eq!(early.differ, [], "a minute is allowed");
        house.clock.advance_seconds(61);
        let wrong = compare(&[said(&later, CertificateStatus::Good)]);
        assert_eq!(wrong.differ, [Disagreement::Answer(later)]);
        let alarm = "SELECT count(*) FROM event_pages WHERE act = 'crl.disagree'";
        assert_eq!(house.count(alarm), 1);
        // Another hand takes the date of a revocation back by a minute.
        let raw = rusqlite::Connection::open(house.database()).unwrap();
        raw.execute_batch(
            "DROP TRIGGER serials_revoked_stay_revoked;
             UPDATE serials SET effective = effective - 60000 WHERE reason = 4",
        )
        .unwrap();
        assert_eq!(compare(&[]).differ, [Disagreement::NotListed(revoked)]);
    });
}

#[test]
fn ops_01_a_clock_in_doubt_stops_issuance_and_never_revocation() {
    in_house(|house| {
        let serial = issue(house);
        let clock = Arc::new(WatchedClock::new(house.ports.clock.clone()));
        let authority = Authority::new(Ports {
            clock: clock.clone(),
            ..house.ports.clone()
        });
        for hours in [0, 24] {
            let sample = ClockSample {
                wall: house.clock.now(),
                monotonic: Duration::from_secs(hours * 3_600),
                kernel: ClockState::Unsynchronised,
                last_event: None,
                server: None,
            };
            clock.take(sample);
        }
        let request = citizen(csr::p256().as_bytes(), None);
        let refused = authority.issue(&actor(), &request).unwrap_err();
        let doubt = ClockDoubt::Unsynchronised;
        assert!(matches!(refused, IssueError::Clock { doubt: found } if found == doubt));
        assert_eq!(refused.requirement(), Some("OPS-01"));
        let line = "citizens".parse().unwrap();
        authority
            .revoke(&actor(), &line, &serial, None, None)
            .unwrap();
        authority.publish_crl(&actor(), &citizens()).unwrap();
    });
}

#[test]
fn aud_02_events_tell_what_is_known_of_the_clock() {
    in_house(|house| {
        let clock = Arc::new(WatchedClock::new(house.ports.clock.clone()));
        let sample = ClockSample {
            wall: house.clock.now(),
            monotonic: Duration::ZERO,
            kernel: ClockState::Synchronised,
            last_event: None,
            server: None,
        };
        clock.take(sample);
        let authority = Authority::new(Ports {
            clock,
            ..house.ports.clone()
        });
        authority.publish_crl(&actor(), &citizens()).unwrap();
        let size = house.ports.audit.head().unwrap().size;
        let last = house.ports.audit.entries(size - 1, 1).unwrap().remove(0);
        let body = String::from_utf8(last.body.unwrap()).unwrap();
        assert!(body.contains(r#""clock":"synchronised""#), "{body}");
    });
}
