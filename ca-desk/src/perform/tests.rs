//! What lies outside the scope of whoever asks is answered as what is not there.

use ca_api::certificate::{
    CountExpiries, ListCertificates, Listing, ReinstateCertificate, RequestState, Search,
    ShowCertificate, ShowRequest, Shown, ShownRequest,
};
use ca_api::certificate::{Expiries, Hold};
use ca_api::crl::{ShowCrl, ShownCrl};
use ca_api::issuer::{ListIssuers, ListedIssuers, ShowIssuer, ShownIssuer};
use ca_api::page::Limit;
use ca_api::profile::{NamedDocument, ShowDocument, ShowProfile, ShownDocument};
use ca_api::responder::{ListResponders, ListedResponders};
use ca_api::word::Word;
use ca_core::actor::{Actor, ActorKind};
use ca_core::algorithm::SignatureAlgorithm;
use ca_core::audit::event::{Act, AuditEvent, EventFields, Outcome};
use ca_core::digest::Sha256Digest;
use ca_core::governance::scope::{Reach, Scope};
use ca_core::random::{Random, RandomError};
use ca_core::registry::Registry;
use ca_core::registry::records::{
    Document, DocumentKind, Generation, GenerationState, Intent, IssuanceState,
};
use ca_core::serial::Serial;
use ca_core::signer::KeyUri;
use ca_core::timestamp::{Clock, ClockState, Timestamp};
use tempfile::TempDir;

use super::Perform;
use crate::config::Config;
use crate::error::Failure;
use crate::gate::Admitted;
use crate::message::Message;
use crate::told::{Listener, Told};
use crate::wiring::{Store, Wiring};

#[derive(Clone, Copy)]
struct Still;

impl Clock for Still {
    fn now(&self) -> Timestamp {
        Timestamp::parse_rfc3339("2026-11-22T00:00:00Z").unwrap()
    }

    fn state(&self) -> ClockState {
        ClockState::Synchronised
    }
}

impl Random for Still {
    fn fill(&self, octets: &mut [u8]) -> Result<(), RandomError> {
        octets.fill(7);
        Ok(())
    }
}

impl Listener for Still {
    fn tell(&self, _: &Message) {}

    fn warn(&self, _: &Message) {}
}

fn amina() -> Actor {
    Actor::new(ActorKind::OsUser, "amina", "uid 1000")
}

/// A Registry with intents of two lines, by turns, and one of a responder.
struct House {
    _folder: TempDir,
    here: Wiring,
}

impl House {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let place = |name: &str| folder.path().join(name);
        let url = format!("sqlite:{}", place("sceau.db").display());
        let config = Config {
            path: place("sceau.toml"),
            registry: url.parse().unwrap(),
            anchor: place("anchor.json"),
            tokens: Vec::new(),
            audit: None,
            bootstrap: None,
            told: Told::new(Still),
        };
        let here = Wiring::without_token(config, Store::Create, amina()).unwrap();
        let house = Self {
            _folder: folder,
            here,
        };
        house.fill();
        house
    }

    fn fill(&self) {
        let store = &self.here.store;
        for name in ["leaf", "ocsp-responder"] {
            let act = event(Act::DocumentActivate);
            store
                .activate_document(&profile(name), Still.now(), &act)
                .unwrap();
        }
        for id in ["citizens-g1", "agencies-g1"] {
            let act = event(Act::IssuerCreate);
            store.add_generation(&generation(id), &act).unwrap();
        }
        for number in 0..6 {
            let issuer = ["citizens-g1", "agencies-g1"][usize::from(number % 2)];
            let name = if number == 5 {
                "ocsp-responder"
            } else {
                "leaf"
            };
            let act = event(Act::CertificateRequest);
            store
                .store_intent(&intent(number, issuer, name), &act)
                .unwrap();
        }
    }

    /// What somebody is answered whose scope is the line `citizens`.
    fn ask<O: Perform>(&self, request: O::Request) -> Result<O::Answer, Failure> {
        let scope = Scope {
            issuer: Reach::only(["citizens"]).unwrap(),
            ..Scope::ALL
        };
        O::perform(&self.here, &Admitted::within(amina(), scope), request)
    }

    fn ask_unbounded<O: Perform>(&self, request: O::Request) -> Result<O::Answer, Failure> {
        O::perform(&self.here, &Admitted::within(amina(), Scope::ALL), request)
    }
}

