use std::collections::BTreeSet;

use super::*;
use crate::document::DocumentRule;
use crate::subject::AttributeType;

fn shipped(name: &str) -> &'static str {
    let named = format!("\nname = \"{name}\"\n");
    let mut texts = shipped::texts().iter();
    texts.find(|text| text.contains(&named)).expect(name)
}

/// The shipped profile with `from`, below the head comment, changed into `to`.
fn changed(name: &str, from: &str, to: &str) -> String {
    let (head, body) = shipped(name).split_once("format = 1").unwrap();
    let body = format!("format = 1{body}");
    assert!(body.contains(from), "{from} is not in {name}");
    format!("{head}{}", body.replacen(from, to, 1))
}

fn faults(text: &str) -> Vec<ProfileFault> {
    match Profile::parse(text) {
        Err(ProfileError::Faults(faults)) => faults,
        Err(error) => panic!("{error}: {text}"),
        Ok(_) => Vec::new(),
    }
}

#[test]
fn all_shipped_profiles_are_valid_and_named_once() {
    let mut names = BTreeSet::new();
    for text in shipped::texts() {
        let profile = Profile::parse(text);
        if let Err(ProfileError::Faults(faults)) = &profile {
            panic!("{text}: {faults:#?}");
        }
        assert!(names.insert(profile.unwrap().name().to_owned()));
    }
}

/// A breach of each rule: rule, profile, field, and what is changed into what.
const BREACHES: &str = include_str!("../../tests/data/profile_breaches.txt");

#[test]
fn each_rule_is_broken_and_told_with_its_field() {
    let mut broken = BTreeSet::new();
    for row in BREACHES.lines().filter(|row| !row.starts_with('#')) {
        let cells: Vec<&str> = row.splitn(4, " | ").collect();
        let [rule, name, field, change] = cells[..] else {
            panic!("{row}");
        };
        let (from, to) = change.split_once(" => ").expect(row);
        let text = |cell: &str| match cell {
            "\"\"" => String::new(),
            other => other.replace("\\n", "\n"),
        };
        let told = faults(&changed(name, &text(from), &text(to)));
        let fault = told.iter().find(|fault| fault.rule.word() == rule);
        let fault = fault.unwrap_or_else(|| panic!("{row}: {told:#?}"));
        assert_eq!(fault.field, field, "{row}");
        assert_eq!(fault.requirement, fault.rule.requirement());
        broken.insert(rule);
    }
    for rule in ProfileRule::ALL {
        assert!(broken.contains(rule.word()), "nothing breaks {rule:?}");
    }
}

#[test]
fn all_faults_are_told_at_once_in_the_order_of_the_document() {
    let text = changed("citizen-signature", "version = 1", "version = 0")
        .replace("\"GN\"", "\"Vorname\"")
        .replace("contentCommitment", "keyCertSign")
        .replace("disclosure = true", "");
    let told = faults(&text);
    let line = |needle: &str| text.lines().position(|line| line.contains(needle)).unwrap() + 1;
    for (rule, at) in [
        (ProfileRule::Version, "version = 0"),
        (ProfileRule::Attribute, "Vorname"),
        (ProfileRule::IssuerUsages, "keyCertSign"),
        (ProfileRule::Disclosure, "[qc_statements]"),
    ] {
        let fault = told.iter().find(|fault| fault.rule == rule).expect(at);
        assert_eq!(fault.line, Some(line(at)), "{fault}");
    }
    assert!(told.is_sorted_by_key(|fault| fault.line));
}

#[test]
fn unknown_and_missing_fields_are_no_profile() {
    for (from, to) in [
        ("suspension", "suspensions"),
        ("compliance", "complience"),
        ("days = 1095", "days = -1"),
        ("name = ", "# "),
        ("[key]", "[key"),
    ] {
        let parsed = Profile::parse(&changed("citizen-signature", from, to));
        assert!(matches!(parsed, Err(ProfileError::Syntax(_))), "{to}");
    }
}

#[test]
fn law_01_what_the_state_requires_is_carried_by_a_field_for_sure() {
    for country in Country::all() {
        for text in shipped::texts() {
            let profile = Profile::parse(text).unwrap();
            assert_eq!(profile.mention_faults(&country), [], "{}", profile.name());
        }
        let without = changed("citizen-signature", "holder = \"subject.CN\"", "");
        let missing = Profile::parse(&without).unwrap().mention_faults(&country);
        let [MentionFault::Missing { mention, reference }] = missing.as_slice() else {
            panic!("{missing:?}");
        };
        assert_eq!(mention, "holder");
        assert!(country.mentions.iter().any(|m| m.reference == *reference));
        for field in ["none", "subject.SN", "extensions.subjectAltName"] {
            let to = format!("holder = \"{field}\"");
            let unsure = changed("citizen-signature", "holder = \"subject.CN\"", &to);
            let told = Profile::parse(&unsure).unwrap().mention_faults(&country);
            assert!(
                matches!(told[..], [MentionFault::Uncertain { .. }]),
                "{told:?}"
            );
        }
    }
}

#[test]
fn law_01_a_profile_without_qualified_certificates_has_nothing_to_mention() {
    let login = Profile::parse(shipped("citizen-authentication")).unwrap();
    assert!(login.mentions().is_empty());
    assert_eq!(login.mention_faults(&Country::find("DZ").unwrap()), []);
}

#[test]
fn crt_20_constraints_are_read_in_their_forms() {
    let text = changed(
        "tls-issuing-ca",
        "[crl]",
        "[extensions.name_constraints]\n\
         permitted = { dns = [\"gouv.td\"], email = [\".gouv.td\", \"a@b.td\"] }\n\
         excluded = { directory = [\"O=Postes,C=TD\"] }\n[crl]",
    );
    let profile = Profile::parse(&text).unwrap();
    let rule = profile.name_constraints().unwrap();
    assert_eq!(
        rule.permitted,
        [
            Subtree::Dns("gouv.td".to_owned()),
            Subtree::Email(".gouv.td".to_owned()),
            Subtree::Email("a@b.td".to_owned()),
        ]
    );
    let [Subtree::Directory(pairs)] = &rule.excluded[..] else {
        panic!("{rule:?}");
    };
    assert_eq!(pairs[0], (AttributeType::COUNTRY, "TD".to_owned()));
}

proptest::proptest! {
    #[test]
    fn parsing_never_panics(text in ".*") {
        drop(Profile::parse(&text));
    }

    #[test]
    fn a_shipped_profile_with_a_changed_line_never_panics(
        which in 0..19_usize, line in 0..60_usize, with in "[a-z_]{0,9} ?= ?[\"\\[{]?[a-z0-9.{}\"-]{0,12}"
    ) {
        let text = shipped::texts()[which];
        let lines = text.lines().enumerate();
        let lines = lines.map(|(n, old)| if n == line { with.as_str() } else { old });
        drop(Profile::parse(&lines.collect::<Vec<_>>().join("\n")));
    }
}
