//! CRT-01: the walk over the octets finds what reading and writing again finds.

use ca_core::lint::{LintInput, Unreadable, check};
use proptest::prelude::*;

use crate::der::{boolean, integer, octets, oid, sequence, tlv};
use crate::oracle::is_written_again;
use crate::sample::{Case, Tbs, extension};

/// Whether the rule finds an encoding that is not the only one.
fn is_distinguished(tbs: &[u8]) -> bool {
    let findings = check(&LintInput {
        tbs,
        issuer: None,
        signing_time: None,
        governing: None,
        key: None,
    });
    match findings {
        Err(unreadable) => {
            assert_eq!(unreadable, Unreadable::Certificate);
            false
        }
        Ok(findings) => findings.iter().all(|finding| {
            let encoding = [
                "lint-crt-01-not-der",
                "lint-crt-01-extension-not-der",
                "lint-crt-04-time-form",
                "lint-crt-13-not-ascii",
            ];
            !encoding.contains(&finding.message_id())
        }),
    }
}

/// With every extension that the oracle knows.
fn sample() -> Tbs {
    let mut tbs = Case::good().leaf;
    tbs.not_before = crate::der::time("261121120000Z");
    let names = [
        tlv(0x82, &[b"www.example.td"]),
        tlv(0x81, &[b"amina@example.td"]),
        tlv(0x87, &[&[192, 0, 2, 1]]),
    ];
    let names = sequence(&[&names[0], &names[1], &names[2]]);
    tbs.extensions.push(extension("2.5.29.17", false, &names));
    let subtree = sequence(&[&sequence(&[&tlv(0x82, &[b"td"])])]);
    let subtree = tlv(0xa0, &[&crate::der::parts(&subtree)[0]]);
    let constraints = extension("2.5.29.30", true, &sequence(&[&subtree]));
    tbs.extensions.push(constraints);
    let constraints = sequence(&[&boolean(true), &integer(&[0])]);
    tbs.extensions
        .push(extension("2.5.29.19", true, &constraints));
    tbs
}

#[test]
fn both_ways_take_the_sample() {
    let der = sample().der();
    assert!(is_written_again(&der));
    assert!(is_distinguished(&der));
}

#[test]
fn crt_01_other_encodings_of_the_same_are_found_both_ways() {
    let with = |change: fn(&mut Tbs)| {
        let mut tbs = sample();
        change(&mut tbs);
        tbs.der()
    };
    let others: [fn(&mut Tbs); 8] = [
        |tbs| tbs.version = tlv(0xa0, &[&integer(&[0])]),
        |tbs| tbs.serial = integer(&[0, 0x41, 0x41]),
        |tbs| tbs.extensions[0] = sequence(&[&oid("2.5.29.35"), &boolean(false), &octets(&[])]),
        |tbs| {
            let leaf = sequence(&[&boolean(false)]);
            *tbs.extensions.last_mut().unwrap() = extension("2.5.29.19", true, &leaf);
        },
        |tbs| {
            let truth = sequence(&[&tlv(1, &[&[1]])]);
            *tbs.extensions.last_mut().unwrap() = extension("2.5.29.19", true, &truth);
        },
        |tbs| tbs.extensions[2] = extension("2.5.29.15", true, &tlv(3, &[&[0, 0x40]])),
        |tbs| tbs.extensions[2] = extension("2.5.29.15", true, &tlv(3, &[&[5, 0x40]])),
        |tbs| {
            let pair = |text: &[u8]| sequence(&[&oid("2.5.4.3"), &tlv(0x0c, &[text])]);
            tbs.subject = sequence(&[&tlv(0x31, &[&pair(b"b"), &pair(b"a")])]);
        },
    ];
    for (number, other) in others.into_iter().enumerate() {
        let der = with(other);
        assert!(!is_written_again(&der), "{number}");
        assert!(!is_distinguished(&der), "{number}");
    }
}

/// Whether the oracle may be unable to hold what is right: `const-oid` knows no first octet above
/// 0x77, though ITU-T X.660 gives arcs such as 2.999, and `der` no UniversalString.
fn is_beyond_oracle(der: &[u8], at: usize, octet: u8) -> bool {
    let begins_identifier = at > 1 && [0x06, 0x88].contains(&der[at - 2]);
    [0x1c, 0x88].contains(&octet) || (begins_identifier && octet >= 0x78)
}

/// Whether the walk looks where reading again does not: into names, keys and algorithms, which
/// hold values of any type, at arcs that are padded, and into extensions that the oracle does
/// not know.
fn is_stricter(sample: &Tbs, at: usize, octet: u8) -> bool {
    let der = sample.der();
    let within = |field: &[u8]| {
        let begin = der.windows(field.len()).position(|part| part == field);
        begin.is_some_and(|begin| (begin..begin + field.len()).contains(&at))
    };
    let any = [
        &sample.signature,
        &sample.issuer,
        &sample.subject,
        &sample.spki,
    ];
    let extension = at > 2 && der[at - 2..at] == [0x55, 0x1d];
    octet == 0x80 || extension || any.into_iter().any(|field| within(field))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2048))]

    #[test]
    fn crt_01_what_cannot_be_written_again_is_found(
        index in any::<prop::sample::Index>(),
        octet in any::<u8>(),
    ) {
        let mut der = sample().der();
        let at = index.index(der.len());
        let beyond = is_beyond_oracle(&der, at, octet);
        der[at] = octet;
        if is_distinguished(&der) && !beyond {
            prop_assert!(is_written_again(&der), "octet {at} as {octet:#x}");
        }
    }

    #[test]
    fn crt_01_what_is_found_cannot_be_written_again(
        index in any::<prop::sample::Index>(),
        octet in any::<u8>(),
    ) {
        let sample = sample();
        let mut der = sample.der();
        let at = index.index(der.len());
        der[at] = octet;
        if is_written_again(&der) && !is_stricter(&sample, at, octet) {
            prop_assert!(is_distinguished(&der), "octet {at} as {octet:#x}");
        }
    }
}
