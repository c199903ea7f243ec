//! From a request to the bytes to be signed, through the public door of the crate: what a profile
//! allows comes out as the profile says, judged by another reader, and nothing else comes out.
#![allow(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "the wishes are made here: a failure ends the test"
)]

#[path = "issuance/expected.rs"]
mod expected;
#[path = "issuance/hostile.rs"]
mod hostile;
#[path = "issuance/house.rs"]
mod house;
#[path = "issuance/ml_dsa.rs"]
mod ml_dsa;

use ca_core::algorithm_table::AlgorithmTable;
use ca_core::certificate::request::PrepareError;
use ca_core::country::{Country, IdentifierScheme};
use ca_core::profile::{Profile, ProfileKind, shipped};
use ca_core::timestamp::Timestamp;
use der::Decode;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use x509_cert::certificate::{CertificateInner, Raw, TbsCertificateInner};
use x509_cert::time::Time;

use self::house::{Attempt, House, Key, Wish};

fn profiles(kind: ProfileKind) -> Vec<Profile> {
    let profiles = shipped::texts()
        .iter()
        .map(|text| Profile::parse(text).unwrap());
    profiles.filter(|profile| profile.kind() == kind).collect()
}

fn shipped(name: &str) -> Profile {
    let mut profiles = shipped::texts()
        .iter()
        .map(|text| Profile::parse(text).unwrap());
    profiles.find(|profile| profile.name() == name).unwrap()
}

fn chad() -> House {
    House::of(Country::find("TD").unwrap())
}

/// The requirement that refuses a wish, and the refusal's text.
fn refusal(house: &House, profile: &Profile, wish: &Wish) -> PrepareError {
    match house.attempt(profile, wish) {
        Attempt::Refused(error) => error,
        Attempt::Unreadable => panic!("{wish:?} cannot be read"),
        Attempt::Prepared(_) => panic!("{wish:?} was prepared"),
    }
}

fn prepared(house: &House, profile: &Profile, wish: &Wish) -> Vec<u8> {
    match house.attempt(profile, wish) {
        Attempt::Prepared(tbs) => tbs,
        Attempt::Unreadable => panic!("{wish:?} cannot be read"),
        Attempt::Refused(error) => panic!("{}: {wish:?}: {error:?}", profile.name()),
    }
}

const PERSON: &str = "C=TD,SN=Ngaré,GN=Zénaïde,serialNumber=IDCTD-1,CN=Zénaïde Ngaré";
const AGENCY: &str = "C=TD,O=Postes,organizationIdentifier=NTRTD-1,CN=a.td";

