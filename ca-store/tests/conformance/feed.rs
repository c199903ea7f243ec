//! The feed tells each change once, in commit order.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use ca_core::audit::verify;
use ca_core::registry::records::{CertificateStatus, FeedChange};
use ca_core::serial::Serial;

use super::samples::{NOW, Store, citizens, found, issue, revoke, serial};

pub(crate) fn feed_tells_each_change_in_order(store: &dyn Store) {
    found(store);
    issue(store, 1);
    revoke(store, 1, None);
    let issuer = |id: &str| FeedChange::Issuer {
        issuer: id.parse().unwrap(),
    };
    let status = FeedChange::Status {
        issuer: citizens(),
        serial: serial(1),
    };
    let page = store.feed(0, 100).unwrap();
    let expected = [
        issuer("root-g1"),
        issuer("citizens-g1"),
        status.clone(),
        status,
    ];
    assert_eq!(page.changes, expected);
    let first = store.feed(0, 1).unwrap();
    assert_eq!(first.changes, expected[..1]);
    let rest = store.feed(first.position, 100).unwrap();
    assert_eq!(rest.changes, expected[1..]);
    assert_eq!(rest.position, page.position);
    assert_eq!(store.feed(page.position, 100).unwrap().changes, []);
}

pub(crate) fn follower_learns_where_the_feed_ends(store: &dyn Store) {
    found(store);
    let end = store.feed(0, 100).unwrap().position;
    assert_eq!(store.feed(end, 100).unwrap().position, end);
    // A new follower starts at the end; one that is ahead sees that the feed went back.
    assert_eq!(store.feed(u64::MAX, 1).unwrap().position, end);
    assert_eq!(store.as_of().unwrap(), NOW);
}

/// Many threads on several stores of one registry; a follower reads along.
pub(crate) fn follower_misses_nothing_of_concurrent_writers(stores: &[&dyn Store]) {
    const THREADS: u32 = 8;
    const EACH: u32 = 12;
    found(stores[0]);
    let done = AtomicBool::new(false);
    let seen = thread::scope(|scope| {
        let follower = scope.spawn(|| follow(stores[0], &done));
        let writers: Vec<_> = (0..THREADS)
            .map(|thread| {
                let store = stores[usize::try_from(thread).unwrap() % stores.len()];
                scope.spawn(move || {
                    (0..EACH).for_each(|one| drop(issue(store, thread * EACH + one)));
                })
            })
            .collect();
        writers
            .into_iter()
            .for_each(|writer| writer.join().unwrap());
        done.store(true, Ordering::Release);
        follower.join().unwrap()
    });
    let expected: BTreeSet<Serial> = (0..THREADS * EACH).map(serial).collect();
    assert_eq!(seen.len(), expected.len(), "each change is told once");
    assert_eq!(seen.into_iter().collect::<BTreeSet<_>>(), expected);
    let size = verify(stores[0]).unwrap().size;
    assert_eq!(size, 3 + 2 * u64::from(THREADS * EACH));
}

/// Reads along until the writers are done; a change that it is told is visible already.
fn follow(store: &dyn Store, done: &AtomicBool) -> Vec<Serial> {
    let (mut position, mut seen) = (0, Vec::new());
    loop {
        let last = done.load(Ordering::Acquire);
        let page = store.feed(position, 5).unwrap();
        assert!(page.position >= position);
        position = page.position;
        let empty = page.changes.is_empty();
        for change in page.changes {
            if let FeedChange::Status { issuer, serial } = change {
                let status = store.status(&issuer, &serial).unwrap().status;
                assert_eq!(status, CertificateStatus::Good);
                seen.push(serial);
            }
        }
        if last && empty {
            return seen;
        }
    }
}
