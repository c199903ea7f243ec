//! Records of registration, in one process: judged, kept with the request, read with an event.

use ca_core::audit::event::{Act, RecordedEvent};
use ca_core::audit::query::EventQuery;
use ca_core::authority::issue::IssueError;
use ca_core::digest::Sha256Digest;
use ca_core::registration::{Registered, Registration, RegistrationFault};
use sceau_tests::csr;
use sceau_tests::house::{House, actor, citizen, in_house};
use serde_json::json;

/// A record as an office makes it; its acceptance was before any test runs.
pub(crate) fn registered() -> Registered {
    let record = json!({
        "format": 1,
        "evidence": [{ "kind": "identity-card", "number": "TD-0042-7", "issuer": "ANATS" }],
        "method": "in-person",
        "office": { "agency": "anats", "prefecture": "TD-ND" },
        "acceptance": {
            "terms": "2.1", "pds": "1.0", "at": "2020-01-01T00:00:00Z", "form": "signed-paper",
        },
        "publish": false,
    });
    let registration: Registration = record.to_string().parse().unwrap();
    Registered {
        registration,
        officer: Some("IDCTD-9".to_owned()),
    }
}

/// The events of an act, the newest last.
fn events(house: &House, act: Act) -> Vec<RecordedEvent> {
    let query = EventQuery {
        acts: vec![act],
        limit: 100,
        ..EventQuery::default()
    };
    let found = house.ports.audit.events(&query).unwrap().into_iter();
    let read = found.map(|entry| RecordedEvent::parse(&entry.body.unwrap()).unwrap());
    read.collect()
}

fn fault(result: Result<impl std::fmt::Debug, IssueError>) -> RegistrationFault {
    let error = result.unwrap_err();
    assert!(error.requirement().unwrap().starts_with("REG-0"));
    let IssueError::Registration(fault) = error else {
        panic!("{error:?}");
    };
    fault
}

#[test]
fn reg_01_the_record_is_kept_and_the_officer_is_not_the_subject() {
    in_house(|house| {
        let authority = house.authority();
        let request = citizen(csr::p256().as_bytes(), Some("one"));
        let issue = |registered: &Registered| {
            authority.issue_registered(&actor(), &request, Some(registered))
        };
        // The citizen of the tests is IDCTD-1.
        let himself = Registered {
            officer: Some("idctd-1".to_owned()),
            ..registered()
        };
        assert_eq!(fault(issue(&himself)), RegistrationFault::OfficerIsSubject);
        let mut elsewhere = registered();
        elsewhere.registration.office.prefecture = Some("DZ-16".parse().unwrap());
        assert_eq!(fault(issue(&elsewhere)), RegistrationFault::Prefecture);
        assert_eq!(house.count("SELECT count(*) FROM registrations"), 0);
        let issued = issue(&registered()).unwrap();
        let office = authority
            .office_of(&issued.issuer, &issued.serial)
            .unwrap()
            .unwrap();
        assert_eq!(office, registered().registration.office);
        let kept = authority
            .registration(&actor(), &issued.issuer, &issued.serial)
            .unwrap()
            .unwrap();
        let (record, salt) = kept.record.unwrap();
        let told: Registration = std::str::from_utf8(&record).unwrap().parse().unwrap();
        assert_eq!(told, registered().registration);
        assert_eq!(kept.digest, Sha256Digest::of_parts(&[&salt, &record]));
        let requests = events(house, Act::CertificateRequest);
        let asked = requests.last().unwrap();
        assert_eq!(
            asked.details["registration_sha256"],
            kept.digest.to_string()
        );
        for event in house.ports.audit.entries(0, 1_000).unwrap() {
            let body = String::from_utf8(event.body.unwrap()).unwrap();
            assert!(!body.contains("0042") && !body.contains("anats"), "{body}");
        }
    });
}

#[test]
fn reg_01_profile_that_wants_a_record_issues_nothing_without() {
    in_house(|house| {
        let authority = house.authority();
        let shown = authority.profile("citizen-signature").unwrap();
        let text = format!("registration = \"required\"\n{}", shown.text());
        authority.activate(&actor(), &text).unwrap();
        let request = citizen(csr::p256().as_bytes(), None);
        let refused = authority.issue(&actor(), &request);
        assert_eq!(fault(refused), RegistrationFault::Missing);
        let given = registered();
        authority
            .issue_registered(&actor(), &request, Some(&given))
            .unwrap();
    });
}

#[test]
fn reg_06_acceptance_is_kept() {
    in_house(|house| {
        let authority = house.authority();
        let mut future = registered();
        let later = json!("2999-01-01T00:00:00Z");
        future.registration.acceptance.at = serde_json::from_value(later).unwrap();
        let request = citizen(csr::p256().as_bytes(), None);
        let refused = authority.issue_registered(&actor(), &request, Some(&future));
        assert_eq!(fault(refused), RegistrationFault::AcceptanceInFuture);
        let given = registered();
        let issued = authority
            .issue_registered(&actor(), &request, Some(&given))
            .unwrap();
        let kept = authority.registration(&actor(), &issued.issuer, &issued.serial);
        let (record, _) = kept.unwrap().unwrap().record.unwrap();
        let told: serde_json::Value = serde_json::from_slice(&record).unwrap();
        let expected = json!({
            "terms": "2.1", "pds": "1.0", "at": "2020-01-01T00:00:00Z", "form": "signed-paper",
        });
        assert_eq!(told["acceptance"], expected);
    });
}

#[test]
fn law_06_reading_persons_is_logged_before_they_are_told() {
    in_house(|house| {
        let authority = house.authority();
        let (request, given) = (citizen(csr::p256().as_bytes(), None), registered());
        let issued = authority
            .issue_registered(&actor(), &request, Some(&given))
            .unwrap();
        let read = || authority.registration(&actor(), &issued.issuer, &issued.serial);
        assert!(read().unwrap().is_some());
        let logged = events(house, Act::RegistrationRead);
        assert_eq!(
            (logged.len(), logged[0].details["count"].as_str()),
            (1, "1")
        );
        assert_eq!(logged[0].actor.id, "tester");
        let query = format!("{} {}", issued.issuer, issued.serial);
        let digest = Sha256Digest::of(query.as_bytes()).to_string();
        assert_eq!(logged[0].details["query_sha256"], digest);
        // Where the log cannot be written nothing is told.
        let raw = rusqlite::Connection::open(house.database()).unwrap();
        raw.execute_batch(
            "CREATE TRIGGER shut BEFORE INSERT ON audit_events
             BEGIN SELECT RAISE(ABORT, 'shut'); END",
        )
        .unwrap();
        assert!(read().is_err());
    });
}
