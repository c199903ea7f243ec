//! From intent to certificate, or to nothing.

use ca_core::audit::event::Act;
use ca_core::digest::Sha256Digest;
use ca_core::registry::RegistryError;
use ca_core::registry::records::{
    CertificateQuery, CertificateRecord, CertificateStatus, Intent, IssuanceState, ListedStatus,
    RevokedEntry, StoredIntent,
};
use ca_core::timestamp::Timestamp;

use super::samples::{
    NOW, Store, amina, citizens, complete, completion, event, found, intent, issue, profile,
    requested, revoke, serial,
};

fn record(store: &dyn Store, number: u32) -> CertificateRecord {
    let found = store.certificate(&citizens(), &serial(number));
    found.unwrap().unwrap()
}

pub(crate) fn issued_certificate_reads_back(store: &dyn Store) {
    found(store);
    issue(store, 1);
    let intent = intent(1);
    let expected = CertificateRecord {
        sequence: record(store, 1).sequence,
        issuer: citizens(),
        serial: serial(1),
        state: IssuanceState::Issued,
        status: CertificateStatus::Good,
        request_id: intent.request_id,
        profile: intent.profile,
        profile_name: profile("first").name,
        tbs: intent.tbs,
        signature: Some(completion(1).signature),
        key_hash: intent.key_hash,
        not_before: intent.not_before,
        not_after: intent.not_after,
        lint_version: 1,
        actor: amina(),
        prepared: NOW,
        issued: Some(NOW),
        certifies: None,
    };
    assert_eq!(record(store, 1), expected);
    assert_eq!(store.certificate(&citizens(), &serial(2)).unwrap(), None);
}

pub(crate) fn status_is_never_good_for_an_intent(store: &dyn Store) {
    found(store);
    let prepared = Intent {
        state: IssuanceState::Prepared,
        ..intent(1)
    };
    store.store_intent(&prepared, &requested()).unwrap();
    let steps = [
        IssuanceState::Prepared,
        IssuanceState::Authorised,
        IssuanceState::Signing,
    ];
    for pair in steps.windows(2) {
        assert_eq!(record(store, 1).state, pair[0]);
        never_issued(store);
        store
            .advance_intent(&citizens(), &serial(1), pair[0], pair[1])
            .unwrap();
    }
    never_issued(store);
    complete(store, 1);
    let status = store.status(&citizens(), &serial(1)).unwrap().status;
    assert_eq!(status, CertificateStatus::Good);
    let other = store.status(&"root-g1".parse().unwrap(), &serial(1));
    assert_eq!(other.unwrap().status, CertificateStatus::NeverIssued);
}

fn never_issued(store: &dyn Store) {
    let status = store.status(&citizens(), &serial(1)).unwrap().status;
    assert_eq!(status, CertificateStatus::NeverIssued);
    assert_eq!(record(store, 1).status, CertificateStatus::NeverIssued);
}

pub(crate) fn i03_serial_taken_once_is_taken_for_ever(store: &dyn Store) {
    found(store);
    let again = |store: &dyn Store| {
        let other = Intent {
            serial: serial(1),
            ..intent(2)
        };
        let refused = store.store_intent(&other, &requested()).unwrap_err();
        assert!(
            matches!(&refused, RegistryError::SerialTaken { serial: taken } if *taken == serial(1)),
            "{refused:?}"
        );
    };
    store.store_intent(&intent(1), &requested()).unwrap();
    again(store);
    complete(store, 1);
    again(store);
    revoke(store, 1, None);
    again(store);
    // Nothing of the refused request is left: its id is still free.
    assert_eq!(
        store.store_intent(&intent(2), &requested()).unwrap(),
        StoredIntent::New
    );
    // Another issuer name may use the number.
    let elsewhere = Intent {
        issuer: "root-g1".parse().unwrap(),
        issuer_name_hash: super::samples::generation("root-g1", "root-g1").name_hash(),
        scope: "root".parse().unwrap(),
        ..intent(1)
    };
    assert_eq!(
        store.store_intent(&elsewhere, &requested()).unwrap(),
        StoredIntent::New
    );
}

pub(crate) fn same_request_gives_the_serial_stored_before(store: &dyn Store) {
    found(store);
    store.store_intent(&intent(1), &requested()).unwrap();
    let again = Intent {
        serial: serial(2),
        ..intent(1)
    };
    let known = StoredIntent::Known {
        issuer: citizens(),
        serial: serial(1),
    };
    assert_eq!(store.store_intent(&again, &requested()).unwrap(), known);
    assert_eq!(store.certificate(&citizens(), &serial(2)).unwrap(), None);
}

pub(crate) fn request_id_with_other_content_is_refused(store: &dyn Store) {
    found(store);
    store.store_intent(&intent(1), &requested()).unwrap();
    let other = Intent {
        content_digest: Sha256Digest::of(b"other"),
        ..intent(1)
    };
    let refused = store.store_intent(&other, &requested()).unwrap_err();
    assert!(matches!(refused, RegistryError::RequestMismatch { .. }));
    let elsewhere = Intent {
        scope: "agencies".parse().unwrap(),
        serial: serial(2),
        ..other
    };
    assert_eq!(
        store.store_intent(&elsewhere, &requested()).unwrap(),
        StoredIntent::New
    );
}

