//! What breaks the rules of ETSI and of the laws.

use super::Breach;
use crate::der::{bits, integer, name, oid, sequence, time, tlv};
use crate::sample::{self, Case, STATEMENTS, extension, page, replace, semantics, without};

const SEMANTICS: &str = "1.3.6.1.5.5.7.11.2";
const TYPE: &str = "0.4.0.1862.1.6";
const DISCLOSURE: &str = "0.4.0.1862.1.5";
const LAW: &str = "0.4.0.1862.1.7";
const COMPLIANCE: &str = "0.4.0.1862.1.1";

pub(crate) const BREACHES: &[Breach] = &[
    // CRT-17, ALG-01, ALG-02
    ("lint-crt-17-subject-key", |case| {
        case.leaf.spki = sample::rsa(384, &[3])
    }),
    ("lint-crt-17-exponent", |case| {
        case.leaf.spki = sample::with_exponent("bad-rsa2048.pem", &[3])
    }),
    ("lint-alg-01-refused-then", |case| {
        case.leaf.spki = sample::spki("bad-rsa2048.pem");
        case.leaf.not_before = time("251231235959Z");
        case.signing_time = None;
    }),
    ("lint-alg-01-size", |case| {
        case.leaf.spki = sample::rsa(128, &[1, 0, 1])
    }),
    ("lint-alg-01-refused", |case| {
        case.leaf.spki = sample::spki("bad-rsa2048.pem")
    }),
    ("lint-alg-01-refused", |case| {
        case.leaf.spki = sample::spki("bad-rsa2048.pem");
        case.leaf.not_before = time("270101000000Z");
        case.leaf.not_after = time("280101000000Z");
        case.signing_time = None;
    }),
    ("lint-alg-01-short", |case| {
        case.leaf.spki = sample::spki("bad-rsa2048.pem");
        case.leaf.not_after = time("281231235959Z");
    }),
    ("lint-alg-02-key", |case| {
        case.leaf.spki = sample::elliptic(&oid("1.3.36.3.3.2.8.1.1.7"));
    }),
    ("lint-alg-02-key-parameters", |case| {
        case.leaf.spki = sample::elliptic(&sequence(&[&integer(&[1])]));
    }),
    ("lint-alg-02-algorithm", |case| {
        case.leaf.signature = sequence(&[&oid("2.16.840.1.101.3.4.3.9")]);
    }),
    ("lint-alg-02-parameters", |case| {
        case.leaf.signature = sequence(&[&oid("1.2.840.10045.4.3.2"), &tlv(5, &[])]);
    }),
    ("lint-alg-02-hash", |case| {
        case.leaf.signature = sequence(&[&oid("1.2.840.113549.1.1.5"), &tlv(5, &[])]);
    }),
    ("lint-alg-02-hash", |case| {
        case.leaf.signature = sequence(&[&oid("1.2.840.10045.4.3.1")]);
    }),
    ("lint-alg-02-hash-then", |case| {
        case.leaf.signature = sequence(&[&oid("1.2.840.113549.1.1.4"), &tlv(5, &[])]);
        case.leaf.not_before = time("960101000000Z");
        case.signing_time = None;
    }),
    ("lint-alg-02-unfit", |case| {
        case.leaf.signature = sequence(&[&oid("1.2.840.10045.4.3.3")]);
    }),
    // QC-01
    ("lint-qc-01-identifier", |case| numbered(case, "IDCXX-1")),
    ("lint-qc-01-identifier", |case| numbered(case, "TAXTD-1")),
    ("lint-qc-01-identifier", |case| numbered(case, "12345")),
    ("lint-qc-01-identifier", |case| numbered(case, "NI:XX-1")),
    ("lint-qc-01-identifier", |case| {
        case.leaf.subject = name(&[("2.5.4.6", 0x13, "TD"), ("2.5.4.4", 0x0c, "Ali")]);
    }),
    ("lint-qc-01-identifier-like", |case| {
        case.state(SEMANTICS, None);
        numbered(case, "PNO1234");
    }),
    ("lint-qc-01-identifier", |case| {
        case.state(SEMANTICS, None);
        case.leaf.subject = name(&[("2.5.4.5", 0x13, "PNOXX-1"), ("2.5.4.3", 0x0c, "Ali")]);
    }),
    ("lint-qc-01-identifier-like", |case| {
        case.state(SEMANTICS, None);
        numbered(case, "TAXTD-1");
    }),
    // QC-02
    ("lint-qc-02-semantics", |case| {
        case.state(SEMANTICS, Some(&sequence(&[])));
    }),
    ("lint-qc-02-semantics-unknown", |case| {
        case.state(SEMANTICS, Some(&semantics("0.4.0.194121.1.9")));
    }),
    ("lint-qc-02-scheme-authority", |case| {
        numbered(case, "NI:TD-1")
    }),
    // QC-03
    ("lint-qc-03-identifier", |case| {
        case.become_legal();
        organised(case, "IDCTD-1");
    }),
    ("lint-qc-03-identifier-like", |case| {
        case.become_legal();
        case.state(SEMANTICS, None);
        organised(case, "12345");
    }),
    ("lint-qc-03-incomplete", |case| {
        case.become_legal();
        case.leaf.subject = name(&[("2.5.4.97", 0x0c, "NTRTD-1")]);
    }),
    ("lint-qc-03-personal-name", |case| {
        case.become_legal();
        case.leaf.subject = name(&[("2.5.4.97", 0x0c, "NTRTD-1"), ("2.5.4.42", 0x0c, "Ali")]);
    }),
    // QC-04
    ("lint-qc-04-pseudonym", |case| {
        case.leaf.subject = name(&[("2.5.4.65", 0x0c, "X"), ("2.5.4.4", 0x0c, "Ali")]);
    }),
    ("lint-qc-04-unnamed", |case| {
        case.leaf.subject = name(&[("2.5.4.6", 0x13, "TD"), ("2.5.4.3", 0x0c, "Ali")]);
    }),
    ("lint-qc-04-incomplete", |case| {
        case.leaf.subject = name(&[("2.5.4.6", 0x13, "TD"), ("2.5.4.4", 0x0c, "Ali")]);
    }),
    ("lint-qc-04-attribute-twice", |case| {
        case.leaf.subject = name(&[("2.5.4.6", 0x13, "TD"), ("2.5.4.6", 0x13, "TD")]);
    }),
    // QC-05
    ("lint-qc-05-enciphers", |case| {
        replace(&mut case.leaf, "2.5.29.15", true, &bits(3, 0x48));
    }),
    ("lint-qc-05-not-alone", |case| {
        replace(&mut case.leaf, "2.5.29.15", true, &bits(6, 0xc0));
    }),
    ("lint-qc-05-absent", |case| {
        replace(&mut case.leaf, "2.5.29.15", true, &bits(7, 0x80));
    }),
    // QC-06
    ("lint-qc-06-path-extension", |case| {
        let inhibit = extension("2.5.29.54", true, &integer(&[0]));
        case.leaf.extensions.push(inhibit);
    }),
    ("lint-qc-06-ca-issuers", |case| {
        without(&mut case.leaf, "1.3.6.1.5.5.7.1.1");
    }),
    ("lint-qc-06-status", |case| {
        without(&mut case.leaf, "1.3.6.1.5.5.7.1.1");
        without(&mut case.leaf, "2.5.29.31");
    }),
    // QC-07
    ("lint-qc-07-claims-union", |case| case.state(LAW, None)),
    ("lint-qc-07-claims-union-within", |case| {
        case.state(LAW, None);
        case.issuer = None;
        case.leaf.issuer = name(&[("2.5.4.6", 0x13, "FR")]);
    }),
    ("lint-qc-07-compliance", |case| case.state(COMPLIANCE, None)),
    ("lint-qc-07-not-qualified", |case| {
        case.state(COMPLIANCE, None);
        case.state(LAW, None);
    }),
    ("lint-qc-07-device", |case| {
        case.state("0.4.0.1862.1.4", Some(&[]));
    }),
    ("lint-qc-07-policy", |case| {
        let policies = sample::policies(&["0.4.0.194112.1.2"]);
        replace(&mut case.leaf, "2.5.29.32", false, &policies);
    }),
    // QC-08
    ("lint-qc-08-absent", |case| case.state(TYPE, None)),
    ("lint-qc-08-esign", |case| {
        case.become_legal();
        case.state(TYPE, Some(&sequence(&[&oid("0.4.0.1862.1.6.1")])));
    }),
    ("lint-qc-08-eseal", |case| {
        case.state(TYPE, Some(&sequence(&[&oid("0.4.0.1862.1.6.2")])));
    }),
    // QC-09
    ("lint-qc-09-absent", |case| case.state(DISCLOSURE, None)),
    ("lint-qc-09-not-https", |case| {
        let pages = sequence(&[&page("http://pki.example.td/en", "en")]);
        case.state(DISCLOSURE, Some(&pages));
    }),
    ("lint-qc-09-english", |case| {
        let pages = sequence(&[&page("https://pki.example.td/fr", "fr")]);
        case.state(DISCLOSURE, Some(&pages));
    }),
    ("lint-qc-09-twice", |case| {
        let english = page("https://pki.example.td/en", "en");
        case.state(DISCLOSURE, Some(&sequence(&[&english, &english])));
    }),
    // QC-10
    ("lint-qc-10-critical", |case| {
        let value = sequence(&[&sequence(&[&oid(COMPLIANCE)])]);
        replace(&mut case.leaf, STATEMENTS, true, &value);
    }),
    ("lint-qc-10-unreadable", |case| {
        replace(&mut case.leaf, STATEMENTS, false, &sequence(&[]));
    }),
    ("lint-qc-10-statement", |case| {
        case.state(LAW, Some(&sequence(&[&tlv(0x13, &[b"td"])])));
    }),
    ("lint-qc-10-statement", |case| {
        case.state(COMPLIANCE, Some(&tlv(5, &[])));
    }),
    ("lint-qc-10-statement", |case| {
        case.state("0.4.0.1862.1.2", Some(&sample::limit("xaf")));
    }),
    ("lint-qc-10-statement", |case| {
        case.state(DISCLOSURE, Some(&sequence(&[&page("https://a.td", "eng")])));
    }),
    ("lint-qc-10-statement-twice", |case| {
        let compliance = sequence(&[&oid(COMPLIANCE)]);
        let both = sequence(&[&compliance, &compliance]);
        replace(&mut case.leaf, STATEMENTS, false, &both);
    }),
    // QC-11
    ("lint-qc-11-etsi", |case| {
        let policies = sample::policies(&["0.4.0.2042.1.1", "0.4.0.2042.1.2"]);
        replace(&mut case.leaf, "2.5.29.32", false, &policies);
    }),
    // LAW-02, REG-05
    ("lint-law-02-personal-data", |case| {
        let birth = sequence(&[
            &oid("1.3.6.1.5.5.7.9.1"),
            &tlv(0x31, &[&tlv(0x18, &[b"19800101120000Z"])]),
        ]);
        let attributes = extension("2.5.29.9", false, &sequence(&[&birth]));
        case.leaf.extensions.push(attributes);
    }),
    ("lint-law-02-personal-data", |case| {
        case.leaf.subject = name(&[("2.5.4.4", 0x0c, "Ali"), ("2.5.4.9", 0x0c, "Rue 40")]);
    }),
    ("lint-law-02-personal-data", |case| {
        let template = extension("1.3.6.1.5.5.7.1.2", false, &sequence(&[]));
        case.leaf.extensions.push(template);
    }),
    ("lint-reg-05-mixed-scripts", |case| {
        case.leaf.subject = name(&[("2.5.4.4", 0x0c, "Mаhamat")]);
    }),
];

/// The natural person with this serialNumber.
fn numbered(case: &mut Case, number: &str) {
    case.leaf.subject = name(&[
        ("2.5.4.6", 0x13, "TD"),
        ("2.5.4.4", 0x0c, "Ngaré"),
        ("2.5.4.5", 0x13, number),
        ("2.5.4.3", 0x0c, "Ngaré"),
    ]);
}

/// The legal person with this organizationIdentifier.
fn organised(case: &mut Case, number: &str) {
    case.leaf.subject = name(&[
        ("2.5.4.6", 0x13, "TD"),
        ("2.5.4.10", 0x0c, "Poste"),
        ("2.5.4.97", 0x0c, number),
        ("2.5.4.3", 0x0c, "Poste"),
    ]);
}
