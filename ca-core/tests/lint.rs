//! Each rule is made to fire by a certificate that breaks it and has no fault else.
#![allow(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "the samples are made here: a failure ends the test"
)]

#[path = "lint/blind_spots.rs"]
mod blind_spots;
#[path = "lint/breach.rs"]
mod breach;
#[path = "lint/der.rs"]
mod der;
#[path = "lint/encoding.rs"]
mod encoding;
#[path = "lint/oracle.rs"]
mod oracle;
#[path = "lint/others.rs"]
mod others;
#[path = "lint/sample.rs"]
mod sample;

use std::collections::BTreeSet;

use ca_core::country::Country;
use ca_core::lint::fact::Fact;
use ca_core::lint::{
    Finding, LintIssuer, RULES, Severity, Unreadable, issuer_among, lint_certificate,
};
use ca_core::profile::{Profile, shipped};
use ca_core::requirement;
use proptest::prelude::*;

use self::breach::{etsi, house, rfc5280};
use self::der::{integer, name, oid, sequence, time, tlv};
use self::sample::{Case, House, Tbs, replace};

/// The messages of all findings.
fn messages(case: &Case) -> Vec<&'static str> {
    case.findings().iter().map(Finding::message_id).collect()
}

/// What is found in a certificate of ours that stops it.
fn errors(case: &Case) -> Vec<String> {
    let findings = case.findings().into_iter();
    findings
        .filter(|finding| finding.severity == Severity::Error)
        .map(|finding| finding.to_string())
        .collect()
}

#[test]
fn a_good_certificate_has_no_findings() {
    assert_eq!(messages(&Case::good()), [""; 0]);
}

#[test]
fn a_good_root_has_no_findings() {
    let mut case = Case::good();
    case.become_root();
    assert_eq!(messages(&case), [""; 0]);
}

#[test]
fn a_good_seal_has_no_findings() {
    let mut case = Case::good();
    case.become_legal();
    assert_eq!(messages(&case), [""; 0]);
}

#[test]
fn crt_16_what_each_shipped_profile_gives_in_each_country_is_clean() {
    for country in Country::all() {
        for text in shipped::texts() {
            let profile = Profile::parse(text).unwrap();
            let case = Case::of(House::of(&country.code, profile.name()));
            let found: Vec<String> = case.findings().iter().map(ToString::to_string).collect();
            assert_eq!(found, [""; 0], "{} of {}", profile.name(), country.code);
        }
    }
}

#[test]
fn each_breach_is_found() {
    for (message, breach) in rfc5280::BREACHES.iter().chain(etsi::BREACHES) {
        let mut case = Case::good();
        breach(&mut case);
        let found = messages(&case);
        assert!(found.contains(message), "{message}: {found:?}");
    }
}

#[test]
fn each_breach_by_our_builder_is_found_and_stops_it() {
    for (message, profile, breach) in house::BREACHES {
        let mut case = Case::ours(profile);
        breach(&mut case);
        let findings = case.findings();
        let found = findings
            .iter()
            .find(|finding| finding.message_id() == *message);
        let severity = found.map(|finding| finding.severity);
        assert_eq!(severity, Some(Severity::Error), "{message}: {findings:?}");
    }
}

#[test]
fn each_message_has_a_breach() {
    let foreign = rfc5280::BREACHES.iter().chain(etsi::BREACHES);
    let foreign = foreign.map(|(message, _)| *message);
    let ours = house::BREACHES.iter().map(|(message, ..)| *message);
    let tried: BTreeSet<&str> = foreign.chain(ours).collect();
    let mut all: BTreeSet<&str> = Fact::message_ids().collect();
    assert_eq!(all.len(), Fact::message_ids().count(), "ids are unique");
    assert!(all.remove("lint-alg-02-differ"), "has a test of its own");
    assert_eq!(tried, all);
}

#[test]
fn each_finding_is_named_by_the_rule_that_found_it() {
    let mut cases = Vec::new();
    for (_, breach) in rfc5280::BREACHES.iter().chain(etsi::BREACHES) {
        let mut case = Case::good();
        breach(&mut case);
        cases.push(case);
    }
    for (_, profile, breach) in house::BREACHES {
        let mut case = Case::ours(profile);
        breach(&mut case);
        cases.push(case);
    }
    for finding in cases.iter().flat_map(Case::findings) {
        let prefix = format!("lint-{}-", finding.rule.to_ascii_lowercase());
        assert!(finding.message_id().starts_with(&prefix), "{finding}");
        assert!(!finding.clause().is_empty(), "{finding}");
    }
}

