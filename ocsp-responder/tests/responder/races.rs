//! An answer computed before a revocation is never told after it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use ca_core::ocsp::issuer_hashes::CertIdHash;
use ca_core::registry::records::CertificateStatus;
use ca_core::serial::Serial;
use ocsp_responder::answer::{Answer, Outcome, Refusal, Reply};
use ocsp_responder::cache::AnswerCache;

use crate::house::{House, request, serial};
use crate::pki::NOW;

#[test]
fn revocation_drops_the_answer_in_every_form() {
    let house = House::new();
    let serial = house.issue(1);
    let requests: Vec<_> = CertIdHash::ALL
        .map(|hash| request(vec![house.cert_id(hash, &serial)], None))
        .to_vec();
    for request in &requests {
        assert_eq!(house.ask(request).outcome(), Outcome::Good);
    }
    assert_eq!(house.responder.cache().len(), 4);
    house.revoke(&serial);
    house.follow();
    assert!(house.responder.cache().is_empty());
    for request in &requests {
        assert_eq!(house.ask(request).outcome(), Outcome::Revoked);
    }
}

#[test]
fn other_serials_stay() {
    let house = House::new();
    let (one, two) = (house.issue(1), house.issue(2));
    let (first, second) = (house.request(&one), house.request(&two));
    house.follow();
    assert!(matches!(house.ask(&first), Reply::Shared(_)));
    assert!(matches!(house.ask(&second), Reply::Shared(_)));
    house.revoke(&one);
    house.follow();
    assert_eq!(house.responder.cache().len(), 1);
}

#[test]
fn revocation_between_status_and_signature_keeps_the_answer_out() {
    let house = House::new();
    let serial = house.issue(1);
    let request = house.request(&serial);
    let (told, revoke) = std::sync::mpsc::channel::<()>();
    let (done, go_on) = std::sync::mpsc::channel::<()>();
    *house.source.after_status.lock().unwrap() = Some(Box::new(move || {
        told.send(()).unwrap();
        go_on.recv().unwrap();
    }));
    let responder = Arc::clone(&house.responder);
    let old = thread::spawn(
        move || match responder.look_up(Some("citizens-g1"), &request) {
            ocsp_responder::responder::question::Found::Question(question) => {
                responder.answer(question)
            }
            ocsp_responder::responder::question::Found::Reply(reply) => reply,
        },
    );
    revoke.recv().unwrap();
    house.revoke(&serial);
    house.follow();
    done.send(()).unwrap();
    assert_eq!(
        old.join().unwrap().outcome(),
        Outcome::Good,
        "it was asked before"
    );
    assert!(house.responder.cache().is_empty());
    assert_eq!(
        house.ask(&house.request(&serial)).outcome(),
        Outcome::Revoked
    );
}

#[test]
fn marks_hold_however_threads_interleave() {
    let house = House::new();
    let serial = serial(1);
    let cert_id = house.cert_id(CertIdHash::Sha1, &serial);
    let issuer = house.citizens.generation.id;
    let answer = |outcome| {
        Arc::new(Answer::new(
            vec![1],
            outcome,
            NOW,
            NOW.plus(crate::house::POLICY.validity),
        ))
    };
    for _ in 0..2_000 {
        let cache = AnswerCache::new(1 << 20);
        let revoked = AtomicBool::new(false);
        thread::scope(|scope| {
            scope.spawn(|| {
                let mark = cache.mark(&issuer, &serial);
                let known = revoked.load(Ordering::SeqCst);
                let outcome = if known {
                    Outcome::Revoked
                } else {
                    Outcome::Good
                };
                cache.insert(mark, &issuer, &cert_id, &answer(outcome));
            });
            revoked.store(true, Ordering::SeqCst);
            cache.forget(&issuer, &serial);
        });
        let kept = cache.get(&issuer, &cert_id).map(|answer| answer.outcome);
        assert_ne!(kept, Some(Outcome::Good));
    }
}

#[test]
fn registry_that_was_put_back_empties_the_memory() {
    let house = House::new();
    let first = house.request(&house.issue(1));
    house.follow();
    assert!(matches!(house.ask(&first), Reply::Shared(_)));
    house.source.forget_feed();
    assert!(house.follower.lock().unwrap().read().is_err());
    assert_eq!(house.responder.cache().len(), 1);
    house.source.acknowledge();
    house.follow();
    assert!(house.responder.cache().is_empty());
}

