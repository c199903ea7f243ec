//! Country packs are data: a fourth state needs no code (LAW-11).

#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test tells what went wrong by a panic"
)]

use ca_core::country::{Country, CountryError, CountryFault, CountryRule, iso3166};
use ca_core::document::DocumentRule;
use ca_core::profile::{Profile, shipped};
use ca_core::settings::Settings;

/// A state that the program does not ship.
const NIGER: &str = r#"
format = 1
kind = "country"
code = "NE"
code3 = "NER"
national_arc = "2.16.562"
practice_arc = "1.3.6.1.4.1.32473.562"
currency = "XOF"
languages = ["fr"]
practice_organization = "Autorité de certification d'exercice du Niger"
practice_identifier = "NTRNE-EXERCICE-0001"
retention_years = 12

[identifiers]
natural_person = ["IDC", "PAS"]
legal_person = ["NTR"]

[[scheme]]
name = "EC"
authority = "https://etat-civil.example.ne/identifiants"

[[law]]
reference = "loi d'exercice"
title = "signature électronique"

[[mention]]
name = "holder"
reference = "loi d'exercice, art. 1"

[[mention]]
name = "capacity"
reference = "loi d'exercice, art. 2"
where_applicable = true
"#;

fn faults(text: &str) -> Vec<CountryFault> {
    match Country::parse(text) {
        Err(CountryError::Faults(faults)) => faults,
        Err(error) => panic!("{error}"),
        Ok(_) => Vec::new(),
    }
}

#[test]
fn law_11_three_packs_are_whole() {
    let countries = Country::all();
    let codes: Vec<&str> = countries.iter().map(|c| c.code.as_str()).collect();
    assert_eq!(codes, ["TD", "DZ", "DJ"]);
    for country in &countries {
        assert_eq!(iso3166::alpha_3(&country.code), Some(&*country.code3));
        assert_eq!(country.languages, ["fr", "ar"], "{}", country.code);
        assert!(country.laws.len() >= 2 && country.mentions.len() == 10);
        let required = |m: &&ca_core::country::RequiredMention| !m.where_applicable;
        assert_eq!(country.mentions.iter().filter(required).count(), 7);
    }
    let currencies: Vec<&str> = countries.iter().map(|c| c.currency.as_str()).collect();
    assert_eq!(currencies, ["XAF", "DZD", "DJF"]);
    let arcs: Vec<&str> = countries.iter().map(|c| c.national_arc.as_str()).collect();
    assert_eq!(arcs, ["2.16.148", "2.16.12", "2.16.262"]);
}

#[test]
fn law_11_a_fourth_state_is_a_file() {
    let niger = Country::parse(NIGER).unwrap();
    assert_eq!(niger.text(), NIGER);
    let settings = Settings::for_practice(&niger, "http://pki.example.ne").unwrap();
    assert_eq!(settings.country(), "NE");
    assert_eq!(settings.organization_identifier(), "NTRNE-EXERCICE-0001");
    let languages = settings.disclosures().iter().map(|d| d.language.as_str());
    assert_eq!(languages.collect::<Vec<_>>(), ["en", "fr"]);
    for text in shipped::texts() {
        let profile = Profile::parse(text).unwrap();
        assert_eq!(profile.mention_faults(&niger), [], "{}", profile.name());
        for policy in profile.policies(&settings) {
            let policy = policy.to_string();
            let national = policy.starts_with("1.3.6.1.4.1.32473.562.1.");
            assert!(national || policy.starts_with("0.4.0.2042.") || policy.starts_with("2.23."));
        }
    }
}

#[test]
fn law_01_a_state_may_require_a_mention_that_no_profile_carries() {
    let niger = Country::parse(&NIGER.replace("\"holder\"", "\"blood-group\"")).unwrap();
    let refused = shipped::texts().iter().filter(|text| {
        let profile = Profile::parse(text).unwrap();
        let faults = profile.mention_faults(&niger);
        assert!(faults.iter().all(|fault| fault.requirement() == "LAW-01"));
        !faults.is_empty()
    });
    assert_eq!(refused.count(), 4, "the profiles of qualified certificates");
}

