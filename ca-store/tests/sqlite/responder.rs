//! The responder's side: it opens without a writer, follows one, and changes nothing.

use ca_core::audit::verify;
use ca_core::registry::records::CertificateStatus;
use ca_core::registry::{Registry, StatusSource};

use super::temporary::Place;
use crate::conformance::samples::{citizens, found, issue, revoke, serial};

#[test]
fn responder_opens_after_the_last_writer_has_left() {
    let place = Place::new();
    let store = place.create();
    found(&store);
    issue(&store, 1);
    drop(store);
    let status = place.status().unwrap();
    let answer = status.status(&citizens(), &serial(1)).unwrap().status;
    assert_eq!(answer, CertificateStatus::Good);
    assert_eq!(status.issuers().unwrap().len(), 2);
}

#[test]
fn responder_follows_writers_that_come_and_go() {
    let place = Place::new();
    let store = place.create();
    found(&store);
    drop(store);
    let status = place.status().unwrap();
    let mut position = status.feed(0, 100).unwrap().position;
    for number in 1..=3 {
        let store = place.open().unwrap();
        issue(&store, number);
        let page = status.feed(position, 100).unwrap();
        assert_eq!(page.changes.len(), 1);
        position = page.position;
        revoke(&store, number, None);
        let answer = status.status(&citizens(), &serial(number)).unwrap().status;
        assert!(matches!(answer, CertificateStatus::Revoked(_)));
        drop(store);
        position = status.feed(position, 100).unwrap().position;
    }
    drop(status);
    let store = place.open().unwrap();
    assert_eq!(verify(&store).unwrap().size, 12);
    assert_eq!(store.generations().unwrap().len(), 2);
}
