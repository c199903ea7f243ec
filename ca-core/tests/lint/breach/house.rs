//! What breaks the rules of the house: a builder that does not do what the profile says.

use super::HouseBreach;
use super::rfc5280::{become_version_1, limited};
use crate::der::{bits, boolean, integer, name, octets, oid, sequence, time, tlv};
use crate::sample::{self, Case, House, extension, page, replace, without};

const SIGNATURE: &str = "citizen-signature";
const CLIENT: &str = "agency-tls-client";
const ISSUING: &str = "issuing-ca";
const RESPONDER: &str = "ocsp-responder";

pub(crate) const BREACHES: &[HouseBreach] = &[
    ("lint-crt-08-profile-absent", SIGNATURE, |case| {
        without(&mut case.leaf, "2.5.29.14");
    }),
    // What is a warning in certificates of others.
    ("lint-crt-02-serial-too-short", SIGNATURE, |case| {
        case.leaf.serial = integer(&[0x7f; 8]);
    }),
    ("lint-crt-05-outlives-issuer", SIGNATURE, |case| {
        case.issuer.as_mut().unwrap().not_after = time("260601000000Z");
    }),
    ("lint-crt-05-begins-before-issuer", SIGNATURE, |case| {
        case.issuer.as_mut().unwrap().not_before = time("260601000000Z");
    }),
    ("lint-crt-09-authority-key-differs", SIGNATURE, |case| {
        without(case.issuer.as_mut().unwrap(), "2.5.29.14");
    }),
    ("lint-crt-09-authority-key-differs", "root-ca", |case| {
        let other = sequence(&[&tlv(0x80, &[&[9; 20]])]);
        replace(&mut case.leaf, "2.5.29.35", false, &other);
    }),
    ("lint-crt-10-key-usage-not-critical", SIGNATURE, |case| {
        replace(&mut case.leaf, "2.5.29.15", false, &bits(6, 0x40));
    }),
    ("lint-crt-11-path-length-not-below", ISSUING, |case| {
        let no_limit = sequence(&[&boolean(true)]);
        replace(&mut case.leaf, "2.5.29.19", true, &no_limit);
        limited(case, 1);
    }),
    ("lint-crt-11-issuer-not-ca", SIGNATURE, |case| {
        become_version_1(case.issuer.as_mut().unwrap());
    }),
    ("lint-crt-12-not-http", SIGNATURE, |case| {
        let places = [
            ("1.3.6.1.5.5.7.48.2", "http://pki.example.td/ca/g1.cer"),
            ("1.3.6.1.5.5.7.48.2", "https://pki.example.td/ca/g1.cer"),
        ];
        let places = sample::access_at(&places);
        replace(&mut case.leaf, "1.3.6.1.5.5.7.1.1", false, &places);
    }),
    ("lint-crt-17-exponent", SIGNATURE, |case| {
        case.leaf.spki = sample::with_exponent("bad-rsa2048.pem", &[3]);
    }),
    ("lint-crt-20-issuer-unreadable", SIGNATURE, |case| {
        let unreadable = extension("2.5.29.30", true, &integer(&[1]));
        case.issuer.as_mut().unwrap().extensions.push(unreadable);
    }),
    ("lint-val-02-policy-not-of-issuer", SIGNATURE, |case| {
        without(case.issuer.as_mut().unwrap(), "2.5.29.32");
    }),
    ("lint-crt-08-profile-absent", RESPONDER, |case| {
        without(&mut case.leaf, "1.3.6.1.5.5.7.48.1.5");
    }),
    ("lint-crt-08-profile-foreign", SIGNATURE, |case| {
        let constraints = extension("2.5.29.19", true, &sequence(&[]));
        case.leaf.extensions.push(constraints);
    }),
    ("lint-crt-08-profile-foreign", RESPONDER, |case| {
        let crl = sample::crl_at("http://pki.example.td/crl/example-g1.crl");
        case.leaf
            .extensions
            .push(extension("2.5.29.31", false, &crl));
    }),
    ("lint-crt-08-profile-foreign", SIGNATURE, |case| {
        let unknown = extension("2.999.1", false, &tlv(5, &[]));
        case.leaf.extensions.push(unknown);
    }),
    ("lint-crt-08-profile-criticality", SIGNATURE, |case| {
        let purposes = sample::purposes(&["1.3.6.1.5.5.7.3.36"]);
        replace(&mut case.leaf, "2.5.29.37", true, &purposes);
    }),
    ("lint-crt-08-profile-key-usage", SIGNATURE, |case| {
        replace(&mut case.leaf, "2.5.29.15", true, &bits(6, 0xc0));
    }),
    ("lint-crt-08-profile-purposes", SIGNATURE, |case| {
        let purposes = sample::purposes(&["1.3.6.1.5.5.7.3.2"]);
        replace(&mut case.leaf, "2.5.29.37", false, &purposes);
    }),
    ("lint-crt-08-profile-purposes", ISSUING, |case| {
        let purposes = sample::purposes(&["1.3.6.1.5.5.7.3.1"]);
        replace(&mut case.leaf, "2.5.29.37", false, &purposes);
    }),
    ("lint-crt-08-profile-policy-foreign", SIGNATURE, |case| {
        asserted(case, &["0.4.0.2042.1.1", "2.5.29.32.0"]);
    }),
    ("lint-crt-08-profile-policy-absent", SIGNATURE, |case| {
        asserted(case, &["0.4.0.2042.1.1"]);
    }),
    ("lint-crt-08-profile-ca", ISSUING, |case| {
        let no_limit = sequence(&[&boolean(true)]);
        replace(&mut case.leaf, "2.5.29.19", true, &no_limit);
    }),
    ("lint-crt-08-profile-attribute-foreign", SIGNATURE, |case| {
        case.leaf.subject = name(&[("2.5.4.11", 0x0c, "Unit")]);
    }),
    ("lint-crt-08-profile-attribute-foreign", ISSUING, |case| {
        case.leaf.subject = name(&[("2.5.4.3", 0x0c, "Example G1"), ("2.5.4.6", 0x13, "TD")]);
    }),
    ("lint-crt-08-profile-attribute-absent", SIGNATURE, |case| {
        case.leaf.subject = name(&[("2.5.4.6", 0x13, "TD"), ("2.5.4.3", 0x0c, "Amina")]);
    }),
    ("lint-crt-08-profile-attribute-value", ISSUING, |case| {
        case.leaf.subject = name(&[("2.5.4.6", 0x13, "DZ")]);
    }),
    ("lint-crt-08-profile-name-kind", SIGNATURE, |case| {
        other_names(case, &[tlv(0x82, &[b"www.example.td"])]);
    }),
    ("lint-crt-08-profile-name-kind", CLIENT, |case| {
        other_names(case, &[tlv(0x87, &[&[192, 0, 2, 1]])]);
    }),
    ("lint-crt-08-profile-name-count", CLIENT, |case| {
        let names = (0..101).map(|number| tlv(0x82, &[format!("a{number}.td").as_bytes()]));
        other_names(case, &names.collect::<Vec<_>>());
    }),
    ("lint-crt-08-profile-validity", SIGNATURE, |case| {
        case.leaf.not_after = time("290101000000Z");
    }),
    ("lint-crt-08-profile-key", ISSUING, |case| {
        case.leaf.spki = sample::rsa(320, &[1, 0, 1]);
    }),
    ("lint-crt-08-profile-key-identifier", SIGNATURE, |case| {
        replace(&mut case.leaf, "2.5.29.14", false, &octets(&[6; 20]));
    }),
    ("lint-crt-08-profile-location", SIGNATURE, |case| {
        let other = sample::crl_at("http://pki.example.td/crl/example-g2.crl");
        replace(&mut case.leaf, "2.5.29.31", false, &other);
    }),
    ("lint-crt-08-profile-location", SIGNATURE, |case| {
        let other = [("1.3.6.1.5.5.7.48.1", "http://other.example/ocsp/example-g1")];
        let access = sample::access_at(&other);
        replace(&mut case.leaf, "1.3.6.1.5.5.7.1.1", false, &access);
    }),
    ("lint-crt-08-profile-statement-foreign", SIGNATURE, |case| {
        case.state("0.4.0.1862.1.4", Some(&[]));
    }),
    ("lint-crt-08-profile-statement-foreign", CLIENT, |case| {
        case.state("0.4.0.1862.1.1", Some(&[]));
    }),
    ("lint-crt-08-profile-statement-absent", SIGNATURE, |case| {
        case.state("0.4.0.1862.1.1", None);
    }),
    ("lint-crt-08-profile-statement-value", SIGNATURE, |case| {
        let algeria = sequence(&[&tlv(0x13, &[b"DZ"])]);
        case.state("0.4.0.1862.1.7", Some(&algeria));
    }),
    ("lint-crt-08-profile-statement-value", SIGNATURE, |case| {
        let seal = sequence(&[&oid("0.4.0.1862.1.6.2")]);
        case.state("0.4.0.1862.1.6", Some(&seal));
    }),
    ("lint-crt-08-profile-statement-value", SIGNATURE, |case| {
        let pages = sequence(&[&page("https://other.example/en", "en")]);
        case.state("0.4.0.1862.1.5", Some(&pages));
    }),
    ("lint-crt-08-profile-statement-value", CLIENT, |case| {
        let natural = sample::semantics("0.4.0.194121.1.1");
        case.state("1.3.6.1.5.5.7.11.2", Some(&natural));
    }),
    ("lint-crt-08-profile-name-constraints", ISSUING, |case| {
        let mut house = House::of("TD", ISSUING);
        house.with_profile(
            "[extensions]",
            "[extensions]\nname_constraints = { permitted = { dns = [\"gouv.td\"] } }",
        );
        *case = Case::of(house);
        let other = tlv(0xa0, &[&sequence(&[&tlv(0x82, &[b"gouv.dz"])])]);
        replace(&mut case.leaf, "2.5.29.30", true, &sequence(&[&other]));
    }),
    // ALG-02, ALG-04, ALG-05
    ("lint-alg-02-not-in-table", SIGNATURE, |case| {
        let house = case.house.as_mut().unwrap();
        house.with_table("[[key]]\nkind = \"p256\"\nstrength = 128\n", "");
    }),
    ("lint-alg-04-issuer", SIGNATURE, |case| {
        let house = case.house.as_mut().unwrap();
        house.with_table("\"p384\"\nstrength = 128", "\"p384\"\nstrength = 192");
        case.leaf.spki = sample::spki("openssl-p384.pem");
    }),
    ("lint-alg-05-signature", SIGNATURE, |case| {
        let house = case.house.as_mut().unwrap();
        let row = "name = \"ecdsa-with-SHA256\"";
        house.with_table(row, &format!("{row}\nlast_issue = 2020-12-31"));
    }),
    // QC-09 to QC-11
    ("lint-qc-09-language", SIGNATURE, |case| {
        let pages = sequence(&[&page("https://pki.example.td/en", "en")]);
        case.state("0.4.0.1862.1.5", Some(&pages));
    }),
    ("lint-qc-10-currency", SIGNATURE, |case| {
        case.state("0.4.0.1862.1.2", Some(&sample::limit("EUR")));
    }),
    ("lint-qc-10-retention", SIGNATURE, |case| {
        case.state("0.4.0.1862.1.3", Some(&integer(&[1])));
    }),
    ("lint-qc-11-national", SIGNATURE, |case| {
        asserted(case, &["0.4.0.2042.1.1"]);
    }),
    ("lint-qc-11-device", SIGNATURE, |case| {
        asserted(case, &["0.4.0.2042.1.2"]);
    }),
];

fn asserted(case: &mut Case, policies: &[&str]) {
    replace(
        &mut case.leaf,
        "2.5.29.32",
        false,
        &sample::policies(policies),
    );
}

fn other_names(case: &mut Case, names: &[Vec<u8>]) {
    let is_other = |extension: &Vec<u8>| crate::der::parts(extension)[0] != oid("2.5.29.17");
    case.leaf.extensions.retain(is_other);
    let names: Vec<&[u8]> = names.iter().map(Vec::as_slice).collect();
    let names = extension("2.5.29.17", false, &sequence(&names));
    case.leaf.extensions.push(names);
}
