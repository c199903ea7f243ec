//! What one program changes counts at the next issuance of every other one, though each keeps
//! what it judges requests by.

use std::thread;

use ca_core::authority::Authority;
use ca_core::authority::issue::{IssuanceRequest, IssueError, Issued};
use ca_core::authority::issuers::IssuerError;
use ca_core::certificate::Summary;
use ca_core::profile::shipped;
use ca_core::revocation::Reason;
use sceau_tests::csr;
use sceau_tests::house::{House, actor, citizen, in_house, new_issuer};

const DAY: u64 = 24 * 3600;

fn request() -> IssuanceRequest {
    citizen(csr::p256().as_bytes(), None)
}

fn issue(authority: &Authority) -> Result<Issued, IssueError> {
    authority.issue(&actor(), &request())
}

/// Days of validity.
fn days(issued: &Issued) -> u64 {
    let summary = Summary::of(&issued.certificate).unwrap();
    let length = summary.not_after.since(summary.not_before);
    length.as_secs().div_ceil(DAY)
}

/// The profile of citizens' signatures with another validity.
fn profile(validity: &str) -> String {
    let mut texts = shipped::texts().iter();
    let text = texts.find(|text| text.contains("name = \"citizen-signature\""));
    let text = text.unwrap();
    let line = text
        .lines()
        .find(|line| line.starts_with("days = "))
        .unwrap();
    text.replace(line, &format!("days = {validity}"))
}

fn activate(authority: &Authority, validity: &str) {
    authority.activate(&actor(), &profile(validity)).unwrap();
}

#[test]
fn profile_that_another_program_activates_counts_at_once() {
    in_house(|house| {
        let here = house.authority();
        let there = House::enter(&house.folder).authority();
        issue(&here).unwrap();
        for validity in ["30", "60", "30"] {
            activate(&there, validity);
            let issued = issue(&here).unwrap();
            assert_eq!(days(&issued).to_string(), validity);
        }
    });
}

#[test]
fn request_is_not_refused_by_a_profile_that_was_replaced() {
    in_house(|house| {
        let here = house.authority();
        let there = House::enter(&house.folder).authority();
        let week = IssuanceRequest {
            validity: Some(std::time::Duration::from_secs(7 * DAY)),
            ..request()
        };
        activate(&here, "2");
        issue(&here).unwrap();
        assert!(here.issue(&actor(), &week).is_err());
        activate(&there, "30");
        assert_eq!(days(&here.issue(&actor(), &week).unwrap()), 7);
        activate(&there, "2");
        assert!(
            here.issue(
                &actor(),
                &IssuanceRequest {
                    csr: request().csr,
                    ..week
                }
            )
            .is_err()
        );
    });
}

#[test]
fn issuer_that_another_program_replaces_or_withdraws_signs_no_more() {
    in_house(|house| {
        let here = house.authority();
        let there = House::enter(&house.folder).authority();
        assert_eq!(issue(&here).unwrap().issuer.number(), 1);
        let next = new_issuer("citizens", "issuing-ca");
        let second = there.create_issuer(&actor(), &next).unwrap();
        assert_eq!(issue(&here).unwrap().issuer.number(), 1);
        there.activate_issuer(&actor(), &second.id).unwrap();
        assert_eq!(issue(&here).unwrap().issuer.number(), 2);
        let serial = Summary::of(&second.certificate.unwrap()).unwrap().serial;
        let reason = Some(Reason::Superseded);
        let root = "root".parse().unwrap();
        there
            .revoke(&actor(), &root, &serial, reason, None)
            .unwrap();
        let refused = issue(&here);
        assert!(matches!(
            refused,
            Err(IssueError::Issuer(IssuerError::Withdrawn { .. }))
        ));
    });
}

/// While profiles change all the time, each certificate has what one of them says, and the
/// record names the one.
#[test]
fn certificates_issued_while_profiles_change_follow_the_profile_that_is_recorded() {
    in_house(|house| {
        let here = house.authority();
        let there = House::enter(&house.folder).authority();
        issue(&here).unwrap();
        thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    for _ in 0..8 {
                        let issued = issue(&here).unwrap();
                        let line = issued.issuer.line();
                        let record = here.find_certificate(line, &issued.serial).unwrap();
                        let recorded = here.profile_by_digest(&record.profile).unwrap();
                        assert_eq!(days(&issued), recorded.validity().as_secs() / DAY);
                    }
                });
            }
            for validity in ["30", "60", "30", "60", "30", "60"] {
                activate(&there, validity);
            }
        });
    });
}
