//! The chain of statements: links come one after the other, each with its event.

use std::sync::Barrier;

use ca_core::audit::event::{Act, AuditEvent};
use ca_core::audit::verify;
use ca_core::digest::Sha256Digest;
use ca_core::governance::roster::ChainHead;
use ca_core::governance::statement::ChainPlace;
use ca_core::registry::RegistryError;
use ca_core::registry::governance::{ChainLink, ChainQuestion, ChainView};
use ca_core::registry::records::CertificateStatus;
use ca_core::revocation::Reason;

use super::samples::{Store, citizens, event, found, issue, profile, revoke, serial};

/// The operator whom all but the first statement are about.
fn subject() -> Sha256Digest {
    Sha256Digest::of(b"certificate")
}

/// The link with these octets behind another.
fn behind(last: &ChainLink, statement: &[u8]) -> ChainLink {
    let place = ChainPlace::After {
        position: last.place().position() + 1,
        previous: *last.digest(),
    };
    ChainLink::new(place, statement, Some(subject()))
}

fn first() -> ChainLink {
    ChainLink::new(ChainPlace::First, b"bootstrap", None)
}

fn carried(link: &ChainLink) -> AuditEvent {
    event(Act::OperatorAssign, &link.digest().to_string()).with_link(link.clone())
}

/// Three links, at the places 0 to 2 of the log.
pub(crate) fn chain(store: &dyn Store) -> [ChainLink; 3] {
    let one = first();
    let two = behind(&one, b"second");
    let three = behind(&two, b"third");
    let links = [one, two, three];
    for link in &links {
        store.append(&carried(link)).unwrap();
    }
    links
}

fn is_overtaken<T>(result: Result<T, RegistryError>) -> bool {
    matches!(
        result,
        Err(RegistryError::Overtaken {
            object: "governance"
        })
    )
}

pub(crate) fn links_read_back_with_their_events(store: &dyn Store) {
    assert_eq!(store.links(0, 10).unwrap(), []);
    let links = chain(store);
    let read = store.links(0, 10).unwrap();
    assert_eq!(read.len(), 3);
    for ((position, link), read) in (0..).zip(&links).zip(&read) {
        assert_eq!((read.position, read.event), (position, position));
        assert_eq!(read.statement, link.statement());
        assert_eq!(
            (&read.digest, read.subject.as_ref()),
            (link.digest(), link.subject())
        );
        let entry = store.entries(read.event, 1).unwrap().remove(0);
        assert_eq!(entry.body.as_deref(), Some(carried(link).as_bytes()));
    }
    assert_eq!(store.links(1, 1).unwrap(), read[1..2]);
    assert_eq!(store.links(3, 10).unwrap(), []);
    assert_eq!(verify(store).unwrap().size, 3);
}

pub(crate) fn i14_link_that_does_not_follow_the_last_one_changes_nothing(store: &dyn Store) {
    let [one, two, three] = chain(store);
    let wrong_previous = ChainPlace::After {
        position: 3,
        previous: *two.digest(),
    };
    let gap = ChainPlace::After {
        position: 4,
        previous: *three.digest(),
    };
    for link in [
        one.clone(),
        behind(&one, b"late"),
        behind(&two, b"late too"),
        ChainLink::new(ChainPlace::First, b"another bootstrap", None),
        ChainLink::new(wrong_previous, b"of another chain", None),
        ChainLink::new(gap, b"beyond", None),
    ] {
        assert!(is_overtaken(store.append(&carried(&link))), "{link:?}");
    }
    assert_eq!(store.links(0, 10).unwrap().len(), 3);
    assert_eq!(store.head().unwrap().size, 3, "no event is left");
    store.append(&carried(&behind(&three, b"fourth"))).unwrap();
}

pub(crate) fn i14_act_is_done_with_its_link_or_not_at_all(store: &dyn Store) {
    let document = profile("first");
    let now = super::samples::NOW;
    let act = event(Act::DocumentActivate, "first");
    let [one, _, three] = chain(store);
    let late = act.clone().with_link(behind(&one, b"late"));
    assert!(is_overtaken(store.activate_document(&document, now, &late)));
    assert_eq!(
        store
            .active_document(document.kind, &document.name)
            .unwrap(),
        None
    );
    let next = act.with_link(behind(&three, b"fourth"));
    store.activate_document(&document, now, &next).unwrap();
    assert!(
        store
            .active_document(document.kind, &document.name)
            .unwrap()
            .is_some()
    );
    assert_eq!(store.links(3, 1).unwrap()[0].event, 3);
}

pub(crate) fn i14_of_officers_who_govern_at_once_one_is_first(store: &dyn Store) {
    const OFFICERS: u32 = 8;
    let [.., three] = chain(store);
    let ready = Barrier::new(8);
    let done: u32 = std::thread::scope(|scope| {
        let officers = (0..OFFICERS).map(|number| {
            let (three, ready) = (&three, &ready);
            scope.spawn(move || {
                let link = behind(three, &number.to_be_bytes());
                ready.wait();
                match store.append(&carried(&link)) {
                    Ok(_) => 1,
                    refused => {
                        assert!(is_overtaken(refused));
                        0
                    }
                }
            })
        });
        let officers: Vec<_> = officers.collect();
        officers
            .into_iter()
            .map(|officer| officer.join().unwrap())
            .sum()
    });
    assert_eq!(done, 1);
    assert_eq!(store.links(0, 10).unwrap().len(), 4);
    assert_eq!(store.head().unwrap().size, 4);
}

pub(crate) fn one_question_tells_head_links_and_status(store: &dyn Store) {
    let question = |positions: &[u64], number: Option<u32>| ChainQuestion {
        positions: positions.to_vec(),
        certificate: number.map(|number| (citizens(), serial(number))),
    };
    let nothing = ChainView {
        head: None,
        links: Vec::new(),
        status: CertificateStatus::NeverIssued,
    };
    assert_eq!(store.chain_view(&question(&[0, 7], None)).unwrap(), nothing);
    let [.., three] = chain(store);
    found(store);
    issue(store, 1);
    let view = store.chain_view(&question(&[0, 2, 9], Some(1))).unwrap();
    let digest = *three.digest();
    assert_eq!(
        view.head,
        Some(ChainHead {
            position: 2,
            digest
        })
    );
    let all = store.links(0, 10).unwrap();
    assert_eq!(view.links, [all[0].clone(), all[2].clone()]);
    assert_eq!(view.status, CertificateStatus::Good);
    revoke(store, 1, Some(Reason::Superseded));
    let view = store.chain_view(&question(&[], Some(1))).unwrap();
    assert!(matches!(view.status, CertificateStatus::Revoked(_)));
}
