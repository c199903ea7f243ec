//! What is answered, and when nothing is.

use std::sync::atomic::Ordering;
use std::time::Duration;

use ca_core::ocsp::issuer_hashes::CertIdHash;
use ca_core::ocsp::status::CertStatus;
use ocsp_responder::answer::{Outcome, Refusal, Reply};

use crate::house::{House, POLICY, answer, request, serial};
use crate::pki::{NOW, Shape};

const HOUR: Duration = Duration::from_secs(3600);

fn refusal(reply: &Reply) -> Refusal {
    match reply {
        Reply::Refused(refusal) => *refusal,
        Reply::Shared(_) | Reply::Single(_) => panic!("answered: {:?}", reply.outcome()),
    }
}

#[test]
fn issued_certificate_is_good_under_every_hash_and_its_cert_id_is_echoed() {
    let house = House::new();
    let serial = house.issue(1);
    for hash in CertIdHash::ALL {
        let cert_id = house.cert_id(hash, &serial);
        let reply = house.ask(&request(vec![cert_id.clone()], None));
        let basic = house.opened(&reply);
        let [single] = basic.response_data().responses() else {
            panic!("one answer")
        };
        assert_eq!(single.cert_status(), &CertStatus::GOOD);
        assert_eq!(single.cert_id(), &cert_id, "OCSP-03");
        assert_eq!(basic.nonce(), None);
    }
}

#[test]
fn cert_id_without_null_is_echoed_without_null() {
    let house = House::new();
    let with_null = house.request(&house.issue(1));
    let null = with_null
        .windows(2)
        .position(|pair| pair == [0x05, 0x00])
        .unwrap();
    let mut without = with_null.clone();
    without.drain(null..null + 2);
    // The five SEQUENCEs around the algorithm each are two octets shorter.
    for at in [1, 3, 5, 7, 9, 11] {
        without[at] -= 2;
    }
    let first = house.opened(&house.ask(&with_null));
    let second = house.opened(&house.ask(&without));
    let id = |basic: &ca_core::ocsp::basic_response::BasicOcspResponse| {
        basic.response_data().responses()[0]
            .cert_id()
            .hash_algorithm()
            .len()
    };
    assert_eq!(id(&first), id(&second) + 2);
}

#[test]
fn times_are_as_ocsp_04_wants_them() {
    let house = House::new();
    house.clock.advance(Duration::from_millis(700));
    let basic = house.opened(&house.ask(&house.request(&house.issue(1))));
    let data = basic.response_data();
    let single = &data.responses()[0];
    assert_eq!(single.this_update(), NOW);
    assert_eq!(single.next_update(), Some(NOW.plus(POLICY.validity)));
    assert!(single.this_update() <= data.produced_at());
}

#[test]
fn answer_ends_with_its_signer() {
    let not_after = 5 * 3600;
    let house = House::with(&Shape {
        not_after,
        ..Shape::default()
    });
    let reply = house.ask(&house.request(&house.issue(1)));
    assert_eq!(answer(&reply).next_update, NOW.plus(5 * HOUR));
}

#[test]
fn revoked_certificate_is_revoked_with_time_and_reason() {
    let house = House::new();
    let serial = house.issue(1);
    house.revoke(&serial);
    let basic = house.opened(&house.ask(&house.request(&serial)));
    let CertStatus::Revoked(info) = basic.response_data().responses()[0].cert_status() else {
        panic!("revoked");
    };
    assert_eq!(info.revocation_time(), NOW);
    assert!(info.revocation_reason().is_some());
}

#[test]
fn i04_never_issued_is_unknown_and_not_kept() {
    let house = House::new();
    let request = house.request(&serial(9));
    for _ in 0..2 {
        let reply = house.ask(&request);
        assert!(matches!(reply, Reply::Single(_)));
        let basic = house.opened(&reply);
        assert_eq!(
            basic.response_data().responses()[0].cert_status(),
            &CertStatus::UNKNOWN
        );
    }
    assert!(house.responder.cache().is_empty());
    assert_eq!(house.ask(&request).outcome(), Outcome::Unknown);
    house.issue(9);
    assert_eq!(
        house.ask(&request).outcome(),
        Outcome::Good,
        "OCSP-10: at once"
    );
}

