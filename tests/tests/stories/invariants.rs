//! The invariants of the authority, each attacked at its ports. Real token, real store.

use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use ca_core::authority::issue::{IssuanceRequest, IssueError, NewIssuer};
use ca_core::authority::issuers::IssuerError;
use ca_core::authority::withdraw::WithdrawError;
use ca_core::authority::{Authority, Ports};
use ca_core::certificate::Summary;
use ca_core::random::{Random, RandomError};
use ca_core::registry::RegistryError;
use ca_core::registry::records::{
    CertificateQuery, CertificateStatus, IssuanceState, ListedStatus,
};
use ca_core::revocation::Reason;
use ca_core::serial::Serial;
use ca_core::subject::Subject;
use ca_core::timestamp::Timestamp;
use sceau_tests::house::{House, actor, citizen, in_house, new_issuer, openssl_csr};

/// Always the same "random" octets.
struct Stuck;

impl Random for Stuck {
    fn fill(&self, octets: &mut [u8]) -> Result<(), RandomError> {
        octets.fill(0x41);
        Ok(())
    }
}

/// Ports whose signatures are counted, with a look at the Registry before each.
fn watched_ports(house: &House) -> (Ports, Arc<AtomicUsize>) {
    let (database, signatures) = (house.database(), Arc::new(AtomicUsize::new(0)));
    let counter = Arc::clone(&signatures);
    let ports = house.signing(false, move |wanted| {
        let database = sceau_tests::stored::open(&database);
        let intents = "select (select count(*) from serials where state = 'signing') \
                       + (select count(*) from crl_numbers)";
        let open: i64 = database.query_row(intents, [], |row| row.get(0)).unwrap();
        assert!(open > 0, "a signature without a durable intent");
        counter.fetch_add(1, Ordering::SeqCst);
        wanted.sign()
    });
    (ports, signatures)
}

fn watched(house: &House) -> (Authority, Arc<AtomicUsize>) {
    let (ports, signatures) = watched_ports(house);
    (Authority::new(ports), signatures)
}

#[test]
fn i01_every_issuer_signature_has_a_durable_intent_before_it() {
    in_house(|house| {
        let (authority, signatures) = watched(house);
        let csr = openssl_csr(&house.folder);
        authority.issue(&actor(), &citizen(&csr, None)).unwrap();
        authority
            .publish_crl(&actor(), &"citizens-g1".parse().unwrap())
            .unwrap();
        assert_eq!(signatures.load(Ordering::SeqCst), 2);
    });
}

#[test]
fn crt_16_a_refused_request_is_never_signed() {
    in_house(|house| {
        let (authority, signatures) = watched(house);
        let mut request = citizen(&openssl_csr(&house.folder), None);
        request.subject = Subject::parse("C=TD,O=Intrus,CN=x").unwrap();
        assert!(matches!(
            authority.issue(&actor(), &request),
            Err(IssueError::Profile(_))
        ));
        assert_eq!(signatures.load(Ordering::SeqCst), 0);
        let refused = "select count(*) from audit_events \
                       where cast(plain(dictionary, body) as text) like '%\"outcome\":\"refused\"%'";
        assert_eq!(house.count(refused), 1);
    });
}

#[test]
fn i02_a_certificate_that_left_has_row_status_and_event() {
    in_house(|house| {
        let csr = openssl_csr(&house.folder);
        let issued = house
            .authority()
            .issue(&actor(), &citizen(&csr, Some("r-1")))
            .unwrap();
        let record = house
            .ports
            .registry
            .certificate(&issued.issuer, &issued.serial)
            .unwrap();
        assert_eq!(record.unwrap().status, CertificateStatus::Good);
        let event = format!(
            "select count(*) from audit_events where cast(plain(dictionary, body) as text) like '%{}%'",
            issued.serial
        );
        assert_eq!(house.count(&event), 2, "request and issue");
        let again = house
            .authority()
            .issue(&actor(), &citizen(&csr, Some("r-1")))
            .unwrap();
        assert!(again.replayed);
        assert_eq!(again.certificate, issued.certificate);
    });
}

#[test]
fn i03_a_forced_serial_collision_is_refused_and_nothing_is_signed() {
    in_house(|house| {
        let (ports, signatures) = watched_ports(house);
        let random: Arc<dyn Random> = Arc::new(Stuck);
        let stuck = Authority::new(Ports { random, ..ports });
        let csr = openssl_csr(&house.folder);
        stuck
            .issue(&actor(), &citizen(&csr, Some("first")))
            .unwrap();
        let second = stuck.issue(&actor(), &citizen(&csr, Some("second")));
        assert!(matches!(
            second,
            Err(IssueError::Registry(RegistryError::SerialTaken { .. }))
        ));
        assert_eq!(signatures.load(Ordering::SeqCst), 1);
    });
}

