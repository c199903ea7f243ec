//! Jobs: each slot is run once, whoever claims it, and nobody commits without the lease.

use std::sync::Barrier;
use std::thread;
use std::time::Duration;

use ca_core::actor::Actor;
use ca_core::audit::event::{Act, AuditEvent, EventFields, Outcome};
use ca_core::crl::CrlHeader;
use ca_core::digest::Sha256Digest;
use ca_core::jobs::book::{Claim, Claimed, KEPT, RunEnd};
use ca_core::jobs::lease::Lease;
use ca_core::jobs::name::{JobKey, JobName};
use ca_core::jobs::plan::Missed;
use ca_core::jobs::run::{JobRun, RunOutcome};
use ca_core::jobs::slot::Slot;
use ca_core::registry::RegistryError;
use ca_core::registry::records::{CrlRecord, SinceCrl};
use ca_core::revocation::Reason;
use ca_core::timestamp::Timestamp;

use super::samples::{NOW, Still, Store, citizens, event, found, issue, reservation, revoke};

const MINUTE: Duration = Duration::from_secs(60);

fn job() -> JobKey {
    JobKey::about(JobName::Crl, "citizens-g1")
}

fn slot(minute: u32) -> Slot {
    Slot::at(later(minute * 60))
}

fn later(seconds: u32) -> Timestamp {
    NOW.plus(Duration::from_secs(seconds.into()))
}

fn claim(holder: &str, minute: u32, at: Timestamp) -> Claim {
    Claim {
        job: job(),
        slot: slot(minute),
        missed: None,
        holder: holder.to_owned(),
        at,
        until: at.plus(MINUTE),
    }
}

fn won(claimed: Claimed) -> Lease {
    let Claimed::Won(lease) = claimed else {
        panic!("{claimed:?}");
    };
    lease
}

fn end(outcome: RunOutcome, at: Timestamp, next: u32) -> RunEnd {
    RunEnd {
        outcome,
        at,
        words: "list 7".to_owned(),
        next: slot(next),
    }
}

/// An event of a job that holds a lease.
fn by(lease: &Lease, act: Act) -> AuditEvent {
    let (actor, fields) = (Actor::job(lease), EventFields::default());
    AuditEvent::new(act, Outcome::Done, &actor, &fields, &Still, &Still).unwrap()
}

fn last(store: &dyn Store) -> JobRun {
    store.runs(&job(), 1).unwrap().remove(0)
}

fn is_lost<T: std::fmt::Debug>(result: Result<T, RegistryError>) -> bool {
    matches!(result, Err(RegistryError::LeaseLost { job }) if job == "crl citizens-g1")
}

/// Two programs claim the same slots at the same moments, one of them with a clock that is behind.
pub(crate) fn two_daemons_run_each_slot_once(stores: &[&(dyn Store + Sync); 2]) {
    const SLOTS: u32 = 40;
    stores[0].schedule(&job(), slot(0), MINUTE).unwrap();
    let together = Barrier::new(2);
    let run_all = |store: &dyn Store, holder: &str, behind: u32| {
        let mut runs = 0;
        for minute in 0..SLOTS {
            together.wait();
            let at = later(minute * 60 + 30 - behind);
            let Claimed::Won(lease) = store.claim(&claim(holder, minute, at), None).unwrap() else {
                continue;
            };
            store.append(&by(&lease, Act::CrlPublish)).unwrap();
            let end = end(RunOutcome::Done, at, minute + 1);
            store.finish(&lease, &end).unwrap();
            runs += 1;
        }
        runs
    };
    let runs: u32 = thread::scope(|scope| {
        let other = scope.spawn(|| run_all(stores[1], "second", 20));
        run_all(stores[0], "first", 0) + other.join().unwrap()
    });
    assert_eq!(runs, SLOTS);
    assert_eq!(stores[0].head().unwrap().size, u64::from(SLOTS));
    let kept = stores[1].runs(&job(), SLOTS + 1).unwrap();
    assert_eq!(kept.len(), 40);
    assert!(kept.iter().all(|run| run.tries == 1));
}

