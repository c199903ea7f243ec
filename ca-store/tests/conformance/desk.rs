//! How revocations come about: who asked, codes, what is set for later, reports, notices.

use std::time::Duration;

use ca_core::actor::{Actor, ActorKind};
use ca_core::audit::event::{Act, AuditEvent};
use ca_core::random::Random;
use ca_core::registry::RegistryError;
use ca_core::registry::records::{CertificateStatus, CrlRecord, CrlReservation};
use ca_core::revocation::code::{RevocationCode, StoredCode};
use ca_core::revocation::desk::{
    LaterRevocation, PresentedCode, ReportChange, ScheduledRevocation,
};
use ca_core::revocation::notice::NoticeKind;
use ca_core::revocation::report::{Decision, NewReport, ReportClass, Stage};
use ca_core::revocation::request::{Asking, Requester};
use ca_core::revocation::{Reason, Revocation};
use ca_core::timestamp::Timestamp;

use super::samples::{
    NOW, Still, Store, amina, citizens, event, found, issue, reservation, revocation, revoke,
    serial,
};

fn later(seconds: u64) -> Timestamp {
    NOW.plus(Duration::from_secs(seconds))
}

fn asking() -> Asking {
    Asking {
        requester: Requester::Order("TGI 2026/114".parse().unwrap()),
        received: Timestamp::from_unix_seconds(NOW.unix_seconds() - 600),
        authenticated: Timestamp::from_unix_seconds(NOW.unix_seconds() - 60),
    }
}

fn revoked(number: u32) -> AuditEvent {
    event(Act::CertificateRevoke, &serial(number).to_string())
}

fn status(store: &dyn Store, number: u32) -> CertificateStatus {
    store.status(&citizens(), &serial(number)).unwrap().status
}

fn code(letters: &str) -> RevocationCode {
    letters.parse().unwrap()
}

const RIGHT: &str = "0123-4567-89AB-CDEF";
const WRONG: &str = "0123-4567-89AB-CDEG";

fn give_code(store: &dyn Store, number: u32) {
    let random: &dyn Random = &Still;
    let stored = StoredCode::of(&code(RIGHT), &citizens(), &serial(number), random).unwrap();
    let act = event(Act::RevocationCodeIssue, &serial(number).to_string());
    store
        .store_code(&citizens(), &serial(number), &stored, &act)
        .unwrap();
}

fn redeem(store: &dyn Store, number: u32, letters: &str, at: Timestamp) -> bool {
    let presented = PresentedCode {
        issuer: citizens(),
        serial: serial(number),
        code: code(letters),
        at,
    };
    let asking = Asking {
        requester: Requester::Holder,
        ..asking()
    };
    let end = revocation(None);
    store
        .redeem_code(&presented, &end, &asking, &revoked(number))
        .unwrap()
}

pub(crate) fn rev_01_times_of_a_request_read_back(store: &dyn Store) {
    found(store);
    issue(store, 1);
    let (end, act) = (revocation(Some(Reason::Superseded)), revoked(1));
    store
        .revoke_asked(&citizens(), &serial(1), &end, Some(&asking()), &act)
        .unwrap();
    let covers = store.revoked_entries(&citizens(), &mut |_| {}).unwrap();
    let read = || {
        store
            .withdrawals(&citizens(), &serial(1))
            .unwrap()
            .remove(0)
    };
    assert_eq!(read().published, None);
    let digest = ca_core::digest::Sha256Digest::of(b"tbs");
    for (number, covers) in [(7, 0), (8, covers), (9, covers)] {
        let wanted = CrlReservation {
            covers,
            ..reservation(if number == 7 { 0 } else { number - 1 }, number, digest)
        };
        store
            .reserve_crl(&wanted, &event(Act::CrlReserve, "7"))
            .unwrap();
        let crl = CrlRecord {
            issuer: citizens(),
            number,
            this_update: later(number),
            next_update: later(100),
            der: b"crl".to_vec(),
        };
        store
            .publish_crl(&crl, &event(Act::CrlPublish, "7"))
            .unwrap();
    }
    let read = read();
    assert_eq!(read.asked_by, Some(asking().requester));
    assert_eq!(read.received, Some(asking().received));
    assert_eq!(read.authenticated, Some(asking().authenticated));
    assert_eq!((read.decided, read.effective), (NOW, Some(NOW)));
    assert_eq!(
        read.published,
        Some(later(8)),
        "the first list that tells it"
    );
    assert_eq!(
        (read.act.as_str(), read.reason),
        ("revoke", Some(Reason::Superseded))
    );
}

