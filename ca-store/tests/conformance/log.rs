//! What the log proves, keeps and finds.

use std::collections::BTreeMap;

use ca_core::actor::{Actor, ActorKind};
use ca_core::audit::checkpoint::Checkpoint;
use ca_core::audit::event::{
    Act, AuditEvent, BODIES, ENDED, EventFields, LEAVES, Outcome, PLACES, RecordedEvent, YEARS,
};
use ca_core::audit::head::SignedHead;
use ca_core::audit::merkle::{
    TreeHead, consistency_proof, inclusion_proof, root_at, verify_consistency, verify_inclusion,
};
use ca_core::audit::note::{KeyName, NoteSignature, SignedNote};
use ca_core::audit::places::Places;
use ca_core::audit::query::{ActorName, EventQuery};
use ca_core::audit::{AuditDefect, AuditLog, LogEntry};
use ca_core::digest::Sha256Digest;
use ca_core::registry::RegistryError;
use ca_core::timestamp::{Clock, ClockState, Timestamp};

use super::samples::{NOW, Still, Store, found, issue, revoke, serial};

/// A moment of the clock.
struct At(Timestamp);

impl Clock for At {
    fn now(&self) -> Timestamp {
        self.0
    }

    fn state(&self) -> ClockState {
        ClockState::Unknown
    }
}

/// Draws one of several by number, in no order.
fn drawn<T: Copy>(number: u64, salt: u8, from: &[T]) -> T {
    let digest = Sha256Digest::of_parts(&[&number.to_be_bytes(), &[salt]]);
    from[usize::from(digest.as_bytes()[0]) % from.len()]
}

const ACTS: [Act; 4] = [
    Act::CertificateRequest,
    Act::CertificateRequest,
    Act::KeyGenerate,
    Act::TokenSeen,
];
const OUTCOMES: [Outcome; 3] = [Outcome::Done, Outcome::Done, Outcome::Refused];
const ACTORS: [(ActorKind, &str); 3] = [
    (ActorKind::OsUser, "amina"),
    (ActorKind::OsUser, "bashir"),
    (ActorKind::Job, "amina"),
];

/// Event `number`: one each ten minutes, by whoever comes, of anything.
fn sample(number: u64) -> AuditEvent {
    let (kind, id) = drawn(number, 1, &ACTORS);
    let minutes = i64::try_from(number * 10).unwrap();
    let fields = EventFields {
        request_id: Some(format!("request-{}", number % 17)),
        issuer: Some(drawn(number, 2, &["citizens-g1", "root-g1"]).to_owned()),
        object: Some(format!("object-{}", number % 23)),
        reason: None,
        details: BTreeMap::new(),
    };
    AuditEvent::new(
        drawn(number, 3, &ACTS),
        drawn(number, 4, &OUTCOMES),
        &Actor::new(kind, id, "x"),
        &fields,
        &At(Timestamp::from_unix_seconds(
            NOW.unix_seconds() + minutes * 60,
        )),
        &Still,
    )
    .unwrap()
}

fn fill(log: &dyn AuditLog, size: u64) {
    for number in log.head().unwrap().size..size {
        log.append(&sample(number)).unwrap();
    }
}

fn log(store: &dyn Store) -> &dyn AuditLog {
    store
}

pub(crate) fn aud_03_kept_hashes_prove_each_event_and_each_older_log(store: &dyn Store) {
    let log = log(store);
    let mut heads: Vec<TreeHead> = Vec::new();
    for size in [1, 255, 256, 257, 300, 511, 512, 530] {
        fill(log, size);
        heads.push(log.head().unwrap());
    }
    let last = *heads.last().unwrap();
    for head in &heads {
        assert_eq!(root_at(log, head.size).unwrap(), head.root, "{}", head.size);
        let path = consistency_proof(log, head.size, last.size).unwrap();
        verify_consistency(head, &last, &path).unwrap();
    }
    for entry in log.entries(0, 600).unwrap().into_iter().step_by(37) {
        let path = inclusion_proof(log, entry.index, last.size).unwrap();
        verify_inclusion(&entry.leaf_data, entry.index, &last, &path).unwrap();
    }
    assert_eq!(AuditLog::tile_hashes(log, 1, 0..5).unwrap().len(), 2);
    assert_eq!(AuditLog::tile_hashes(log, 0, 528..540).unwrap().len(), 2);
}