#[test]
fn i04_unreadable_or_stale_status_is_try_later() {
    let house = House::new();
    let request = house.request(&house.issue(1));
    house.source.unreadable.store(true, Ordering::SeqCst);
    assert_eq!(refusal(&house.ask(&request)), Refusal::TryLater);
    house.source.unreadable.store(false, Ordering::SeqCst);
    house.source.behind.store(1_500, Ordering::SeqCst);
    assert_eq!(refusal(&house.ask(&request)), Refusal::TryLater);
    house.source.behind.store(900, Ordering::SeqCst);
    let reply = house.ask(&request);
    assert_eq!(reply.outcome(), Outcome::Good);
    assert_eq!(
        answer(&reply).this_update,
        NOW.minus(Duration::from_secs(1))
    );
}

#[test]
fn i04_source_behind_the_question_cannot_say_unknown() {
    let house = House::new();
    house.source.behind.store(500, Ordering::SeqCst);
    assert_eq!(
        refusal(&house.ask(&house.request(&serial(9)))),
        Refusal::TryLater
    );
}

#[test]
fn i04_nothing_is_signed_once_the_feed_is_not_read() {
    let house = House::new();
    let request = house.request(&house.issue(1));
    std::thread::sleep(POLICY.max_status_lag + Duration::from_millis(100));
    assert_eq!(refusal(&house.ask(&request)), Refusal::TryLater);
    house.follow();
    assert_eq!(house.ask(&request).outcome(), Outcome::Good);
}

#[test]
fn answer_in_memory_needs_neither_registry_nor_token() {
    let house = House::new();
    let request = house.request(&house.issue(1));
    let first = answer(&house.ask(&request)).clone();
    house.source.unreadable.store(true, Ordering::SeqCst);
    house.token.fails.store(true, Ordering::SeqCst);
    assert_eq!(answer(&house.ask(&request)), &first);
    house.clock.advance(13 * HOUR);
    assert_eq!(
        answer(&house.ask(&request)),
        &first,
        "past half of its life, until nextUpdate"
    );
    house.clock.advance(11 * HOUR);
    assert_eq!(refusal(&house.ask(&request)), Refusal::TryLater);
}

#[test]
fn answer_is_signed_anew_at_half_of_its_life() {
    let house = House::new();
    let request = house.request(&house.issue(1));
    let first = answer(&house.ask(&request)).clone();
    house.clock.advance(12 * HOUR - Duration::from_secs(1));
    assert_eq!(answer(&house.ask(&request)), &first);
    house.clock.advance(Duration::from_secs(1));
    let second = answer(&house.ask(&request)).clone();
    assert_eq!(second.this_update, NOW.plus(12 * HOUR));
    assert_eq!(answer(&house.ask(&request)), &second);
}

#[test]
fn answer_from_the_future_is_not_given_once_the_clock_is_put_back() {
    let house = House::new();
    let request = house.request(&house.issue(1));
    house.clock.advance(48 * HOUR);
    assert_eq!(
        answer(&house.ask(&request)).this_update,
        NOW.plus(48 * HOUR)
    );
    house.clock.put_back(48 * HOUR);
    assert_eq!(answer(&house.ask(&request)).this_update, NOW);
}

#[test]
fn nonce_is_echoed_and_its_answer_not_kept() {
    let house = House::new();
    let cert_id = house.cert_id(CertIdHash::Sha256, &house.issue(1));
    for length in [1, 16, 32, 128] {
        let nonce = vec![7; length];
        let reply = house.ask(&request(vec![cert_id.clone()], Some(&nonce)));
        assert!(matches!(reply, Reply::Single(_)));
        assert_eq!(house.opened(&reply).nonce().unwrap().as_bytes(), nonce);
    }
    assert!(house.responder.cache().is_empty());
}