#[test]
fn each_rule_has_a_message_and_a_clause() {
    for rule in RULES {
        let prefix = format!("lint-{}-", rule.id.to_ascii_lowercase());
        assert!(
            Fact::message_ids().any(|id| id.starts_with(&prefix)),
            "{}",
            rule.id
        );
        assert_eq!(requirement::clause(rule.id), Some(rule.clause()));
    }
}

#[test]
fn rules_of_the_house_only_warn_of_certificates_of_others() {
    let breach = |case: &mut Case| case.state("0.4.0.1862.1.6", None);
    let mut foreign = Case::good();
    breach(&mut foreign);
    assert_eq!(messages(&foreign), ["lint-qc-08-absent"]);
    assert_eq!(errors(&foreign), [""; 0]);
    let mut ours = Case::ours("citizen-signature");
    breach(&mut ours);
    let found = errors(&ours);
    let absent = "QC-08: a qualified certificate lacks QcType";
    assert!(found.iter().any(|found| found == absent), "{found:?}");
}

#[test]
fn only_a_missing_issuer_is_a_warning() {
    let mut case = Case::good();
    case.issuer = None;
    let findings = lint_certificate(&case.leaf.certificate(), None).expect("readable");
    let severities: Vec<Severity> = findings.iter().map(|finding| finding.severity).collect();
    assert_eq!(severities, [Severity::Warning], "{findings:?}");
}

#[test]
fn findings_tell_values_to_the_catalogues() {
    let mut case = Case::good();
    case.leaf.serial = integer(&[0x7f, 0xff]);
    let issuer = case.issuer.as_ref().map(Tbs::certificate);
    let findings = lint_certificate(&case.leaf.certificate(), issuer.as_deref()).expect("readable");
    assert_eq!(findings.len(), 1);
    assert_eq!(
        findings[0].arguments(),
        [("bits", "15".to_owned()), ("least", "64".to_owned())]
    );
    assert_eq!(findings[0].clause(), "RFC 5280 4.1.2.2, BR 7.1");
    assert_eq!(
        findings[0].to_string(),
        "CRT-02: serial number of 15 bits, at least 64 are needed"
    );
}

#[test]
fn crt_01_a_certificate_of_version_1_is_not_called_badly_encoded() {
    let mut case = Case::good();
    (case.leaf.version, case.leaf.extensions) = (Vec::new(), Vec::new());
    let found = messages(&case);
    assert!(found.contains(&"lint-crt-01-version"), "{found:?}");
    assert!(!found.contains(&"lint-crt-01-not-der"), "{found:?}");
}

#[test]
fn the_issuer_in_a_file_is_the_one_with_the_name_and_the_key() {
    let case = Case::good();
    let issuer = case.issuer.unwrap();
    let mut old = issuer.clone();
    replace(&mut old, "2.5.29.14", false, &der::octets(&[1; 20]));
    let mut root = Case::good();
    root.become_root();
    let [leaf, old, issuer, root] =
        [case.leaf, old, issuer, root.leaf].map(|tbs| tbs.certificate());
    let all = [leaf.clone(), root.clone(), old, issuer.clone()];
    assert_eq!(issuer_among(&leaf, &all[..3]), Some(root.as_slice()));
    assert_eq!(issuer_among(&leaf, &all[2..]), Some(issuer.as_slice()));
    assert_eq!(issuer_among(&leaf, &all[..1]), None);
    assert_eq!(issuer_among(&root, &all), None, "its own issuer");
}

#[test]
fn algorithms_inside_and_outside_must_be_equal() {
    let case = Case::good();
    let issuer = case.issuer.as_ref().map(Tbs::certificate);
    let other = sequence(&[&oid("1.2.840.10045.4.3.3")]);
    let der = sequence(&[&case.leaf.der(), &other, &tlv(3, &[&[0, 1]])]);
    let findings = lint_certificate(&der, issuer.as_deref()).expect("readable");
    let messages: Vec<_> = findings.iter().map(Finding::message_id).collect();
    assert_eq!(messages, ["lint-alg-02-differ"]);
}

#[test]
fn rules_do_not_bind_certificates_that_are_older() {
    let mut case = Case::good();
    case.signing_time = None;
    case.leaf.serial = integer(&[1]);
    case.leaf.not_before = time("160201000000Z");
    case.leaf.not_after = time("290101000000Z");
    assert_eq!(messages(&case), ["lint-crt-05-begins-before-issuer"]);
}

