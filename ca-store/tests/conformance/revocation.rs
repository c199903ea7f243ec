//! Withdrawal for ever, and for a while.

use ca_core::audit::event::Act;
use ca_core::registry::RegistryError;
use ca_core::registry::records::{CertificateStatus, RevokedEntry};
use ca_core::revocation::{Reason, Suspension};

use super::samples::{
    NOW, Store, citizens, event, found, intent, issue, requested, revocation, revoke, serial,
};

const HOLD: Suspension = Suspension { effective: NOW };

fn status(store: &dyn Store, number: u32) -> CertificateStatus {
    store.status(&citizens(), &serial(number)).unwrap().status
}

fn suspend(store: &dyn Store, number: u32) -> Result<(), RegistryError> {
    let act = event(Act::CertificateSuspend, "suspend");
    store.suspend(&citizens(), &serial(number), &HOLD, &act)
}

fn reinstate(store: &dyn Store, number: u32) -> Result<(), RegistryError> {
    let act = event(Act::CertificateReinstate, "reinstate");
    store.reinstate(&citizens(), &serial(number), &act)
}

fn entries(store: &dyn Store) -> Vec<RevokedEntry> {
    let mut entries = Vec::new();
    store
        .revoked_entries(&citizens(), &mut |entry| entries.push(entry))
        .unwrap();
    entries
}

pub(crate) fn i05_revocation_is_definitive(store: &dyn Store) {
    found(store);
    issue(store, 1);
    revoke(store, 1, Some(Reason::Superseded));
    let expected = CertificateStatus::Revoked(revocation(Some(Reason::Superseded)));
    let act = event(Act::CertificateRevoke, "again");
    let again = store.revoke(&citizens(), &serial(1), &revocation(None), &act);
    for result in [again, suspend(store, 1), reinstate(store, 1)] {
        assert!(
            matches!(
                result,
                Err(RegistryError::WrongState {
                    state: "revoked",
                    ..
                })
            ),
            "{result:?}"
        );
        assert_eq!(status(store, 1), expected);
    }
}

pub(crate) fn suspension_is_lifted_or_becomes_final(store: &dyn Store) {
    found(store);
    issue(store, 1);
    assert!(matches!(
        reinstate(store, 1),
        Err(RegistryError::WrongState { state: "good", .. })
    ));
    suspend(store, 1).unwrap();
    assert_eq!(status(store, 1), CertificateStatus::Suspended(HOLD));
    assert_eq!(entries(store)[0].reason_code, Some(6));
    assert!(suspend(store, 1).is_err());
    reinstate(store, 1).unwrap();
    assert_eq!(status(store, 1), CertificateStatus::Good);
    assert_eq!(entries(store), []);
    suspend(store, 1).unwrap();
    revoke(store, 1, None);
    assert_eq!(
        status(store, 1),
        CertificateStatus::Revoked(revocation(None))
    );
}

pub(crate) fn only_issued_certificates_are_revoked(store: &dyn Store) {
    found(store);
    store.store_intent(&intent(1), &requested()).unwrap();
    let act = event(Act::CertificateRevoke, "1");
    let intended = store.revoke(&citizens(), &serial(1), &revocation(None), &act);
    assert!(matches!(
        intended,
        Err(RegistryError::WrongState {
            state: "signing",
            ..
        })
    ));
    let unknown = store.revoke(&citizens(), &serial(2), &revocation(None), &act);
    assert!(matches!(unknown, Err(RegistryError::NotFound { .. })));
}

pub(crate) fn crl_entries_come_in_the_order_of_revocation(store: &dyn Store) {
    found(store);
    (1..=4).for_each(|number| drop(issue(store, number)));
    suspend(store, 2).unwrap();
    for (number, reason) in [(3, None), (1, Some(Reason::KeyCompromise)), (2, None)] {
        revoke(store, number, reason);
    }
    let entry = |number: u32, reason: Option<Reason>| RevokedEntry {
        serial: serial(number),
        effective: NOW,
        reason_code: reason.map(Reason::code),
        invalidity_date: revocation(reason).invalidity_date,
    };
    let expected = [
        entry(3, None),
        entry(1, Some(Reason::KeyCompromise)),
        entry(2, None),
    ];
    assert_eq!(entries(store), expected);
}

pub(crate) fn crt_17_compromised_keys_are_barred(store: &dyn Store) {
    found(store);
    let barred = |number: u32| store.key_is_barred(&intent(number).key_hash).unwrap();
    for (number, reason) in [(1, Reason::KeyCompromise), (2, Reason::Superseded)] {
        issue(store, number);
        assert!(!barred(number));
        revoke(store, number, Some(reason));
    }
    assert_eq!((barred(1), barred(2)), (true, false));
}