#[test]
fn several_certificates_are_all_answered() {
    let house = House::new();
    let (good, revoked) = (house.issue(1), house.issue(2));
    house.revoke(&revoked);
    let asked: Vec<_> = [&good, &revoked, &serial(3)]
        .map(|serial| house.cert_id(CertIdHash::Sha1, serial))
        .to_vec();
    let reply = house.ask(&request(asked.clone(), None));
    assert_eq!(reply.outcome(), Outcome::Several);
    let basic = house.opened(&reply);
    let answered: Vec<_> = basic
        .response_data()
        .responses()
        .iter()
        .map(|single| single.cert_id().clone())
        .collect();
    assert_eq!(answered, asked);
}

#[test]
fn issuer_is_found_by_cert_id_where_the_path_names_none() {
    let house = House::new();
    let request = house.request(&house.issue(1));
    assert_eq!(house.ask_at(None, &request).outcome(), Outcome::Good);
}

#[test]
fn other_issuers_are_unauthorized() {
    let house = House::new();
    let request = house.request(&house.issue(1));
    for name in ["agencies-g1", "root-g1", "citizens-g2", ""] {
        assert_eq!(
            refusal(&house.ask_at(Some(name), &request)),
            Refusal::Unauthorized,
            "{name}"
        );
    }
    let mut strange = request;
    let last = strange.len() - 6;
    strange[last] ^= 1;
    assert_eq!(
        refusal(&house.ask_at(None, &strange)),
        Refusal::Unauthorized
    );
}

#[test]
fn token_that_fails_is_try_later_and_comes_back() {
    let house = House::new();
    let request = house.request(&house.issue(1));
    house.token.fails.store(true, Ordering::SeqCst);
    assert_eq!(refusal(&house.ask(&request)), Refusal::TryLater);
    house.token.fails.store(false, Ordering::SeqCst);
    assert_eq!(house.ask(&request).outcome(), Outcome::Good);
}

#[test]
fn i06_wrong_signature_after_a_failure_never_leaves() {
    let house = House::new();
    let request = house.request(&house.issue(1));
    house.token.fails.store(true, Ordering::SeqCst);
    assert_eq!(refusal(&house.ask(&request)), Refusal::TryLater);
    house.token.fails.store(false, Ordering::SeqCst);
    house.token.signs_wrongly.store(true, Ordering::SeqCst);
    for _ in 0..3 {
        assert_eq!(refusal(&house.ask(&request)), Refusal::InternalError);
    }
    house.token.signs_wrongly.store(false, Ordering::SeqCst);
    house.opened(&house.ask(&request));
}

#[test]
fn i06_the_first_signature_after_a_recovery_is_verified() {
    let house = House::new();
    let request = house.request(&house.issue(1));
    house.token.recoveries.store(1, Ordering::SeqCst);
    house.token.signs_wrongly.store(true, Ordering::SeqCst);
    assert_eq!(refusal(&house.ask(&request)), Refusal::InternalError);
    house.token.signs_wrongly.store(false, Ordering::SeqCst);
    house.opened(&house.ask(&request));
}

#[test]
fn i06_samples_find_a_token_that_begins_to_sign_wrongly() {
    let house = House::new();
    let id = house.cert_id(CertIdHash::Sha1, &house.issue(1));
    let live = request(vec![id], Some(&[1]));
    house.opened(&house.ask(&live));
    house.token.signs_wrongly.store(true, Ordering::SeqCst);
    let found = (0..=ocsp_responder::signer::SAMPLE)
        .filter(|_| matches!(house.ask(&live), Reply::Refused(Refusal::InternalError)))
        .count();
    assert!(found >= 1);
    assert_eq!(
        refusal(&house.ask(&live)),
        Refusal::InternalError,
        "from then on each is verified"
    );
}

#[test]
fn every_truncation_and_any_extension_of_a_request_is_malformed() {
    let house = House::new();
    let request = house.request(&house.issue(1));
    for length in 0..request.len() {
        assert_eq!(
            refusal(&house.ask(&request[..length])),
            Refusal::Malformed,
            "{length}"
        );
    }
    let longer = [request.as_slice(), &[0]].concat();
    assert_eq!(refusal(&house.ask(&longer)), Refusal::Malformed);
}
