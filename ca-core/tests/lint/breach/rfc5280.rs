//! What breaks the rules of RFC 5280 and its companions.

use ca_core::timestamp::Timestamp;

use super::Breach;

use crate::der::{bits, boolean, integer, name, octets, oid, sequence, time, tlv};
use crate::sample::{self, Case, Tbs, extension, replace, without};

pub(crate) const BREACHES: &[Breach] = &[
    // CRT-01
    ("lint-crt-01-not-der", |case| {
        case.leaf.extensions[0] = sequence(&[
            &oid("2.5.29.35"),
            &boolean(false),
            &octets(&sample::authority_key()),
        ]);
    }),
    ("lint-crt-01-extension-not-der", |case| {
        replace(&mut case.leaf, "2.5.29.15", true, &tlv(3, &[&[0, 0x80]]));
    }),
    ("lint-crt-01-version", |case| {
        case.leaf.version = tlv(0xa0, &[&integer(&[1])])
    }),
    ("lint-crt-01-version", |case| case.leaf.version = Vec::new()),
    ("lint-crt-01-unique-identifier", |case| {
        case.leaf.unique = tlv(0x81, &[&[0, 1]])
    }),
    // CRT-02
    ("lint-crt-02-serial-not-positive", |case| {
        case.leaf.serial = integer(&[0])
    }),
    ("lint-crt-02-serial-not-positive", |case| {
        case.leaf.serial = integer(&[0x80; 17])
    }),
    ("lint-crt-02-serial-too-long", |case| {
        case.leaf.serial = integer(&[0x40; 21])
    }),
    ("lint-crt-02-serial-too-short", |case| {
        case.leaf.serial = integer(&[0x7f; 8])
    }),
    // CRT-04
    ("lint-crt-04-time-form", |case| {
        case.leaf.not_before = tlv(0x17, &[b"2611211200Z"])
    }),
    ("lint-crt-04-time-form", |case| {
        case.leaf.not_before = tlv(0x17, &[b"261121120000+0100"])
    }),
    ("lint-crt-04-time-form", |case| {
        case.leaf.not_after = tlv(0x18, &[b"20510101000000.5Z"])
    }),
    ("lint-crt-04-time-type", |case| {
        case.leaf.not_after = tlv(0x18, &[b"20281121000000Z"])
    }),
    ("lint-crt-04-ends-before-it-begins", |case| {
        case.leaf.not_after = case.leaf.not_before.clone()
    }),
    // CRT-05
    ("lint-crt-05-begins-before-issuer", |case| {
        case.leaf.not_before = time("250101000000Z")
    }),
    ("lint-crt-05-outlives-issuer", |case| {
        case.leaf.not_after = time("370101000000Z")
    }),
    // CRT-06
    ("lint-crt-06-issuer-not-given", |case| case.issuer = None),
    ("lint-crt-06-issuer-name", |case| {
        case.leaf.issuer = name(&[("2.5.4.6", 0x13, "TD"), ("2.5.4.3", 0x13, "Citoyens G1")]);
    }),
    ("lint-crt-06-issuer-name-empty", |case| {
        case.leaf.issuer = name(&[])
    }),
    // CRT-07
    ("lint-crt-07-subject-empty", |case| {
        case.leaf.subject = name(&[])
    }),
    ("lint-crt-07-name-unreadable", |case| {
        case.leaf.subject = sequence(&[&integer(&[1])])
    }),
    ("lint-crt-07-string-type", |case| {
        case.leaf.subject = name(&[("2.5.4.3", 0x14, "Ali")])
    }),
    ("lint-crt-07-string-type", |case| {
        case.leaf.subject = name(&[("2.5.4.3", 0x1e, "\0A")])
    }),
    ("lint-crt-07-not-printable", |case| {
        case.leaf.subject = name(&[("2.5.4.6", 0x0c, "TD")])
    }),
    ("lint-crt-07-not-printable", |case| {
        case.leaf.subject = name(&[("2.5.4.5", 0x0c, "1")])
    }),
    ("lint-crt-07-not-ia5", |case| {
        case.leaf.subject = name(&[("0.9.2342.19200300.100.1.25", 0x0c, "td")]);
    }),
    ("lint-crt-07-character", |case| {
        case.leaf.subject = name(&[("2.5.4.3", 0x13, "a@b")])
    }),
    ("lint-crt-07-character", |case| {
        case.leaf.subject = name(&[("2.5.4.3", 0x0c, "a\nb")])
    }),
    ("lint-crt-07-value-empty", |case| {
        case.leaf.subject = name(&[("2.5.4.3", 0x0c, "")])
    }),
    ("lint-crt-07-value-too-long", |case| {
        case.leaf.subject = name(&[("2.5.4.3", 0x0c, &"é".repeat(65))]);
    }),
    ("lint-crt-07-country", |case| {
        case.leaf.subject = name(&[("2.5.4.6", 0x13, "td")])
    }),
    ("lint-crt-07-not-nfc", |case| {
        case.leaf.subject = name(&[("2.5.4.3", 0x0c, "De\u{301}by")])
    }),
    // CRT-08
    ("lint-crt-08-extension-twice", |case| {
        let first = case.leaf.extensions[0].clone();
        case.leaf.extensions.push(first);
    }),
    ("lint-crt-08-policy-twice", |case| {
        replace(
            &mut case.leaf,
            "2.5.29.32",
            false,
            &sample::policies(&["2.999.1", "2.999.1"]),
        );
    }),
    ("lint-crt-08-extensions-absent", |case| {
        case.leaf.extensions.clear()
    }),
    ("lint-crt-08-extension-empty", |case| {
        replace(&mut case.leaf, "2.5.29.37", false, &sequence(&[]));
    }),
    ("lint-crt-08-too-many", |case| {
        for number in 0..65 {
            let unknown = extension(&format!("2.999.{number}"), false, &tlv(5, &[]));
            case.leaf.extensions.push(unknown);
        }
    }),
    // CRT-09
    ("lint-crt-09-authority-key-absent", |case| {
        without(&mut case.leaf, "2.5.29.35")
    }),
    ("lint-crt-09-authority-key-differs", |case| {
        replace(
            &mut case.leaf,
            "2.5.29.35",
            false,
            &sequence(&[&tlv(0x80, &[&[9; 20]])]),
        );
    }),
    ("lint-crt-09-subject-key-absent", |case| {
        case.become_root();
        without(&mut case.leaf, "2.5.29.14");
    }),
    ("lint-crt-09-critical", |case| {
        replace(&mut case.leaf, "2.5.29.35", true, &sample::authority_key());
    }),
    // CRT-10
    ("lint-crt-10-key-usage-absent", |case| {
        case.become_root();
        without(&mut case.leaf, "2.5.29.15");
    }),
    ("lint-crt-10-key-usage-not-critical", |case| {
        replace(&mut case.leaf, "2.5.29.15", false, &bits(7, 0x80));
    }),
    ("lint-crt-10-key-usage-empty", |case| {
        replace(&mut case.leaf, "2.5.29.15", true, &tlv(3, &[&[0]]));
    }),
    ("lint-crt-10-usage-unfit", |case| {
        replace(&mut case.leaf, "2.5.29.15", true, &bits(5, 0xa0));
    }),
    ("lint-crt-10-usages-inconsistent", |case| {
        replace(&mut case.leaf, "2.5.29.15", true, &bits(3, 0x08));
    }),
    ("lint-crt-10-purpose-forbidden-to-ca", |case| {
        case.become_root();
        case.leaf.extensions.push(extension(
            "2.5.29.37",
            false,
            &sequence(&[&oid("1.3.6.1.5.5.7.3.9")]),
        ));
    }),
    ("lint-crt-10-purpose-twice", |case| {
        let client = oid("1.3.6.1.5.5.7.3.2");
        replace(
            &mut case.leaf,
            "2.5.29.37",
            false,
            &sequence(&[&client, &client]),
        );
    }),
    // CRT-11
    ("lint-crt-11-cert-sign-without-ca", |case| {
        replace(&mut case.leaf, "2.5.29.15", true, &bits(2, 0x84));
    }),
    ("lint-crt-11-ca-without-cert-sign", |case| {
        case.become_root();
        replace(&mut case.leaf, "2.5.29.15", true, &bits(1, 0x02));
    }),
    ("lint-crt-11-not-critical", |case| {
        case.become_root();
        replace(
            &mut case.leaf,
            "2.5.29.19",
            false,
            &sequence(&[&boolean(true)]),
        );
    }),
    ("lint-crt-11-path-length-without-ca", |case| {
        case.leaf
            .extensions
            .push(extension("2.5.29.19", true, &sequence(&[&integer(&[0])])));
    }),
    ("lint-crt-11-path-length-without-cert-sign", |case| {
        case.become_root();
        replace(&mut case.leaf, "2.5.29.15", true, &bits(1, 0x02));
        let constraints = sequence(&[&boolean(true), &integer(&[0])]);
        replace(&mut case.leaf, "2.5.29.19", true, &constraints);
    }),
    ("lint-crt-11-path-length-exceeded", |case| {
        replace(&mut case.leaf, "2.5.29.15", true, &bits(2, 0x04));
        case.leaf
            .extensions
            .push(extension("2.5.29.19", true, &sequence(&[&boolean(true)])));
    }),
    ("lint-crt-11-path-length-not-below", |case| {
        become_ca(case, Some(1));
        limited(case, 1);
    }),
    ("lint-crt-11-issuer-old-root", |case| {
        become_version_1(case.issuer.as_mut().unwrap())
    }),
    ("lint-crt-11-issuer-not-ca", |case| {
        without(case.issuer.as_mut().unwrap(), "2.5.29.19");
    }),
    // CRT-12
    ("lint-crt-12-not-http", |case| {
        replace(
            &mut case.leaf,
            "2.5.29.31",
            false,
            &sample::crl_at("https://pki.example.td/g1.crl"),
        );
    }),
    ("lint-crt-12-not-http", |case| {
        let place = ("1.3.6.1.5.5.7.48.2", "ldap://pki.example.td/cn=g1");
        let ldap = sample::access_at(&[place]);
        replace(&mut case.leaf, "1.3.6.1.5.5.7.1.1", false, &ldap);
    }),
    ("lint-crt-12-no-http", |case| {
        let place = ("1.3.6.1.5.5.7.48.2", "ldap://pki.example.td/cn=g1");
        let ldap = sample::access_at(&[place]);
        replace(&mut case.leaf, "1.3.6.1.5.5.7.1.1", false, &ldap);
    }),
    ("lint-crt-12-not-uri", |case| {
        let relative = tlv(
            0xa0,
            &[&tlv(
                0xa1,
                &[&sequence(&[&oid("2.5.4.3"), &tlv(0x0c, &[b"x"])])],
            )],
        );
        replace(
            &mut case.leaf,
            "2.5.29.31",
            false,
            &sequence(&[&sequence(&[&relative])]),
        );
    }),
    ("lint-crt-12-empty", |case| {
        replace(&mut case.leaf, "2.5.29.31", false, &sequence(&[]));
    }),
    ("lint-crt-12-critical", |case| {
        replace(
            &mut case.leaf,
            "2.5.29.31",
            true,
            &sample::crl_at("http://pki.example.td/g1.crl"),
        );
    }),
    // CRT-19
    ("lint-crt-19-far-from-signing", |case| {
        case.signing_time = Timestamp::parse_rfc3339("2026-11-23T12:00:01Z");
    }),
    ("lint-crt-19-far-from-signing", |case| {
        case.signing_time = Timestamp::parse_rfc3339("2026-11-19T11:59:59Z");
    }),
    // VAL-02
    ("lint-val-02-policy-not-of-issuer", |case| {
        replace(
            &mut case.leaf,
            "2.5.29.32",
            false,
            &sample::policies(&["2.999.2"]),
        );
    }),
    ("lint-val-02-policy-not-of-issuer", |case| {
        without(case.issuer.as_mut().unwrap(), "2.5.29.32");
    }),
    ("lint-val-02-purpose-not-of-issuer", |case| {
        replace(
            &mut case.leaf,
            "2.5.29.37",
            false,
            &sequence(&[&oid("1.3.6.1.5.5.7.3.1")]),
        );
    }),
    // CRT-13
    ("lint-crt-13-not-ascii", |case| {
        named(case, &email("é@example.td"))
    }),
    ("lint-crt-13-not-ascii", |case| named(case, &host("é.td"))),
    ("lint-crt-13-host-name", |case| named(case, &host("a_b.td"))),
    ("lint-crt-13-host-name", |case| named(case, &host("a.td."))),
    ("lint-crt-13-host-name", |case| {
        named(case, &host("ab--c.td"))
    }),
    ("lint-crt-13-host-name", |case| named(case, &host("a.*.td"))),
    ("lint-crt-13-mailbox", |case| named(case, &email("amina"))),
    ("lint-crt-13-mailbox", |case| {
        named(case, &email("Amina <amina@example.td>"))
    }),
    ("lint-crt-13-international-mailbox", |case| {
        named(case, &mailbox(0x0c, "émilie"))
    }),
    ("lint-crt-13-international-mailbox", |case| {
        named(case, &mailbox(0x16, "amina@example.td"))
    }),
    ("lint-crt-13-international-mailbox", |case| {
        named(case, &mailbox(0x0c, "émilie@é.td"))
    }),
    ("lint-crt-13-ascii-local-part", |case| {
        named(case, &mailbox(0x0c, "amina@example.td"))
    }),
    // CRT-14
    ("lint-crt-14-ca", |case| {
        case.become_root();
        no_revocation(case, false);
    }),
    ("lint-crt-14-critical", |case| no_revocation(case, true)),
    ("lint-crt-14-status", |case| no_revocation(case, false)),
    ("lint-crt-14-status", |case| {
        without(&mut case.leaf, "2.5.29.31");
        no_revocation(case, false);
    }),
    ("lint-crt-14-status", |case| {
        without(&mut case.leaf, "2.5.29.31");
        without(&mut case.leaf, "1.3.6.1.5.5.7.1.1");
        let freshest = sample::crl_at("http://pki.example.td/g1.crl");
        case.leaf
            .extensions
            .push(extension("2.5.29.46", false, &freshest));
        no_revocation(case, false);
    }),
    ("lint-crt-14-assured-too-long", |case| {
        let assured = extension("0.4.0.194121.2.1", false, &tlv(5, &[]));
        case.leaf.extensions.push(assured);
    }),
    // CRT-20
    ("lint-crt-20-leaf", |case| {
        let constraints = permitted(&host("td"));
        let extension = extension("2.5.29.30", true, &constraints);
        case.leaf.extensions.push(extension);
    }),
    ("lint-crt-20-not-critical", |case| {
        case.become_root();
        let constraints = permitted(&host("td"));
        let extension = extension("2.5.29.30", false, &constraints);
        case.leaf.extensions.push(extension);
    }),
    ("lint-crt-20-not-permitted", |case| {
        named(case, &host("www.example"));
        constrained(case, &permitted(&host("td")));
    }),
    ("lint-crt-20-not-permitted", |case| {
        named(case, &host("xtd"));
        constrained(case, &permitted(&host("td")));
    }),
    ("lint-crt-20-not-permitted", |case| {
        named(case, &email("amina@poste.example.td"));
        constrained(case, &permitted(&email("example.td")));
    }),
    ("lint-crt-20-not-permitted", |case| {
        let algeria = tlv(0xa4, &[&name(&[("2.5.4.6", 0x13, "DZ")])]);
        constrained(case, &permitted(&algeria));
    }),
    ("lint-crt-20-excluded", |case| {
        named(case, &host("www.gouv.td"));
        constrained(case, &excluded(&host("gouv.td")));
    }),
    ("lint-crt-20-excluded", |case| {
        named(case, &email("amina@a.gouv.td"));
        constrained(case, &excluded(&email(".gouv.td")));
    }),
    ("lint-crt-20-excluded", |case| {
        let chad = tlv(0xa4, &[&name(&[("2.5.4.6", 0x13, "TD")])]);
        constrained(case, &excluded(&chad));
    }),
    ("lint-crt-20-not-permitted", |case| {
        named(case, &mailbox(0x0c, "émilie@example.dz"));
        constrained(case, &permitted(&email("gouv.td")));
    }),
    ("lint-crt-20-excluded", |case| {
        named(case, &mailbox(0x0c, "émilie@poste.gouv.td"));
        constrained(case, &excluded(&email(".gouv.td")));
    }),
    ("lint-crt-20-issuer-unreadable", |case| {
        constrained(case, &integer(&[1]));
    }),
    ("lint-crt-20-too-many", |case| many(case, 400)),
    // CRT-22
    ("lint-crt-22-no-name", |case| serve(case, None)),
    ("lint-crt-22-common-name", |case| {
        serve(case, Some(&host("www.example.td")));
    }),
    // OCSP-05, OCSP-06
    ("lint-ocsp-05-purposes", |case| {
        answer(case, &["1.3.6.1.5.5.7.3.9", "1.3.6.1.5.5.7.3.36"]);
    }),
    ("lint-val-02-purpose-not-of-issuer", |case| {
        answer(case, &["1.3.6.1.5.5.7.3.9", "1.3.6.1.5.5.7.3.36"]);
    }),
    ("lint-ocsp-05-nocheck", |case| {
        answer(case, &["1.3.6.1.5.5.7.3.9"]);
    }),
    ("lint-ocsp-05-too-long", |case| {
        answer(case, &["1.3.6.1.5.5.7.3.9"]);
        nocheck(case);
    }),
    ("lint-ocsp-05-nocheck-only", nocheck),
    ("lint-ocsp-06-status", |case| {
        answer(case, &["1.3.6.1.5.5.7.3.9"]);
        nocheck(case);
    }),
];