fn event(act: Act) -> AuditEvent {
    let fields = EventFields::default();
    AuditEvent::new(act, Outcome::Done, &amina(), &fields, &Still, &Still).unwrap()
}

fn profile(name: &str) -> Document {
    Document {
        kind: DocumentKind::Profile,
        name: name.into(),
        content: format!("of {name}"),
    }
}

fn generation(id: &str) -> Generation {
    Generation {
        id: id.parse().unwrap(),
        name: format!("name of {id}").into_bytes(),
        public_key: format!("key of {id}").into_bytes(),
        key: KeyUri::new(format!("pkcs11:token=test;object={id}")),
        algorithm: SignatureAlgorithm::EcdsaSha384,
        issuer: id.parse().unwrap(),
        certificate: None,
        state: GenerationState::Pending,
        created: Still.now(),
    }
}

fn serial(number: u8) -> Serial {
    format!("4{number}").parse().unwrap()
}

fn intent(number: u8, issuer: &str, name: &str) -> Intent {
    let issuer = generation(issuer);
    Intent {
        issuer_name_hash: issuer.name_hash(),
        serial: serial(number),
        state: IssuanceState::Prepared,
        scope: issuer.id.line().clone(),
        issuer: issuer.id,
        request_id: format!("request-{number}"),
        content_digest: Sha256Digest::of(&[number]),
        profile: profile(name).digest(),
        tbs: vec![0x30; 8],
        key_hash: Sha256Digest::of(&[number, number]),
        not_before: Still.now(),
        not_after: Still.now(),
        lint_version: 1,
        actor: amina(),
        prepared: Still.now(),
        certifies: None,
        basis: None,
        key_seen: None,
        person: None,
        key_evidence: None,
    }
}

fn word<T: ca_api::word::Worded>(text: &str) -> Word<T> {
    Word::read(text).unwrap()
}

/// The rule of what was not done, and how it is told, with the name that was asked for left out.
fn told<T: std::fmt::Debug>(answer: Result<T, Failure>, asked: &str) -> (String, String) {
    let failure = answer.unwrap_err();
    let texts = crate::catalogue::Catalogue::new(crate::language::Language::En);
    let text = failure.to_json(&texts).unwrap().replace(asked, "*");
    (failure.rule().unwrap_or_default().to_owned(), text)
}

#[test]
fn reg_03_lists_have_what_lies_within_the_scope_alone() {
    let house = House::new();
    let page = house
        .ask::<ListCertificates>(Listing {
            limit: Limit::at_most(2),
            ..Listing::default()
        })
        .unwrap();
    let serials = |page: &ca_api::certificate::CertificatePage| {
        let found = page.certificates.iter();
        found
            .map(|one| one.serial.clone().unwrap())
            .collect::<Vec<_>>()
    };
    assert_eq!(serials(&page), ["40", "42"]);
    let rest = house
        .ask::<ListCertificates>(Listing {
            cursor: page.next,
            ..Listing::default()
        })
        .unwrap();
    assert_eq!((serials(&rest), rest.next), (vec!["44".to_owned()], None));

    let issuers = house.ask::<ListIssuers>(ListedIssuers::default()).unwrap();
    let names = issuers.issuers.iter().map(|one| one.generation.text());
    assert_eq!(names.collect::<Vec<_>>(), ["citizens-g1"]);
    let responders = || ListedResponders::default();
    let found = house.ask::<ListResponders>(responders()).unwrap();
    assert!(found.responders.is_empty());
    let found = house.ask_unbounded::<ListResponders>(responders());
    assert_eq!(found.unwrap().responders.len(), 1);
}

