//! Certificates of somebody else that are lawful, though ours would not be so.

use std::time::Instant;

use ca_core::lint::{Finding, Severity, issuer_among, lint_certificate};

use crate::breach::rfc5280::{become_ca, become_version_1, limited, many};
use crate::der::{boolean, integer, octets, oid, sequence, time, tlv};
use crate::sample::{self, Case, Tbs, extension, replace, without};

/// The messages of what is wrong, then of what is worth a look.
fn found(case: &Case) -> (Vec<&'static str>, Vec<&'static str>) {
    let findings = case.findings();
    let of = |wanted| {
        let wanted = findings
            .iter()
            .filter(move |finding| finding.severity == wanted);
        wanted.map(Finding::message_id).collect()
    };
    (of(Severity::Error), of(Severity::Warning))
}

fn assert_warning(case: &Case, message: &str) {
    assert_eq!(found(case), (vec![], vec![message]));
}

fn assert_clean(case: &Case) {
    assert_eq!(found(case), (vec![], vec![]));
}

#[test]
fn alg_01_a_short_key_of_before_2026_that_ends_late_is_a_warning() {
    let mut case = Case::good();
    case.become_root();
    case.signing_time = None;
    case.leaf.spki = sample::spki("bad-rsa2048.pem");
    case.leaf.signature = sequence(&[&oid("1.2.840.113549.1.1.11"), &tlv(5, &[])]);
    case.leaf.not_before = time("150526000000Z");
    case.leaf.not_after = time("380117000000Z");
    assert_warning(&case, "lint-alg-01-refused-then");
    case.leaf.not_before = time("260101000000Z");
    assert_eq!(found(&case), (vec!["lint-alg-01-refused"], vec![]));
}

#[test]
fn crt_17_an_odd_exponent_is_a_warning_and_an_even_one_an_error() {
    let with = |exponent: &[u8]| {
        let mut case = Case::good();
        case.leaf.spki = sample::with_exponent("bad-rsa2048.pem", exponent);
        case.leaf.not_after = time("281231000000Z");
        found(&case)
    };
    let lawful = vec!["lint-crt-17-exponent", "lint-alg-01-short"];
    for exponent in [&[3][..], &[0, 0xa8, 0x8b], &[1; 33]] {
        assert_eq!(with(exponent), (vec![], lawful.clone()), "{exponent:x?}");
    }
    for exponent in [&[1][..], &[2], &[1, 0, 0], &[2; 33]] {
        let broken = vec!["lint-crt-17-subject-key"];
        assert_eq!(with(exponent), (broken, vec![]), "{exponent:x?}");
    }
}

#[test]
fn crt_17_a_broken_modulus_is_found_whatever_the_exponent() {
    let mut case = Case::good();
    case.leaf.spki = sample::rsa(384, &[3]);
    let (errors, _) = found(&case);
    assert_eq!(errors, ["lint-crt-17-subject-key"]);
}

#[test]
fn crt_02_a_serial_whose_top_bit_is_clear_is_a_warning() {
    let mut case = Case::good();
    case.leaf.serial = integer(&[0x7f; 8]);
    assert_warning(&case, "lint-crt-02-serial-too-short");
}

#[test]
fn crt_12_other_places_beside_a_plain_http_one_are_warnings() {
    let mut case = Case::good();
    let uri = |text: &str| tlv(0x86, &[text.as_bytes()]);
    let names = [uri("ldap://a.td/cn=g1"), uri("http://a.td/g1.crl")].concat();
    let point = sequence(&[&tlv(0xa0, &[&tlv(0xa0, &[&names])])]);
    replace(&mut case.leaf, "2.5.29.31", false, &sequence(&[&point]));
    assert_warning(&case, "lint-crt-12-not-http");
    let alone = sample::crl_at("ldap://a.td/cn=g1");
    replace(&mut case.leaf, "2.5.29.31", false, &alone);
    assert_eq!(found(&case).0, ["lint-crt-12-no-http"]);
}

#[test]
fn crt_12_other_access_methods_may_be_anywhere() {
    let mut case = Case::good();
    let places = sample::access_at(&[
        ("1.3.6.1.5.5.7.48.3", "https://a.td/tsa"),
        ("1.3.6.1.5.5.7.48.1", "http://a.td/ocsp"),
        ("1.3.6.1.5.5.7.48.2", "http://a.td/g1.cer"),
    ]);
    replace(&mut case.leaf, "1.3.6.1.5.5.7.1.1", false, &places);
    assert_clean(&case);
}

