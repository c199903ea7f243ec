//! Generations go from pending to ready, active and retired, one active per line.

use ca_core::audit::event::Act;
use ca_core::digest::Sha256Digest;
use ca_core::registry::RegistryError;
use ca_core::registry::records::{Completion, Generation, GenerationState, Intent, IssuanceState};

use super::samples::{Store, completion, event, found, generation, intent, requested, serial};

fn find(store: &dyn Store, id: &str) -> Generation {
    let all = store.generations().unwrap();
    all.into_iter()
        .find(|one| one.id.to_string() == id)
        .unwrap()
}

fn certify(store: &dyn Store, issuer: &str, id: &str, number: u32) -> Result<(), RegistryError> {
    store.store_intent(
        &Intent {
            issuer: issuer.parse().unwrap(),
            issuer_name_hash: generation(issuer, issuer).name_hash(),
            certifies: Some(id.parse().unwrap()),
            ..intent(number)
        },
        &requested(),
    )?;
    let completion = Completion {
        issuer: issuer.parse().unwrap(),
        certifies: Some((id.parse().unwrap(), b"certificate".to_vec())),
        ..completion(number)
    };
    store.complete(&completion, &event(Act::CertificateIssue, id))
}

pub(crate) fn chain_of_issuers_comes_to_life(store: &dyn Store) {
    found(store);
    assert!(find(store, "root-g1").is_root());
    let sample = generation("citizens-g1", "root-g1");
    assert_eq!(find(store, "citizens-g1"), sample);
    assert!(
        store
            .key_is_barred(&Sha256Digest::of(&sample.public_key))
            .unwrap()
    );
    for (number, id) in [(1, "root-g1"), (2, "citizens-g1")] {
        certify(store, "root-g1", id, number).unwrap();
        let ready = find(store, id);
        assert_eq!(ready.state, GenerationState::Ready);
        assert_eq!(
            ready.certificate.as_deref(),
            Some(b"certificate".as_slice())
        );
        let act = event(Act::IssuerActivate, id);
        store.activate_generation(&ready.id, &act).unwrap();
        assert_eq!(find(store, id).state, GenerationState::Active);
    }
    let record = store.certificate(&"root-g1".parse().unwrap(), &serial(2));
    assert_eq!(
        record.unwrap().unwrap().certifies,
        Some("citizens-g1".parse().unwrap())
    );
}

pub(crate) fn activating_a_generation_retires_the_one_before_it(store: &dyn Store) {
    found(store);
    let act = event(Act::IssuerActivate, "citizens");
    let second = generation("citizens-g2", "root-g1");
    store.add_generation(&second, &act).unwrap();
    for (number, id) in [(1, "citizens-g1"), (2, "citizens-g2")] {
        certify(store, "root-g1", id, number).unwrap();
        store
            .activate_generation(&id.parse().unwrap(), &act)
            .unwrap();
    }
    assert_eq!(find(store, "citizens-g1").state, GenerationState::Retired);
    assert_eq!(find(store, "citizens-g2").state, GenerationState::Active);
    for id in ["citizens-g1", "citizens-g2"] {
        let refused = store.activate_generation(&id.parse().unwrap(), &act);
        assert!(
            matches!(refused, Err(RegistryError::WrongState { .. })),
            "{id}"
        );
    }
}

pub(crate) fn generation_without_certificate_is_not_activated(store: &dyn Store) {
    found(store);
    let act = event(Act::IssuerActivate, "citizens-g1");
    let pending = store.activate_generation(&"citizens-g1".parse().unwrap(), &act);
    assert!(matches!(
        pending,
        Err(RegistryError::WrongState {
            state: "pending",
            ..
        })
    ));
    let unknown = store.activate_generation(&"agencies-g1".parse().unwrap(), &act);
    assert!(matches!(unknown, Err(RegistryError::NotFound { .. })));
}

pub(crate) fn generation_has_its_own_name_and_key(store: &dyn Store) {
    found(store);
    let act = event(Act::IssuerCreate, "agencies-g1");
    let other = generation("agencies-g1", "root-g1");
    let sample = generation("citizens-g1", "root-g1");
    let copies = [
        sample.clone(),
        Generation {
            name: sample.name,
            ..other.clone()
        },
        Generation {
            public_key: sample.public_key,
            ..other.clone()
        },
    ];
    for copy in copies {
        let refused = store.add_generation(&copy, &act);
        assert!(
            matches!(refused, Err(RegistryError::Exists { .. })),
            "{copy:?}"
        );
    }
    store.add_generation(&other, &act).unwrap();
}

pub(crate) fn certificate_goes_to_the_generation_of_its_intent(store: &dyn Store) {
    found(store);
    store.store_intent(&intent(1), &requested()).unwrap();
    let completion = Completion {
        certifies: Some(("root-g1".parse().unwrap(), b"certificate".to_vec())),
        ..completion(1)
    };
    let act = event(Act::CertificateIssue, "1");
    assert!(store.complete(&completion, &act).is_err());
    assert_eq!(find(store, "root-g1").state, GenerationState::Pending);
    let record = store.certificate(&completion.issuer, &serial(1));
    assert_eq!(record.unwrap().unwrap().state, IssuanceState::Signing);
}