#[test]
fn reg_03_what_is_named_and_lies_outside_is_not_there() {
    let house = House::new();
    let shown = |number: u8| {
        let serial = Word::of(serial(number));
        house.ask::<ShowCertificate>(Shown {
            serial,
            issuer: None,
        })
    };
    assert!(shown(0).is_ok());
    assert_eq!(told(shown(1), "41"), told(shown(9), "49"));
    let issuer = |name: &str| house.ask::<ShowIssuer>(ShownIssuer { issuer: word(name) });
    assert!(issuer("citizens-g1").is_ok());
    for (outside, absent) in [("agencies-g1", "others-g1"), ("agencies", "others")] {
        let outside = told(issuer(outside), outside);
        assert_eq!(outside, told(issuer(absent), absent));
        assert_eq!(outside.0, "issuer-unknown");
    }
    let crl = |name: &str| {
        house.ask::<ShowCrl>(ShownCrl {
            generation: word(name),
        })
    };
    assert_eq!(
        told(crl("agencies-g1"), "agencies-g1"),
        told(crl("others-g1"), "others-g1")
    );
    assert_eq!(told(crl("citizens-g1"), "citizens-g1").0, "crl-unknown");
    let listed = |name: &str| {
        house.ask::<ListCertificates>(Listing {
            search: Search {
                issuer: Some(word(name)),
                ..Search::default()
            },
            ..Listing::default()
        })
    };
    assert_eq!(
        told(listed("agencies"), "agencies"),
        told(listed("others"), "others")
    );
    let reinstated = |number: u8, line: &str| {
        house.ask::<ReinstateCertificate>(Hold {
            issuer: word(line),
            serial: Word::of(serial(number)),
        })
    };
    assert_eq!(
        told(reinstated(1, "agencies"), "41"),
        told(reinstated(9, "agencies"), "49")
    );
}

#[test]
fn reg_03_profiles_outside_the_scope_are_not_there_by_name_nor_by_digest() {
    let house = House::new();
    let scope = Scope {
        profile: Reach::only(["leaf"]).unwrap(),
        ..Scope::ALL
    };
    let named = |name: &str| {
        let who = Admitted::within(amina(), scope.clone());
        let fields = false;
        let name = name.to_owned();
        ShowProfile::perform(&house.here, &who, NamedDocument { name, fields })
    };
    let absent = told(named("others"), "others");
    assert_eq!(told(named("ocsp-responder"), "ocsp-responder"), absent);
    assert_eq!(absent.0, "profile-unknown");
    let addressed = |name: &str| {
        let who = Admitted::within(amina(), scope.clone());
        let digest = Word::of(profile(name).digest());
        ShowDocument::perform(&house.here, &who, ShownDocument { digest })
    };
    assert_eq!(addressed("leaf").unwrap().summary.name, "leaf");
    let asked = |name: &str| told(addressed(name), &profile(name).digest().to_string());
    assert_eq!(asked("ocsp-responder"), asked("others"));
    assert_eq!(asked("others").0, "document-unknown");
}

#[test]
fn what_became_of_a_request_is_known_by_line_and_id() {
    let house = House::new();
    let shown = |line: &str, id: &str| {
        house.ask::<ShowRequest>(ShownRequest {
            issuer: word(line),
            id: id.to_owned(),
        })
    };
    let request = shown("citizens", "request-2").unwrap();
    assert_eq!(*request.serial, serial(2));
    assert_eq!(request.issuer.text(), "citizens-g1");
    assert_eq!(request.state, RequestState::Prepared);
    // Of another line, outside the scope, and of nobody.
    for (line, id) in [
        ("citizens", "request-1"),
        ("agencies", "request-1"),
        ("citizens", "x"),
    ] {
        assert_eq!(
            told(shown(line, id), id).0,
            "request-unknown",
            "{line} {id}"
        );
    }
}

#[test]
fn expiries_are_counted_for_known_profiles_alone() {
    let house = House::new();
    let count = |profile: &str| {
        house.ask_unbounded::<CountExpiries>(Expiries {
            profile: Some(profile.to_owned()),
            ..Expiries::default()
        })
    };
    assert!(count("leaf").is_ok());
    assert_eq!(told(count("others"), "others").0, "profile-unknown");
}