#[test]
fn registry_that_was_away_empties_the_memory() {
    let house = House::new();
    let first = house.request(&house.issue(1));
    house.follow();
    assert!(matches!(house.ask(&first), Reply::Shared(_)));
    house.source.unreadable.store(true, Ordering::SeqCst);
    house.follower.lock().unwrap().read().unwrap_err();
    assert!(
        matches!(house.ask(&first), Reply::Shared(_)),
        "better than none"
    );
    house.source.unreadable.store(false, Ordering::SeqCst);
    house.follow();
    assert!(house.responder.cache().is_empty());
}

#[test]
fn memory_is_bounded_by_octets() {
    let house = House::new();
    let cache = AnswerCache::new(1 << 20);
    let issuer = house.citizens.generation.id.clone();
    let answer = Arc::new(Answer::new(vec![0; 1000], Outcome::Good, NOW, NOW));
    for number in 0..20_000_u32 {
        let octets = [&[0x40], number.to_be_bytes().as_slice()].concat();
        let serial = octets.as_slice().try_into().unwrap();
        let cert_id = house.cert_id(CertIdHash::Sha1, &serial);
        cache.insert(cache.mark(&issuer, &serial), &issuer, &cert_id, &answer);
    }
    assert!(
        cache.octets() <= 1 << 20 && cache.len() > 300,
        "{} in {}",
        cache.len(),
        cache.octets()
    );
}

#[test]
fn budget_of_live_answers_is_given_back() {
    let house = House::new();
    let id = house.cert_id(CertIdHash::Sha1, &house.issue(1));
    let live = request(vec![id], Some(&[1]));
    for _ in 0..3 {
        let held: Vec<_> = (0..crate::house::POLICY.live_answers)
            .map(|_| house.responder.look_up(None, &live))
            .collect();
        assert!(matches!(house.ask(&live), Reply::Refused(_)), "busy");
        let shared = house.request(&house.issue(2));
        assert_eq!(
            house.ask(&shared).outcome(),
            Outcome::Good,
            "others are served"
        );
        let unknown = house.request(&serial(99));
        assert!(
            matches!(house.ask(&unknown), Reply::Refused(_)),
            "unknown shares the budget"
        );
        drop(held);
        assert_eq!(house.ask(&live).outcome(), Outcome::Good);
    }
}

/// Of several servers one may be behind: what the feed has told already, it does not know.
#[test]
fn i04_server_that_is_behind_the_feed_signs_nothing() {
    let house = House::new();
    let serial = house.issue(1);
    house.follow();
    house.source.lacking.store(1, Ordering::SeqCst);
    let behind = house.ask(&house.request(&serial)).outcome();
    assert_eq!(behind, Outcome::Refused(Refusal::TryLater));
    assert!(house.responder.cache().is_empty());
    house.source.lacking.store(0, Ordering::SeqCst);
    assert_eq!(house.ask(&house.request(&serial)).outcome(), Outcome::Good);
}

/// The feed is read from a fresh server, the status from a stale one.
#[test]
fn i04_moment_of_an_answer_is_that_of_the_server_that_told_the_status() {
    let house = House::new();
    let serial = house.issue(1);
    house.follow();
    house.source.status_behind.store(1500, Ordering::SeqCst);
    let stale = house.ask(&house.request(&serial)).outcome();
    assert_eq!(stale, Outcome::Refused(Refusal::TryLater));
    house.source.status_behind.store(500, Ordering::SeqCst);
    let Reply::Shared(answer) = house.ask(&house.request(&serial)) else {
        panic!("no answer");
    };
    let shown = NOW.minus(Duration::from_millis(500)).truncated_to_second();
    assert_eq!(answer.this_update, shown);
}

/// With a nonce, so that it is signed now.
fn ask_anew(house: &House, serial: &Serial) -> Outcome {
    let id = house.cert_id(CertIdHash::Sha1, serial);
    house.ask(&request(vec![id], Some(&[1]))).outcome()
}

