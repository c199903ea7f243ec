//! REG-08: a device is claimed only for keys whose origin is proven, before anything is stored.

use std::fs;
use std::path::Path;
use std::process::Command;

use ca_core::authority::Authority;
use ca_core::authority::issue::{IssuanceRequest, IssueError};
use ca_core::csr::Csr;
use ca_core::key_origin::{KeyOrigins, OriginError};
use ca_core::timestamp::Clock;
use sceau_tests::house::{House, actor, citizen, in_house, openssl_csr};
use sceau_tests::run::Run;

/// A bureau with a key of its own and OpenSSL.
struct Bureau<'a> {
    house: &'a House,
}

impl<'a> Bureau<'a> {
    /// A bureau that the authority listens to.
    fn listed(house: &'a House) -> Self {
        let bureau = Self { house };
        bureau.openssl(&[
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes",
            "-subj",
            "/CN=bureau",
            "-days",
            "30",
            "-keyout",
            "bureau.key",
            "-out",
            "bureau.crt",
        ]);
        let certificate = fs::read_to_string(house.folder.join("bureau.crt")).unwrap();
        let document = format!(
            "format = 1\nkind = \"key-origins\"\n\
             [[device]]\nname = \"carte-1\"\ncertification = \"EAL4+\"\n\
             [[personaliser]]\nname = \"bureau\"\ndevices = [\"carte-1\"]\n\
             certificate = \"\"\"\n{certificate}\"\"\"\n"
        );
        house.authority().activate(&actor(), &document).unwrap();
        bureau
    }

    fn openssl(&self, arguments: &[&str]) {
        let mut openssl = Command::new("openssl");
        openssl.current_dir(&self.house.folder).args(arguments);
        let _made = Run::of(&mut openssl).succeeds();
    }

    /// A record of the key in a request.
    fn record(&self, csr: &[u8]) -> Vec<u8> {
        let (key, now) = (Csr::parse(csr).unwrap(), self.house.clock.now());
        let record = format!(
            r#"{{"format":1,"device":"carte-1","device_serial":"0042","key_sha256":"{}","personalised":"{now}"}}"#,
            key.key().hash()
        );
        fs::write(self.house.folder.join("record.json"), record).unwrap();
        self.openssl(&[
            "cms",
            "-sign",
            "-nodetach",
            "-binary",
            "-outform",
            "PEM",
            "-md",
            "sha256",
            "-signer",
            "bureau.crt",
            "-inkey",
            "bureau.key",
            "-in",
            "record.json",
            "-out",
            "record.cms",
        ]);
        fs::read(self.house.folder.join("record.cms")).unwrap()
    }
}

fn wish(csr: &[u8], profile: &str, key_origin: Option<Vec<u8>>) -> IssuanceRequest {
    IssuanceRequest {
        profile: profile.into(),
        key_origin,
        ..citizen(csr, None)
    }
}

fn refusal(authority: &Authority, request: &IssuanceRequest) -> OriginError {
    match authority.issue(&actor(), request) {
        Err(error @ IssueError::KeyOrigin(_)) => {
            assert_eq!(error.requirement(), Some("REG-08"));
            let IssueError::KeyOrigin(error) = error else {
                unreachable!()
            };
            error
        }
        other => unreachable!("{other:?}"),
    }
}

/// The events that hold a text.
fn events(house: &House, text: &str) -> i64 {
    house.count(&format!(
        "select count(*) from audit_events where instr(cast(plain(dictionary, body) as text), '{text}') > 0"
    ))
}

#[test]
fn reg_08_without_proof_nothing_is_stored_and_the_refusal_is_recorded() {
    in_house(|house| {
        let (authority, csr) = (house.authority(), openssl_csr(&house.folder));
        let stored = house.count("select count(*) from certificates");
        let qscd = "citizen-signature-qscd";
        assert_eq!(
            refusal(&authority, &wish(&csr, qscd, None)),
            OriginError::Absent
        );
        let bureau = Bureau::listed(house);
        let others = bureau.record(&openssl_csr(&house.folder));
        let refused = refusal(&authority, &wish(&csr, qscd, Some(others)));
        assert_eq!(refused, OriginError::OtherKey);
        let nobody = KeyOrigins::shipped().text();
        authority.activate(&actor(), nobody).unwrap();
        let record = bureau.record(&csr);
        let refused = refusal(&authority, &wish(&csr, qscd, Some(record)));
        assert_eq!(refused, OriginError::UnknownSigner);
        assert_eq!(house.count("select count(*) from certificates"), stored);
        assert_eq!(events(house, "\"reason\":\"REG-08\""), 3);
    });
}

#[test]
fn reg_08_proof_is_recorded_and_kept_for_auditors() {
    in_house(|house| {
        let (authority, csr) = (house.authority(), openssl_csr(&house.folder));
        let bureau = Bureau::listed(house);
        let evidence = bureau.record(&csr);
        let request = wish(&csr, "citizen-signature-qscd", Some(evidence.clone()));
        let prepared = authority.prepare(&actor(), &request).unwrap();
        let origin = prepared.key_origin().unwrap();
        assert_eq!(origin.device_serial.as_deref(), Some("0042"));
        let issued = authority.issue(&actor(), &request).unwrap();
        let kept = authority.key_evidence(&issued.issuer, &issued.serial);
        assert_eq!(kept.unwrap(), Some(evidence));
        for detail in [
            "\"key_origin\":\"carte-1\"".to_owned(),
            format!("\"key_evidence_sha256\":\"{}\"", origin.evidence_sha256()),
            format!("\"key_origins_sha256\":\"{}\"", origin.document),
        ] {
            assert_eq!(events(house, &detail), 1, "{detail}");
        }
        assert_eq!(events(house, "0042"), 0, "it tells the card's holder");
    });
}

#[test]
fn reg_08_evidence_for_another_profile_is_proven_too() {
    in_house(|house| {
        let (authority, csr) = (house.authority(), openssl_csr(&house.folder));
        let bureau = Bureau::listed(house);
        let evidence = bureau.record(&csr);
        let request = wish(&csr, "citizen-signature", Some(evidence));
        let issued = authority.issue(&actor(), &request).unwrap();
        let kept = authority.key_evidence(&issued.issuer, &issued.serial);
        assert!(kept.unwrap().is_some());
        let false_proof = fs::read(Path::new(&house.folder).join("bureau.crt")).unwrap();
        let request = wish(&csr, "citizen-signature", Some(false_proof));
        assert_eq!(refusal(&authority, &request), OriginError::UnknownSigner);
    });
}