fn host(name: &str) -> Vec<u8> {
    tlv(0x82, &[name.as_bytes()])
}

fn email(address: &str) -> Vec<u8> {
    tlv(0x81, &[address.as_bytes()])
}

/// A SmtpUTF8Mailbox of a string type.
fn mailbox(tag: u8, address: &str) -> Vec<u8> {
    let value = tlv(0xa0, &[&tlv(tag, &[address.as_bytes()])]);
    tlv(0xa0, &[&oid("1.3.6.1.5.5.7.8.9"), &value])
}

fn named(case: &mut Case, general_name: &[u8]) {
    let names = extension("2.5.29.17", false, &sequence(&[general_name]));
    case.leaf.extensions.push(names);
}

fn no_revocation(case: &mut Case, critical: bool) {
    let extension = extension("2.5.29.56", critical, &tlv(5, &[]));
    case.leaf.extensions.push(extension);
}

fn permitted(base: &[u8]) -> Vec<u8> {
    sequence(&[&tlv(0xa0, &[&sequence(&[base])])])
}

fn excluded(base: &[u8]) -> Vec<u8> {
    sequence(&[&tlv(0xa1, &[&sequence(&[base])])])
}

/// So many names, and so many subtrees of the issuer.
pub(crate) fn many(case: &mut Case, number: usize) {
    let names: Vec<Vec<u8>> = (0..number).map(|at| host(&format!("h{at}.td"))).collect();
    let subtrees: Vec<Vec<u8>> = names.iter().map(|name| sequence(&[name])).collect();
    named(case, &names.concat());
    constrained(case, &sequence(&[&tlv(0xa0, &[&subtrees.concat()])]));
}

