//! What the authority does not do, attacked at its ports. Real token, real store.

use std::sync::Arc;

use ca_core::authority::found::FoundError;
use ca_core::authority::issue::IssueError;
use ca_core::authority::issuers::IssuerError;
use ca_core::authority::{Authority, Ports};
use ca_core::certificate::Summary;
use ca_core::certificate::request::PrepareError;
use ca_core::country::Country;
use ca_core::lint::Severity;
use ca_core::registry::RegistryError;
use ca_core::revocation::Reason;
use ca_core::san::SubjectAltName;
use ca_core::settings::Settings;
use ca_core::signer::StoredKey;
use ca_core::subject::Subject;
use sceau_tests::altered::Altered;
use sceau_tests::house::{House, actor, citizen, in_house, openssl_csr};
use sceau_tests::run::judge;

fn with_keys(house: &House, alter: fn(&mut StoredKey)) -> Authority {
    let mut keys = Altered::of(&house.ports.keys);
    keys.key = alter;
    Authority::new(Ports {
        keys: Arc::new(keys),
        ..house.ports.clone()
    })
}

#[test]
fn i08_an_issuer_key_that_is_not_protected_issues_nothing() {
    in_house(|house| {
        let csr = openssl_csr(&house.folder);
        let weaken: [fn(&mut StoredKey); 7] = [
            |key| key.protection.local = false,
            |key| key.protection.extractable = true,
            |key| key.protection.sensitive = false,
            |key| key.protection.always_sensitive = false,
            |key| key.protection.never_extractable = false,
            |key| key.protection.modifiable = true,
            |key| key.protection.copyable = true,
        ];
        for alter in weaken {
            let authority = with_keys(house, alter);
            assert!(matches!(
                authority.issue(&actor(), &citizen(&csr, None)),
                Err(IssueError::Issuer(IssuerError::KeyUnprotected { .. }))
            ));
            let crl = authority.publish_crl(&actor(), &"citizens-g1".parse().unwrap());
            assert!(crl.is_err());
        }
        assert_eq!(house.count("select count(*) from crls"), 0);
    });
}

#[test]
fn i08_an_issuer_key_that_is_not_the_certificates_issues_nothing() {
    in_house(|house| {
        let authority = with_keys(house, |key| {
            *key.public_key.last_mut().unwrap() ^= 1;
        });
        let csr = openssl_csr(&house.folder);
        assert!(matches!(
            authority.issue(&actor(), &citizen(&csr, None)),
            Err(IssueError::Issuer(IssuerError::KeyMismatch { .. }))
        ));
        let checks = authority.check_issuers().unwrap();
        assert!(checks.iter().all(|check| check.defect.is_some()));
    });
}

#[test]
fn crt_05_a_leaf_that_would_outlive_its_issuer_is_refused() {
    in_house(|house| {
        let csr = openssl_csr(&house.folder);
        house.clock.advance_hours(24 * 365 * 8);
        assert!(matches!(
            house.authority().issue(&actor(), &citizen(&csr, None)),
            Err(IssueError::Profile(PrepareError::BeyondIssuer { .. }))
        ));
    });
}

#[test]
fn crt_05_a_responder_is_cut_at_the_end_of_its_issuer_as_its_profile_says() {
    in_house(|house| {
        let citizens = "citizens-g1".parse().unwrap();
        let issuer = house.authority().generation(&citizens).unwrap();
        let end = Summary::of(&issuer.certificate.unwrap()).unwrap().not_after;
        let days_left = end.since(house.ports.clock.now()).as_secs() / 86_400;
        house
            .clock
            .advance_hours(24 * (i64::try_from(days_left).unwrap() - 30));
        let csr = openssl_csr(&house.folder);
        let issued = house
            .authority()
            .enrol_responder(&actor(), &citizens, &csr)
            .unwrap();
        assert_eq!(Summary::of(&issued.certificate).unwrap().not_after, end);
    });
}

#[test]
fn ocsp_05_a_responder_lives_ninety_days_at_most() {
    in_house(|house| {
        let csr = openssl_csr(&house.folder);
        let citizens = "citizens-g1".parse().unwrap();
        let issued = house
            .authority()
            .enrol_responder(&actor(), &citizens, &csr)
            .unwrap();
        let life = Summary::of(&issued.certificate).unwrap();
        assert!(life.not_after.since(life.not_before).as_secs() < 90 * 86_400);
    });
}

#[test]
fn crt_16_a_certificate_that_breaks_a_lint_rule_is_not_signed() {
    in_house(|house| {
        let mut request = citizen(&openssl_csr(&house.folder), None);
        // The issuer of persons may not give the purpose serverAuth (VAL-02).
        request.profile = "agency-tls-server".into();
        let subject = "C=TD,O=Agence,organizationIdentifier=NTRTD-1,CN=a.example.td";
        request.subject = Subject::parse(subject).unwrap();
        request.alternative_names = vec!["dns:a.example.td".parse::<SubjectAltName>().unwrap()];
        let Err(IssueError::Lint { findings }) = house.authority().issue(&actor(), &request) else {
            panic!("it was not refused by a lint rule")
        };
        assert!(
            findings
                .iter()
                .any(|finding| finding.severity == Severity::Error)
        );
        assert_eq!(
            house.count("select count(*) from serials where state <> 'issued'"),
            0
        );
    });
}