pub(crate) fn a_killed_holder_is_replaced_and_its_late_commit_refused(store: &dyn Store) {
    store.schedule(&job(), slot(0), MINUTE).unwrap();
    let killed = won(store.claim(&claim("first", 0, NOW), None).unwrap());
    let held = store.claim(&claim("second", 0, later(59)), None).unwrap();
    let until = later(60);
    let holder = "first".to_owned();
    assert_eq!(held, Claimed::Held { holder, until });
    let heir = won(store.claim(&claim("second", 0, later(60)), None).unwrap());
    assert_eq!(heir.fence, killed.fence + 1);
    for late in [
        store.append(&by(&killed, Act::CrlPublish)).map(drop),
        store.renew(&killed, later(120)),
        store.finish(&killed, &end(RunOutcome::Done, later(61), 1)),
    ] {
        assert!(is_lost(late));
    }
    assert_eq!(store.head().unwrap().size, 0, "nothing of it was committed");
    store.renew(&heir, later(180)).unwrap();
    store.append(&by(&heir, Act::CrlPublish)).unwrap();
    store
        .finish(&heir, &end(RunOutcome::Done, later(62), 1))
        .unwrap();
    assert!(
        is_lost(store.append(&by(&heir, Act::CrlPublish))),
        "its run has ended"
    );
    let run = last(store);
    assert_eq!(
        (run.holder.as_str(), run.tries, run.fence),
        ("second", 2, heir.fence)
    );
    assert_eq!(run.end, Some((RunOutcome::Done, later(62))));
}

pub(crate) fn a_job_does_its_own_acts_and_no_others(store: &dyn Store) {
    store.schedule(&job(), slot(0), MINUTE).unwrap();
    let lease = won(store.claim(&claim("first", 0, NOW), None).unwrap());
    for act in [
        Act::CertificateRevoke,
        Act::DocumentActivate,
        Act::KeyGenerate,
    ] {
        let refused = store.append(&by(&lease, act)).unwrap_err();
        assert!(
            matches!(refused, RegistryError::NotOfThisJob { .. }),
            "{refused:?}"
        );
    }
    store.append(&by(&lease, Act::CrlReserve)).unwrap();
    assert_eq!(store.head().unwrap().size, 1);
}

pub(crate) fn aud_07_missed_slots_are_told_once(store: &dyn Store) {
    store.schedule(&job(), slot(1), MINUTE).unwrap();
    let missed = Missed {
        first: slot(1),
        last: slot(4),
        count: 4,
    };
    let late = Claim {
        missed: Some(missed),
        ..claim("first", 5, later(300))
    };
    let told = event(Act::JobMissed, "crl citizens-g1");
    let lease = won(store.claim(&late, Some(&told)).unwrap());
    let other = Claim {
        holder: "second".to_owned(),
        ..late
    };
    let held = store.claim(&other, Some(&told)).unwrap();
    assert!(matches!(held, Claimed::Held { .. }), "{held:?}");
    let heir = Claim {
        at: later(400),
        until: later(460),
        ..other
    };
    assert!(won(store.claim(&heir, Some(&told)).unwrap()).fence > lease.fence);
    assert_eq!(store.head().unwrap().size, 1);
    let runs = store.runs(&job(), 9).unwrap();
    let told: Vec<_> = runs
        .iter()
        .map(|run| (run.slot, run.end, run.words.as_str()))
        .collect();
    let unheard = Some((RunOutcome::Missed, later(300)));
    assert_eq!(told, [(slot(5), None, ""), (slot(4), unheard, "4")]);
    let standing = store.jobs().unwrap().remove(0);
    assert_eq!((standing.due, standing.begun), (slot(1), Some(slot(5))));
    assert!(standing.is_late(later(121)));
}

