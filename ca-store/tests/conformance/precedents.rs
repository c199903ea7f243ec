//! What is held against a new intent inside its own transaction: its key and its person.

use std::sync::Barrier;
use std::thread;

use ca_core::audit::event::Act;
use ca_core::digest::Sha256Digest;
use ca_core::registry::RegistryError;
use ca_core::registry::records::{
    CertificateQuery, CertificateStatus, Completion, Document, Intent, KeySeen, NameDigest, Person,
    PersonDigest, StoredIntent,
};
use ca_core::revocation::Reason;
use ca_core::serial::Serial;

use super::samples::{
    NOW, Store, citizens, completion, event, found, generation, intent, issue, profile, requested,
    revoke, serial,
};

const AICHA: PersonDigest = [0xa1; 16];
const NGARE: NameDigest = [1; 8];
const BESSAN: NameDigest = [2; 8];
const DOUMRO: NameDigest = [3; 8];

/// Sample `number` with the key of sample 1, judged after the record at `seen`.
fn same_key(number: u32, seen: Option<u64>) -> Intent {
    Intent {
        key_hash: intent(1).key_hash,
        key_seen: seen.map(|place| KeySeen {
            place,
            own_profile: true,
        }),
        ..intent(number)
    }
}

/// Sample `number` for Aïcha, judged while she was known as `known`.
fn named(number: u32, name: NameDigest, known: Option<NameDigest>) -> Intent {
    let identifier = AICHA;
    Intent {
        person: Some(Person {
            identifier,
            name,
            known,
        }),
        ..intent(number)
    }
}

fn store_intent(store: &dyn Store, intent: &Intent) -> Result<StoredIntent, RegistryError> {
    store.store_intent(intent, &requested())
}

fn is_overtaken(result: &Result<StoredIntent, RegistryError>, by: &str) -> bool {
    matches!(result, Err(RegistryError::Overtaken { object }) if *object == by)
}

/// The places of all records with a key.
fn places(store: &dyn Store, key_hash: Sha256Digest) -> Vec<(u64, Serial)> {
    let query = CertificateQuery {
        key_hash: Some(key_hash),
        ..CertificateQuery::default()
    };
    let records = store.certificates(&query).unwrap();
    let place = |record: ca_core::registry::records::CertificateRecord| {
        assert_eq!(record.key_hash, key_hash);
        (record.sequence, record.serial)
    };
    records.into_iter().map(place).collect()
}

pub(crate) fn crt_17_barred_key_gets_no_intent(store: &dyn Store) {
    found(store);
    issue(store, 1);
    revoke(store, 1, Some(Reason::KeyCompromise));
    let issuers = Intent {
        key_hash: Sha256Digest::of(&generation("citizens-g1", "root-g1").public_key),
        ..intent(3)
    };
    for barred in [same_key(2, None), issuers.clone()] {
        let refused = store_intent(store, &barred);
        assert!(
            matches!(refused, Err(RegistryError::KeyBarred)),
            "{refused:?}"
        );
    }
    let its_own = Intent {
        certifies: Some(citizens()),
        ..issuers
    };
    assert_eq!(store_intent(store, &its_own).unwrap(), StoredIntent::New);
}

pub(crate) fn crt_21_records_of_a_key_are_found(store: &dyn Store) {
    found(store);
    store_intent(store, &same_key(1, None)).unwrap();
    store_intent(store, &intent(2)).unwrap();
    store_intent(store, &same_key(3, None)).unwrap();
    // Another key whose digest begins alike.
    let mut alike = *intent(1).key_hash.as_bytes();
    alike[31] ^= 1;
    let alike = Sha256Digest::from_bytes(alike);
    let other = Intent {
        key_hash: alike,
        ..intent(4)
    };
    store_intent(store, &other).unwrap();
    let serials = |hash| -> Vec<Serial> {
        let places = places(store, hash).into_iter();
        places.map(|(_, serial)| serial).collect()
    };
    assert_eq!(serials(intent(1).key_hash), [serial(1), serial(3)]);
    assert_eq!(serials(alike), [serial(4)]);
    assert_eq!(serials(Sha256Digest::of(b"none")), []);
}