#[test]
fn crt_05_validity_beyond_the_issuer_is_a_warning() {
    let mut case = Case::good();
    case.leaf.not_after = time("370101000000Z");
    assert_warning(&case, "lint-crt-05-outlives-issuer");
    let mut case = Case::good();
    case.issuer.as_mut().unwrap().not_before = time("261122000000Z");
    assert_warning(&case, "lint-crt-05-begins-before-issuer");
}

#[test]
fn crt_10_key_usage_should_be_critical_and_need_not() {
    let mut case = Case::good();
    replace(
        &mut case.leaf,
        "2.5.29.15",
        false,
        &crate::der::bits(6, 0x40),
    );
    assert_warning(&case, "lint-crt-10-key-usage-not-critical");
}

#[test]
fn crt_10_a_key_usage_that_is_not_in_der_is_not_called_absent() {
    let mut case = Case::good();
    case.become_root();
    let trailing_zero = tlv(3, &[&[0, 0x06]]);
    replace(&mut case.leaf, "2.5.29.15", true, &trailing_zero);
    let broken = vec!["lint-crt-01-extension-not-der"];
    assert_eq!(found(&case), (broken, vec![]));
}

/// RFC 9881 5: at least one of four usages, and none of five.
#[test]
fn alg_06_ml_dsa_keys_serve_signatures_and_nothing_else() {
    const SIGNS: u16 = 0xc600;
    for usages in 0..512_u16 {
        let usages = usages << 7;
        let mut case = Case::good();
        case.become_root();
        case.leaf.spki = sample::spki("cryptography-ml-dsa-65.pem");
        replace(&mut case.leaf, "2.5.29.15", true, &named_bits(usages));
        let unfit = usages & !SIGNS != 0;
        let messages = crate::messages(&case);
        let told = |message: &str| messages.contains(&message);
        assert_eq!(told("lint-crt-10-usage-unfit"), unfit, "{usages:016b}");
        let none = usages & SIGNS == 0;
        let empty = told("lint-crt-10-key-usage-empty");
        assert_eq!(unfit || empty, unfit || none, "{usages:016b}");
    }
}

/// A KeyUsage; bit 0 is the highest.
fn named_bits(usages: u16) -> Vec<u8> {
    let octets = usages.to_be_bytes();
    let unused = u8::try_from(usages.trailing_zeros() % 8).unwrap();
    match octets {
        [0, 0] => tlv(3, &[&[0]]),
        [first, 0] => tlv(3, &[&[unused, first]]),
        [first, second] => tlv(3, &[&[unused, first, second]]),
    }
}

#[test]
fn val_02_a_policy_may_be_mapped_or_lead_nowhere() {
    let mut case = Case::good();
    let foreign = sample::policies(&["2.999.2"]);
    replace(&mut case.leaf, "2.5.29.32", false, &foreign);
    assert_warning(&case, "lint-val-02-policy-not-of-issuer");
    let mapping = sequence(&[&sequence(&[&oid("2.999.1"), &oid("2.999.2")])]);
    let mapping = extension("2.5.29.33", true, &mapping);
    case.issuer.as_mut().unwrap().extensions.push(mapping);
    assert_clean(&case);
}

#[test]
fn crt_11_only_a_path_length_of_zero_forbids_a_ca() {
    let under = |limit: u8, own: Option<u8>| {
        let mut case = Case::good();
        become_ca(&mut case, own);
        limited(&mut case, limit);
        let (errors, warnings) = found(&case);
        let of_length = |message: &&str| message.contains("path-length");
        let warnings: Vec<_> = warnings.into_iter().filter(of_length).collect();
        let errors: Vec<_> = errors.into_iter().filter(of_length).collect();
        (errors, warnings)
    };
    let forbidden = (vec!["lint-crt-11-path-length-exceeded"], vec![]);
    assert_eq!(under(0, None), forbidden);
    assert_eq!(under(0, Some(0)), forbidden);
    assert_eq!(under(1, None), (vec![], vec![]));
    assert_eq!(under(1, Some(0)), (vec![], vec![]));
    let useless = (vec![], vec!["lint-crt-11-path-length-not-below"]);
    assert_eq!(under(1, Some(1)), useless);
}

/// A root, its next key, and the link from the one to the other.
fn link() -> [Tbs; 3] {
    let mut old = Case::good();
    old.become_root();
    let mut new = old.leaf.clone();
    replace(&mut new, "2.5.29.14", false, &octets(&[7; 20]));
    let mut link = new.clone();
    let authority_key = extension("2.5.29.35", false, &sample::authority_key());
    link.extensions.push(authority_key);
    [old.leaf, new, link]
}