pub(crate) fn rev_02_code_locks_after_five_wrong_ones_and_is_used_once(store: &dyn Store) {
    found(store);
    (1..=3).for_each(|number| drop(issue(store, number)));
    assert!(!redeem(store, 1, RIGHT, NOW), "there is none");
    (1..=2).for_each(|number| give_code(store, number));
    let before = store.head().unwrap().size;
    assert!((0..5).all(|_| !redeem(store, 2, WRONG, NOW)));
    assert!(!redeem(store, 2, RIGHT, NOW), "it is locked");
    assert_eq!(
        store.head().unwrap().size,
        before,
        "strangers write no events"
    );
    // Sample 2 ends two seconds after it began, so the lock outlasts it.
    assert!(
        !redeem(store, 2, RIGHT, later(24 * 3600)),
        "dead with the certificate"
    );
    assert!(!redeem(store, 1, WRONG, NOW));
    assert!(redeem(store, 1, RIGHT, later(1)));
    assert_eq!(
        status(store, 1),
        CertificateStatus::Revoked(revocation(None))
    );
    assert!(!redeem(store, 1, RIGHT, later(1)), "it was used");
    give_code(store, 3);
    revoke(store, 3, None);
    assert!(!redeem(store, 3, RIGHT, NOW), "dead with the certificate");
    let act = event(Act::RevocationCodeIssue, "3");
    let stored = StoredCode::of(&code(RIGHT), &citizens(), &serial(3), &Still).unwrap();
    let refused = store.store_code(&citizens(), &serial(3), &stored, &act);
    assert!(matches!(
        refused,
        Err(RegistryError::WrongState {
            state: "revoked",
            ..
        })
    ));
}

pub(crate) fn rev_03_reason_becomes_key_compromise_and_nothing_else(store: &dyn Store) {
    found(store);
    issue(store, 1);
    let amend = |reason| {
        let (end, act) = (revocation(reason), event(Act::RevocationAmend, "1"));
        store.amend_revocation(&citizens(), &serial(1), &end, &asking(), &act)
    };
    let compromise = Some(Reason::KeyCompromise);
    let good = amend(compromise);
    assert!(matches!(
        good,
        Err(RegistryError::WrongState { state: "good", .. })
    ));
    revoke(store, 1, Some(Reason::Superseded));
    amend(compromise).unwrap();
    assert_eq!(
        status(store, 1),
        CertificateStatus::Revoked(revocation(compromise))
    );
    let key_hash = super::samples::intent(1).key_hash;
    assert!(store.key_is_barred(&key_hash).unwrap());
    let again = amend(compromise);
    assert!(matches!(
        again,
        Err(RegistryError::WrongState {
            state: "revoked",
            ..
        })
    ));
    assert_eq!(store.withdrawals(&citizens(), &serial(1)).unwrap().len(), 2);
}

fn wanted(number: u32, seconds: u64) -> LaterRevocation {
    LaterRevocation {
        issuer: citizens(),
        serial: serial(number),
        revocation: Revocation {
            effective: later(seconds),
            reason: Some(Reason::CessationOfOperation),
            invalidity_date: None,
        },
        asking: asking(),
        actor: amina(),
    }
}

fn set(store: &dyn Store, number: u32, seconds: u64) -> u64 {
    let act = event(Act::RevocationSchedule, &serial(number).to_string());
    store
        .schedule_revocation(&wanted(number, seconds), &act)
        .unwrap()
}

fn is_over<T>(result: Result<T, RegistryError>, word: &str) -> bool {
    matches!(result, Err(RegistryError::WrongState { state, .. }) if state == word)
}

pub(crate) fn rev_04_what_is_set_for_later_happens_once(store: &dyn Store) {
    found(store);
    (1..=3).for_each(|number| drop(issue(store, number)));
    let ids = [(1, 30), (2, 10), (3, 20)].map(|(number, after)| set(store, number, after));
    let again = event(Act::RevocationSchedule, "again");
    let twice = store.schedule_revocation(&wanted(1, 5), &again);
    assert!(matches!(twice, Err(RegistryError::Exists { .. })));
    let due = store.scheduled_revocations(later(20), None, 9).unwrap();
    let expected = |id, wanted| ScheduledRevocation {
        id,
        wanted,
        ended: None,
    };
    let soonest = expected(ids[1], wanted(2, 10));
    assert_eq!(due, [soonest, expected(ids[2], wanted(3, 20))]);
    let after = Some((later(10), ids[1]));
    let rest = store.scheduled_revocations(later(99), after, 1).unwrap();
    assert_eq!(rest[0].id, ids[2]);
    let act = event(Act::RevocationCancel, "3");
    store.cancel_scheduled(ids[2], &act).unwrap();
    store.execute_scheduled(ids[1], &revoked(2)).unwrap();
    assert_eq!(
        status(store, 2),
        CertificateStatus::Revoked(wanted(2, 10).revocation)
    );
    assert_eq!(status(store, 3), CertificateStatus::Good);
    for (id, word) in [(ids[1], "done"), (ids[2], "cancelled")] {
        assert!(is_over(store.execute_scheduled(id, &revoked(2)), word));
        assert!(is_over(store.cancel_scheduled(id, &act), word));
    }
    let unknown = store.cancel_scheduled(9_999, &act);
    assert!(matches!(unknown, Err(RegistryError::NotFound { .. })));
    // One that was called off may be set again.
    let newer = set(store, 3, 40);
    assert!(newer > ids[2]);
}

