//! Each rule is made to fire by a certificate that breaks it and has no fault else.
#![allow(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "the samples are made here: a failure ends the test"
)]

#[path = "lint/breach.rs"]
mod breach;
#[path = "lint/der.rs"]
mod der;
#[path = "lint/sample.rs"]
mod sample;

use std::collections::BTreeSet;

use ca_core::lint::fact::Fact;
use ca_core::lint::{LintInput, LintIssuer, RULES, Severity, check, lint_certificate};
use proptest::prelude::*;

use self::breach::BREACHES;
use self::der::{integer, oid, sequence, time, tlv};
use self::sample::{Case, Tbs, replace};

/// The messages of all findings.
fn messages(case: &Case) -> Vec<&'static str> {
    let issuer = case.issuer.as_ref().map(Tbs::certificate);
    let findings = check(&LintInput {
        tbs: &case.leaf.der(),
        issuer: issuer
            .as_deref()
            .map(|certificate| LintIssuer { certificate }),
        signing_time: case.signing_time,
    });
    let findings = findings.expect("readable");
    findings
        .iter()
        .map(|finding| {
            let prefix = format!("lint-{}-", finding.rule.to_ascii_lowercase());
            assert!(finding.message_id().starts_with(&prefix), "{finding}");
            finding.message_id()
        })
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
fn each_breach_is_found() {
    for (message, breach) in BREACHES {
        let mut case = Case::good();
        breach(&mut case);
        let found = messages(&case);
        assert!(found.contains(message), "{message}: {found:?}");
    }
}

#[test]
fn each_message_has_a_breach() {
    let tried: BTreeSet<&str> = BREACHES.iter().map(|(message, _)| *message).collect();
    let mut all: BTreeSet<&str> = Fact::MESSAGE_IDS.iter().copied().collect();
    assert_eq!(all.len(), Fact::MESSAGE_IDS.len(), "ids are unique");
    assert!(all.remove("lint-alg-02-differ"), "has a test of its own");
    assert_eq!(tried, all);
}

#[test]
fn each_rule_has_a_message() {
    for rule in RULES {
        let prefix = format!("lint-{}-", rule.id.to_ascii_lowercase());
        assert!(
            Fact::MESSAGE_IDS.iter().any(|id| id.starts_with(&prefix)),
            "{}",
            rule.id
        );
    }
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
    assert_eq!(
        findings[0].to_string(),
        "CRT-02: serial number of 15 bits, at least 64 are needed"
    );
}

#[test]
fn algorithms_inside_and_outside_must_be_equal() {
    let case = Case::good();
    let issuer = case.issuer.as_ref().map(Tbs::certificate);
    let other = sequence(&[&oid("1.2.840.10045.4.3.3")]);
    let der = sequence(&[&case.leaf.der(), &other, &tlv(3, &[&[0, 1]])]);
    let findings = lint_certificate(&der, issuer.as_deref()).expect("readable");
    let messages: Vec<_> = findings
        .iter()
        .map(ca_core::lint::Finding::message_id)
        .collect();
    assert_eq!(messages, ["lint-alg-02-differ"]);
}

#[test]
fn rules_do_not_bind_certificates_that_are_older() {
    let mut case = Case::good();
    case.signing_time = None;
    case.leaf.serial = integer(&[1]);
    case.leaf.not_before = time("160101000000Z");
    assert_eq!(messages(&case), ["lint-crt-05-begins-before-issuer"]);
}

#[test]
fn delegated_responders_need_no_purpose_of_their_issuer() {
    let mut case = Case::good();
    replace(
        &mut case.leaf,
        "2.5.29.37",
        false,
        &sequence(&[&oid("1.3.6.1.5.5.7.3.9")]),
    );
    assert_eq!(messages(&case), [""; 0]);
}

#[test]
fn any_policy_in_the_issuer_allows_all() {
    let mut case = Case::good();
    let any = sample::policies(&["2.5.29.32.0"]);
    replace(case.issuer.as_mut().unwrap(), "2.5.29.32", false, &any);
    assert_eq!(messages(&case), [""; 0]);
}

#[test]
fn what_has_no_fields_is_unreadable() {
    let certificate = Case::good().leaf.certificate();
    for length in 0..certificate.len() {
        assert!(
            lint_certificate(&certificate[..length], None).is_err(),
            "{length}"
        );
    }
    let trailing = [certificate.as_slice(), &[0]].concat();
    assert!(lint_certificate(&trailing, None).is_err());
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
    }
}