#[test]
fn crt_06_a_link_certificate_is_not_its_own_issuer() {
    let [old, new, link] = link().map(|tbs| tbs.certificate());
    let all = [link.clone(), new.clone(), old.clone()];
    assert_eq!(issuer_among(&link, &all), Some(old.as_slice()));
    assert_eq!(issuer_among(&link, &all[..2]), None);
    for root in [&old, &new] {
        assert_eq!(issuer_among(root, &all), None);
    }
    let messages = |issuer| {
        let findings = lint_certificate(&link, issuer).expect("readable");
        findings.iter().map(Finding::message_id).collect::<Vec<_>>()
    };
    assert_eq!(messages(None), ["lint-crt-06-issuer-not-given"]);
    assert_eq!(messages(Some(&old)), [""; 0]);
    assert_eq!(messages(Some(&new)), ["lint-crt-09-authority-key-differs"]);
}

#[test]
fn crt_09_an_issuer_without_key_identifier_gives_no_expectation() {
    let mut case = Case::good();
    without(case.issuer.as_mut().unwrap(), "2.5.29.14");
    assert_clean(&case);
}

#[test]
fn crt_11_an_issuer_of_version_1_is_a_warning() {
    let mut case = Case::good();
    become_version_1(case.issuer.as_mut().unwrap());
    assert_warning(&case, "lint-crt-11-issuer-old-root");
    let mut other = Case::good();
    other.issuer.as_mut().unwrap().version.clear();
    other.issuer.as_mut().unwrap().extensions.clear();
    assert!(found(&other).0.contains(&"lint-crt-11-issuer-not-ca"));
}

#[test]
fn crt_20_an_international_mailbox_is_held_by_its_host() {
    let with = |base: &str| {
        let mut case = Case::good();
        let address = tlv(0xa0, &[&tlv(0x0c, &["émilie@gouv.td".as_bytes()])]);
        let mailbox = tlv(0xa0, &[&oid("1.3.6.1.5.5.7.8.9"), &address]);
        let names = extension("2.5.29.17", false, &sequence(&[&mailbox]));
        case.leaf.extensions.push(names);
        let base = sequence(&[&tlv(0x81, &[base.as_bytes()])]);
        let constraints = sequence(&[&tlv(0xa0, &[&base])]);
        let constraints = extension("2.5.29.30", true, &constraints);
        case.issuer.as_mut().unwrap().extensions.push(constraints);
        found(&case).0
    };
    assert_eq!(with("GOUV.td"), [""; 0]);
    for base in ["poste.td", ".gouv.td", "emilie@gouv.td"] {
        assert_eq!(with(base), ["lint-crt-20-not-permitted"], "{base}");
    }
}

#[test]
fn crt_20_three_hundred_names_under_three_hundred_subtrees_are_judged() {
    let mut case = Case::good();
    many(&mut case, 300);
    assert_clean(&case);
}

#[test]
fn i12_names_subtrees_and_extensions_without_end_are_judged_at_once() {
    let mut names = Case::good();
    many(&mut names, 20_000);
    let mut extensions = Case::good();
    for number in 0..20_000 {
        let unknown = extension(&format!("2.999.{number}"), false, &boolean(true));
        extensions.leaf.extensions.push(unknown);
    }
    let begin = Instant::now();
    assert_eq!(found(&names).0, ["lint-crt-20-too-many"]);
    assert_eq!(found(&extensions).0, ["lint-crt-08-too-many"]);
    assert!(begin.elapsed().as_secs() < 5, "not with the square");
}

#[test]
fn qc_01_identifiers_are_judged_without_the_name_of_a_person() {
    let with = |number: &str, claims: bool| {
        let mut case = Case::good();
        case.state("1.3.6.1.5.5.7.11.2", None);
        if !claims {
            without(&mut case.leaf, sample::STATEMENTS);
            let own = sample::policies(&["2.999.1"]);
            replace(&mut case.leaf, "2.5.29.32", false, &own);
        }
        case.leaf.subject = crate::der::name(&[
            ("2.5.4.6", 0x13, "TD"),
            ("2.5.4.5", 0x13, number),
            ("2.5.4.3", 0x0c, "Ali"),
        ]);
        found(&case)
    };
    for number in ["PNOXX-1", "PNO-1", "IDCnonsense", "TINTD-", "TAXXX-1"] {
        assert_eq!(with(number, true).0, ["lint-qc-01-identifier"], "{number}");
        assert_eq!(with(number, false), (vec![], vec![]), "{number}");
    }
    for number in ["PNOTD-1", "12345", "PNO1", "PNO"] {
        assert_eq!(with(number, true), (vec![], vec![]), "{number}");
    }
}
