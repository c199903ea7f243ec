//! A change that is asked for under a request id is done once.

use ca_core::actor::Asked;
use ca_core::audit::event::Act;
use ca_core::digest::Sha256Digest;
use ca_core::registry::RegistryError;
use ca_core::registry::act_request::ActRequest;
use ca_core::registry::records::CertificateStatus;
use ca_core::revocation::Reason;
use sceau_tests::csr;
use sceau_tests::house::{actor, citizen, in_house};

#[test]
fn a_revocation_that_is_asked_for_again_is_not_done_again() {
    in_house(|house| {
        let authority = house.authority();
        let [one, other] = [(); 2].map(|()| {
            let request = citizen(csr::p256().as_bytes(), None);
            authority.issue(&actor(), &request).unwrap()
        });
        let content = Sha256Digest::of(one.serial.to_string().as_bytes());
        let request = ActRequest::new("citizens/", "r-1".parse().unwrap(), content).unwrap();
        let asking = actor().asking(Asked {
            act: Act::CertificateRevoke,
            request: request.clone(),
        });
        let registry = house.ports.registry.as_ref();
        assert_eq!(registry.known_act(&request).unwrap(), None);
        let (line, reason) = (one.issuer.line(), Some(Reason::Superseded));
        authority
            .revoke(&asking, line, &one.serial, reason, None)
            .unwrap();
        let place = registry.known_act(&request).unwrap().unwrap();
        let entry = house.ports.audit.entries(place, 1).unwrap().remove(0);
        let event = String::from_utf8(entry.body.unwrap()).unwrap();
        let named = event.contains(&one.serial.to_string()) && event.contains("\"r-1\"");
        assert!(named, "{event}");
        let again = authority.revoke(&asking, line, &other.serial, reason, None);
        let again = again.unwrap_err().to_string();
        let object = "request r-1".to_owned();
        assert_eq!(again, RegistryError::Exists { object }.to_string());
        let record = registry.certificate(&other.issuer, &other.serial).unwrap();
        assert_eq!(record.unwrap().status, CertificateStatus::Good);
    });
}