/// Turns the leaf into a CA with this path length.
pub(crate) fn become_ca(case: &mut Case, path_length: Option<u8>) {
    replace(&mut case.leaf, "2.5.29.15", true, &bits(1, 6));
    let length = path_length.map(|length| integer(&[length]));
    let constraints = sequence(&[&boolean(true), &length.unwrap_or_default()]);
    let extension = extension("2.5.29.19", true, &constraints);
    case.leaf.extensions.push(extension);
}

/// Gives the issuer this path length.
pub(crate) fn limited(case: &mut Case, path_length: u8) {
    let constraints = sequence(&[&boolean(true), &integer(&[path_length])]);
    replace(
        case.issuer.as_mut().unwrap(),
        "2.5.29.19",
        true,
        &constraints,
    );
}

/// Turns an issuer into a root of version 1.
pub(crate) fn become_version_1(issuer: &mut Tbs) {
    issuer.issuer = issuer.subject.clone();
    issuer.version.clear();
    issuer.extensions.clear();
}

fn constrained(case: &mut Case, constraints: &[u8]) {
    let extension = extension("2.5.29.30", true, constraints);
    case.issuer.as_mut().unwrap().extensions.push(extension);
}

/// A TLS server with this other name.
fn serve(case: &mut Case, other_name: Option<&[u8]>) {
    let server = sample::purposes(&["1.3.6.1.5.5.7.3.1"]);
    replace(&mut case.leaf, "2.5.29.37", false, &server);
    replace(case.issuer.as_mut().unwrap(), "2.5.29.37", false, &server);
    if let Some(other_name) = other_name {
        named(case, other_name);
    }
}

fn answer(case: &mut Case, purposes: &[&str]) {
    replace(
        &mut case.leaf,
        "2.5.29.37",
        false,
        &sample::purposes(purposes),
    );
}

fn nocheck(case: &mut Case) {
    let extension = extension("1.3.6.1.5.5.7.48.1.5", false, &tlv(5, &[]));
    case.leaf.extensions.push(extension);
}
