//! Statements as they are written and read, and what is none.

use ca_core::audit::event;
use ca_core::digest::Sha256Digest;
use ca_core::governance::role::{Role, RoleSet};
use ca_core::governance::scope::Scope;
use ca_core::governance::statement::act::{Act, Assignment, Withdrawal};
use ca_core::governance::statement::signed::SignedStatement;
use ca_core::governance::statement::{ChainPlace, MAX_LEN, Statement, StatementError};
use proptest::prelude::*;
use serde_json::json;

use super::officers::{Office, Officer, statement};

fn third() -> Option<ChainPlace> {
    Some(ChainPlace::After {
        position: 3,
        previous: Sha256Digest::of(b"the second"),
    })
}

fn assignment(officer: &Officer) -> Act {
    Act::Assign(Assignment {
        certificate: officer.certificate.clone(),
        person: officer.certificate.person().to_owned(),
        roles: RoleSet::only(Role::RegistrationOfficer),
        scope: Scope::ALL,
        signed_requests: true,
    })
}

#[test]
fn statements_read_back_and_carry_up_to_eight_signatures() {
    let office = Office::new();
    let officers: Vec<_> = (0..9)
        .map(|n| office.officer(&format!("IDCTD-{n}")))
        .collect();
    let written = statement(third(), assignment(&officers[0]));
    let mut signed = officers[0].signs(&written);
    for officer in &officers[1..8] {
        signed = officer.also_signs(&signed);
    }
    let read = SignedStatement::parse(signed.der()).unwrap();
    assert_eq!(read.statement(), &written);
    assert_eq!(read, signed);
    for officer in &officers[..8] {
        assert!(read.verify_by(&officer.certificate).is_ok());
    }
    let stranger = &officers[8];
    let refused = read.verify_by(&stranger.certificate);
    assert_eq!(refused, Err(StatementError::Signers));
    for one_more in [&officers[0], stranger] {
        let sign = |message: &[u8]| one_more.key(message);
        let refused = read.also_signed(&one_more.certificate, written.at, sign);
        assert!(refused.is_err(), "{}", one_more.name);
    }
}

#[test]
fn every_kind_of_an_officers_key_signs() {
    let office = Office::new();
    for kind in [
        "EC -pkeyopt ec_paramgen_curve:P-256",
        "EC -pkeyopt ec_paramgen_curve:P-384",
        "EC -pkeyopt ec_paramgen_curve:P-521",
        "RSA -pkeyopt rsa_keygen_bits:3072",
        "ed25519",
    ] {
        let officer = office.officer_of("admin", "IDCTD-1", kind);
        let signed = officer.signs(&statement(third(), assignment(&officer)));
        let read = SignedStatement::parse(signed.der()).unwrap();
        assert!(read.verify_by(&officer.certificate).is_ok(), "{kind}");
    }
}

#[test]
fn a_key_that_is_not_the_certificates_signs_nothing() {
    let office = Office::new();
    let [one, other] = ["IDCTD-1", "IDCTD-2"].map(|person| office.officer(person));
    let statement = statement(third(), assignment(&one));
    let refused = statement.sign(&one.certificate, statement.at, |message| other.key(message));
    let text = refused.unwrap_err().to_string();
    assert_eq!(text, "the signature does not verify");
}

#[test]
fn i14_an_octet_that_changes_is_found_wherever_it_stands() {
    let office = Office::new();
    let officer = office.officer("IDCTD-1");
    let signed = officer.signs(&statement(third(), assignment(&officer)));
    let certificate = &officer.certificate;
    // The certificates that come along are for readers elsewhere: nothing here rests on them.
    let bag = {
        let der = signed.der();
        let found = der.windows(certificate.der().len());
        let start = found.clone().position(|part| part == certificate.der());
        let start = start.unwrap();
        start..start + certificate.der().len()
    };
    for place in (0..signed.der().len()).filter(|place| !bag.contains(place)) {
        let mut altered = signed.der().to_vec();
        altered[place] ^= 0x01;
        let accepted = SignedStatement::parse(&altered)
            .and_then(|read| read.verify_by(certificate).map(|_| ()));
        assert!(accepted.is_err(), "octet {place}");
    }
}