pub(crate) fn intent_goes_one_way(store: &dyn Store) {
    found(store);
    let prepared = Intent {
        state: IssuanceState::Prepared,
        ..intent(1)
    };
    store.store_intent(&prepared, &requested()).unwrap();
    let act = event(Act::CertificateIssue, "1");
    let refused = store.complete(&completion(1), &act).unwrap_err();
    assert!(matches!(
        refused,
        RegistryError::WrongState {
            state: "prepared",
            ..
        }
    ));
    for from in IssuanceState::ALL {
        for to in IssuanceState::ALL {
            if (from, to) != (IssuanceState::Prepared, IssuanceState::Authorised) {
                let result = store.advance_intent(&citizens(), &serial(1), from, to);
                assert!(
                    matches!(result, Err(RegistryError::WrongState { .. })),
                    "{from:?} {to:?}"
                );
            }
        }
    }
    let unknown = store.complete(&completion(9), &act).unwrap_err();
    assert!(matches!(unknown, RegistryError::NotFound { .. }));
}

pub(crate) fn certificate_is_completed_once(store: &dyn Store) {
    found(store);
    issue(store, 1);
    let act = event(Act::CertificateIssue, "1");
    let refused = store.complete(&completion(1), &act).unwrap_err();
    assert!(matches!(
        refused,
        RegistryError::WrongState { state: "good", .. }
    ));
    let refused = store.abandon(&citizens(), &serial(1), NOW, &act);
    assert!(matches!(refused, Err(RegistryError::WrongState { .. })));
}

pub(crate) fn abandoned_intent_is_on_the_crl_only_if_it_may_have_been_signed(store: &dyn Store) {
    found(store);
    let prepared = Intent {
        state: IssuanceState::Prepared,
        ..intent(1)
    };
    store.store_intent(&prepared, &requested()).unwrap();
    store.store_intent(&intent(2), &requested()).unwrap();
    for number in [1, 2] {
        let act = event(Act::CertificateAbandon, &serial(number).to_string());
        store
            .abandon(&citizens(), &serial(number), NOW, &act)
            .unwrap();
        let again = store.abandon(&citizens(), &serial(number), NOW, &act);
        assert!(matches!(again, Err(RegistryError::WrongState { .. })));
        assert_eq!(record(store, number).state, IssuanceState::Abandoned);
    }
    let mut entries = Vec::new();
    store
        .revoked_entries(&citizens(), &mut |entry| entries.push(entry))
        .unwrap();
    let expected = RevokedEntry {
        serial: serial(2),
        effective: NOW,
        reason_code: Some(5),
        invalidity_date: None,
    };
    assert_eq!(entries, [expected]);
    never_issued(store);
    let status = store.status(&citizens(), &serial(2)).unwrap().status;
    assert!(matches!(status, CertificateStatus::Revoked(_)));
}

pub(crate) fn open_intents_are_found_by_age(store: &dyn Store) {
    found(store);
    for number in 1..=3 {
        let seconds = NOW.unix_seconds() + i64::from(number);
        let prepared = Timestamp::from_unix_seconds(seconds);
        let intent = Intent {
            prepared,
            ..intent(number)
        };
        store.store_intent(&intent, &requested()).unwrap();
    }
    complete(store, 1);
    let before = Timestamp::from_unix_seconds(NOW.unix_seconds() + 2);
    let query = CertificateQuery {
        status: Some(ListedStatus::Open),
        prepared: Some(NOW..=before),
        ..CertificateQuery::default()
    };
    assert_eq!(listed(store, &query), [serial(2)]);
}

pub(crate) fn lists_are_narrowed_and_paged(store: &dyn Store) {
    found(store);
    (1..=6).for_each(|number| drop(issue(store, number)));
    store.store_intent(&intent(7), &requested()).unwrap();
    revoke(store, 2, None);
    let end = |number: u32| intent(number).not_after;
    let all = CertificateQuery::default;
    let cases: [(CertificateQuery, &[u32]); 8] = [
        (all(), &[1, 2, 3, 4, 5, 6, 7]),
        (
            CertificateQuery {
                status: Some(ListedStatus::Good),
                ..all()
            },
            &[1, 3, 4, 5, 6],
        ),
        (
            CertificateQuery {
                status: Some(ListedStatus::Revoked),
                ..all()
            },
            &[2],
        ),
        (
            CertificateQuery {
                status: Some(ListedStatus::Open),
                ..all()
            },
            &[7],
        ),
        (
            CertificateQuery {
                not_after: Some(end(3)..=end(4)),
                ..all()
            },
            &[3, 4],
        ),
        (
            CertificateQuery {
                issuer: Some(citizens()),
                ..all()
            },
            &[1, 2, 3, 4, 5, 6, 7],
        ),
        (
            CertificateQuery {
                issuer: Some("citizens-g2".parse().unwrap()),
                ..all()
            },
            &[],
        ),
        (
            CertificateQuery {
                line: Some("root".parse().unwrap()),
                ..all()
            },
            &[],
        ),
    ];
    for (query, expected) in cases {
        let expected: Vec<_> = expected.iter().map(|number| serial(*number)).collect();
        assert_eq!(listed(store, &query), expected, "{query:?}");
        assert_eq!(paged(store, query.clone()), expected, "{query:?}");
    }
    let named = |name: &str| CertificateQuery {
        profile_name: Some(name.into()),
        ..all()
    };
    assert_eq!(listed(store, &named("citizen-signature")).len(), 7);
    assert_eq!(listed(store, &named("agency-seal")).len(), 0);
}

fn listed(store: &dyn Store, query: &CertificateQuery) -> Vec<ca_core::serial::Serial> {
    let records = store.certificates(query).unwrap();
    records.into_iter().map(|record| record.serial).collect()
}

fn paged(store: &dyn Store, mut query: CertificateQuery) -> Vec<ca_core::serial::Serial> {
    query.limit = 2;
    let mut serials = Vec::new();
    loop {
        let page = store.certificates(&query).unwrap();
        let Some(last) = page.last() else {
            return serials;
        };
        assert!(page.len() <= 2);
        query.after = last.sequence;
        serials.extend(page.into_iter().map(|record| record.serial));
    }
}