#[test]
fn every_leaf_profile_gives_a_certificate_in_every_country() {
    for country in Country::all() {
        let house = House::of(country);
        for profile in profiles(ProfileKind::Leaf) {
            let wish = Wish::plain(&profile, &house.country.code);
            let tbs = prepared(&house, &profile, &wish);
            expected::compare(&house, &profile, &wish, &tbs);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    /// The property of CRT-08: the profile alone decides.
    #[test]
    fn crt_08_no_request_yields_a_certificate_outside_its_profile(
        (profile, code, wish) in hostile::hostile_wish(),
    ) {
        let house = House::of(Country::find(code).unwrap());
        let profile = shipped(&profile);
        if let Attempt::Prepared(tbs) = house.attempt(&profile, &wish) {
            expected::compare(&house, &profile, &wish, &tbs);
        }
    }
}

/// Else the property above would say nothing.
#[test]
fn hostile_wishes_are_neither_all_taken_nor_all_refused() {
    let mut runner = TestRunner::deterministic();
    let (wishes, mut taken) = (hostile::hostile_wish(), 0);
    for _ in 0..300 {
        let (profile, code, wish) = wishes.new_tree(&mut runner).unwrap().current();
        let house = House::of(Country::find(code).unwrap());
        if let Attempt::Prepared(_) = house.attempt(&shipped(&profile), &wish) {
            taken += 1;
        }
    }
    assert!((30..270).contains(&taken), "{taken}");
}

#[test]
fn crt_04_dates_are_utc_time_to_2049_and_generalized_time_from_2050() {
    let (house, root) = (chad(), shipped("citizen-signature"));
    for (moment, tag, text) in [
        ("2049-12-31T23:59:59Z", 0x17, "491231235959Z"),
        ("2050-01-01T00:00:00Z", 0x18, "20500101000000Z"),
        ("9999-12-31T23:59:59Z", 0x18, "99991231235959Z"),
    ] {
        let wish = Wish::person(PERSON);
        let end = Timestamp::parse_rfc3339(moment).unwrap();
        let tbs = house.encode(&root, &wish, Timestamp::from_unix_seconds(0), end);
        let length = u8::try_from(text.len()).unwrap();
        let expected = [&[tag, length], text.as_bytes()].concat();
        let found = tbs.windows(expected.len()).any(|window| window == expected);
        assert!(found, "{moment}");
        let read = TbsCertificateInner::<Raw>::from_der(&tbs).unwrap();
        let start = read.validity().not_before;
        assert!(matches!(start, Time::UtcTime(_)), "{start:?}");
    }
}

#[test]
fn crt_05_and_19_validity_begins_now_and_ends_with_the_issuer() {
    let (house, profile) = (chad(), shipped("citizen-signature"));
    let wish = Wish {
        issuer_end: Some("2027-01-01T00:00:00Z"),
        ..Wish::person(PERSON)
    };
    assert_eq!(refusal(&house, &profile, &wish).requirement(), "CRT-05");
    let tbs = prepared(&house, &profile, &Wish::person(PERSON));
    let read = TbsCertificateInner::<Raw>::from_der(&tbs).unwrap();
    let start = Timestamp::from_x509(read.validity().not_before);
    assert_eq!(start, house::now().truncated_to_second());
    for days in [0, 1096] {
        let wish = Wish {
            days: Some(days),
            ..Wish::person(PERSON)
        };
        assert_eq!(refusal(&house, &profile, &wish).requirement(), "CRT-19");
    }
}

/// Each subject, the requirement that refuses it and words of the refusal.
#[test]
fn refusals_name_their_requirement() {
    let mut house = chad();
    house.country.schemes = vec![IdentifierScheme {
        name: "NI".to_owned(),
        authority: "https://anatti.example.td/ni".to_owned(),
    }];
    let person = shipped("citizen-signature");
    for (subject, requirement) in [
        ("C=TD,SN=A,CN=A", "QC-01"),
        ("C=TD,SN=A,serialNumber=123,CN=A", "QC-01"),
        ("C=TD,SN=A,serialNumber=TAXTD-1,CN=A", "QC-01"),
        ("C=TD,SN=A,serialNumber=IDCZZ-1,CN=A", "QC-01"),
        ("C=TD,SN=A,serialNumber=ZZ:TD-1,CN=A", "QC-02"),
        ("C=TD,serialNumber=IDCTD-1,CN=A", "QC-04"),
        ("C=TD,SN=A,pseudonym=B,serialNumber=IDCTD-1,CN=A", "QC-04"),
        ("C=TD,GN=A,pseudonym=B,serialNumber=IDCTD-1,CN=A", "QC-04"),
        ("C=TD,SN=A,serialNumber=IDCTD-1", "CRT-08"),
        ("C=TD,SN=A,serialNumber=IDCTD-1,CN=A,OU=B", "CRT-08"),
        ("C=TD,SN=A,serialNumber=IDCTD-1,CN=A,2.5.4.12=B", "CRT-08"),
        ("C=ZZ,SN=A,serialNumber=IDCTD-1,CN=A", "CRT-07"),
        ("C=TD,SN=Mа,serialNumber=IDCTD-1,CN=A", "REG-05"),
        ("C=TD,SN=A,serialNumber=IDCTD-1,CN=فاطمة Fatima", "REG-05"),
    ] {
        let error = refusal(&house, &person, &Wish::person(subject));
        assert_eq!(error.requirement(), requirement, "{subject}: {error}");
        assert!(ca_core::requirement::clause(requirement).is_some());
    }
    let agency = shipped("agency-tls-client");
    for (subject, requirement) in [
        ("C=TD,O=Postes,CN=a", "QC-03"),
        ("C=TD,O=Postes,organizationIdentifier=1,CN=a", "QC-03"),
        ("C=TD,O=Postes,organizationIdentifier=LEITD-1,CN=a", "QC-03"),
        ("C=TD,O=Postes,organizationIdentifier=ZZ:TD-1,CN=a", "QC-02"),
        ("C=TD,organizationIdentifier=NTRTD-1,CN=a", "QC-03"),
    ] {
        let error = refusal(&house, &agency, &Wish::person(subject));
        assert_eq!(error.requirement(), requirement, "{subject}: {error}");
    }
    let long = format!("{PERSON}{}", "a".repeat(60));
    let error = refusal(&house, &person, &Wish::person(&long));
    assert_eq!(error.requirement(), "CRT-07");
}

#[test]
fn qc_01_and_04_persons_of_good_form_pass() {
    let (house, person) = (chad(), shipped("citizen-signature"));
    for subject in [
        PERSON,
        "C=TD,SN=Déby,serialNumber=PASTD-A123,CN=Déby",
        "C=TD,GN=محمد,serialNumber=PNOTD-1,CN=محمد ديبي",
        "C=TD,pseudonym=Agent 7,serialNumber=TINTD-7,CN=Agent 7",
    ] {
        let wish = Wish::person(subject);
        expected::compare(&house, &person, &wish, &prepared(&house, &person, &wish));
    }
}

#[test]
fn qc_03_no_legal_person_has_a_personal_name() {
    let text = shipped("agency-tls-client").text().replace(
        "{ type = \"O\" },",
        "{ type = \"O\" }, { type = \"SN\", optional = true },",
    );
    let Ok(profile) = Profile::parse(&text) else {
        return; // Then no such profile can be loaded at all.
    };
    let wish = Wish::person(&format!("{AGENCY},SN=Ngaré"));
    assert_eq!(refusal(&chad(), &profile, &wish).requirement(), "QC-03");
}

#[test]
fn crt_08_and_22_alternative_names_are_bounded_and_hold_the_common_name() {
    let (house, server) = (chad(), shipped("agency-tls-server"));
    let wish = |names: &[&str]| Wish {
        names: names.iter().map(|name| (*name).to_owned()).collect(),
        ..Wish::person(AGENCY)
    };
    let many: Vec<String> = (0..100).map(|place| format!("dns:{place}.td")).collect();
    let many: Vec<&str> = std::iter::once("dns:a.td")
        .chain(many.iter().map(String::as_str))
        .collect();
    for (names, requirement) in [
        (&[][..], "CRT-08"),
        (&["dns:b.td"], "CRT-22"),
        (&["dns:a.td", "email:a@a.td"], "CRT-08"),
        (&["dns:a.td", "dns:A.td"], "CRT-08"),
        (&many, "CRT-08"),
    ] {
        let error = refusal(&house, &server, &wish(names));
        assert_eq!(error.requirement(), requirement, "{names:?}: {error}");
    }
    let good = wish(&["dns:b.td", "dns:A.td"]);
    expected::compare(&house, &server, &good, &prepared(&house, &server, &good));
}

#[test]
fn crt_13_an_international_mailbox_is_no_rfc822_name() {
    let (house, profile) = (chad(), shipped("citizen-authentication"));
    for (name, part) in [
        ("email:zenaide@posta.td", &b"\x81\x10zenaide@posta.td"[..]),
        (
            "email:zénaïde@posta.td",
            b"\x06\x08\x2b\x06\x01\x05\x05\x07\x08\x09\xa0\x14\x0c\x12z\xc3\xa9na\xc3\xafde@posta.td",
        ),
    ] {
        let wish = Wish {
            names: vec![name.to_owned()],
            ..Wish::person(PERSON)
        };
        let tbs = prepared(&house, &profile, &wish);
        assert!(tbs.windows(part.len()).any(|window| window == part), "{name}");
    }
}

#[test]
fn alg_01_to_05_the_table_of_algorithms_decides_for_key_signature_and_issuer() {
    let profile = shipped("citizen-signature");
    let wish = |key| Wish {
        key,
        ..Wish::person(PERSON)
    };
    let house = chad();
    for key in Key::ALL {
        let (wish, tbs) = (wish(key), prepared(&house, &profile, &wish(key)));
        expected::compare(&house, &profile, &wish, &tbs);
    }
    for (row, more, key, requirement) in [
        (
            "kind = \"p521\"\nstrength = 128",
            "kind = \"p521\"\nstrength = 256",
            Key::P521,
            "ALG-04",
        ),
        (
            "kind = \"p256\"",
            "kind = \"p256\"\nlast_issue = 2026-11-20",
            Key::P256,
            "ALG-05",
        ),
        (
            "kind = \"p256\"",
            "kind = \"p256\"\nlast_end = 2027-11-20",
            Key::P256,
            "ALG-05",
        ),
        (
            "name = \"ecdsa-with-SHA384\"",
            "name = \"ecdsa-with-SHA384\"\nlast_issue = 2026-11-20",
            Key::P256,
            "ALG-05",
        ),
    ] {
        let text = AlgorithmTable::shipped().text().replace(row, more);
        let house = House {
            algorithms: AlgorithmTable::parse(&text).unwrap(),
            ..chad()
        };
        let error = refusal(&house, &profile, &wish(key));
        assert!(matches!(error, PrepareError::Algorithm(_)), "{error}");
        assert_eq!(error.requirement(), requirement, "{more}: {error:?}");
    }
    let text = profile.text().replace("\"p256\", ", "");
    let error = refusal(&house, &Profile::parse(&text).unwrap(), &wish(Key::P256));
    assert!(
        matches!(error, PrepareError::KeyForbidden { .. }),
        "{error}"
    );
}

/// OpenSSL reads what the extension says, and that it is critical.
#[test]
fn crt_20_name_constraints_are_critical_and_encoded_as_subjects() {
    let text = shipped("issuing-ca").text().replace(
        "[crl]",
        "[extensions.name_constraints]\n\
         permitted = { dns = [\"gouv.td\"], email = [\"gouv.td\"], directory = [\"C=TD,O=État\"] }\n\
         excluded = { dns = [\"secret.gouv.td\"] }\n\n[crl]",
    );
    let (house, profile) = (chad(), Profile::parse(&text).unwrap());
    let tbs = prepared(&house, &profile, &Wish::authority());
    let certificate = ca_core::certificate::assemble(&tbs, b"no signature").unwrap();
    assert!(CertificateInner::<Raw>::from_der(&certificate).is_ok());
    let text = house::openssl_x509(
        &certificate,
        &[
            "-ext",
            "nameConstraints",
            "-nameopt",
            "RFC2253,-esc_msb,utf8",
        ],
    );
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    assert_eq!(
        lines,
        [
            "X509v3 Name Constraints: critical",
            "Permitted:",
            "DNS:gouv.td",
            "email:gouv.td",
            "DirName:C = TD, O = \\C3\\89tat",
            "Excluded:",
            "DNS:secret.gouv.td"
        ]
    );
    // As in subjects: country PrintableString, organisation UTF8String, in the order given.
    let directory = b"\xa4\x1f\x30\x1d\x31\x0b\x30\x09\x06\x03\x55\x04\x06\x13\x02TD\
                      \x31\x0e\x30\x0c\x06\x03\x55\x04\x0a\x0c\x05\xc3\x89tat";
    let encoded = |part: &[u8]| part == directory;
    assert!(tbs.windows(directory.len()).any(encoded));
}
