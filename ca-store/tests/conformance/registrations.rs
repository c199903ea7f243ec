//! Records of registration: kept with the request, gone at term.

use std::time::Duration;

use ca_core::audit::event::Act;
use ca_core::digest::Sha256Digest;
use ca_core::registration::{Office, SealedRegistration};
use ca_core::registry::RegistryError;
use ca_core::registry::records::StoredIntent;
use ca_core::timestamp::Timestamp;

use super::samples::{NOW, Store, citizens, complete, event, found, intent, requested, serial};

fn sealed(number: u8, prefecture: Option<&str>) -> SealedRegistration {
    SealedRegistration {
        record: vec![b'{', number, b'}'],
        salt: [number; 16],
        digest: Sha256Digest::of(&[number]),
        office: Office {
            agency: "anats".to_owned().try_into().unwrap(),
            prefecture: prefecture.map(|code| code.parse().unwrap()),
        },
    }
}

pub(crate) fn reg_01_record_is_kept_with_the_request(store: &dyn Store) {
    found(store);
    let (first, other) = (sealed(1, Some("TD-ND")), sealed(2, None));
    let keep = |record| {
        store
            .store_registered(&intent(1), record, &requested())
            .unwrap()
    };
    assert_eq!(keep(&first), StoredIntent::New);
    assert!(
        matches!(keep(&other), StoredIntent::Known { .. }),
        "the first record stays"
    );
    store
        .store_registered(&intent(2), &other, &requested())
        .unwrap();
    store.store_intent(&intent(3), &requested()).unwrap();
    let read = |number| store.registration(&citizens(), &serial(number)).unwrap();
    let kept = read(1).unwrap();
    assert_eq!(
        (kept.record, kept.digest),
        (Some((first.record, [1; 16])), first.digest)
    );
    assert_eq!(read(3), None);
    let office = |number| store.office(&citizens(), &serial(number)).unwrap();
    let offices = [Some(first.office), Some(other.office), None];
    assert_eq!([1, 2, 3].map(office), offices);
    let unknown = store.office(&citizens(), &serial(9));
    assert!(matches!(unknown, Err(RegistryError::NotFound { .. })));
}

pub(crate) fn reg_01_record_goes_at_term_and_its_digest_stays(store: &dyn Store) {
    found(store);
    // Sample n ends n seconds after it began.
    for number in 1..=3 {
        let record = sealed(u8::try_from(number).unwrap(), None);
        store
            .store_registered(&intent(number), &record, &requested())
            .unwrap();
        complete(store, number);
    }
    let before = NOW.plus(Duration::from_secs(3));
    let ended = store.registrations_ended(before, 9).unwrap();
    assert_eq!(ended, [(citizens(), serial(1)), (citizens(), serial(2))]);
    let act = event(Act::RegistrationPurge, "2");
    store.purge_registrations(&ended, &act).unwrap();
    let size = store.head().unwrap().size;
    let again = store.purge_registrations(&ended, &act);
    assert!(matches!(
        again,
        Err(RegistryError::WrongState {
            state: "purged",
            ..
        })
    ));
    assert_eq!(store.head().unwrap().size, size);
    assert_eq!(store.registrations_ended(before, 9).unwrap(), []);
    assert_eq!(
        store
            .registrations_ended(Timestamp::NO_END, 9)
            .unwrap()
            .len(),
        1
    );
    let kept = store
        .registration(&citizens(), &serial(1))
        .unwrap()
        .unwrap();
    assert_eq!((kept.record, kept.digest), (None, Sha256Digest::of(&[1])));
    assert!(store.office(&citizens(), &serial(1)).unwrap().is_some());
}