/// A head as a signer would sign it; whose signature it is, is nothing to the store.
fn head(head: TreeHead, signer: u8) -> SignedHead {
    let origin = KeyName::new("pki.example.td/audit/0").unwrap();
    let signature = NoteSignature {
        name: origin.clone(),
        key_id: [0; 4],
        signature: vec![signer],
    };
    let text = Checkpoint { origin, head }.to_string();
    SignedHead {
        note: SignedNote::new(&text, signature).unwrap().to_string(),
        signer: vec![signer; 3],
        signed: NOW,
    }
}

pub(crate) fn aud_03_signed_heads_are_those_of_this_log_and_only_grow(store: &dyn Store) {
    let log = log(store);
    let refused =
        |kept: Result<(), RegistryError>| matches!(kept, Err(RegistryError::WrongState { .. }));
    assert_eq!(log.last_signed_head().unwrap(), None);
    let empty = log.head().unwrap();
    assert!(
        refused(log.store_signed_head(&head(empty, 1))),
        "of nothing"
    );
    fill(log, 3);
    let three = log.head().unwrap();
    fill(log, 8);
    let eight = log.head().unwrap();
    let forked = TreeHead {
        root: Sha256Digest::of(b"fork"),
        ..eight
    };
    let longer = TreeHead { size: 9, ..eight };
    for other in [forked, longer] {
        assert!(refused(log.store_signed_head(&head(other, 1))), "{other:?}");
    }
    log.store_signed_head(&head(three, 1)).unwrap();
    log.store_signed_head(&head(eight, 1)).unwrap();
    assert!(refused(log.store_signed_head(&head(three, 1))), "older");
    // Another signer takes over.
    log.store_signed_head(&head(eight, 2)).unwrap();
    let kept = [head(three, 1), head(eight, 1), head(eight, 2)];
    assert_eq!(log.signed_heads(0, 10).unwrap(), kept);
    assert_eq!(log.signed_heads(1, 1).unwrap(), kept[1..2]);
    assert_eq!(log.signed_heads(3, 10).unwrap(), []);
    assert_eq!(log.last_signed_head().unwrap().as_ref(), kept.last());
}

/// The event of a purge of these places.
fn purge_of(log: &dyn AuditLog, places: &Places) -> AuditEvent {
    let entries = log.entries(places.span().start, 100).unwrap();
    let leaves: Vec<_> = entries.iter().map(|entry| entry.leaf_data).collect();
    let fields = EventFields {
        details: BTreeMap::from([
            (PLACES, places.to_string()),
            (BODIES, places.count().to_string()),
            (LEAVES, places.digest(&leaves).to_string()),
            (ENDED, NOW.minus_years(7).to_string()),
            (YEARS, "7".to_owned()),
        ]),
        ..EventFields::default()
    };
    let (act, actor) = (Act::AuditPurge, Actor::new(ActorKind::Job, "purge", "x"));
    AuditEvent::new(act, Outcome::Done, &actor, &fields, &At(NOW), &Still).unwrap()
}

pub(crate) fn aud_05_bodies_go_with_the_event_that_names_them_or_not_at_all(store: &dyn Store) {
    let log = log(store);
    fill(log, 20);
    let before = log.head().unwrap();
    let purge = |places: &[u64]| {
        let places = Places::new(places).unwrap();
        log.purge(&places, &purge_of(log, &places))
    };
    let gone = || -> Vec<u64> {
        let entries = log.entries(0, 30).unwrap().into_iter();
        let gone = entries.filter(|entry| entry.body.is_none());
        gone.map(|entry| entry.index).collect()
    };
    // What is not there yet, and the purge itself.
    for places in [&[4, 22][..], &[20]] {
        assert!(purge(places).is_err(), "{places:?}");
    }
    assert_eq!(purge(&[4, 9]).unwrap(), 20);
    let again = purge(&[3, 4]).unwrap_err();
    assert!(
        matches!(again, RegistryError::WrongState { .. }),
        "{again:?}"
    );
    assert_eq!(gone(), [4, 9], "all or nothing");
    assert_eq!(
        log.head().unwrap().size,
        21,
        "no event names what did not go"
    );
    assert_eq!(purge(&[5]).unwrap(), 21);
    assert_eq!(gone(), [4, 5, 9]);
    assert_eq!(root_at(log, 20).unwrap(), before.root);
    assert_eq!(ca_core::audit::verify(log).unwrap().size, 22);
    // Said, and not done.
    let other = Places::new(&[7]).unwrap();
    log.append(&purge_of(log, &other)).unwrap();
    let found = ca_core::audit::verify(log);
    let unpurged = matches!(found, Err(AuditDefect::Unpurged { index: 7 }));
    assert!(unpurged, "{found:?}");
}