pub(crate) fn crt_21_key_that_came_again_meanwhile_is_told(store: &dyn Store) {
    found(store);
    store_intent(store, &same_key(1, Some(0))).unwrap();
    let stale = store_intent(store, &same_key(2, Some(0)));
    assert!(is_overtaken(&stale, "key"), "{stale:?}");
    assert_eq!(store.certificate(&citizens(), &serial(2)).unwrap(), None);
    let seen = places(store, intent(1).key_hash)[0].0;
    for judged in [same_key(2, Some(seen)), same_key(3, None)] {
        assert_eq!(store_intent(store, &judged).unwrap(), StoredIntent::New);
    }
    // The same request is the same, whatever was judged.
    let again = store_intent(store, &same_key(1, Some(0))).unwrap();
    assert!(matches!(again, StoredIntent::Known { .. }), "{again:?}");
}

pub(crate) fn crt_21_record_of_another_profile_counts_for_a_key_that_may_come_again(
    store: &dyn Store,
) {
    found(store);
    let second = profile("second");
    let act = event(Act::DocumentActivate, "second");
    store.activate_document(&second, NOW, &act).unwrap();
    let free = |number, place, document: &Document| Intent {
        key_seen: Some(KeySeen {
            place,
            own_profile: false,
        }),
        profile: document.digest(),
        ..same_key(number, None)
    };
    let first = profile("first");
    for number in [1, 2] {
        let stored = store_intent(store, &free(number, 0, &first));
        assert_eq!(stored.unwrap(), StoredIntent::New, "its own do not count");
    }
    let stale = store_intent(store, &free(3, 0, &second));
    assert!(is_overtaken(&stale, "key"), "{stale:?}");
    let query = CertificateQuery {
        not_profile: Some(second.digest()),
        ..CertificateQuery::default()
    };
    let seen = store.certificates(&query).unwrap();
    assert_eq!(seen.len(), 2);
    let last = seen.last().unwrap().sequence;
    store_intent(store, &free(3, last, &second)).unwrap();
    let stale = store_intent(store, &free(4, 0, &first));
    assert!(is_overtaken(&stale, "key"), "{stale:?}");
    let query = CertificateQuery {
        not_profile: Some(first.digest()),
        ..query
    };
    assert_eq!(store.certificates(&query).unwrap().len(), 1);
}

pub(crate) fn crt_17_key_barred_since_the_intent_gets_no_certificate(store: &dyn Store) {
    found(store);
    issue(store, 1);
    store_intent(store, &same_key(2, None)).unwrap();
    revoke(store, 1, Some(Reason::KeyCompromise));
    let act = event(Act::CertificateIssue, "2");
    let refused = store.complete(&completion(2), &act);
    assert!(
        matches!(refused, Err(RegistryError::KeyBarred)),
        "{refused:?}"
    );
    let status = || store.status(&citizens(), &serial(2)).unwrap().status;
    assert_eq!(status(), CertificateStatus::NeverIssued);
    let act = event(Act::CertificateAbandon, "2");
    store.abandon(&citizens(), &serial(2), NOW, &act).unwrap();
    assert!(matches!(status(), CertificateStatus::Revoked(_)));
}

pub(crate) fn crt_21_one_of_many_requests_at_once_gets_the_key(store: &dyn Store) {
    found(store);
    let stored = at_once(store, |number| same_key(number, Some(0)));
    let winner = only_winner(&stored, "key");
    let places = places(store, intent(1).key_hash);
    assert!(matches!(&places[..], [(_, taken)] if *taken == serial(winner)));
}

pub(crate) fn reg_09_person_is_known_by_the_last_name(store: &dyn Store) {
    found(store);
    assert_eq!(store.name_of(&AICHA).unwrap(), None);
    let known = |name| {
        assert_eq!(store.name_of(&AICHA).unwrap(), Some(name));
    };
    store_intent(store, &named(1, NGARE, None)).unwrap();
    known(NGARE);
    // Her own name again is never a surprise, another one is.
    store_intent(store, &named(2, NGARE, None)).unwrap();
    let stale = store_intent(store, &named(3, BESSAN, None));
    assert!(is_overtaken(&stale, "person"), "{stale:?}");
    known(NGARE);
    store_intent(store, &named(3, BESSAN, Some(NGARE))).unwrap();
    known(BESSAN);
}

