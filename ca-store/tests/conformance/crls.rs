//! CRL numbers only grow, and an older CRL never replaces a newer one.

use ca_core::audit::event::Act;
use ca_core::digest::Sha256Digest;
use ca_core::registry::RegistryError;
use ca_core::registry::records::CrlRecord;

use super::samples::{NOW, Store, citizens, event, found, reservation};

fn reserve(store: &dyn Store, number: u64) -> Result<(), RegistryError> {
    reserve_after(store, store.last_crl_number(&citizens())?, number)
}

fn reserve_after(store: &dyn Store, last: u64, number: u64) -> Result<(), RegistryError> {
    let event = event(Act::CrlReserve, &number.to_string());
    let digest = Sha256Digest::of(b"tbs");
    store.reserve_crl(&reservation(last, number, digest), &event)
}

fn crl(number: u64) -> CrlRecord {
    CrlRecord {
        issuer: citizens(),
        number,
        this_update: NOW,
        next_update: NOW,
        der: number.to_be_bytes().repeat(300_000),
    }
}

fn publish(store: &dyn Store, number: u64) -> Result<(), RegistryError> {
    store.publish_crl(&crl(number), &event(Act::CrlPublish, &number.to_string()))
}

pub(crate) fn i10_crl_numbers_only_grow(store: &dyn Store) {
    found(store);
    assert_eq!(store.last_crl_number(&citizens()).unwrap(), 0);
    reserve(store, 7).unwrap();
    for number in [7, 6, 0] {
        let refused = reserve(store, number).unwrap_err();
        assert!(
            matches!(refused, RegistryError::CrlNumber { last: 7, .. }),
            "{refused:?}"
        );
    }
    assert!(reserve(store, u64::MAX).is_err());
    let late = reserve_after(store, 0, 8).unwrap_err();
    assert!(
        matches!(late, RegistryError::CrlNumber { last: 7, .. }),
        "its entries may be older than those of 7: {late:?}"
    );
    reserve(store, 8).unwrap();
    assert_eq!(store.last_crl_number(&citizens()).unwrap(), 8);
    assert_eq!(
        store.last_crl_number(&"root-g1".parse().unwrap()).unwrap(),
        0
    );
}

pub(crate) fn newest_crl_reads_back_whole(store: &dyn Store) {
    found(store);
    assert_eq!(store.latest_crl(&citizens()).unwrap(), None);
    for number in [7, 9] {
        reserve(store, number).unwrap();
        publish(store, number).unwrap();
        assert_eq!(store.latest_crl(&citizens()).unwrap(), Some(crl(number)));
    }
}

pub(crate) fn i10_older_or_unreserved_crl_is_not_published(store: &dyn Store) {
    found(store);
    (7..=9).for_each(|number| reserve(store, number).unwrap());
    publish(store, 8).unwrap();
    for number in [7, 8, 10] {
        let refused = publish(store, number).unwrap_err();
        assert!(
            matches!(refused, RegistryError::CrlNumber { last: 8, .. }),
            "{refused:?}"
        );
    }
    publish(store, 9).unwrap();
}
