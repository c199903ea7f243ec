//! Each act leaves its event, and the log proves itself.

use ca_core::audit::event::Act;
use ca_core::audit::verify;
use ca_core::digest::Sha256Digest;

use super::samples::{Store, event, found, intent, issue, requested, revoke};

pub(crate) fn each_act_leaves_its_event(store: &dyn Store) {
    found(store);
    issue(store, 1);
    revoke(store, 1, None);
    let place = store.append(&event(Act::KeyGenerate, "key")).unwrap();
    assert_eq!(place, 6);
    let entries = store.entries(0, 100).unwrap();
    assert_eq!(entries.len(), 7);
    for (index, entry) in (0..).zip(&entries) {
        assert_eq!(entry.index, index);
        let body = entry.body.as_deref().unwrap();
        assert_eq!(entry.leaf_data, Sha256Digest::of(body));
    }
    let last = entries[6].body.as_deref().unwrap();
    assert_eq!(last, event(Act::KeyGenerate, "key").as_bytes());
    assert_eq!(store.entries(2, 2).unwrap(), entries[2..4]);
}

pub(crate) fn log_proves_itself_at_every_size(store: &dyn Store) {
    for size in 0..20 {
        assert_eq!(verify(store_log(store)).unwrap().size, size);
        store
            .append(&event(Act::KeyGenerate, &size.to_string()))
            .unwrap();
    }
}

pub(crate) fn refused_act_leaves_no_event(store: &dyn Store) {
    found(store);
    store.store_intent(&intent(1), &requested()).unwrap();
    let before = store.head().unwrap();
    let act = event(Act::CertificateIssue, "2");
    assert!(
        store
            .complete(&super::samples::completion(2), &act)
            .is_err()
    );
    assert_eq!(store.head().unwrap(), before);
    assert_eq!(verify(store_log(store)).unwrap(), before);
}

fn store_log(store: &dyn Store) -> &dyn ca_core::audit::AuditLog {
    store
}