#[test]
fn alg_01_short_keys_of_others_hold_to_the_end_of_2028() {
    let certified = |from: &str, to: &str| {
        let mut case = Case::good();
        case.issuer.as_mut().unwrap().not_before = time("190101000000Z");
        case.signing_time = None;
        case.leaf.spki = sample::spki("bad-rsa2048.pem");
        (case.leaf.not_before, case.leaf.not_after) = (time(from), time(to));
        messages(&case)
    };
    assert_eq!(
        certified("200101000000Z", "270101000000Z"),
        ["lint-alg-01-short"]
    );
    assert_eq!(
        certified("261231235959Z", "281231235959Z"),
        ["lint-alg-01-short"]
    );
    assert_eq!(
        certified("270101000000Z", "271231235959Z"),
        ["lint-alg-01-refused"]
    );
    assert_eq!(
        certified("261231235959Z", "290101000000Z"),
        ["lint-alg-01-refused"]
    );
}

#[test]
fn val_02_only_a_signer_of_answers_alone_needs_no_purpose_of_its_issuer() {
    let answer = "1.3.6.1.5.5.7.3.9";
    let found = |purposes: &[&str]| {
        let mut case = Case::good();
        replace(
            &mut case.leaf,
            "2.5.29.37",
            false,
            &sample::purposes(purposes),
        );
        messages(&case).contains(&"lint-val-02-purpose-not-of-issuer")
    };
    assert!(!found(&[answer]));
    assert!(found(&[answer, "1.3.6.1.5.5.7.3.36"]));
}

#[test]
fn any_policy_in_the_issuer_allows_all() {
    let mut case = Case::good();
    let any = sample::policies(&["2.5.29.32.0"]);
    replace(case.issuer.as_mut().unwrap(), "2.5.29.32", false, &any);
    assert_eq!(messages(&case), [""; 0]);
}

#[test]
fn crt_20_names_within_the_subtrees_pass() {
    let chad = tlv(0xa4, &[&name(&[("2.5.4.6", 0x0c, "td")])]);
    let dns = |text: &str| tlv(0x82, &[text.as_bytes()]);
    let email = |text: &str| tlv(0x81, &[text.as_bytes()]);
    for (bases, names) in [
        (vec![dns("td")], vec![dns("www.gouv.td"), dns("TD")]),
        (vec![dns(".gouv.td")], vec![dns("www.gouv.td")]),
        (vec![email("gouv.td")], vec![email("amina@GOUV.td")]),
        (vec![email(".gouv.td")], vec![email("amina@a.gouv.td")]),
        (vec![chad, dns("td")], vec![email("amina@example.dz")]),
    ] {
        let mut case = Case::good();
        let join = |parts: &[Vec<u8>]| parts.concat();
        let bases: Vec<Vec<u8>> = bases.iter().map(|base| sequence(&[base])).collect();
        let constraints = sequence(&[&tlv(0xa0, &[&join(&bases)])]);
        let issuer = case.issuer.as_mut().unwrap();
        issuer
            .extensions
            .push(sample::extension("2.5.29.30", true, &constraints));
        let names = sequence(&[&join(&names)]);
        case.leaf
            .extensions
            .push(sample::extension("2.5.29.17", false, &names));
        assert_eq!(messages(&case), [""; 0], "{names:x?}");
    }
}

#[test]
fn what_has_no_fields_is_unreadable() {
    let certificate = Case::good().leaf.certificate();
    for length in 0..certificate.len() {
        let cut = &certificate[..length];
        assert_eq!(lint_certificate(cut, None), Err(Unreadable::Certificate));
        assert!(matches!(LintIssuer::parse(cut), Err(Unreadable::Issuer)));
    }
    let trailing = [certificate.as_slice(), &[0]].concat();
    assert!(lint_certificate(&trailing, None).is_err());
}

#[test]
fn i12_a_hundred_thousand_policies_are_judged_at_once() {
    let mut case = Case::good();
    let policy = |number: u32| sequence(&[&oid(&format!("2.999.{number}"))]);
    let many: Vec<Vec<u8>> = (0..100_000).map(policy).collect();
    let many: Vec<&[u8]> = many.iter().map(Vec::as_slice).collect();
    replace(&mut case.leaf, "2.5.29.32", false, &sequence(&many));
    let begin = std::time::Instant::now();
    let found = messages(&case).len();
    assert_eq!(found, 99_999, "policies that the issuer lacks");
    assert!(begin.elapsed().as_secs() < 20, "not with the square");
}

proptest! {
    #[test]
    fn changed_certificates_never_panic(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
    ) {
        let case = Case::good();
        let issuer = case.issuer.as_ref().map(Tbs::certificate);
        let mut der = case.leaf.certificate();
        for (index, octet) in changes {
            let at = index.index(der.len());
            der[at] = octet;
        }
        drop(lint_certificate(&der, issuer.as_deref()));
        drop(LintIssuer::parse(&der));
    }
}