#[test]
fn i04_registry_with_another_history_is_not_spoken_for_before_that_is_acknowledged() {
    let house = House::new();
    let (one, two, three) = (house.issue(1), house.issue(2), house.issue(3));
    house.revoke(&three);
    house.follow();
    for serial in [&one, &two] {
        assert_eq!(house.ask(&house.request(serial)).outcome(), Outcome::Good);
    }
    // A server takes over without the last change, and the same person revokes another one, and
    // that one again: the feed is longer than before, and its end looks the same.
    house.source.forget_last(2);
    house.revoke(&one);
    house.revoke(&three);
    house.revoke(&three);
    for _ in 0..2 {
        assert!(house.follower.lock().unwrap().read().is_err());
        assert!(house.responder.freshness().is_put_back());
        let refused = Outcome::Refused(Refusal::TryLater);
        assert_eq!(ask_anew(&house, &three), refused);
    }
    house.source.acknowledge();
    house.follow();
    assert_eq!(house.responder.cache().len(), 0);
    assert_eq!(house.ask(&house.request(&one)).outcome(), Outcome::Revoked);
}

/// The server dies, and the one that takes over lacks a revocation that was told.
#[test]
fn i04_revocation_that_was_told_and_lost_is_not_answered_good() {
    let house = House::new();
    let serial = house.issue(1);
    house.revoke(&serial);
    house.follow();
    assert_eq!(ask_anew(&house, &serial), Outcome::Revoked);
    house.source.unavailable.store(true, Ordering::SeqCst);
    assert!(house.follower.lock().unwrap().read().is_err());
    house.source.unavailable.store(false, Ordering::SeqCst);
    // Others are issued there, so that the feed is as long as before.
    house.source.forget_last(1);
    let citizens = &house.citizens.generation.id;
    house.source.set(citizens, &serial, CertificateStatus::Good);
    house.source.forget_last(1);
    house.issue(2);
    house.issue(3);
    assert!(house.follower.lock().unwrap().read().is_err());
    let refused = Outcome::Refused(Refusal::TryLater);
    assert_eq!(ask_anew(&house, &serial), refused);
    // The first server is back after all, with its own feed.
    house.source.forget_last(2);
    house.revoke(&serial);
    house.follow();
    assert_eq!(ask_anew(&house, &serial), Outcome::Revoked);
}

/// Two replicas in one URL: one of them has not seen the last change.
#[test]
fn i04_page_that_is_merely_shorter_is_not_believed() {
    let house = House::new();
    let (one, two) = (house.issue(1), house.issue(2));
    house.follow();
    assert_eq!(house.ask(&house.request(&one)).outcome(), Outcome::Good);
    house.revoke(&two);
    house.follow();
    let read = house.responder.freshness().position();
    house.source.feed_lacking.store(1, Ordering::SeqCst);
    assert!(house.follower.lock().unwrap().read().is_err());
    assert_eq!(house.responder.freshness().position(), read);
    // A status of the server that is behind is not believed either.
    house.source.lacking.store(1, Ordering::SeqCst);
    let refused = Outcome::Refused(Refusal::TryLater);
    assert_eq!(ask_anew(&house, &two), refused);
    house.source.lacking.store(0, Ordering::SeqCst);
    assert_eq!(ask_anew(&house, &two), Outcome::Revoked, "still fresh");
    house.source.feed_lacking.store(0, Ordering::SeqCst);
    house.follow();
    assert_eq!(house.responder.cache().len(), 1, "nothing was dropped");
}

#[test]
fn i04_feed_that_stays_shorter_is_one_that_lost_changes() {
    let house = House::new();
    let serial = house.issue(1);
    house.revoke(&serial);
    house.follow();
    house.source.feed_lacking.store(1, Ordering::SeqCst);
    assert!(house.follower.lock().unwrap().read().is_err());
    assert!(!house.responder.freshness().is_put_back());
    thread::sleep(crate::house::POLICY.max_status_lag + Duration::from_millis(50));
    assert!(house.follower.lock().unwrap().read().is_err());
    assert!(house.responder.freshness().is_put_back());
    house.source.acknowledge();
    house.follow();
    assert!(!house.responder.freshness().is_put_back());
    assert_eq!(house.responder.freshness().position(), 1);
}

#[test]
fn memory_is_emptied_after_any_failure_to_read_the_feed() {
    let house = House::new();
    let serial = house.issue(1);
    house.follow();
    assert_eq!(house.ask(&house.request(&serial)).outcome(), Outcome::Good);
    house.source.unavailable.store(true, Ordering::SeqCst);
    assert!(house.follower.lock().unwrap().read().is_err());
    assert_eq!(house.responder.cache().len(), 1);
    house.source.unavailable.store(false, Ordering::SeqCst);
    house.follow();
    assert!(house.responder.cache().is_empty());
}