pub(crate) fn reg_09_name_of_an_abandoned_intent_is_forgotten(store: &dyn Store) {
    found(store);
    let known = |name: Option<NameDigest>, why: &str| {
        assert_eq!(store.name_of(&AICHA).unwrap(), name, "{why}");
    };
    let abandon = |number| {
        let act = event(Act::CertificateAbandon, "1");
        store
            .abandon(&citizens(), &serial(number), NOW, &act)
            .unwrap();
    };
    let complete = |number, name| {
        let completion = Completion {
            person: named(number, name, None).person,
            ..completion(number)
        };
        let act = event(Act::CertificateIssue, "1");
        store.complete(&completion, &act).unwrap();
    };
    store_intent(store, &named(1, NGARE, None)).unwrap();
    abandon(1);
    known(None, "no certificate named her");
    // The same name again, while the first intent is open.
    store_intent(store, &named(2, NGARE, None)).unwrap();
    store_intent(store, &named(3, NGARE, None)).unwrap();
    complete(3, NGARE);
    abandon(2);
    known(Some(NGARE), "a certificate names her");
    // Two changes of the name, of which the second comes to nothing.
    store_intent(store, &named(4, BESSAN, Some(NGARE))).unwrap();
    store_intent(store, &named(5, DOUMRO, Some(BESSAN))).unwrap();
    complete(4, BESSAN);
    known(Some(DOUMRO), "the last wish");
    abandon(5);
    known(Some(BESSAN), "the last certificate");
    store_intent(store, &named(6, DOUMRO, Some(BESSAN))).unwrap();
    complete(6, DOUMRO);
    known(Some(DOUMRO), "issued");
}

pub(crate) fn reg_09_refused_intent_names_nobody(store: &dyn Store) {
    found(store);
    store_intent(store, &intent(1)).unwrap();
    let taken = Intent {
        serial: serial(1),
        key_evidence: Some(b"evidence".to_vec()),
        ..named(2, NGARE, None)
    };
    let refused = store_intent(store, &taken);
    assert!(
        matches!(refused, Err(RegistryError::SerialTaken { .. })),
        "{refused:?}"
    );
    assert_eq!(store.name_of(&AICHA).unwrap(), None);
    assert_eq!(store.key_evidence(&citizens(), &serial(1)).unwrap(), None);
}

pub(crate) fn reg_09_one_of_many_names_at_once_is_the_known_one(store: &dyn Store) {
    found(store);
    let name = |number: u32| [u8::try_from(number).unwrap(); 8];
    let stored = at_once(store, |number| named(number, name(number), None));
    let winner = only_winner(&stored, "person");
    assert_eq!(store.name_of(&AICHA).unwrap(), Some(name(winner)));
}

pub(crate) fn reg_08_evidence_reads_back(store: &dyn Store) {
    found(store);
    let evidence = b"-----BEGIN CMS-----".to_vec();
    let proven = Intent {
        key_evidence: Some(evidence.clone()),
        ..intent(1)
    };
    store_intent(store, &proven).unwrap();
    store_intent(store, &intent(2)).unwrap();
    let of = |number| store.key_evidence(&citizens(), &serial(number)).unwrap();
    assert_eq!((of(1), of(2), of(3)), (Some(evidence), None, None));
}

/// What became of sixteen requests that came at the same moment.
fn at_once(
    store: &dyn Store,
    intent: impl Fn(u32) -> Intent + Sync,
) -> Vec<Result<StoredIntent, RegistryError>> {
    const REQUESTS: u32 = 16;
    let start = Barrier::new(usize::try_from(REQUESTS).unwrap());
    thread::scope(|scope| {
        let ask = |number| {
            let (start, intent) = (&start, &intent);
            scope.spawn(move || {
                let intent = intent(number);
                start.wait();
                store_intent(store, &intent)
            })
        };
        let asked: Vec<_> = (1..=REQUESTS).map(ask).collect();
        asked.into_iter().map(|one| one.join().unwrap()).collect()
    })
}

/// The number of the only request that was stored; the others were overtaken.
fn only_winner(results: &[Result<StoredIntent, RegistryError>], object: &str) -> u32 {
    let overtaken = results.iter().filter(|result| is_overtaken(result, object));
    assert_eq!(overtaken.count(), results.len() - 1, "{results:?}");
    let winner = results.iter().position(Result::is_ok).unwrap();
    u32::try_from(winner).unwrap() + 1
}