#[test]
fn i04_an_intent_and_a_serial_never_issued_are_not_good() {
    in_house(|house| {
        let csr = openssl_csr(&house.folder);
        let failed = lying(house).issue(&actor(), &citizen(&csr, Some("never")));
        assert!(failed.is_err());
        let clock = house.clock.clone();
        let source = ca_store::sqlite::open_status(&house.database(), clock).unwrap();
        let before = house.ports.clock.now();
        let open = CertificateQuery {
            status: Some(ListedStatus::Open),
            prepared: Some(Timestamp::from_unix_millis(0)..=before),
            ..CertificateQuery::default()
        };
        let open = house.ports.registry.certificates(&open).unwrap();
        let foreign: Serial = "7b".parse().unwrap();
        for serial in open.iter().map(|intent| &intent.serial).chain([&foreign]) {
            use ca_core::registry::StatusSource;
            let status = source
                .status(&"citizens-g1".parse().unwrap(), serial)
                .unwrap()
                .status;
            assert_eq!(status, CertificateStatus::NeverIssued);
        }
        assert_eq!(open.len(), 1);
    });
}

#[test]
fn i05_a_revoked_certificate_cannot_be_reinstated_suspended_or_revoked_again() {
    in_house(|house| {
        let authority = house.authority();
        let csr = openssl_csr(&house.folder);
        let serial = authority
            .issue(&actor(), &citizen(&csr, None))
            .unwrap()
            .serial;
        let line = "citizens".parse().unwrap();
        authority.suspend(&actor(), &line, &serial).unwrap();
        authority.reinstate(&actor(), &line, &serial).unwrap();
        let reason = Some(Reason::KeyCompromise);
        let first = authority
            .revoke(&actor(), &line, &serial, reason, None)
            .unwrap();
        assert!(authority.reinstate(&actor(), &line, &serial).is_err());
        assert!(authority.suspend(&actor(), &line, &serial).is_err());
        assert!(
            authority
                .revoke(&actor(), &line, &serial, None, None)
                .is_err()
        );
        let record = authority.find_certificate(&line, &serial).unwrap();
        assert_eq!(record.status, CertificateStatus::Revoked(first));
        assert!(matches!(
            authority.issue(&actor(), &citizen(&csr, None)),
            Err(IssueError::KeyBarred)
        ));
    });
}

#[test]
fn i06_a_wrong_signature_never_leaves_and_the_request_can_be_finished_later() {
    in_house(|house| {
        let lying = lying(house);
        let request = citizen(&openssl_csr(&house.folder), Some("r-6"));
        let wrong = lying.issue(&actor(), &request);
        assert!(matches!(
            wrong,
            Err(IssueError::Issuer(IssuerError::WrongSignature { .. }))
        ));
        assert!(
            lying
                .publish_crl(&actor(), &"citizens-g1".parse().unwrap())
                .is_err()
        );
        assert_eq!(house.count("select count(*) from crls"), 0);
        let honest = house.authority().issue(&actor(), &request).unwrap();
        assert!(!honest.replayed);
    });
}

#[test]
fn i06_a_wrong_signature_raises_an_alarm_that_names_the_key() {
    in_house(|house| {
        let request = citizen(&openssl_csr(&house.folder), Some("r-6"));
        assert!(lying(house).issue(&actor(), &request).is_err());
        let key = house
            .authority()
            .generation(&"citizens-g1".parse().unwrap());
        let alarm = format!(
            "select count(*) from audit_events
             where cast(plain(dictionary, body) as text) like '%\"type\":\"token.reject\"%'
                 and cast(plain(dictionary, body) as text) like '%\"alarm\":\"true\"%'
                 and instr(cast(plain(dictionary, body) as text), '\"object\":\"{}\"')",
            key.unwrap().key
        );
        assert_eq!(house.count(&alarm), 1);
        assert!(
            lying(house)
                .publish_crl(&actor(), &"citizens-g1".parse().unwrap())
                .is_err()
        );
        assert_eq!(house.count(&alarm), 2);
    });
}

#[test]
fn i06_a_copy_signs_once_where_a_token_signed_wrongly() {
    in_house(|house| {
        let request = citizen(&openssl_csr(&house.folder), Some("r-6"));
        for (lies, signatures) in [(2, 2), (1, 2)] {
            let signed = Arc::new(AtomicUsize::new(0));
            let counter = Arc::clone(&signed);
            let another_has_a_copy = true;
            let ports = house.signing(another_has_a_copy, move |wanted| {
                if counter.fetch_add(1, Ordering::SeqCst) < lies {
                    wanted.sign_wrongly()
                } else {
                    wanted.sign()
                }
            });
            let issued = Authority::new(ports).issue(&actor(), &request);
            assert_eq!(issued.is_ok(), lies == 1, "{issued:?}");
            assert_eq!(signed.load(Ordering::SeqCst), signatures);
        }
        let alarms = "select count(*) from audit_events
                      where cast(plain(dictionary, body) as text) like '%\"type\":\"token.reject\"%'";
        assert_eq!(house.count(alarms), 3);
        let issued = "select count(*) from serials where state = 'issued'";
        assert_eq!(
            house.count(issued),
            3,
            "root, issuer and the one certificate"
        );
    });
}

