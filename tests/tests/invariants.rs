//! The invariants of the authority, each attacked at its ports. Real token, real store.

#![cfg(test)]

use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use ca_core::algorithm::SignatureAlgorithm;
use ca_core::authority::issue::IssueError;
use ca_core::authority::issuers::IssuerError;
use ca_core::authority::{Authority, Ports};
use ca_core::random::{Random, RandomError};
use ca_core::registry::RegistryError;
use ca_core::registry::records::{CertificateStatus, IssuanceState};
use ca_core::revocation::Reason;
use ca_core::serial::Serial;
use ca_core::signer::{KeyUri, SignInput, Signer, SignerError};
use sceau_tests::house::{House, actor, citizen, in_house, openssl_csr};

/// Counts signatures, and looks at the Registry before each.
struct Watched {
    inner: Arc<dyn Signer>,
    database: std::path::PathBuf,
    signatures: AtomicUsize,
}

impl Signer for Watched {
    fn sign(
        &self,
        key: &KeyUri,
        algorithm: SignatureAlgorithm,
        input: SignInput<'_>,
        deadline: Duration,
    ) -> Result<Vec<u8>, SignerError> {
        let database = rusqlite::Connection::open(&self.database).unwrap();
        let intents = "select (select count(*) from serials where state = 'signing') \
                       + (select count(*) from crl_numbers)";
        let open: i64 = database.query_row(intents, [], |row| row.get(0)).unwrap();
        assert!(open > 0, "a signature without a durable intent");
        self.signatures.fetch_add(1, Ordering::SeqCst);
        self.inner.sign(key, algorithm, input, deadline)
    }
}

/// Flips a bit of each signature.
struct Lying(Arc<dyn Signer>);

impl Signer for Lying {
    fn sign(
        &self,
        key: &KeyUri,
        algorithm: SignatureAlgorithm,
        input: SignInput<'_>,
        deadline: Duration,
    ) -> Result<Vec<u8>, SignerError> {
        let mut signature = self.0.sign(key, algorithm, input, deadline)?;
        *signature.last_mut().unwrap() ^= 1;
        Ok(signature)
    }
}

/// Always the same "random" octets.
struct Stuck;

impl Random for Stuck {
    fn fill(&self, octets: &mut [u8]) -> Result<(), RandomError> {
        octets.fill(0x41);
        Ok(())
    }
}

fn watched(house: &House) -> (Authority, Arc<Watched>) {
    let signer = Arc::new(Watched {
        inner: house.ports.signer.clone(),
        database: house.database(),
        signatures: AtomicUsize::new(0),
    });
    let ports = Ports {
        signer: signer.clone(),
        ..house.ports.clone()
    };
    (Authority::new(ports), signer)
}

#[test]
fn i01_every_issuer_signature_has_a_durable_intent_before_it() {
    in_house(|house| {
        let (authority, signer) = watched(house);
        let csr = openssl_csr(&house.folder);
        authority.issue(&actor(), &citizen(&csr, None)).unwrap();
        authority
            .publish_crl(&actor(), &"citizens-g1".parse().unwrap())
            .unwrap();
        assert_eq!(signer.signatures.load(Ordering::SeqCst), 2);
    });
}

#[test]
fn crt_16_a_refused_request_is_never_signed() {
    in_house(|house| {
        let (authority, signer) = watched(house);
        let mut request = citizen(&openssl_csr(&house.folder), None);
        request.subject = ca_core::subject::Subject::parse("C=TD,O=Intrus,CN=x").unwrap();
        assert!(matches!(
            authority.issue(&actor(), &request),
            Err(IssueError::Profile(_))
        ));
        assert_eq!(signer.signatures.load(Ordering::SeqCst), 0);
        let refused = "select count(*) from audit_events \
                       where cast(body as text) like '%\"outcome\":\"refused\"%'";
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
            "select count(*) from audit_events where cast(body as text) like '%{}%'",
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
        let (authority, signer) = watched(house);
        let random: Arc<dyn Random> = Arc::new(Stuck);
        let stuck = Authority::new(Ports {
            signer: signer.clone(),
            random,
            ..house.ports.clone()
        });
        let csr = openssl_csr(&house.folder);
        stuck
            .issue(&actor(), &citizen(&csr, Some("first")))
            .unwrap();
        let second = stuck.issue(&actor(), &citizen(&csr, Some("second")));
        assert!(matches!(
            second,
            Err(IssueError::Registry(RegistryError::SerialTaken { .. }))
        ));
        assert_eq!(signer.signatures.load(Ordering::SeqCst), 1);
        drop(authority);
    });
}

#[test]
fn i04_an_intent_and_a_serial_never_issued_are_not_good() {
    in_house(|house| {
        let ports = Ports {
            signer: Arc::new(Lying(house.ports.signer.clone())),
            ..house.ports.clone()
        };
        let csr = openssl_csr(&house.folder);
        let authority = Authority::new(ports);
        let failed = authority.issue(&actor(), &citizen(&csr, Some("never")));
        assert!(failed.is_err());
        let clock = house.clock.clone();
        let source = ca_store::sqlite::SqliteStatus::open(&house.database(), clock).unwrap();
        let before = house.ports.clock.now();
        let open = house.ports.registry.open_intents(before).unwrap();
        let foreign: Serial = "7b".parse().unwrap();
        for serial in open.iter().map(|intent| &intent.serial).chain([&foreign]) {
            use ca_core::registry::StatusSource;
            let status = source
                .status(&"citizens-g1".parse().unwrap(), serial)
                .unwrap();
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
        let signer: Arc<dyn Signer> = Arc::new(Lying(house.ports.signer.clone()));
        let lying = Authority::new(Ports {
            signer,
            ..house.ports.clone()
        });
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
fn i07_nothing_is_signed_when_the_audit_log_cannot_be_written() {
    in_house(|house| {
        let (authority, signer) = watched(house);
        let database = rusqlite::Connection::open(house.database()).unwrap();
        let trap = "create trigger trap before insert on audit_events \
                    begin select raise(abort, 'the log is broken'); end";
        database.execute_batch(trap).unwrap();
        let csr = openssl_csr(&house.folder);
        let refused = authority.issue(&actor(), &citizen(&csr, Some("r-7")));
        assert!(refused.is_err());
        assert_eq!(signer.signatures.load(Ordering::SeqCst), 0);
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
        let signer: Arc<dyn Signer> = Arc::new(Lying(house.ports.signer.clone()));
        let lying = Authority::new(Ports {
            signer,
            ..house.ports.clone()
        });
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