pub(crate) fn rev_04_whoever_is_sooner_overtakes_what_is_set(store: &dyn Store) {
    found(store);
    issue(store, 1);
    let id = set(store, 1, 30);
    revoke(store, 1, Some(Reason::KeyCompromise));
    assert!(is_over(
        store.execute_scheduled(id, &revoked(1)),
        "overtaken"
    ));
    assert_eq!(
        store
            .scheduled_revocations(Timestamp::NO_END, None, 9)
            .unwrap(),
        []
    );
    let refused = store.schedule_revocation(&wanted(1, 9), &revoked(1));
    assert!(is_over(refused, "revoked"));
}

pub(crate) fn rev_05_notice_is_queued_and_laid_out_once(store: &dyn Store) {
    found(store);
    (1..=2).for_each(|number| drop(issue(store, number)));
    revoke(store, 2, None);
    let queued = || store.queued_notices(9).unwrap();
    let told: Vec<_> = queued()
        .into_iter()
        .map(|(record, kind)| (record.serial, kind))
        .collect();
    assert_eq!(told, [(serial(2), NoticeKind::Revoked)]);
    let before = store.head().unwrap().size;
    let act = event(Act::CertificateNotify, "2");
    let lay = || {
        store
            .record_notice(&citizens(), &serial(2), NoticeKind::Revoked, &act)
            .unwrap()
    };
    assert_eq!((lay(), lay()), (true, false));
    assert_eq!(store.head().unwrap().size, before + 1);
    assert_eq!(queued(), []);
}

pub(crate) fn law_09_ends_are_told_once_by_kind(store: &dyn Store) {
    found(store);
    // Sample n ends n seconds after it began.
    (1..=4).for_each(|number| drop(issue(store, number)));
    revoke(store, 3, None);
    let due = |kind| -> Vec<_> {
        let found = store.unnoticed_ends(kind, later(1), later(4), 9).unwrap();
        found.into_iter().map(|record| record.serial).collect()
    };
    assert_eq!(due(NoticeKind::End30), [serial(2), serial(4)]);
    let act = event(Act::CertificateNotify, "2");
    let kind = NoticeKind::End30;
    assert!(
        store
            .record_notice(&citizens(), &serial(2), kind, &act)
            .unwrap()
    );
    assert_eq!(due(kind), [serial(4)]);
    assert_eq!(
        due(NoticeKind::End7),
        [serial(2), serial(4)],
        "another kind"
    );
    let one = store
        .unnoticed_ends(NoticeKind::End7, later(1), later(4), 1)
        .unwrap();
    assert_eq!(one.len(), 1);
}

pub(crate) fn rev_07_report_keeps_its_times_and_stages(store: &dyn Store) {
    found(store);
    issue(store, 1);
    let new = |about| NewReport {
        class: ReportClass::Compromise,
        about,
        text: "the key is on a web site".into(),
        received: NOW,
        actor: Actor::new(ActorKind::OsUser, "ngaré", "uid 1001"),
    };
    let act = |act| event(act, "report");
    let unknown = store.open_report(&new(Some((citizens(), serial(9)))), &act(Act::ReportOpen));
    assert!(matches!(unknown, Err(RegistryError::NotFound { .. })));
    let about = new(Some((citizens(), serial(1))));
    let first = store.open_report(&about, &act(Act::ReportOpen)).unwrap();
    let second = store
        .open_report(&new(None), &act(Act::ReportOpen))
        .unwrap();
    let read = |id| store.report(id).unwrap().unwrap();
    assert_eq!(
        (read(first).report, read(second).report.about),
        (about, None)
    );
    let change = |id, change| store.change_report(id, &change, &act(Act::ReportAnswer));
    change(first, ReportChange::Answered).unwrap();
    assert!(is_over(change(first, ReportChange::Answered), "answered"));
    change(first, ReportChange::Explained("the token was away".into())).unwrap();
    change(first, ReportChange::Decided(Decision::Revoked)).unwrap();
    assert!(is_over(
        change(first, ReportChange::Decided(Decision::Kept)),
        "decided"
    ));
    let decided = read(first);
    assert_eq!(decided.decided, Some((NOW, Decision::Revoked)));
    assert_eq!(decided.late_reason.as_deref(), Some("the token was away"));
    let open: Vec<_> = store
        .reports(true, None, 9)
        .unwrap()
        .iter()
        .map(|one| one.id)
        .collect();
    assert_eq!(open, [second]);
    assert_eq!(store.reports(false, Some(first), 9).unwrap().len(), 1);
    let tell = |stage| {
        store
            .tell_stage(second, stage, &act(Act::ReportDue))
            .unwrap()
    };
    assert_eq!(
        (tell(Stage::DecisionEnd), tell(Stage::DecisionEnd)),
        (true, false)
    );
    assert!(tell(Stage::AnswerHalf));
    assert_eq!(read(second).told, [Stage::AnswerHalf, Stage::DecisionEnd]);
}