pub(crate) fn failed_run_waits_and_is_tried_again(store: &dyn Store) {
    let unknown = store.claim(&claim("first", 0, NOW), None);
    assert!(matches!(unknown, Err(RegistryError::NotFound { .. })));
    store.schedule(&job(), slot(0), MINUTE).unwrap();
    let lease = won(store.claim(&claim("first", 0, NOW), None).unwrap());
    store
        .finish(&lease, &end(RunOutcome::Failed, NOW, 1))
        .unwrap();
    assert_eq!(store.jobs().unwrap()[0].due, slot(0), "it is still due");
    let until = later(10);
    let early = store.claim(&claim("second", 0, later(9)), None).unwrap();
    assert_eq!(early, Claimed::Waits { until });
    let again = won(store.claim(&claim("second", 0, until), None).unwrap());
    store
        .finish(&again, &end(RunOutcome::Failed, until, 1))
        .unwrap();
    assert_eq!(last(store).again(), Some(later(30)));
    // A newer slot waits for nothing.
    let newer = won(store.claim(&claim("first", 1, later(11)), None).unwrap());
    assert!(newer.fence > again.fence);
}

pub(crate) fn run_that_ended_well_has_no_other(store: &dyn Store) {
    store.schedule(&job(), slot(0), MINUTE).unwrap();
    let lease = won(store.claim(&claim("first", 2, later(120)), None).unwrap());
    store
        .finish(&lease, &end(RunOutcome::Nothing, later(121), 3))
        .unwrap();
    for minute in [0, 1, 2] {
        let again = store
            .claim(&claim("second", minute, later(122)), None)
            .unwrap();
        assert_eq!(again, Claimed::Ended, "{minute}");
    }
    let standing = store.jobs().unwrap().remove(0);
    assert_eq!((standing.due, standing.good), (slot(3), Some(later(121))));
    // A holder who went away leaves no run behind that never ends.
    let _gone = won(store.claim(&claim("first", 3, later(180)), None).unwrap());
    let heir = won(store.claim(&claim("second", 4, later(250)), None).unwrap());
    let runs = store.runs(&job(), 2).unwrap();
    assert_eq!(runs[1].end, Some((RunOutcome::Lost, later(250))));
    assert_eq!((runs[0].fence, runs[0].end), (heir.fence, None));
}

pub(crate) fn runs_are_kept_up_to_a_number(store: &dyn Store) {
    store.schedule(&job(), slot(0), MINUTE).unwrap();
    for minute in 0..KEPT + 3 {
        let at = later(minute * 60);
        let lease = won(store.claim(&claim("first", minute, at), None).unwrap());
        store
            .finish(&lease, &end(RunOutcome::Done, at, minute + 1))
            .unwrap();
    }
    let runs = store.runs(&job(), KEPT + 3).unwrap();
    assert_eq!(u32::try_from(runs.len()), Ok(KEPT));
    assert_eq!((runs[0].slot, runs[999].slot), (slot(KEPT + 2), slot(3)));
}

pub(crate) fn what_a_list_does_not_tell_is_known(store: &dyn Store) {
    found(store);
    (1..=3).for_each(|number| drop(issue(store, number)));
    let since = |store: &dyn Store| store.withdrawn_since_crl(&citizens()).unwrap();
    assert_eq!(since(store), SinceCrl::default());
    revoke(store, 1, Some(Reason::KeyCompromise));
    let (count, urgent) = (1, Some(NOW));
    let told = |last| SinceCrl {
        last,
        count,
        urgent,
    };
    assert_eq!(since(store), told(None));
    let covers = store.revoked_entries(&citizens(), &mut |_| {}).unwrap();
    // What is withdrawn between the reading of the entries and the list is not on it.
    revoke(store, 2, Some(Reason::Superseded));
    let digest = Sha256Digest::of(b"tbs");
    let wanted = ca_core::registry::records::CrlReservation {
        covers,
        ..reservation(0, 7, digest)
    };
    store
        .reserve_crl(&wanted, &event(Act::CrlReserve, "7"))
        .unwrap();
    let crl = CrlRecord {
        issuer: citizens(),
        number: 7,
        this_update: NOW,
        next_update: NOW,
        der: b"crl".to_vec(),
    };
    store
        .publish_crl(&crl, &event(Act::CrlPublish, "7"))
        .unwrap();
    let last = CrlHeader {
        number: 7,
        this_update: NOW,
        next_update: NOW,
    };
    let expected = SinceCrl {
        urgent: None,
        ..told(Some(last))
    };
    assert_eq!(since(store), expected);
    assert_eq!(store.newest_crl(&citizens()).unwrap(), Some(crl));
}