#[test]
fn the_content_has_one_form() {
    let office = Office::new();
    let officer = office.officer("IDCTD-1");
    let digest = *officer.certificate.digest();
    let written = statement(third(), Act::Withdraw(Withdrawal { operator: digest }));
    let json = String::from_utf8(written.to_json().unwrap()).unwrap();
    assert!(
        json.starts_with(r#"{"act":"operator.withdraw","at":""#),
        "{json}"
    );
    assert_eq!(Statement::from_json(json.as_bytes()).as_ref(), Ok(&written));
    let replaced = [
        (r#""format":1"#, r#""format":2"#),
        (r#""format":1"#, r#""format":1.0"#),
        ("sceau-statement", "sceau-statement2"),
        ("operator.withdraw", "operator.revoke2"),
        ("operator.withdraw", "operator.bootstrap"),
        ("operator.withdraw", "certificate.issue"),
        (r#""position":3"#, r#""position":0"#),
        (r#""position":3,"#, ""),
        (r#""subject":{"#, r#""subject":{"more":1,"#),
        (r#""request_id":"change-1""#, r#""request_id":"a b""#),
        (r#"Z","authority"#, r#"+00:00","authority"#),
        (r#""at":"#, r#" "at":"#),
    ];
    for (from, to) in replaced {
        assert!(json.contains(from), "{from}");
        let altered = json.replacen(from, to, 1);
        let read = Statement::from_json(altered.as_bytes());
        assert!(read.is_err(), "{from} → {to}");
    }
}

#[test]
fn reg_10_what_does_not_govern_has_no_place_and_what_governs_has_one() {
    let request = |act| Act::Request {
        act,
        request: json!({"issuer": "citizens"}).as_object().unwrap().clone(),
    };
    let written = |place, act| statement(place, act).to_json();
    assert!(written(None, request(event::Act::CertificateRevoke)).is_ok());
    assert!(written(third(), request(event::Act::KeyDestroy)).is_ok());
    for (place, act) in [
        (third(), event::Act::CertificateRevoke),
        (None, event::Act::KeyDestroy),
        (Some(ChainPlace::First), event::Act::KeyDestroy),
    ] {
        assert_eq!(written(place, request(act)), Err(StatementError::Place));
    }
}

#[test]
fn a_statement_holds_for_a_day_and_is_signed_within_it() {
    let office = Office::new();
    let officer = office.officer("IDCTD-1");
    let mut written = statement(third(), assignment(&officer));
    written.expires = written.at.plus(std::time::Duration::from_secs(86_401));
    assert_eq!(written.to_json(), Err(StatementError::Term));
    written.expires = written.at.minus(std::time::Duration::from_secs(1));
    assert_eq!(written.to_json(), Err(StatementError::Term));
    written.expires = written.at.plus(std::time::Duration::from_secs(60));
    for (offset, accepted) in [(-301, false), (-300, true), (60, true), (61, false)] {
        let at =
            ca_core::timestamp::Timestamp::from_unix_seconds(written.at.unix_seconds() + offset);
        let signed = written.sign(&officer.certificate, at, |message| officer.key(message));
        assert_eq!(signed.is_ok(), accepted, "{offset} s");
    }
}

#[test]
fn i12_large_ones_are_not_read() {
    let found = MAX_LEN + 1;
    let refused = SignedStatement::parse(&vec![0x30; found]);
    assert_eq!(refused, Err(StatementError::TooLarge { found }));
}

proptest! {
    #[test]
    fn i12_octets_never_panic(octets in prop::collection::vec(any::<u8>(), 0..512)) {
        drop(SignedStatement::parse(&octets));
        drop(Statement::from_json(&octets));
    }
}