#[test]
fn i07_nothing_is_signed_when_the_audit_log_cannot_be_written() {
    in_house(|house| {
        let (authority, signatures) = watched(house);
        let database = rusqlite::Connection::open(house.database()).unwrap();
        let trap = "create trigger trap before insert on audit_events \
                    begin select raise(abort, 'the log is broken'); end";
        database.execute_batch(trap).unwrap();
        let csr = openssl_csr(&house.folder);
        let refused = authority.issue(&actor(), &citizen(&csr, Some("r-7")));
        assert!(refused.is_err());
        assert_eq!(signatures.load(Ordering::SeqCst), 0);
        assert_eq!(
            house.count("select count(*) from serials where state = 'issued'"),
            2
        );
    });
}

#[test]
fn i10_crl_numbers_grow_when_the_clock_goes_back() {
    in_house(|house| {
        let authority = house.authority();
        let citizens = "citizens-g1".parse().unwrap();
        let first = authority.publish_crl(&actor(), &citizens).unwrap();
        house.clock.advance_hours(-24);
        let second = authority.publish_crl(&actor(), &citizens).unwrap();
        assert!(second.number > first.number);
    });
}

#[test]
fn crt_19_bytes_older_than_48_hours_are_abandoned_and_revoked() {
    in_house(|house| {
        let lying = lying(house);
        let request = citizen(&openssl_csr(&house.folder), Some("r-19"));
        assert!(lying.issue(&actor(), &request).is_err());
        house.clock.advance_hours(49);
        assert!(matches!(
            house.authority().issue(&actor(), &request),
            Err(IssueError::NotResumable { .. })
        ));
        let crl = house
            .authority()
            .publish_crl(&actor(), &"citizens-g1".parse().unwrap());
        let list = ca_core::crl::CrlSummary::parse(&crl.unwrap().der).unwrap();
        assert_eq!(list.entries.len(), 1);
        let state = format!("'{}'", IssuanceState::Abandoned.as_str());
        let abandoned = format!("select count(*) from serials where state = {state}");
        assert_eq!(house.count(&abandoned), 1);
        fs::metadata(house.database()).unwrap();
    });
}

#[test]
fn i13_no_event_repeats_what_a_request_said() {
    in_house(|house| {
        let authority = house.authority();
        let csr = openssl_csr(&house.folder);
        let subject = |text| Subject::parse(text).unwrap();
        let identifier = IssuanceRequest {
            subject: subject("C=TD,SN=Ngaré,serialNumber=Ngaré-1,CN=Ngaré"),
            ..citizen(&csr, None)
        };
        let common_name = IssuanceRequest {
            profile: "agency-tls-server".into(),
            subject: subject("C=TD,O=Ngaré,organizationIdentifier=NTRTD-1,CN=deby.td"),
            alternative_names: vec!["dns:other.td".parse().unwrap()],
            ..citizen(&csr, None)
        };
        let profile = IssuanceRequest {
            profile: "Aïcha Ngaré".into(),
            ..citizen(&csr, None)
        };
        for (request, rule) in [
            (citizen(&csr, Some("Aïcha Ngaré née en 1980")), "request-id"),
            (identifier, "QC-01"),
            (common_name, "CRT-22"),
            (profile, "profile-unknown"),
            (citizen("Ngaré".as_bytes(), None), "csr-none"),
        ] {
            assert!(authority.issue(&actor(), &request).is_err(), "{rule}");
            let named = format!(
                "select count(*) from audit_events \
                 where cast(plain(dictionary, body) as text) like '%\"reason\":\"{rule}\"%'"
            );
            assert_eq!(house.count(&named), 1, "{rule}");
        }
        let names = "select count(*) from audit_events where cast(plain(dictionary, body) as text) like '%Ngaré%' \
                     or cast(plain(dictionary, body) as text) like '%deby%'";
        assert_eq!(house.count(names), 0);
    });
}

#[test]
fn i07_an_interrupted_request_is_not_signed_when_the_log_cannot_be_written() {
    in_house(|house| {
        let request = citizen(&openssl_csr(&house.folder), Some("r-7"));
        assert!(lying(house).issue(&actor(), &request).is_err());
        let database = rusqlite::Connection::open(house.database()).unwrap();
        let trap = "create trigger trap before insert on audit_events \
                    begin select raise(abort, 'the log is broken'); end";
        database.execute_batch(trap).unwrap();
        let (authority, signatures) = watched(house);
        assert!(authority.issue(&actor(), &request).is_err());
        assert_eq!(signatures.load(Ordering::SeqCst), 0);
    });
}