/// What a query should give, found by reading everything.
fn naive(log: &dyn AuditLog, query: &EventQuery) -> Vec<u64> {
    let entries = log.entries(0, 10_000).unwrap();
    let places = query.from..query.to.unwrap_or(u64::MAX);
    let fits = |entry: &LogEntry| {
        let event = RecordedEvent::parse(entry.body.as_deref().unwrap()).unwrap();
        places.contains(&entry.index) && query.matches(&event)
    };
    let mut found: Vec<u64> = entries
        .iter()
        .filter(|e| fits(e))
        .map(|e| e.index)
        .collect();
    if query.newest_first {
        found.reverse();
    }
    found.truncate(query.limit);
    found
}

/// A query of no plan: each part is there half of the time.
fn any_query(number: u64) -> EventQuery {
    let half = |salt| drawn(number, salt, &[false, true]);
    let hours = |salt, until: i64| {
        let hour = i64::from(drawn(number, salt, &[0_u8, 20, 40, 60, 90])) + until;
        Timestamp::from_unix_seconds(NOW.unix_seconds() + hour * 3600)
    };
    EventQuery {
        from: drawn(number, 11, &[0, 0, 100, 400]),
        to: half(12).then(|| drawn(number, 13, &[250, 599, 800])),
        since: half(14).then(|| hours(15, 0)),
        until: half(16).then(|| hours(17, 10)),
        acts: half(18)
            .then(|| drawn(number, 19, &ACTS))
            .into_iter()
            .collect(),
        outcomes: half(20)
            .then(|| drawn(number, 21, &OUTCOMES))
            .into_iter()
            .collect(),
        actor: half(22).then(|| ActorName {
            kind: half(23).then_some(ActorKind::Job),
            id: drawn(number, 24, &["amina", "bashir", "nobody"]).to_owned(),
        }),
        issuer: half(25).then(|| "root-g1".to_owned()),
        object: number
            .is_multiple_of(5)
            .then(|| format!("object-{}", number % 25)),
        request_id: number
            .is_multiple_of(7)
            .then(|| format!("request-{}", number % 19)),
        newest_first: half(26),
        limit: drawn(number, 27, &[1, 7, 1000]),
    }
}

pub(crate) fn aud_01_events_are_found_by_any_mix(store: &dyn Store) {
    let log = log(store);
    fill(log, 600);
    let mut found = 0;
    for number in 0..400 {
        let query = any_query(number);
        let places: Vec<u64> = log
            .events(&query)
            .unwrap()
            .iter()
            .map(|e| e.index)
            .collect();
        assert_eq!(places, naive(log, &query), "{query:?}");
        found += places.len();
    }
    assert!(found > 1_000, "{found}");
}

pub(crate) fn aud_06_events_of_a_certificate_are_found_by_serial_and_request(store: &dyn Store) {
    found(store);
    for number in 0..5 {
        issue(store, number);
    }
    revoke(store, 3, None);
    let log = log(store);
    let all = |query| -> Vec<(String, String)> {
        let entries = log.events(&query).unwrap();
        let events = entries
            .iter()
            .map(|e| RecordedEvent::parse(e.body.as_deref().unwrap()));
        let events = events.map(Option::unwrap);
        events.map(|e| (e.r#type, e.object.unwrap())).collect()
    };
    let three = serial(3).to_string();
    let of_serial = all(EventQuery {
        object: Some(three.clone()),
        limit: 10,
        ..EventQuery::default()
    });
    let acts: Vec<&str> = of_serial.iter().map(|(act, _)| act.as_str()).collect();
    assert_eq!(acts, ["certificate.issue", "certificate.revoke"]);
    assert!(of_serial.iter().all(|(_, object)| *object == three));
    // The samples' requests are all about the serial 40ff.
    let requests = all(EventQuery {
        object: Some("40ff".into()),
        limit: 10,
        ..EventQuery::default()
    });
    assert_eq!(requests.len(), 5);
}