#[test]
fn each_rule_for_packs_is_broken_and_told_with_its_field() {
    use CountryRule::*;
    let two = "[[scheme]]\nname = \"EC\"\nauthority = \"urn:x:y\"\n[[law]]";
    let again = "[[mention]]\nname = \"holder\"\nreference = \"r\"\n[[law]]";
    let breaches = [
        (Format, "format = 1", "format = 2", "format"),
        (Code, "code = \"NE\"", "code = \"XX\"", "code"),
        (Code, "code = \"NE\"", "code = \"ne\"", "code"),
        (LongCode, "\"NER\"", "\"NGA\"", "code3"),
        (Arc, "2.16.562", "2.16.0562", "national_arc"),
        (Arc, "2.16.562", "9.1", "national_arc"),
        (PracticeArc, "32473.562", "32474.562", "practice_arc"),
        (Currency, "XOF", "cfa", "currency"),
        (Languages, "[\"fr\"]", "[\"fra\"]", "languages"),
        (Languages, "[\"fr\"]", "[\"fr\", \"fr\"]", "languages"),
        (Languages, "[\"fr\"]", "[\"en\"]", "languages"),
        (
            Organization,
            "\"Autorité de certification d'exercice du Niger\"",
            "\"\"",
            "practice_organization",
        ),
        (
            OrganizationIdentifier,
            "NTRNE-",
            "NTRTD-",
            "practice_identifier",
        ),
        (
            OrganizationIdentifier,
            "NTRNE-",
            "VATNE-",
            "practice_identifier",
        ),
        (Retention, "= 12", "= 6", "retention_years"),
        (
            NaturalTypes,
            "\"PAS\"",
            "\"TAX\"",
            "identifiers.natural_person",
        ),
        (
            NaturalTypes,
            "[\"IDC\", \"PAS\"]",
            "[]",
            "identifiers.natural_person",
        ),
        (
            LegalTypes,
            "[\"NTR\"]",
            "[\"NTR\", \"PNO\"]",
            "identifiers.legal_person",
        ),
        (SchemeName, "\"EC\"", "\"E1\"", "scheme.name"),
        (SchemeName, "[[law]]", two, "scheme.name"),
        (SchemeAuthority, "https://", "ftp://", "scheme.authority"),
        (
            SchemeAuthority,
            "https://",
            "http://a b/",
            "scheme.authority",
        ),
        (Mention, "\"holder\"", "\"Holder\"", "mention.name"),
        (Mention, "loi d'exercice, art. 1", "", "mention.name"),
        (Mention, "[[law]]", again, "mention.name"),
        (Law, "signature électronique", "", "law.reference"),
    ];
    let mut broken = Vec::new();
    for (rule, from, to, field) in breaches {
        assert!(NIGER.contains(from), "{from}");
        let told = faults(&NIGER.replacen(from, to, 1));
        let fault = told.iter().find(|fault| fault.rule == rule);
        let fault = fault.unwrap_or_else(|| panic!("{rule:?}: {to}: {told:#?}"));
        assert_eq!(fault.field, field, "{to}");
        assert!(fault.line.is_some(), "{to}");
        broken.push(rule);
    }
    let silent = NIGER.split("[[mention]]").next().unwrap();
    assert_eq!(faults(silent)[0].rule, Mentions);
    broken.push(Mentions);
    for rule in CountryRule::ALL {
        assert!(broken.contains(rule), "nothing breaks {rule:?}");
        let clause = rule.requirement().map(ca_core::requirement::clause);
        assert_ne!(clause, Some(None), "{rule:?}");
    }
}

#[test]
fn all_faults_of_a_pack_are_told_at_once_with_their_lines() {
    let text = NIGER.replace("XOF", "cfa").replace("= 12", "= 1");
    let told: Vec<_> = faults(&text).iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "line 8: currency `cfa`: the currency is three capital letters of ISO 4217",
            "line 12: retention_years `1`: records are kept for 7 to 100 years",
        ]
    );
    assert!(matches!(
        Country::parse(&NIGER.replace("currency", "money")),
        Err(CountryError::Syntax(_))
    ));
}

proptest::proptest! {
    #[test]
    fn parsing_never_panics(text in ".*") {
        drop(Country::parse(&text));
    }

    #[test]
    fn a_pack_with_a_changed_line_never_panics(
        line in 0..40_usize, with in "[a-z_]{0,9} ?= ?[\"\\[{]?[a-z0-9.{}\"-]{0,12}"
    ) {
        let lines = NIGER.lines().enumerate();
        let lines = lines.map(|(n, old)| if n == line { with.as_str() } else { old });
        drop(Country::parse(&lines.collect::<Vec<_>>().join("\n")));
    }
}