#[test]
fn a_request_that_was_fulfilled_is_answered_again_whatever_became_of_its_key() {
    in_house(|house| {
        let (authority, line) = (house.authority(), "citizens".parse().unwrap());
        let request = citizen(&openssl_csr(&house.folder), Some("r-again"));
        let first = authority.issue(&actor(), &request).unwrap();
        let reason = Some(Reason::KeyCompromise);
        authority
            .revoke(&actor(), &line, &first.serial, reason, None)
            .unwrap();
        let again = authority.issue(&actor(), &request).unwrap();
        assert!(again.replayed);
        assert_eq!(again.certificate, first.certificate);
        let mut other = request;
        other.subject = Subject::parse("C=TD,SN=B,serialNumber=IDCTD-2,CN=B").unwrap();
        assert!(matches!(
            authority.issue(&actor(), &other),
            Err(IssueError::Registry(RegistryError::RequestMismatch { .. }))
        ));
    });
}

#[test]
fn an_operators_own_profile_survives_another_founding() {
    in_house(|house| {
        let authority = house.authority();
        let shipped = authority.profile("citizen-signature").unwrap();
        let own = shipped.text().replacen("days = 1095", "days = 365", 1);
        authority.activate(&actor(), &own).unwrap();
        let settings = authority.settings().unwrap();
        let country = authority.country().unwrap();
        authority.found(&actor(), &settings, &country).unwrap();
        assert_eq!(authority.profile("citizen-signature").unwrap().text(), own);
    });
}

#[test]
fn a_registry_is_not_founded_again_for_another_authority() {
    in_house(|house| {
        let (authority, chad) = (house.authority(), Country::find("TD").unwrap());
        let other = Settings::for_practice(&chad, "http://pki.elsewhere.td").unwrap();
        assert!(matches!(
            authority.found(&actor(), &other, &chad),
            Err(FoundError::Founded)
        ));
        assert_ne!(*authority.settings().unwrap(), other);
    });
}

#[test]
fn a_check_finds_an_issuer_whose_certificate_is_withdrawn() {
    in_house(|house| {
        let (authority, root) = (house.authority(), "root".parse().unwrap());
        assert!(
            authority
                .check_issuers()
                .unwrap()
                .iter()
                .all(|check| check.defect.is_none())
        );
        let citizens = authority
            .generation(&"citizens-g1".parse().unwrap())
            .unwrap();
        let serial = Summary::of(&citizens.certificate.unwrap()).unwrap().serial;
        let reason = Some(Reason::CaCompromise);
        authority
            .revoke(&actor(), &root, &serial, reason, None)
            .unwrap();
        let defects = authority.check_issuers().unwrap();
        let withdrawn = |defect: &IssuerError| matches!(defect, IssuerError::Withdrawn { .. });
        assert!(
            defects
                .iter()
                .any(|check| check.defect.as_ref().is_some_and(withdrawn))
        );
    });
}

#[test]
fn crl_02_complete_lists_have_no_issuing_distribution_point() {
    in_house(|house| {
        for generation in ["root-g1", "citizens-g1"] {
            let id = generation.parse().unwrap();
            let crl = house.authority().publish_crl(&actor(), &id).unwrap();
            let now = u64::try_from(crl.this_update.unix_millis()).unwrap();
            assert!(
                crl.number >= now,
                "the number is at least the time in milliseconds"
            );
            let file = house.folder.join("list.crl");
            std::fs::write(&file, &crl.der).unwrap();
            let file = file.to_str().unwrap();
            let read = ["crl", "-inform", "DER", "-noout", "-text", "-in", file];
            let text = judge("openssl", read).succeeds().says("X509v3 CRL Number");
            let _none = text.is_silent_about("Issuing Distribution Point");
        }
    });
}

#[test]
fn i13_the_audit_log_names_nobody() {
    in_house(|house| {
        let csr = openssl_csr(&house.folder);
        let (authority, line) = (house.authority(), "citizens".parse().unwrap());
        let serial = authority
            .issue(&actor(), &citizen(&csr, Some("r")))
            .unwrap()
            .serial;
        authority
            .revoke(&actor(), &line, &serial, None, None)
            .unwrap();
        for subject in [
            "C=TD,SN=Ngaré,serialNumber=Aïcha-IDCTD,CN=Ngaré",
            "C=TD,SN=Ngaré,O=Aïcha,serialNumber=IDCTD-1,CN=Ngaré",
            "C=TDX,SN=Ngaré,serialNumber=IDCTD-1,CN=Aïcha",
        ] {
            let mut request = citizen(&csr, Some("other"));
            request.subject = Subject::parse(subject).unwrap();
            assert!(authority.issue(&actor(), &request).is_err(), "{subject}");
        }
        let events = house.count("select count(*) from audit_events");
        assert!(events > 6, "{events} events");
        for name in ["Ngaré", "Aïcha", "IDCTD"] {
            let query = format!(
                "select count(*) from audit_events where instr(cast(plain(dictionary, body) as text), '{name}')"
            );
            assert_eq!(house.count(&query), 0, "{name} is in the audit log");
        }
    });
}

#[test]
fn alg_02_keys_of_every_accepted_kind_are_certified() {
    in_house(|house| {
        for curve in ["P-256", "P-384", "P-521"] {
            let out = house.folder.join(format!("{curve}.csr"));
            let out = out.to_str().unwrap();
            let curve = format!("ec_paramgen_curve:{curve}");
            let new = ["req", "-new", "-newkey", "ec", "-pkeyopt", &curve, "-nodes"];
            let rest = ["-subj", "/CN=x", "-keyout", "/dev/null", "-out", out];
            let _made = judge("openssl", new.into_iter().chain(rest)).succeeds();
            let csr = std::fs::read(out).unwrap();
            house
                .authority()
                .issue(&actor(), &citizen(&csr, None))
                .unwrap();
        }
    });
}