#[test]
fn an_issuer_whose_certificate_is_revoked_issues_nothing_more_and_still_signs_its_crl() {
    in_house(|house| {
        let authority = house.authority();
        let request = citizen(&openssl_csr(&house.folder), Some("r-1"));
        assert!(lying(house).issue(&actor(), &request).is_err());
        let citizens = "citizens-g1".parse().unwrap();
        let certificate = authority.generation(&citizens).unwrap().certificate;
        let serial = Summary::of(&certificate.unwrap()).unwrap().serial;
        let reason = Some(Reason::CaCompromise);
        authority
            .revoke(&actor(), &"root".parse().unwrap(), &serial, reason, None)
            .unwrap();
        let other = citizen(&openssl_csr(&house.folder), None);
        assert!(matches!(
            authority.issue(&actor(), &other),
            Err(IssueError::Issuer(IssuerError::Withdrawn { .. }))
        ));
        assert!(authority.issue(&actor(), &request).is_err(), "interrupted");
        authority.publish_crl(&actor(), &citizens).unwrap();
    });
}

#[test]
fn a_root_issues_to_issuers_only() {
    in_house(|house| {
        let request = IssuanceRequest {
            line: "root".parse().unwrap(),
            ..citizen(&openssl_csr(&house.folder), None)
        };
        assert!(matches!(
            house.authority().issue(&actor(), &request),
            Err(IssueError::WrongProfile { .. })
        ));
        let reserved = citizen(&request.csr, Some("issuer:citizens-g2"));
        assert!(matches!(
            house.authority().issue(&actor(), &reserved),
            Err(IssueError::RequestId { .. })
        ));
    });
}

#[test]
fn a_retired_generation_signs_nothing_that_was_interrupted() {
    in_house(|house| {
        let authority = house.authority();
        let request = citizen(&openssl_csr(&house.folder), Some("r-2"));
        assert!(lying(house).issue(&actor(), &request).is_err());
        let next = authority.create_issuer(&actor(), &citizens()).unwrap();
        authority.activate_issuer(&actor(), &next.id).unwrap();
        assert!(matches!(
            authority.issue(&actor(), &request),
            Err(IssueError::NotResumable { .. })
        ));
        let again = citizen(&request.csr, Some("r-3"));
        assert_eq!(authority.issue(&actor(), &again).unwrap().issuer, next.id);
    });
}

#[test]
fn an_interrupted_creation_of_an_issuer_is_finished_as_it_began_or_not_at_all() {
    in_house(|house| {
        let authority = house.authority();
        assert!(lying(house).create_issuer(&actor(), &citizens()).is_err());
        let other = NewIssuer {
            common_name: Some("Autre".into()),
            ..citizens()
        };
        assert!(matches!(
            authority.create_issuer(&actor(), &other),
            Err(IssueError::Registry(RegistryError::RequestMismatch { .. }))
        ));
        let pending = "citizens-g2".parse().unwrap();
        assert!(
            authority
                .enrol_responder(&actor(), &pending, &openssl_csr(&house.folder))
                .is_err(),
            "it has no certificate"
        );
        let made = authority.create_issuer(&actor(), &citizens()).unwrap();
        assert_eq!(made.id, pending);
        assert!(lying(house).create_issuer(&actor(), &citizens()).is_err());
        house.clock.advance_hours(49);
        let after = authority.create_issuer(&actor(), &citizens()).unwrap();
        assert_eq!(after.id.to_string(), "citizens-g4", "g3 is too old");
    });
}

#[test]
fn a_date_that_no_crl_can_say_is_refused_and_the_crl_goes_on() {
    in_house(|house| {
        let authority = house.authority();
        let request = citizen(&openssl_csr(&house.folder), None);
        let serial = authority.issue(&actor(), &request).unwrap().serial;
        let line = "citizens".parse().unwrap();
        let before_1970 = Timestamp::parse_rfc3339("1969-12-31T23:59:59Z");
        assert!(matches!(
            authority.revoke(&actor(), &line, &serial, None, before_1970),
            Err(WithdrawError::InvalidityTooEarly { .. })
        ));
        authority
            .revoke(&actor(), &line, &serial, None, None)
            .unwrap();
        authority
            .publish_crl(&actor(), &"citizens-g1".parse().unwrap())
            .unwrap();
    });
}

/// An authority whose token flips a bit of each signature.
fn lying(house: &House) -> Authority {
    house.authority_signing(|wanted| wanted.sign_wrongly())
}

fn citizens() -> NewIssuer {
    new_issuer("citizens", "issuing-ca")
}
