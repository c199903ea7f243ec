//! What breaks each rule.

use ca_core::timestamp::Timestamp;

use crate::der::{bits, boolean, integer, name, octets, oid, sequence, time, tlv};
use crate::sample::{self, Case, extension, replace, without};

/// Message, and what breaks the rule in an otherwise good certificate.
pub(crate) type Breach = (&'static str, fn(&mut Case));

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
    ("lint-crt-09-authority-key-differs", |case| {
        without(case.issuer.as_mut().unwrap(), "2.5.29.14");
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
        replace(&mut case.leaf, "2.5.29.15", true, &bits(6, 0x40));
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
        let ldap = sample::access_at("ldap://pki.example.td/cn=g1");
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
    // ALG-01, ALG-02
    ("lint-alg-01-subject-key", |case| {
        case.leaf.spki = sample::rsa_2048()
    }),
    ("lint-alg-02-algorithm", |case| {
        case.leaf.signature = sequence(&[&oid("1.2.840.113549.1.1.5"), &tlv(5, &[])]);
    }),
    ("lint-alg-02-parameters", |case| {
        case.leaf.signature = sequence(&[&oid("1.2.840.10045.4.3.2"), &tlv(5, &[])]);
    }),
    ("lint-alg-02-unfit", |case| {
        case.leaf.signature = sequence(&[&oid("1.2.840.10045.4.3.3")]);
    }),
    // QC-10
    ("lint-qc-10-critical", |case| {
        replace(
            &mut case.leaf,
            "1.3.6.1.5.5.7.1.3",
            true,
            &sample::statements(),
        );
    }),
    ("lint-qc-10-unreadable", |case| {
        replace(&mut case.leaf, "1.3.6.1.5.5.7.1.3", false, &sequence(&[]));
    }),
    ("lint-qc-10-statement", |case| {
        let lower = sequence(&[&oid("0.4.0.1862.1.7"), &sequence(&[&tlv(0x13, &[b"td"])])]);
        replace(
            &mut case.leaf,
            "1.3.6.1.5.5.7.1.3",
            false,
            &sequence(&[&lower]),
        );
    }),
    ("lint-qc-10-statement", |case| {
        let page = sequence(&[
            &tlv(0x16, &[b"http://pki.example.td/pds"]),
            &tlv(0x13, &[b"fr"]),
        ]);
        let disclosure = sequence(&[&oid("0.4.0.1862.1.5"), &sequence(&[&page])]);
        replace(
            &mut case.leaf,
            "1.3.6.1.5.5.7.1.3",
            false,
            &sequence(&[&disclosure]),
        );
    }),
    ("lint-qc-10-statement-twice", |case| {
        let compliance = sequence(&[&oid("0.4.0.1862.1.1")]);
        let both = sequence(&[&compliance, &compliance]);
        replace(&mut case.leaf, "1.3.6.1.5.5.7.1.3", false, &both);
    }),
];
