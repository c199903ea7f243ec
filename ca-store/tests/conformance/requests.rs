//! Requests for changes: an id does one thing once.

use std::sync::Barrier;

use ca_core::audit::event::{Act, AuditEvent};
use ca_core::audit::verify;
use ca_core::digest::Sha256Digest;
use ca_core::registry::RegistryError;
use ca_core::registry::act_request::ActRequest;
use ca_core::registry::records::CertificateStatus;
use ca_core::revocation::Revocation;

use super::samples::{NOW, Store, citizens, event, found, issue, serial};

pub(crate) fn request(space: &str, id: &str, content: &[u8]) -> ActRequest {
    let content = Sha256Digest::of(content);
    ActRequest::new(space, id.parse().unwrap(), content).unwrap()
}

fn carried(request: &ActRequest) -> AuditEvent {
    event(Act::CertificateRevoke, "40ff").with_request(request.clone())
}

fn is_known<T>(result: Result<T, RegistryError>) -> bool {
    matches!(result, Err(RegistryError::Exists { .. }))
}

fn is_other<T>(result: Result<T, RegistryError>) -> bool {
    matches!(result, Err(RegistryError::RequestMismatch { .. }))
}

pub(crate) fn request_for_a_change_is_known_by_space_and_id(store: &dyn Store) {
    let asked = request("citizens/finance", "r-1", b"revoke 40ff").with_statement(b"signed");
    assert_eq!(store.known_act(&asked).unwrap(), None);
    store.append(&event(Act::KeyGenerate, "1")).unwrap();
    assert_eq!(store.append(&carried(&asked)).unwrap(), 1);
    assert_eq!(store.known_act(&asked).unwrap(), Some(1));
    let other = request("citizens/finance", "r-1", b"revoke 41ff");
    assert!(is_other(store.known_act(&other)));
    assert!(is_other(store.append(&carried(&other))));
    assert!(is_known(store.append(&carried(&asked))));
    for elsewhere in [
        request("agencies/finance", "r-1", b"revoke 41ff"),
        request("citizens/interior", "r-1", b"revoke 41ff"),
    ] {
        assert_eq!(store.known_act(&elsewhere).unwrap(), None);
        store.append(&carried(&elsewhere)).unwrap();
    }
    assert_eq!(verify(store).unwrap().size, 4, "a refusal leaves no event");
}

pub(crate) fn act_of_a_request_that_is_known_is_not_done(store: &dyn Store) {
    found(store);
    issue(store, 1);
    issue(store, 2);
    let asked = request("citizens/finance", "r-1", b"revoke 1");
    let revoke = |number: u32| {
        let revocation = Revocation {
            effective: NOW,
            reason: None,
            invalidity_date: None,
        };
        store.revoke(&citizens(), &serial(number), &revocation, &carried(&asked))
    };
    revoke(1).unwrap();
    let size = store.head().unwrap().size;
    assert!(is_known(revoke(2)));
    let record = store.certificate(&citizens(), &serial(2)).unwrap().unwrap();
    assert_eq!(record.status, CertificateStatus::Good);
    assert_eq!(store.head().unwrap().size, size);
}

pub(crate) fn of_one_request_asked_many_times_at_once_one_is_done(store: &dyn Store) {
    const CLIENTS: usize = 8;
    let asked = request("citizens/finance", "r-1", b"revoke 1");
    let ready = Barrier::new(CLIENTS);
    let done: usize = std::thread::scope(|scope| {
        let clients = (0..CLIENTS).map(|_| {
            scope.spawn(|| {
                ready.wait();
                match store.append(&carried(&asked)) {
                    Ok(_) => 1,
                    refused => {
                        assert!(is_known(refused));
                        0
                    }
                }
            })
        });
        let clients: Vec<_> = clients.collect();
        clients
            .into_iter()
            .map(|client| client.join().unwrap())
            .sum()
    });
    assert_eq!((done, store.head().unwrap().size), (1, 1));
}
